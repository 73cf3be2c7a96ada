package quota

import "slices"

// Resource is something that is limited.
type Resource string

// The resources.
const (
	Projects    Resource = "projects"      // those in the trash as well
	Assets      Resource = "assets"        // images and fonts that are held
	Storage     Resource = "storage"       // bytes of these, with their small pictures
	JobsPerDay  Resource = "jobs-per-day"  // planners made, in a day of UTC
	JobsAtOnce  Resource = "jobs-at-once"  // that wait or run
	PagesPerJob Resource = "pages-per-job" // of one planner: nothing is counted
)

// Resources are all of them, in the order in which they are shown.
func Resources() []Resource {
	return []Resource{Projects, Assets, Storage, JobsPerDay, JobsAtOnce, PagesPerJob}
}

// known tells whether there is such a resource.
func (r Resource) known() bool { return slices.Contains(Resources(), r) }

// counted tells whether something of it is counted, and not only looked at.
func (r Resource) counted() bool { return r.known() && r != PagesPerJob }

// Unlimited is no limit.
const Unlimited int64 = -1

// Limits are how much of each resource one may have: 0 or more, or Unlimited.
type Limits map[Resource]int64

// Tier is what many users have in common.
type Tier struct {
	Name   string `json:"name"`   // 1 to 32 of a-z 0-9 -, first a letter
	Title  string `json:"title"`  // as people know it: "Free"
	Limits Limits `json:"limits"` // each resource
}

// Names of Tiers.
const (
	Free     = "free"
	Plus     = "plus"
	NoLimits = "unlimited"
)

// Tiers are those of a server that says no others.
func Tiers() []Tier {
	return []Tier{
		{Free, "Free", Limits{Projects: 100, Assets: 100, Storage: 100 << 20, JobsPerDay: 100, JobsAtOnce: 5, PagesPerJob: 500}},
		{Plus, "Plus", Limits{Projects: 1000, Assets: 2000, Storage: 2 << 30, JobsPerDay: 1000, JobsAtOnce: 20, PagesPerJob: 1000}},
		{NoLimits, "Unlimited", Limits{
			Projects: Unlimited, Assets: Unlimited, Storage: Unlimited, JobsPerDay: Unlimited, JobsAtOnce: Unlimited, PagesPerJob: Unlimited,
		}},
	}
}

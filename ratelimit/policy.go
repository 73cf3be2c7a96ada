package ratelimit

import (
	"time"
)

// Policy says how often something may be done: Rate times in each Per, spread evenly, and after a pause up to Burst times at once. Package
// documentation says what that comes to.
type Policy struct {
	Name  string        // 1 to 32 of a-z 0-9 -, first a letter: in keys, header fields, metrics and tables
	What  string        // what is counted, in sentences, in the plural: "previews"; "" = "requests". At most 60 bytes
	Rate  int           // 1 to 1,000,000
	Per   time.Duration // a second to 31 days, and a microsecond for each of Rate at least
	Burst int           // 1 to 1,000,000; 0 = Rate. Burst times Per / Rate is 366 days at most

	// Addresses counts by address also who is logged in: for what is done before somebody is, and must not begin anew with each account.
	Addresses bool
	// Closed refuses everything while the Limiter fails, with CodeUnavailable; others let everything pass then.
	Closed bool
	// Off lets everything pass and counts nothing.
	Off bool
}

// Names of Defaults.
const (
	All     = "all"     // every request
	PDF     = "pdf"     // render jobs
	Preview = "preview" // pictures of pages
	Upload  = "upload"  // images and fonts
	Create  = "create"  // projects: new ones, clones, imports
	Login   = "login"   // by address, and once more by the account that was named
)

// Defaults are the policies of a server.
func Defaults() Policies {
	return Policies{
		{Name: All, Rate: 300, Per: time.Minute},
		{Name: PDF, What: "planners", Rate: 10, Per: time.Minute},
		{Name: Preview, What: "previews", Rate: 60, Per: time.Minute},
		{Name: Upload, What: "uploads", Rate: 20, Per: time.Minute},
		{Name: Create, What: "new projects", Rate: 30, Per: time.Minute},
		{Name: Login, What: "logins", Rate: 10, Per: time.Minute, Addresses: true, Closed: true},
	}
}

// Policies are those of a Guard; names are unique.
type Policies []Policy

// With returns a copy in which the policy of this name has the rate that text says, as configuration has it:
//
//	10/min             ten in a minute, all of them at once if one likes
//	10/min burst 20    ten in a minute, and up to twenty after two minutes' pause
//	1/5s               units are s, min, h, day, with a whole number before them or none
//	off                no limit
//
// What else the policy says stays. An error says what is wrong with the text, or which names there are.
func (p Policies) With(name, text string) (Policies, error) {
	return nil, errTodo
}

// Find returns the policy of a name.
func (p Policies) Find(name string) (Policy, bool) {
	for _, one := range p {
		if one.Name == name {
			return one, true
		}
	}
	return Policy{}, false
}

// String is the rate as With reads it.
func (p Policy) String() string { return "" }

// Check says what is wrong with a policy, as New and Limiters do.
func (p Policy) Check() error { return errTodo }

// filled has the defaults.
func (p Policy) filled() Policy { return p }

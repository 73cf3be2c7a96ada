package renderjob

import "context"

// Quota bounds what a user may have rendered. How many jobs, jobs.Config.Quota says. It is safe for concurrent use.
type Quota interface {
	// JobPages is asked for a job of a user's: most is how many pages it may have, less than 0 = as many as Config.Project allows. pages is how many the project has, 0 = not
	// known: also where Options ask for a device, locale or orientation, with which there may be more or fewer than by the project itself. Its error refuses the job, and
	// comes back from Submit as it is.
	JobPages(ctx context.Context, user string, pages int) (most int, err error)
}

// pageBound is how many pages a job of a user's may have by Config.Quota: 0 = as many as Config.Project allows. It is kept as it was said, also if it is more than that: who
// does the job sees to its own Config.
func (s *Service) pageBound(ctx context.Context, user string, o Options, source Source) (int, error) {
	if s.c.Quota == nil {
		return 0, nil
	}
	pages := source.Pages
	if o.Device != "" || o.Locale != "" || o.Orientation != "" {
		pages = 0
	}
	switch most, err := s.c.Quota.JobPages(ctx, user, pages); {
	case err != nil:
		return 0, err
	case most == 0:
		return 0, refuse(CodeTooLarge, "project", "You may have no planners made: the limit of their pages is 0 for you.", "")
	default:
		return max(most, 0), nil
	}
}

// within is how many pages a job may have that was given a bound: what Config.Project of this process allows, too.
func (s *Service) within(bound int) int {
	if bound > 0 {
		return min(bound, s.c.Project.Pages)
	}
	return s.c.Project.Pages
}

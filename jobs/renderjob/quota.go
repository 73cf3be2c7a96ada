package renderjob

import "context"

// Quota bounds what a user may have rendered. How many jobs, jobs.Config.Quota says. It is safe for concurrent use.
type Quota interface {
	// JobPages is asked for a job of a user's: most is how many pages it may have, less than 0 = as many as Config.Project allows. pages is how many the project has, 0 = not
	// known; its error refuses the job, and comes back from Submit as it is.
	JobPages(ctx context.Context, user string, pages int) (most int, err error)
}

// pageBound is how many pages a job of a user's may have by Config.Quota: 0 = as many as Config.Project allows.
func (s *Service) pageBound(ctx context.Context, user string, pages int) (int, error) {
	if s.c.Quota == nil {
		return 0, nil
	}
	switch most, err := s.c.Quota.JobPages(ctx, user, pages); {
	case err != nil:
		return 0, err
	case most == 0:
		return 0, refuse(CodeTooLarge, "project", "You may have no planners made: the limit of their pages is 0 for you.", "")
	case most < 0 || most >= s.c.Project.Pages:
		return 0, nil
	default:
		return most, nil
	}
}

// within is how many pages a job may have that was given a bound: what Config.Project of this process allows, too.
func (s *Service) within(bound int) int {
	if bound > 0 {
		return min(bound, s.c.Project.Pages)
	}
	return s.c.Project.Pages
}

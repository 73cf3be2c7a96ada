package renderjob

import "context"

// Quota bounds what a user may have rendered. How many jobs, jobs.Config.Quota says. It is safe for concurrent use.
type Quota interface {
	// JobPages is asked for a job of a user's: most is how many pages it may have, less than 0 = as many as Config.Project allows. pages is how many the project has, 0 = not
	// known; its error refuses the job, and comes back from Submit.
	JobPages(ctx context.Context, user string, pages int) (most int, err error)
}

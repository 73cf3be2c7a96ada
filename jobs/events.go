package jobs

// The actions of audit events. Objects are "job:ID", actors who asked, or the job's owner. A job of the system has
// none but those of admins.
const (
	ActionEnqueue = "jobs.enqueue" // detail kind
	ActionCancel  = "jobs.cancel"  // detail owner
	ActionDelete  = "jobs.delete"  // detail owner
	ActionFinish  = "jobs.finish"  // by audit.System: detail kind, state, code (of a failure), attempt
)

package quota

// The actions of audit events. Objects are "user:ID", actors the admins who did it.
const (
	ActionTier        = "quota.tier"         // detail tier, from, reason
	ActionOverride    = "quota.override"     // detail resource, limit, from, expires ("never"), reason
	ActionOverrideEnd = "quota.override-end" // detail resource, limit, reason
	ActionExpire      = "quota.expire"       // by audit.System: detail resource, limit
)

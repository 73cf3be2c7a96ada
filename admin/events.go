package admin

import (
	"time"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/auth"
)

// The actions of audit events, beside those of the services that are asked (auth.deactivate, quota.override, …).
const (
	ActionImpersonate    = "admin.impersonate"     // object user: detail impersonation, reason, write, until
	ActionEndImpersonate = "admin.impersonate-end" // object user: detail impersonation, admin, why: asked, another
	ActionCancelJob      = "admin.cancel-job"      // object job: detail owner, kind, reason
	ActionCollect        = "admin.collect"         // object job: detail reason, dry_run, verify
)

// event is an audit event of the Service.
func event(at time.Time, by auth.Identity, action, object string, detail map[string]string) audit.Event {
	if by.IsOperator() {
		detail["operator"] = by.User.Name
	}
	return audit.Event{At: at, Actor: actor(by), Action: action, Object: object, Detail: detail}
}

// actor is by in the trail and in the tables.
func actor(by auth.Identity) string {
	if by.IsOperator() {
		return audit.Operator
	}
	return by.User.ID
}

package auth

import (
	"context"

	"github.com/einkpdf/platform/audit"
)

// The actions of audit events. Objects are "user:ID", or "registration:ID" for
// somebody who is no user yet, or "" where no account is known. Successful
// uses of a session and rotations of its refresh token are no events.
const (
	ActionRegister       = "auth.register"        // asked for an account
	ActionRegistered     = "auth.registered"      // opened the link: there is an account; refused: wrong password
	ActionCreate         = "auth.create"          // an operator made an account
	ActionLogin          = "auth.login"           //
	ActionLoginRefused   = "auth.login-refused"   // detail why: unknown, password, inactive
	ActionRefreshReuse   = "auth.refresh-reuse"   // a refresh token came twice; its session is revoked
	ActionLogout         = "auth.logout"          //
	ActionLogoutAll      = "auth.logout-all"      //
	ActionRevoke         = "auth.session-revoke"  // another session of one's own
	ActionPassword       = "auth.password-change" // refused: wrong password
	ActionEmailRequest   = "auth.email-request"   // asked for another address; refused: wrong password
	ActionEmail          = "auth.email-change"    // opened the link: the address is another; or by an operator, with reason
	ActionResetRequest   = "auth.reset-request"   //
	ActionReset          = "auth.reset"           // has a new password
	ActionTerms          = "auth.terms-accept"    //
	ActionDelete         = "auth.delete"          // refused: wrong password
	ActionActivate       = "auth.activate"        // by an admin, with reason
	ActionDeactivate     = "auth.deactivate"      // by an admin, with reason
	ActionRole           = "auth.role"            // by an admin, with reason
	ActionMailRefused    = "auth.mail-refused"    // the mail server will not take a mail
	ActionMailboxLimited = "auth.mailbox-limited" // no further mail to an address within the hour
)

// The topics of the outbox. TopicMail is the Service's own; TopicUserDeleted is for
// services that keep something for a user, with a UserEvent as payload.
const (
	TopicMail        = "auth.mail"
	TopicUserDeleted = "auth.user-deleted"
)

// UserEvent is the payload of TopicUserDeleted.
type UserEvent struct {
	ID string `json:"id"` // of the user
}

// mailEvent is the payload of TopicMail.
type mailEvent struct {
	Pending string `json:"pending"` // its id
}

// deed is an audit event of the Service.
type deed struct {
	action  string
	by      string // id of the user or audit.Operator; "" as the context's Origin says
	object  string
	outcome audit.Outcome
	detail  map[string]string
}

func user(id string) string { return "user:" + id }

func (s *Service) record(ctx context.Context, w Writer, d deed) error {
	return w.Record(ctx, audit.Event{
		At: s.now(), Actor: d.by, Action: d.action, Object: d.object, Outcome: d.outcome, Detail: d.detail,
	})
}

// Package admin is what operators do: look after users, jobs and the gallery, act as a user for a while, read the trail. Each method asks for the role, wants a
// reason for what changes something, and leaves an audit event. It joins the services; a host that has users of its own leaves out Users.
package admin

import (
	"context"
	"time"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/ratelimit"
	"github.com/einkpdf/platform/sqldb"
)

// Config is what New makes a Service of. DB must be given, with the tables of Schema; what of the services is nil is CodeUnsupported.
type Config struct {
	DB       *sqldb.DB
	Users    *auth.Service
	Projects *projects.Service
	Assets   *assets.Service
	Jobs     jobs.Queue
	Quotas   quota.Admin
	Hits     ratelimit.Hits
	Trail    *audit.Log

	// Impersonation is how long one lasts at most, and unless less is asked for; 0 = 1 hour.
	Impersonation time.Duration
	Now           func() time.Time
}

// Actions of the trail.
const (
	ActionImpersonate    = "admin.impersonate"
	ActionEndImpersonate = "admin.impersonate-end"
	ActionCancelJob      = "admin.cancel-job"
	ActionCollect        = "admin.collect"
)

// Impersonation lets an admin act as a user. What is done meanwhile has the admin as actor and the user as on_behalf in the trail.
type Impersonation struct {
	ID      string    `json:"id"`
	Admin   string    `json:"admin"` // id
	User    string    `json:"user"`  // id; no other admin
	Write   bool      `json:"write"` // else whatever changes something is refused
	Reason  string    `json:"reason"`
	Begun   time.Time `json:"begun_at"`
	Expires time.Time `json:"expires_at"`
}

// Overview is a user as operators see one.
type Overview struct {
	User     auth.User    `json:"user"`
	Quota    *quota.Usage `json:"quota,omitempty"`
	Sessions int          `json:"sessions"`
}

// Service is what operators do. It is safe for concurrent use.
type Service struct{ c Config }

// Impersonate begins one, and returns the secret that shows it, which is kept as a hash alone. Errors: CodeForbidden, CodeReason, CodeNoUser, CodeAdmin (the user is
// one).
func (s *Service) Impersonate(ctx context.Context, by auth.Identity, user, reason string, write bool, d time.Duration) (Impersonation, string, error) {
	panic("not built")
}

// Impersonated finds the impersonation of an admin by its secret, and the user as whom he acts now. Errors: CodeNoImpersonation (it has ended, or is
// another's), CodeForbidden (he is no admin any more), CodeNoUser (the user is gone, inactive or an admin by now).
func (s *Service) Impersonated(ctx context.Context, by auth.Identity, secret string) (Impersonation, auth.User, error) {
	panic("not built")
}

package admin

import (
	"embed"
	"errors"
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

//go:embed migrations
var migrations embed.FS

// Schema is the tables of this package, for sqldb.DB.Migrate. Those of package audit belong to them.
func Schema() sqldb.Schema { return sqldb.Sub("admin", migrations, "migrations", audit.Schema()) }

// Config is what New makes a Service of. DB must be given, with the tables of Schema; what of the services is nil is CodeUnsupported;
// Trail nil is that of DB.
type Config struct {
	DB       *sqldb.DB
	Users    *auth.Service
	Projects *projects.Service
	Assets   *assets.Service
	Jobs     jobs.Queue
	Quotas   quota.Admin
	Hits     ratelimit.Hits
	Trail    *audit.Log

	// Impersonation is how long one lasts at most, and unless less is asked for; 0 = 1 hour, a minute at least.
	Impersonation time.Duration
	// Rules are those of the Monitors; nil = Rules().
	Rules []Rule
	Now   func() time.Time // nil = time.Now
}

// Service is what operators do. It is safe for concurrent use, and any number of processes may have one on the same database.
//
// by is who asks: an admin, or an auth.Operator. With Config.Users the role is looked up anew with each call, so that who was demoted a moment ago may
// nothing more; else it is what the host says. Of who may not, CodeUnauthenticated or CodeForbidden comes before anything else is looked at.
//
// Its methods return *Error for whatever the one who asked is to be told, or that of the service which they ask (*auth.Error, *quota.Error, …), and other
// errors for what broke. An error means that nothing was changed, but for what the method's comment says.
type Service struct{ c Config }

// New makes a Service. Its errors say what is wrong with c.
func New(c Config) (*Service, error) {
	if c.DB == nil {
		return nil, errors.New("admin: New needs a database")
	}
	if c.Impersonation == 0 {
		c.Impersonation = time.Hour
	}
	if c.Impersonation < time.Minute || c.Impersonation > 24*time.Hour {
		return nil, errors.New("admin: Impersonation is a minute to 24 hours")
	}
	if c.Rules == nil {
		c.Rules = Rules()
	}
	if c.Trail == nil {
		c.Trail = audit.NewSQL(c.DB, audit.Config{Now: c.Now})
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return &Service{c}, nil
}

// now is the time as the database keeps it.
func (s *Service) now() time.Time { return sqldb.At(s.c.Now()).Time }

// Offers says which services there are to look after.
type Offers struct{ Users, Projects, Assets, Jobs, Quotas, Hits bool }

// Offers says it of s. Methods about others are CodeUnsupported.
func (s *Service) Offers() Offers {
	return Offers{
		Users: s.c.Users != nil, Projects: s.c.Projects != nil, Assets: s.c.Assets != nil, Jobs: s.c.Jobs != nil, Quotas: s.c.Quotas != nil, Hits: s.c.Hits != nil,
	}
}

package httpapi

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/netip"
	"path"
	"strings"
	"time"

	"github.com/einkpdf/platform/admin"
	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/authhttp"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/renderjob"
	"github.com/einkpdf/platform/preview"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/ratelimit/ratehttp"
)

// Config is what New makes an API of. Projects, and one of Accounts and Authenticator, must be given; what of the other services is nil
// has no operations.
type Config struct {
	Accounts      *Accounts     // users of ours: registration, login, sessions
	Authenticator Authenticator // users of the host's
	People        People        // their names; nil = those of Accounts, and of a host's users the ids alone

	Projects *projects.Service
	Assets   *assets.Service
	Jobs     jobs.Queue
	Render   *renderjob.Service // with Jobs
	Previews *preview.Service
	Quotas   quota.Admin
	Limits   *ratehttp.Middleware // nil: nothing is limited
	Admin    *admin.Service       // what operators do; its operations ask for the role

	// Prefix is where it is mounted; "" = "/api/v1". The handler's paths begin with it.
	Prefix string
	// TrustedOrigins, "https://planner.example.com", may send what changes something from pages, beside the origin that is asked itself.
	TrustedOrigins []string
	// TrustedProxies are the addresses of our own proxies, whose X-Forwarded-For and X-Request-Id are believed. For users of the host's: with Accounts, their
	// HTTP knows them. Empty: nobody's.
	TrustedProxies []netip.Prefix
	// Heartbeat is how often the events of a job say that they are still there; 0 = 15 s.
	Heartbeat time.Duration
	// Streams is how many may follow the events of jobs at a time; 0 = 500. StreamsEach is how many of them are one user's; 0 = 10.
	Streams, StreamsEach int

	Now      func() time.Time // nil = time.Now
	Logger   *slog.Logger     // nil = silent; one line for each request, with its id and the user's
	Observer Observer
}

// Accounts are users of ours.
type Accounts struct {
	Service *auth.Service
	HTTP    *authhttp.Middleware
}

// Authenticator tells who sends a request, for a host that has users of its own. It is safe for concurrent use.
type Authenticator interface {
	// Authenticate returns who asks, of whom User.ID, User.Name and User.Role count; the zero Identity is nobody. An error is of credentials that are there
	// and no good, or that cannot be looked at: an *auth.Error is answered as what it is, anything else as 500, or as 503 if it passes by itself (problem.Of).
	//
	// Whoever identifies by cookies need not look where a request comes from: the API refuses what other sites' pages send.
	Authenticate(r *http.Request) (auth.Identity, error)
}

// People tells users how others are called who wrote or shared something. It is safe for concurrent use, and *auth.Service is one.
type People interface {
	// People names those of ids that there are, at most auth.MaxPeople.
	People(ctx context.Context, by auth.Identity, ids ...string) ([]auth.Person, error)
	// FindPerson finds the one user who has this name. Who is not there is an *auth.Error with auth.CodeNoUser.
	FindPerson(ctx context.Context, by auth.Identity, name string) (auth.Person, error)
}

// Observer is told of each request, to be counted. It must be quick, and is called from any goroutine.
type Observer struct {
	OnRequest func(r Request)
}

// Request is one that was answered.
type Request struct {
	Operation string        // its id in openapi.yaml; "" = none was reached: there is no such path or method, or another site's page has sent it
	Method    string        // "other" of one that no operation has
	Status    int           // 499 = who asked had gone before it was answered
	Took      time.Duration // from the first byte to the last, events of a job without end included
	Bytes     int64         // of the answer's body
}

func (c Config) checked() (Config, error) {
	switch {
	case c.Projects == nil:
		return c, errors.New("httpapi: no Projects")
	case (c.Accounts == nil) == (c.Authenticator == nil):
		return c, errors.New("httpapi: one of Accounts and Authenticator must be given")
	case c.Accounts != nil && (c.Accounts.Service == nil || c.Accounts.HTTP == nil):
		return c, errors.New("httpapi: Accounts without Service or HTTP")
	case (c.Jobs == nil) != (c.Render == nil):
		return c, errors.New("httpapi: Jobs and Render belong together")
	case c.Heartbeat < 0 || c.Streams < 0 || c.StreamsEach < 0:
		return c, errors.New("httpapi: Heartbeat, Streams and StreamsEach are not negative")
	}
	if c.Accounts != nil && c.People == nil {
		c.People = c.Accounts.Service
	}
	if c.Prefix == "" {
		c.Prefix = "/api/v1"
	}
	if !strings.HasPrefix(c.Prefix, "/") || strings.HasSuffix(c.Prefix, "/") || path.Clean(c.Prefix) != c.Prefix || strings.ContainsAny(c.Prefix, "{}") {
		return c, errors.New("httpapi: Prefix begins with / and does not end with it, and has neither empty parts nor dots alone nor braces")
	}
	if c.Heartbeat == 0 {
		c.Heartbeat = 15 * time.Second
	}
	c.Streams, c.StreamsEach = cmp.Or(c.Streams, 500), cmp.Or(c.StreamsEach, 10)
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Observer.OnRequest == nil {
		c.Observer.OnRequest = func(Request) {}
	}
	return c, nil
}

package projects

import (
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"
)

// Config is what a Service works with. Store and Files must be given; the zero
// value of everything else is what its comment says.
type Config struct {
	Store Store
	Files Files
	// Assets keeps what files use. nil: nobody does, and any name is as good.
	Assets Assets
	// Quota bounds how many projects users have. nil: nothing does.
	Quota Quota
	// Users are whom projects can be shared with. nil: any id is one.
	Users Users

	// KeepVersions is how many versions of a project are kept, the last ones, besides
	// the last one of each day (UTC) before them; 0 = 500, at least 2.
	KeepVersions int
	KeepFor      time.Duration // versions that were replaced; 0 = 365 days, at least a minute
	TrashFor     time.Duration // until Sweep empties the trash; 0 = 30 days, at least a minute
	MaxGrants    int           // of a project; 0 = 100

	Now      func() time.Time // nil = time.Now
	Logger   *slog.Logger     // nil = silent
	Observer Observer
}

// Observer is told what happens, to be counted. Each may be nil; they are called
// from any goroutine and must be quick.
type Observer struct {
	OnWrite    func(c Change, bytes int) // a version was written
	OnConflict func()                    // a write was refused
	OnInspect  func(took time.Duration, draft bool)
}

// Service is projects and everything that is done with them. It is safe for
// concurrent use, and any number of processes may have one on the same Store.
//
// Each write names the version that it saw, and is refused with ErrConflict when
// that is not the current one: so nothing is overwritten that its author has not
// seen. A write that repeats the current version, as after an answer that was
// lost, is acknowledged and changes nothing.
//
// Its methods return *Error for whatever the one who asked is to be told, and
// other errors for what broke: those of the Store, of Files, of ctx. Those of Assets
// and of Quota come back so that errors.As finds them. An error
// means that nothing was changed, but for what the method's comment says. Whoever
// is no member of a project gets CodeNotFound, as if it did not exist.
//
// Where requests come from is taken from the context: see audit.WithOrigin.
type Service struct {
	c     Config
	diffs chan struct{} // taken while two files are compared
}

// New makes a Service. Its errors say which field of c is wrong.
func New(c Config) (*Service, error) {
	if c.Store == nil || c.Files == nil {
		return nil, errors.New("projects: Config needs a Store and Files")
	}
	if err := c.bounds(); err != nil {
		return nil, err
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	c.Observer = c.Observer.filled()
	return &Service{c: c, diffs: make(chan struct{}, maxDiffs)}, nil
}

// bounds fills in and checks numbers and durations.
func (c *Config) bounds() error {
	const day = 24 * time.Hour
	for _, d := range []struct {
		name   string
		value  *time.Duration
		preset time.Duration
	}{
		{"KeepFor", &c.KeepFor, 365 * day},
		{"TrashFor", &c.TrashFor, 30 * day},
	} {
		if *d.value == 0 {
			*d.value = d.preset
		}
		if *d.value < time.Minute {
			return fmt.Errorf("projects: Config.%s is %s: a minute at least, or 0 for %s", d.name, *d.value, d.preset)
		}
	}
	for _, n := range []struct {
		name        string
		value       *int
		preset, min int
	}{
		{"KeepVersions", &c.KeepVersions, 500, 2},
		{"MaxGrants", &c.MaxGrants, 100, 1},
	} {
		if *n.value == 0 {
			*n.value = n.preset
		}
		if *n.value < n.min {
			return fmt.Errorf("projects: Config.%s is %d: %d at least, or 0 for %d", n.name, *n.value, n.min, n.preset)
		}
	}
	return nil
}

func (o Observer) filled() Observer {
	if o.OnWrite == nil {
		o.OnWrite = func(Change, int) {}
	}
	if o.OnConflict == nil {
		o.OnConflict = func() {}
	}
	if o.OnInspect == nil {
		o.OnInspect = func(time.Duration, bool) {}
	}
	return o
}

// now is the time as a Store keeps it.
func (s *Service) now() time.Time { return s.c.Now().UTC().Truncate(time.Millisecond) }

// newID makes the id of a project.
func newID() string { return uuid.NewString() }

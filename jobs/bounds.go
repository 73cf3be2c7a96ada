package jobs

import (
	"fmt"
	"log/slog"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Bounds of what a Config and a Spec may say.
const (
	day         = 24 * time.Hour
	maxKeep     = 400 * day
	maxDelay    = 30 * day
	maxAttempts = 20
	maxPriority = 10
	maxOwner    = 100 // bytes
	maxKind     = 64
	maxKey      = 200 // of Spec.Key, Request, Unique and Subject
	maxName     = 100 // of Config.Name
)

// ownKinds is how the kinds of the queue's own work begin.
const ownKinds = "jobs."

// filled is c with its defaults. The error says which field is wrong.
func (c Config) filled() (Config, error) {
	for _, fill := range []func(c *Config) error{(*Config).durations, (*Config).numbers, (*Config).name, (*Config).periods} {
		if err := fill(&c); err != nil {
			return Config{}, err
		}
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	c.Observer = c.Observer.filled()
	return c, nil
}

func (c *Config) durations() error {
	for _, d := range []struct {
		name                string
		value               *time.Duration
		preset, least, most time.Duration
	}{
		{"Spacing", &c.Spacing, 30 * time.Second, time.Millisecond, day},
		{"Backoff", &c.Backoff, 5 * time.Second, time.Millisecond, day},
		{"MaxBack", &c.MaxBack, 10 * time.Minute, time.Millisecond, maxDelay},
		{"Timeout", &c.Timeout, 15 * time.Minute, time.Millisecond, 7 * day},
		{"Lease", &c.Lease, 30 * time.Second, time.Second, time.Hour},
		{"Poll", &c.Poll, time.Second, time.Millisecond, time.Hour},
		{"Watch", &c.Watch, 250 * time.Millisecond, time.Millisecond, time.Hour},
		{"Linger", &c.Linger, 10 * time.Second, time.Millisecond, day},
		{"Retention", &c.Retention, day, time.Minute, maxKeep},
		{"SweepEvery", &c.SweepEvery, 10 * time.Minute, time.Minute, maxKeep},
		{"StatsEvery", &c.StatsEvery, 15 * time.Second, time.Millisecond, day},
	} {
		if *d.value == 0 {
			*d.value = d.preset
		}
		if *d.value < d.least || *d.value > d.most {
			return fmt.Errorf("jobs: Config.%s is %s: %s to %s, or 0 for %s", d.name, *d.value, d.least, d.most, d.preset)
		}
	}
	if c.Grace == 0 {
		c.Grace = 30 * time.Second
	}
	if c.MaxBack < c.Backoff {
		return fmt.Errorf("jobs: Config.MaxBack is %s: at least Config.Backoff, which is %s", c.MaxBack, c.Backoff)
	}
	return nil
}

func (c *Config) numbers() error {
	for _, n := range []struct {
		name         string
		value        *int
		preset, most int
	}{
		{"Concurrent", &c.Concurrent, min(runtime.GOMAXPROCS(0), 1000), 1000},
		{"PerOwner", &c.PerOwner, 2, 1000},
		{"MaxPending", &c.MaxPending, 10_000, 1_000_000},
		{"MaxPendingOwner", &c.MaxPendingOwner, 100, 1_000_000},
		{"Attempts", &c.Attempts, 3, maxAttempts},
	} {
		if *n.value == 0 {
			*n.value = n.preset
		}
		if *n.value < 1 || *n.value > n.most {
			return fmt.Errorf("jobs: Config.%s is %d: 1 to %d, or 0 for %d", n.name, *n.value, n.most, n.preset)
		}
	}
	return nil
}

func (c *Config) name() error {
	if c.Name == "" {
		host, err := os.Hostname()
		if err != nil || !isText(host, maxName-20) {
			host = "unknown"
		}
		c.Name = fmt.Sprintf("%s %d", host, os.Getpid())
	}
	if !isText(c.Name, maxName) {
		return fmt.Errorf("jobs: Config.Name is not UTF-8 without NUL of up to %d bytes", maxName)
	}
	return nil
}

func (c *Config) periods() error {
	c.Periodic = slices.Clone(c.Periodic)
	kinds := map[string]bool{}
	for i, p := range c.Periodic {
		name := fmt.Sprintf("jobs: Config.Periodic[%d]", i)
		switch {
		case !isKind(p.Kind):
			return fmt.Errorf("%s.Kind is not 1 to %d of a-z 0-9 . -, first a letter", name, maxKind)
		case strings.HasPrefix(p.Kind, ownKinds):
			return fmt.Errorf("%s.Kind begins with %q: those are the queue's own", name, ownKinds)
		case kinds[p.Kind]:
			return fmt.Errorf("%s.Kind is %q, which another one has", name, p.Kind)
		case p.Every < time.Minute || p.Every > maxKeep:
			return fmt.Errorf("%s.Every is %s: a minute to 400 days", name, p.Every)
		case len(p.Input) > MaxInput:
			return fmt.Errorf("%s.Input has %d bytes: up to %d", name, len(p.Input), MaxInput)
		}
		kinds[p.Kind] = true
		c.Periodic[i].Input = slices.Clone(p.Input)
	}
	return nil
}

func (o Observer) filled() Observer {
	if o.OnEnqueue == nil {
		o.OnEnqueue = func(string, bool) {}
	}
	if o.OnRefuse == nil {
		o.OnRefuse = func(string, Code) {}
	}
	if o.OnStart == nil {
		o.OnStart = func(Job, time.Duration) {}
	}
	if o.OnFinish == nil {
		o.OnFinish = func(Outcome) {}
	}
	if o.OnLeaseLost == nil {
		o.OnLeaseLost = func(Job) {}
	}
	if o.OnRescue == nil {
		o.OnRescue = func(int) {}
	}
	if o.OnSweep == nil {
		o.OnSweep = func(Swept) {}
	}
	if o.OnStats == nil {
		o.OnStats = func(Stats) {}
	}
	if o.OnError == nil {
		o.OnError = func(string) {}
	}
	return o
}

// isText tells up to most bytes of UTF-8 without NUL, which PostgreSQL does not keep.
func isText(s string, most int) bool {
	return len(s) <= most && utf8.ValidString(s) && !strings.ContainsRune(s, 0)
}

// isKind tells a Spec.Kind.
func isKind(s string) bool {
	if s == "" || len(s) > maxKind || s[0] < 'a' || s[0] > 'z' {
		return false
	}
	for _, c := range []byte(s) {
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '.' || c == '-') {
			return false
		}
	}
	return true
}

// isID tells what could be the id of a job: a UUID in its usual form. Whatever else somebody asks
// for is not there, and need not be looked up.
func isID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i, c := range []byte(s) {
		dash := i == 8 || i == 13 || i == 18 || i == 23
		if dash != (c == '-') || !dash && !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f') {
			return false
		}
	}
	return true
}

package ratelimit

import (
	"context"
	"log/slog"
	"time"
)

// Config is what a Guard works with.
type Config struct {
	Limiter  Limiter  // must be given
	Policies Policies // nil = Defaults()
	Hits     Hits     // keeps who was refused how often, for admins; nil: nobody does
	// Timeout is how long the Limiter may take before it counts as failed; 0 = 1 s.
	Timeout time.Duration
	// Pause is how long it is left alone after it failed; 0 = 1 s. Meanwhile policies are open or Closed as if it had failed again.
	Pause time.Duration
	// FlushEvery is how often Run hands on to Hits what was refused; 0 = 10 s.
	FlushEvery time.Duration

	Now      func() time.Time // nil = time.Now
	Logger   *slog.Logger     // nil = silent
	Observer Observer
}

// Observer is told what happens, to be counted. Each may be nil; they are called from any goroutine and must be quick.
type Observer struct {
	OnAllow  func(route, policy string)
	OnRefuse func(route, policy string)
	// OnFail is the alarm: the Limiter failed, or is left alone since, so that a request passed uncounted (open) or was refused.
	OnFail func(route, policy string, open bool)
	OnLost func(hits int) // could not be handed on to Hits, and are forgotten
}

// Request is something to be counted.
type Request struct {
	Policy string // the name of one
	Who    Who
	Cost   int    // 0 = 1
	Route  string // for metrics: the pattern of a route, nothing that a request says; may be ""
}

// Guard applies named policies. It is safe for concurrent use.
type Guard struct {
	c Config
}

// New makes a Guard. Its errors say what is wrong with c.
func New(c Config) (*Guard, error) { return nil, errTodo }

// Policy returns the policy of a name, with its defaults.
func (g *Guard) Policy(name string) (Policy, bool) { return Policy{}, false }

// Allow counts a request under a policy. Errors: CodeLimited, CodeUnavailable, ErrInvalid of a policy that there is not or a cost that
// is none, and ctx's. The Decision is what the Limiter said, also beside CodeLimited.
func (g *Guard) Allow(ctx context.Context, r Request) (Decision, error) { return Decision{}, errTodo }

// Trouble tells since when the Limiter fails, and how; nil = it does not.
func (g *Guard) Trouble() (since time.Time, err error) { return time.Time{}, nil }

// Run hands on to Config.Hits what was refused, every Config.FlushEvery, and once more when ctx ends. It returns nil then.
func (g *Guard) Run(ctx context.Context) error { return errTodo }

// Flush hands on to Config.Hits what was refused so far. What could not be handed on is kept for the next time, as far as there is room.
func (g *Guard) Flush(ctx context.Context) error { return errTodo }

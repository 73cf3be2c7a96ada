package ratelimit

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"
)

// Config is what a Guard works with.
type Config struct {
	Limiter  Limiter  // must be given
	Policies Policies // nil = Defaults()
	Hits     Hits     // keeps who was refused how often, for admins; nil: nobody does
	// Timeout is how long the Limiter may take before it counts as failed; 0 = 1 s.
	Timeout time.Duration
	// Failures is how many in a row make that it is left alone; 0 = 5.
	Failures int
	// Pause is how long it is left alone then; 0 = 1 s. Meanwhile policies are open or Closed as if it had failed again.
	Pause time.Duration
	// FlushEvery is how often Run hands on to Hits what was refused; 0 = 10 s.
	FlushEvery time.Duration

	Now      func() time.Time // nil = time.Now
	Logger   *slog.Logger     // nil = silent
	Observer Observer
}

// Observer is told what happens, to be counted. Each may be nil; they are called from any goroutine and must be quick. Of a policy that
// is off nothing is told.
type Observer struct {
	OnAllow  func(route, policy string)
	OnRefuse func(route, policy string)
	// OnFail is the alarm: the Limiter failed, is left alone since, or had no room for a request, so that it passed uncounted (open) or was refused.
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
	c       Config
	breaker breaker
	refused refused
}

// New makes a Guard. Its errors say what is wrong with c.
func New(c Config) (*Guard, error) {
	if c.Limiter == nil {
		return nil, fmt.Errorf("%w: Config.Limiter is missing: NewMemory or NewSQL", ErrInvalid)
	}
	if c.Policies == nil {
		c.Policies = Defaults()
	}
	c.Policies = slices.Clone(c.Policies)
	for i, p := range c.Policies {
		if err := p.Check(); err != nil {
			return nil, err
		}
		if _, found := c.Policies[:i].Find(p.Name); found {
			return nil, p.invalid("there are two of this name")
		}
		c.Policies[i] = p.filled()
	}
	for name, d := range map[string]*time.Duration{"Timeout": &c.Timeout, "Pause": &c.Pause, "FlushEvery": &c.FlushEvery} {
		if *d < 0 {
			return nil, fmt.Errorf("%w: Config.%s is below zero", ErrInvalid, name)
		}
	}
	if c.Failures < 0 {
		return nil, fmt.Errorf("%w: Config.Failures is below zero", ErrInvalid)
	}
	c.fill()
	return &Guard{c: c, refused: newRefused()}, nil
}

func (c *Config) fill() {
	orIs := func(d *time.Duration, or time.Duration) {
		if *d == 0 {
			*d = or
		}
	}
	orIs(&c.Timeout, time.Second)
	orIs(&c.Pause, time.Second)
	orIs(&c.FlushEvery, 10*time.Second)
	if c.Failures == 0 {
		c.Failures = 5
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	o := &c.Observer
	if o.OnAllow == nil {
		o.OnAllow = func(string, string) {}
	}
	if o.OnRefuse == nil {
		o.OnRefuse = func(string, string) {}
	}
	if o.OnFail == nil {
		o.OnFail = func(string, string, bool) {}
	}
	if o.OnLost == nil {
		o.OnLost = func(int) {}
	}
}

// Policy returns the policy of a name, with its defaults.
func (g *Guard) Policy(name string) (Policy, bool) { return g.c.Policies.Find(name) }

// Allow counts a request under a policy. Errors: CodeLimited, CodeUnavailable, ErrInvalid of a policy that there is not or a cost that
// is none, and ctx's when it has ended before, or is canceled: a deadline that the Limiter does not keep is its failure. The Decision is what the Limiter said, also beside CodeLimited.
func (g *Guard) Allow(ctx context.Context, r Request) (Decision, error) {
	p, err := g.find(r.Policy)
	if err != nil {
		return Decision{}, err
	}
	if r.Cost == 0 {
		r.Cost = 1
	}
	if _, _, err := p.asked(r.Cost); err != nil {
		return Decision{}, err
	}
	if p.Off {
		return Decision{OK: true}, nil
	}
	d, wait, err := g.ask(ctx, r, p)
	switch {
	case errors.Is(err, errFailed):
		return g.unknown(r, p, wait, err)
	case err != nil:
		return Decision{}, err
	case !d.OK:
		g.c.Observer.OnRefuse(r.Route, p.Name)
		g.note(p.Name, r.Who)
		return d, &Error{Code: CodeLimited, Message: tooMany(p, d.RetryAfter), Policy: p.Name, RetryAfter: d.RetryAfter}
	}
	g.c.Observer.OnAllow(r.Route, p.Name)
	return d, nil
}

// Look says how a policy stands for somebody, and counts nothing; nobody is told of it, neither the Observer nor Hits. Its OK is always true, Policy.After
// says when a cost passes. Limit is 0 where nobody knows: of a policy that is off, and while the Limiter fails. Errors: ErrInvalid of a policy that
// there is not, and ctx's.
func (g *Guard) Look(ctx context.Context, policy string, who Who) (Decision, error) {
	p, err := g.find(policy)
	if err != nil || p.Off {
		return Decision{OK: err == nil}, err
	}
	d, _, err := g.ask(ctx, Request{Policy: p.Name, Who: who}, p)
	if errors.Is(err, errFailed) {
		return Decision{OK: true}, nil
	}
	return d, err
}

func (g *Guard) find(policy string) (Policy, error) {
	p, found := g.Policy(policy)
	if !found {
		return Policy{}, fmt.Errorf("%w: there is no policy %.64q; there are: %s", ErrInvalid, policy, g.c.Policies.names())
	}
	return p, nil
}

// unknown answers while the Limiter fails.
func (g *Guard) unknown(r Request, p Policy, wait time.Duration, err error) (Decision, error) {
	g.c.Observer.OnFail(r.Route, p.Name, !p.Closed)
	if !p.Closed {
		return Decision{OK: true}, nil
	}
	return Decision{}, &Error{Code: CodeUnavailable, Message: notNow(wait), Policy: p.Name, RetryAfter: wait, Err: err}
}

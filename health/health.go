package health

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// Config is what New makes a Service of.
type Config struct {
	Checks  []Check // up to 50
	Version Version // see ReadVersion

	Logger *slog.Logger // nil = silent; told when a check begins to fail, and when it passes again
}

// Outcome is what came of a check.
type Outcome struct {
	Name string
	OK   bool
	At   time.Time     // when it was known
	Took time.Duration // until then
	Err  error         // nil if OK; for operators, not for strangers
}

// Report is whether a server is ready.
type Report struct {
	Ready    bool
	Stopping bool      // Stop was called
	Checks   []Outcome // in the order of Config.Checks; none when stopping
}

// Service answers. It is safe for concurrent use.
type Service struct {
	c      Config
	probes []*probe
	ended  context.Context
	end    context.CancelFunc

	mu      sync.Mutex
	failing map[string]bool
}

// New makes a Service. It runs nothing before somebody asks. Its errors say which check is wrong.
func New(c Config) (*Service, error) {
	if len(c.Checks) > 50 {
		return nil, fmt.Errorf("health: %d checks, more than 50", len(c.Checks))
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	s := &Service{c: c, failing: map[string]bool{}}
	s.ended, s.end = context.WithCancel(context.Background())
	names := map[string]bool{}
	for _, check := range c.Checks {
		check, err := check.filled()
		if err == nil && names[check.Name] {
			err = fmt.Errorf("health: two checks are called %s", check.Name)
		}
		if err != nil {
			s.end()
			return nil, err
		}
		names[check.Name] = true
		s.probes = append(s.probes, &probe{Check: check, ended: s.ended, told: s.told})
	}
	return s, nil
}

// Stop makes the server not ready for good: to be called when it begins to stop, so that no more is sent to it while it finishes what it has. Checks that run are
// told to return.
func (s *Service) Stop() { s.end() }

// Report runs the checks beside each other, those whose outcomes are no longer good, and tells all outcomes. When ctx ends meanwhile, checks that are not
// over are not OK.
func (s *Service) Report(ctx context.Context) Report {
	if s.ended.Err() != nil {
		return Report{Stopping: true}
	}
	r := Report{Ready: true, Checks: make([]Outcome, len(s.probes))}
	var all sync.WaitGroup
	for i, p := range s.probes {
		all.Go(func() { r.Checks[i] = p.look(ctx) })
	}
	all.Wait()
	for _, o := range r.Checks {
		r.Ready = r.Ready && o.OK
	}
	return r
}

// Err is what is wrong, of all checks; nil if it is ready.
func (r Report) Err() error {
	if r.Stopping {
		return errors.New("health: the server is stopping")
	}
	var errs []error
	for _, o := range r.Checks {
		if !o.OK {
			errs = append(errs, fmt.Errorf("%s: %w", o.Name, o.Err))
		}
	}
	return errors.Join(errs...)
}

// told is called for each outcome.
func (s *Service) told(o Outcome) {
	s.mu.Lock()
	was := s.failing[o.Name]
	s.failing[o.Name] = !o.OK
	s.mu.Unlock()
	switch {
	case !o.OK && !was:
		s.c.Logger.Error("health: a check fails, the server is not ready", slog.String("check", o.Name), slog.Any("error", o.Err))
	case o.OK && was:
		s.c.Logger.Info("health: a check passes again", slog.String("check", o.Name))
	}
}

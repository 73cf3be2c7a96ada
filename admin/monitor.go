package admin

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/einkpdf/platform/sqldb"
)

// MonitorConfig is what NewMonitor makes a Monitor of. DB must be given, with the tables of Schema.
type MonitorConfig struct {
	DB    *sqldb.DB
	Rules []Rule // nil = Rules()
	// Measures are how much there is now of what rules without a Window are about, by their names. RuleOutboxStuck has one; of others without one nothing is said.
	// One that takes longer than 10 s counts as broken, and is not asked again before it returns.
	Measures map[string]func(ctx context.Context) (int64, error)

	Source string        // names this process, up to 100 bytes: each that works has one of its own; "" = host name and process id
	Every  time.Duration // 0 = 30 s, a second at least
	Keep   time.Duration // how long alerts that were cleared are kept; 0 = 90 days

	Now      func() time.Time // nil = time.Now
	Logger   *slog.Logger     // nil = silent
	Observer AlertObserver
}

// AlertObserver is told of alerts, to be counted or to wake somebody. Each may be nil; they must be quick.
type AlertObserver struct {
	OnRaise func(a Alert)
	OnClear func(a Alert)
}

// lostAfter is after how long an alert of another process is over that nobody looks at: the process is gone.
const lostAfter = 5 * time.Minute

// stuckAttempts is how often an event was tried that RuleOutboxStuck is about.
const stuckAttempts = 5

// Monitor raises and clears alerts. It counts what it is told (OnLimited and the like), for as long as it lives: after a start everything is at 0. It
// is safe for concurrent use.
type Monitor struct {
	c       MonitorConfig
	windows map[string]*window // by the name of the rule
	turn    sync.Mutex         // one Check at a time

	measuring map[string]chan measured // by the name of the rule: what has not come yet. turn guards it
}

// NewMonitor makes a Monitor. Its errors say what is wrong with c.
func NewMonitor(c MonitorConfig) (*Monitor, error) {
	if c.DB == nil {
		return nil, errors.New("admin: NewMonitor needs a database")
	}
	if c.Rules == nil {
		c.Rules = Rules()
	}
	if err := checkRules(c.Rules); err != nil {
		return nil, fmt.Errorf("admin: %w", err)
	}
	if c.Every == 0 {
		c.Every = 30 * time.Second
	}
	if c.Keep == 0 {
		c.Keep = 90 * 24 * time.Hour
	}
	if c.Every < time.Second || c.Every > lostAfter/2 || c.Keep < time.Minute {
		return nil, fmt.Errorf("admin: Every is a second to %v, and Keep a minute at least", lostAfter/2)
	}
	if c.Source == "" {
		host, _ := os.Hostname()
		c.Source = fmt.Sprintf("%.80s:%d", host, os.Getpid())
	}
	if len(c.Source) > 100 {
		return nil, errors.New("admin: Source has up to 100 bytes")
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	m := &Monitor{c: c, windows: map[string]*window{}, measuring: map[string]chan measured{}}
	for _, r := range c.Rules {
		if r.Window > 0 {
			m.windows[r.Name] = newWindow(r.Window)
		}
	}
	return m, nil
}

// Count counts n under a rule that has a Window; of any other name it does nothing.
func (m *Monitor) Count(rule string, n int) {
	if w := m.windows[rule]; w != nil {
		w.add(m.c.Now(), int64(n))
	}
}

// Run calls Check every MonitorConfig.Every, until ctx ends; what fails is logged, and tried again. It returns nil then.
func (m *Monitor) Run(ctx context.Context) error {
	tick := time.NewTicker(m.c.Every)
	defer tick.Stop()
	for {
		if err := m.Check(ctx); err != nil && ctx.Err() == nil {
			m.c.Logger.ErrorContext(ctx, "admin: alerts were not looked at", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// Check looks at all rules once: it raises and clears alerts, and clears those of processes that have gone.
func (m *Monitor) Check(ctx context.Context) error {
	m.turn.Lock()
	defer m.turn.Unlock()
	values, known := m.values(ctx)
	var raised, cleared []Alert
	err := m.c.DB.Write(ctx, func(tx *sqldb.Tx) (err error) {
		raised, cleared, err = m.settle(ctx, tx, values, known)
		return err
	})
	if err != nil {
		return fmt.Errorf("admin: alerts: %w", err)
	}
	for _, a := range raised {
		m.c.Logger.WarnContext(ctx, "admin: alert raised", slog.String("rule", a.Rule), slog.Int64("value", a.Value), slog.String("id", a.ID))
		if m.c.Observer.OnRaise != nil {
			m.c.Observer.OnRaise(a)
		}
	}
	for _, a := range cleared {
		m.c.Logger.InfoContext(ctx, "admin: alert cleared", slog.String("rule", a.Rule), slog.Int64("value", a.Value), slog.Int64("peak", a.Peak),
			slog.String("source", a.Source), slog.Time("raised_at", a.Raised), slog.String("id", a.ID))
		if m.c.Observer.OnClear != nil {
			m.c.Observer.OnClear(a)
		}
	}
	return nil
}

// settle brings the rows to what there is.
func (m *Monitor) settle(ctx context.Context, tx *sqldb.Tx, values map[string]int64, known map[string]bool) (raised, cleared []Alert, err error) {
	now := sqldb.At(m.c.Now())
	var standing, lost []alertRow
	if err := tx.Select(ctx, &standing, standingOf, m.c.Source); err != nil {
		return nil, nil, err
	}
	end := func(r alertRow) error {
		r.Cleared = now
		cleared = append(cleared, r.alert())
		_, err := tx.Exec(ctx, clearAlert, r.ID, r.Value, now)
		return err
	}
	stands := map[string]alertRow{}
	for _, r := range standing {
		if stands[r.Rule] = r; !known[r.Rule] { // of a program before
			if err := end(r); err != nil {
				return nil, nil, err
			}
		}
	}
	for _, rule := range m.c.Rules {
		r, is := stands[rule.Name]
		value, measured := values[rule.Name]
		switch {
		case !known[rule.Name]:
		case is && measured && value <= rule.Clear:
			r.Value = value
			err = end(r)
		case is: // also if nobody knows how much there is now
			if measured {
				r.Value, r.Peak = value, max(r.Peak, value)
			}
			_, err = tx.Exec(ctx, seeAlert, r.ID, r.Value, r.Peak, now)
		case measured && value > rule.Over:
			r = alertRow{ID: uuid.NewString(), Rule: rule.Name, Source: m.c.Source, Value: value, Peak: value, Raised: now, Seen: now}
			raised = append(raised, r.alert())
			_, err = tx.Exec(ctx, addAlert, r.ID, r.Rule, r.Source, r.Value, r.Peak, r.Raised, r.Seen)
		}
		if err != nil {
			return nil, nil, err
		}
	}
	if err := tx.Select(ctx, &lost, lostAlerts, sqldb.At(now.Add(-lostAfter))); err != nil {
		return nil, nil, err
	}
	for _, r := range lost {
		if err := end(r); err != nil {
			return nil, nil, err
		}
	}
	_, err = tx.Exec(ctx, oldAlerts, sqldb.At(now.Add(-m.c.Keep)))
	return raised, cleared, err
}

// values are how much there is of what each rule is about, as far as that could be found out, and which rules somebody counts or measures.
func (m *Monitor) values(ctx context.Context) (values map[string]int64, known map[string]bool) {
	values, known = map[string]int64{}, map[string]bool{}
	for _, r := range m.c.Rules {
		if w := m.windows[r.Name]; w != nil {
			values[r.Name], known[r.Name] = w.sum(m.c.Now()), true
			continue
		}
		measure := m.c.Measures[r.Name]
		if measure == nil && r.Name == RuleOutboxStuck {
			measure = m.stuck
		}
		if measure == nil {
			continue
		}
		known[r.Name] = true
		n, err := m.measure(ctx, r.Name, measure)
		if err != nil {
			m.c.Logger.ErrorContext(ctx, "admin: not measured", slog.String("rule", r.Name), slog.Any("error", err))
			continue
		}
		values[r.Name] = max(n, 0)
	}
	return values, known
}

// measured is what came of a measure.
type measured struct {
	n   int64
	err error
}

// measure does one, for 10 s at most: a disk that is away heeds no context, and must keep neither the other rules from being looked at nor Run from ending.
func (m *Monitor) measure(ctx context.Context, rule string, do func(ctx context.Context) (int64, error)) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	came := m.measuring[rule]
	if came == nil {
		came = make(chan measured, 1)
		m.measuring[rule] = came
		go func() {
			n, err := do(ctx)
			came <- measured{n, err}
		}()
	}
	select {
	case got := <-came:
		delete(m.measuring, rule)
		return got.n, got.err
	case <-ctx.Done():
		return 0, fmt.Errorf("it has not answered in time: %w", ctx.Err())
	}
}

// stuck counts events that keep failing, up to 100.
func (m *Monitor) stuck(ctx context.Context) (int64, error) {
	events, err := m.c.DB.Stuck(ctx, stuckAttempts, 100)
	return int64(len(events)), err
}

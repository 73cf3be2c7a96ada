package admintest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/admin"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// watch is a Monitor with what it told.
type watch struct {
	*admin.Monitor
	raised, cleared []admin.Alert
	logs            *sqldbtest.Logs
}

func (s *Setup) watch(t testing.TB, change ...func(c *admin.MonitorConfig)) *watch {
	t.Helper()
	w := &watch{logs: &sqldbtest.Logs{}}
	c := admin.MonitorConfig{
		DB: s.DB, Rules: []admin.Rule{{Name: "shots", What: "shots", Over: 10, Window: 10 * time.Minute, Clear: 4}}, Source: "one",
		Now: s.Accounts.Clock.Now, Logger: w.logs.Logger(), Observer: admin.AlertObserver{
			OnRaise: func(a admin.Alert) { w.raised = append(w.raised, a) },
			OnClear: func(a admin.Alert) { w.cleared = append(w.cleared, a) },
		},
	}
	for _, fn := range change {
		fn(&c)
	}
	var err error
	w.Monitor, err = admin.NewMonitor(c)
	require.NoError(t, err)
	return w
}

func (w *watch) check(t testing.TB) {
	t.Helper()
	require.NoError(t, w.Check(t.Context()))
}

func (s *Setup) alerts(t testing.TB, standing bool) []admin.Alert {
	t.Helper()
	page, next, err := s.Admin.Alerts(t.Context(), s.Root, standing, "", 200)
	require.NoError(t, err)
	require.Empty(t, next)
	return page
}

// testAlerts: one is raised when there is more than Over, stands while there is more than Clear, and is cleared then; once each.
func testAlerts(t *testing.T, s *Setup) {
	w := s.watch(t)
	at := s.Accounts.Clock.Now()
	w.Count("shots", 10)
	w.Count("nothing", 1000)
	w.check(t)
	require.Equal(t, []admin.Alert{}, s.alerts(t, false), "[] in JSON; 10 are not more than 10")
	w.Count("shots", 1)
	w.check(t)
	w.check(t)
	want := admin.Alert{ID: s.alerts(t, true)[0].ID, Rule: "shots", Source: "one", Value: 11, Peak: 11, Raised: at, Seen: at}
	require.Equal(t, []admin.Alert{want}, s.alerts(t, true))
	require.Equal(t, []admin.Alert{want}, w.raised)

	s.advance(5 * time.Minute)
	w.Count("shots", 5)
	w.check(t)
	want.Value, want.Peak, want.Seen = 16, 16, at.Add(5*time.Minute)
	require.Equal(t, []admin.Alert{want}, s.alerts(t, true))
	s.advance(5 * time.Minute) // the first are too old by now
	w.check(t)
	want.Value, want.Seen = 5, at.Add(10*time.Minute)
	require.Equal(t, []admin.Alert{want}, s.alerts(t, true), "5 are more than 4")
	require.Empty(t, w.cleared)
	s.advance(5 * time.Minute)
	w.check(t)
	w.check(t)
	want.Value, want.Cleared = 0, at.Add(15*time.Minute)
	require.Equal(t, []admin.Alert{want}, w.cleared)
	require.Equal(t, []admin.Alert{want}, s.alerts(t, false))
	require.Empty(t, s.alerts(t, true))
	require.Contains(t, w.logs.String(), "admin: alert raised")
	require.Contains(t, w.logs.String(), "admin: alert cleared")

	w.Count("shots", 100)
	w.check(t)
	require.Len(t, s.alerts(t, false), 2, "another one")
	require.Len(t, w.raised, 2)
}

func testAlertPages(t *testing.T, s *Setup) {
	ctx := t.Context()
	for i := range 25 { // two of each time, to be told apart by their ids
		_, err := s.DB.Exec(ctx, `insert into ep_admin_alert (id, rule, source, value, peak, raised_at, seen_at, cleared_at) values ($1, 'r', $2, 1, 1, $3, $4, $5)`,
			fmt.Sprintf("id-%02d", i), fmt.Sprintf("s-%02d", i), int64(1000+i/2), int64(5000), sqldb.At(map[bool]time.Time{true: time.UnixMilli(6000)}[i%5 != 0]))
		require.NoError(t, err)
	}
	for _, standing := range []bool{false, true} {
		var ids []string
		after, pages := "", 0
		for {
			page, next, err := s.Admin.Alerts(ctx, s.Root, standing, after, 3)
			require.NoError(t, err)
			for _, a := range page {
				ids = append(ids, a.ID)
				require.True(t, !standing || a.Cleared.IsZero())
			}
			pages++
			if after = next; next == "" {
				break
			}
		}
		if standing {
			require.Equal(t, []string{"id-20", "id-15", "id-10", "id-05", "id-00"}, ids)
			continue
		}
		require.Len(t, ids, 25)
		require.Equal(t, 9, pages)
		require.IsDecreasing(t, ids)
	}
	_, first, err := s.Admin.Alerts(ctx, s.Root, false, "", 3)
	require.NoError(t, err)
	for _, wrong := range []string{"x", "\x00", first + "A"} {
		_, _, err = s.Admin.Alerts(ctx, s.Root, false, wrong, 3)
		require.Equal(t, admin.CodeCursor, admin.CodeOf(err), wrong)
	}
	_, _, err = s.Admin.Alerts(ctx, s.Root, true, first, 3)
	require.Equal(t, admin.CodeCursor, admin.CodeOf(err), "of another list")
	for _, limit := range []int{-1, 201} {
		_, _, err = s.Admin.Alerts(ctx, s.Root, false, "", limit)
		require.Equal(t, admin.CodeFilter, admin.CodeOf(err))
	}
	page, _, err := s.Admin.Alerts(ctx, s.Root, false, "", 0)
	require.NoError(t, err)
	require.Len(t, page, 25)
}

// testAlertSources: processes have alerts of their own, and those of one that is gone are cleared by another, after a while.
func testAlertSources(t *testing.T, s *Setup) {
	one := s.watch(t)
	two := s.watch(t, func(c *admin.MonitorConfig) { c.Source = "two" })
	one.Count("shots", 20)
	two.Count("shots", 30)
	one.check(t)
	two.check(t)
	require.Len(t, s.alerts(t, true), 2)
	s.advance(5 * time.Minute)
	two.check(t)
	require.Len(t, s.alerts(t, true), 2, "for five minutes it may be that one has not come to it")
	s.advance(time.Second)
	two.check(t)
	standing := s.alerts(t, true)
	require.Len(t, standing, 1)
	require.Equal(t, "two", standing[0].Source)
	require.Equal(t, "one", two.cleared[0].Source)
	one.check(t)
	require.Len(t, s.alerts(t, true), 2, "it was only slow")
}

// testAlertsRestart: what stood when a process ended is looked at by the next one of its name; also what no rule is about any more.
func testAlertsRestart(t *testing.T, s *Setup) {
	w := s.watch(t)
	w.Count("shots", 20)
	w.check(t)
	s.advance(time.Minute)
	again := s.watch(t)
	again.check(t)
	require.Empty(t, s.alerts(t, true), "it counts anew")
	require.Len(t, again.cleared, 1)

	again.Count("shots", 20)
	again.check(t)
	other := s.watch(t, func(c *admin.MonitorConfig) { c.Rules = admin.Rules() })
	other.check(t)
	require.Empty(t, s.alerts(t, true))
}

// testAlertsMeasured: what is measured counts as it is now; what cannot be measured stays as it was, and the log says so.
func testAlertsMeasured(t *testing.T, s *Setup) {
	var full int64
	var broke error
	w := s.watch(t, func(c *admin.MonitorConfig) {
		c.Rules = nil
		c.Measures = map[string]func(context.Context) (int64, error){admin.RuleDiskLow: func(context.Context) (int64, error) { return full, broke }}
	})
	check := func(percent int64, err error, standing int) {
		t.Helper()
		full, broke = percent, err
		s.advance(4 * time.Minute)
		w.check(t)
		require.Len(t, s.alerts(t, true), standing)
	}
	check(90, nil, 0)
	check(91, nil, 1)
	check(86, nil, 1)
	check(0, errors.New("no such disk"), 1)
	check(0, errors.New("no such disk"), 1)
	require.Equal(t, int64(86), s.alerts(t, true)[0].Value)
	require.Contains(t, w.logs.String(), "no such disk")
	check(85, nil, 0)
	check(0, errors.New("no such disk"), 0)
	require.Equal(t, int64(91), s.alerts(t, false)[0].Peak)
}

// testAlertsKept: those that were cleared go after a while, those that stand do not.
func testAlertsKept(t *testing.T, s *Setup) {
	w := s.watch(t, func(c *admin.MonitorConfig) { c.Keep = time.Hour })
	w.Count("shots", 20)
	w.check(t)
	s.advance(20 * time.Minute)
	w.check(t)
	w.Count("shots", 20)
	w.check(t)
	require.Len(t, s.alerts(t, false), 2)
	s.advance(time.Hour)
	w.Count("shots", 20)
	w.check(t)
	require.Len(t, s.alerts(t, false), 2)
	s.advance(time.Millisecond)
	w.Count("shots", 20)
	w.check(t)
	require.Len(t, s.alerts(t, false), 1)
	require.Len(t, s.alerts(t, true), 1)
}

// testOutboxStuck: events that nobody can handle are an alarm, until somebody can.
func testOutboxStuck(t *testing.T, s *Setup) {
	ctx := t.Context()
	w := s.watch(t, func(c *admin.MonitorConfig) { c.Rules = nil })
	fails := true
	s.Accounts.Outbox.Handle("test.topic", func(context.Context, sqldb.Event) error {
		if fails {
			return errors.New("not now")
		}
		return nil
	})
	require.NoError(t, s.DB.Write(ctx, func(tx *sqldb.Tx) error { return tx.Publish(ctx, "test.topic", 1) }))
	for range 5 {
		require.Empty(t, s.alerts(t, true))
		_, err := s.Accounts.Outbox.Drain(ctx)
		require.Error(t, err)
		s.advance(2 * time.Hour)
		s.Root = s.Accounts.As(t, "root")
		w.check(t)
	}
	standing := s.alerts(t, true)
	require.Len(t, standing, 1)
	require.Equal(t, admin.RuleOutboxStuck, standing[0].Rule)
	fails = false
	_, err := s.Accounts.Outbox.Drain(ctx)
	require.NoError(t, err)
	w.check(t)
	require.Empty(t, s.alerts(t, true))
}

package admin_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/admin"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/renderjob"
	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

func TestMonitorConfig(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t, admin.Schema())
	rule := func(change func(r *admin.Rule)) []admin.Rule {
		r := admin.Rule{Name: "a", Over: 2, Clear: 1, Window: time.Minute}
		change(&r)
		return []admin.Rule{r}
	}
	for what, c := range map[string]admin.MonitorConfig{
		"needs a database":  {},
		"name of a rule":    {DB: db, Rules: rule(func(r *admin.Rule) { r.Name = "A b" })},
		"not \"\"":          {DB: db, Rules: rule(func(r *admin.Rule) { r.Name = "" })},
		"Clear is 0":        {DB: db, Rules: rule(func(r *admin.Rule) { r.Clear = 3 })},
		"a: Clear":          {DB: db, Rules: rule(func(r *admin.Rule) { r.Over = -1 })},
		"Window is":         {DB: db, Rules: rule(func(r *admin.Rule) { r.Window = time.Millisecond })},
		"two rules":         {DB: db, Rules: append(admin.Rules(), admin.Rules()[0])},
		"Every is":          {DB: db, Every: time.Hour},
		"Keep a minute":     {DB: db, Keep: time.Second},
		"Source has up to":  {DB: db, Source: strings.Repeat("a", 101)},
		"a second to 2m30s": {DB: db, Every: -1},
	} {
		_, err := admin.NewMonitor(c)
		require.ErrorContains(t, err, what)
	}
	_, err := admin.NewMonitor(admin.MonitorConfig{DB: db})
	require.NoError(t, err)
	for _, c := range []admin.Config{{}, {DB: db, Impersonation: time.Second}, {DB: db, Impersonation: 25 * time.Hour}, {DB: db, Impersonation: -1}} {
		_, err := admin.New(c)
		require.Error(t, err)
	}
}

// What the observers of the services tell is counted where it belongs; what users bring about for themselves is no alarm.
func TestObservers(t *testing.T) {
	t.Parallel()
	finished := func(kind string, state jobs.State, code string) func(m *admin.Monitor) {
		return func(m *admin.Monitor) { m.OnFinish(jobs.Outcome{Job: jobs.Job{Kind: kind, State: state}, Code: code}) }
	}
	login := func(o auth.LoginOutcome) func(m *admin.Monitor) { return func(m *admin.Monitor) { m.OnLogin(o) } }
	for _, c := range []struct {
		tell func(m *admin.Monitor)
		rule string // "" = none
	}{
		{func(m *admin.Monitor) { m.OnLimited("route", "pdf") }, admin.RuleLimitHits},
		{func(m *admin.Monitor) { m.OnUncounted("route", "pdf", true) }, admin.RuleLimiterOpen},
		{func(m *admin.Monitor) { m.OnQuota(quota.Error{}) }, admin.RuleQuotaRefusals},
		{login(auth.LoginRefused), admin.RuleLoginFailures},
		{login(auth.LoginThrottled), admin.RuleLoginFailures},
		{login(auth.LoginOK), ""},
		{login(auth.LoginFailed), ""},
		{finished(renderjob.Kind, jobs.Failed, jobs.FailInternal), admin.RuleJobsFailing},
		{finished(renderjob.Kind, jobs.Failed, renderjob.FailCrashed), admin.RuleJobsFailing},
		{finished(renderjob.Kind, jobs.Failed, renderjob.FailProject), ""},
		{finished(renderjob.Kind, jobs.Failed, renderjob.FailMemory), ""},
		{finished(renderjob.Kind, jobs.Failed, renderjob.FailCPU), ""},
		{finished(renderjob.Kind, jobs.Failed, renderjob.FailFiles), admin.RuleJobsFailing}, // a mistake of ours, its sentence says
		{finished(admin.KindCollect, jobs.Failed, "failed"), admin.RuleJobsFailing},
		{finished(renderjob.Kind, jobs.Pending, jobs.FailInternal), ""},
		{finished(renderjob.Kind, jobs.Succeeded, ""), ""},
		{finished(renderjob.Kind, jobs.Cancelled, "cancelled"), ""},
	} {
		var raised []string
		rules := admin.Rules()
		for i := range rules {
			rules[i].Over, rules[i].Clear = 0, 0
		}
		m, err := admin.NewMonitor(admin.MonitorConfig{
			DB: sqldbtest.SQLite(t, admin.Schema()), Rules: rules, Observer: admin.AlertObserver{OnRaise: func(a admin.Alert) { raised = append(raised, a.Rule) }},
		})
		require.NoError(t, err)
		c.tell(m)
		require.NoError(t, m.Check(t.Context()))
		if c.rule == "" {
			require.Empty(t, raised)
		} else {
			require.Equal(t, []string{c.rule}, raised)
		}
	}
}

// Run looks at once, and ends with its context; that the database is away is logged, and does not end it.
func TestMonitorRuns(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	db, logs := sqldbtest.SQLite(t, admin.Schema()), &sqldbtest.Logs{}
	var raised sync.WaitGroup
	raised.Add(1)
	m, err := admin.NewMonitor(admin.MonitorConfig{
		DB: db, Every: time.Second, Logger: logs.Logger(), Observer: admin.AlertObserver{OnRaise: func(admin.Alert) { raised.Done() }},
	})
	require.NoError(t, err)
	m.Count(admin.RuleLimiterOpen, 1)
	done := make(chan error)
	go func() { done <- m.Run(ctx) }()
	raised.Wait()
	require.NoError(t, db.Close())
	require.Eventually(t, func() bool { return strings.Contains(logs.String(), "alerts were not looked at") }, time.Minute, 10*time.Millisecond)
	cancel()
	require.NoError(t, <-done)
}

// Any number may count while somebody looks.
func TestMonitorAtOnce(t *testing.T) {
	t.Parallel()
	clock := sqldbtest.NewClock()
	db := sqldbtest.SQLite(t, admin.Schema())
	var values []int64
	m, err := admin.NewMonitor(admin.MonitorConfig{
		DB: db, Now: clock.Now, Rules: []admin.Rule{{Name: "shots", Window: time.Minute}}, Source: "one",
		Observer: admin.AlertObserver{OnRaise: func(a admin.Alert) { values = append(values, a.Value) }},
	})
	require.NoError(t, err)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 1000 {
				m.Count("shots", 1)
			}
			if err := m.Check(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	require.Len(t, values, 1, "raised once")
	require.NoError(t, m.Check(t.Context()))
	var value int64
	require.NoError(t, db.Get(t.Context(), &value, `select value from ep_admin_alert`))
	require.Equal(t, int64(8000), value)
}

// A measure that hangs, as a disk does that is away, is asked once, and keeps neither the other rules from being looked at nor anybody from ending.
func TestMeasureHangs(t *testing.T) {
	t.Parallel()
	over, began, asked, logs := make(chan struct{}), make(chan struct{}), 0, &sqldbtest.Logs{}
	var raised []string
	m, err := admin.NewMonitor(admin.MonitorConfig{
		DB: sqldbtest.SQLite(t, admin.Schema()), Logger: logs.Logger(), Observer: admin.AlertObserver{OnRaise: func(a admin.Alert) { raised = append(raised, a.Rule) }},
		Measures: map[string]func(context.Context) (int64, error){admin.RuleDiskLow: func(context.Context) (int64, error) {
			asked++
			close(began)
			<-over
			return 99, nil
		}},
	})
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-began; cancel() }()
	for range 2 {
		require.ErrorIs(t, m.Check(ctx), context.Canceled)
	}
	require.Contains(t, logs.String(), "it has not answered in time")
	close(over)
	require.NoError(t, m.Check(t.Context()))
	require.Equal(t, []string{admin.RuleDiskLow}, raised)
	require.Equal(t, 1, asked, "what it said at last")
}

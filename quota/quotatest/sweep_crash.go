package quotatest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// AdminScenarios are those of Admin, Sweep and Subscribe.
func AdminScenarios() []sqldbtest.Scenario {
	schemas := []sqldb.Schema{quota.Schema()}
	return []sqldbtest.Scenario{
		{Name: "quota swept", Schemas: schemas, Prepare: prepareSweep, Do: doSweep, Check: checkSweep},
		{Name: "quota of a user changed", Schemas: schemas, Do: doAdmin, Check: checkAdmin},
		{Name: "quota of a user deleted", Schemas: schemas, Prepare: prepareGone, Do: doGone, Check: checkGone},
	}
}

// crashStart is when scenarios play.
func crashStart() time.Time { return sqldbtest.ClockStart() }

// crashing are quotas in a process that may be killed.
func crashing(db *sqldb.DB) (*quota.SQL, error) {
	c := quota.Config{Now: crashStart}
	truths(quota.Projects, quota.Storage)(&c)
	return quota.NewSQL(db, c)
}

// openCrash is a Setup in the parent.
func openCrash(t testing.TB, p sqldbtest.Place) *Setup {
	t.Helper()
	return Open(t, p.DB, truths(quota.Projects, quota.Storage))
}

// prepareSweep leaves a bit of everything that can be wrong.
func prepareSweep(t testing.TB, p sqldbtest.Place) {
	MakeThings(t, p.DB)
	s := openCrash(t, p)
	ctx := t.Context()
	for _, owner := range []string{"ann", "ben"} {
		for i := range 3 {
			s.makeThings(t, thing{quota.Projects, owner, fmt.Sprint("missing", i), 1})
		}
		s.makeThings(t, thing{quota.Storage, owner, "other", 7}, thing{quota.Storage, owner, "right", 5})
		require.NoError(t, s.Quotas.Put(ctx, nil, owner, "stale", projects(1)))
		require.NoError(t, s.Quotas.Put(ctx, nil, owner, "other", quota.Item{Resource: quota.Storage, Amount: 5}))
		require.NoError(t, s.Quotas.Put(ctx, nil, owner, "right", quota.Item{Resource: quota.Storage, Amount: 5}))
		require.NoError(t, s.Quotas.Put(ctx, nil, owner, "old", quota.Item{Resource: quota.JobsPerDay, Amount: 1}))
		_, err := s.Quotas.Override(ctx, admin, owner, quota.NewOverride{Resource: quota.Assets, Limit: 5, Reason: "r", Expires: crashStart().Add(time.Hour)})
		require.NoError(t, err)
	}
	// As if two days had gone by; and one of the sums is wrong.
	s.exec(t, `update ep_quota_entry set day = day - 2 where day > 0`)
	s.exec(t, `update ep_quota_counter set day = day - 2 where day > 0`)
	s.exec(t, `update ep_quota_override set expires_at = created_at`)
	s.exec(t, `insert into ep_quota_counter (owner, resource, day, used, reserved) values ('ben', 'assets', 0, 3, 0)`)
}

func doSweep(ctx context.Context, p sqldbtest.Place) error {
	q, err := crashing(p.DB)
	if err != nil {
		return err
	}
	return acknowledge(p, func() error {
		swept, err := q.Sweep(ctx)
		if err == nil && swept != (quota.Swept{Missing: 6, Stale: 2, Amounts: 2, Counters: 1, Old: 2, Expired: 2}) {
			err = fmt.Errorf("swept %+v", swept)
		}
		return err
	})
}

// checkSweep: what is counted is what it was or what it should be, and the next Sweep does the rest.
func checkSweep(t testing.TB, p sqldbtest.Place, finished bool) {
	s := openCrash(t, p)
	require.Equal(t, finished, acknowledged(t, p) == 1)
	amounts := map[string][]int64{"missing0": {1}, "missing1": {1}, "missing2": {1}, "stale": {1}, "other": {5, 7}, "right": {5}, "old": {1}}
	for _, e := range s.Entries(t) {
		require.Contains(t, amounts[e.Key], e.Amount, "%+v", e)
	}
	swept := s.sweep(t)
	require.True(t, !finished || swept == quota.Swept{}, "there is something left")
	require.Equal(t, quota.Swept{}, s.sweep(t))
	require.Equal(t, s.things(t), s.counted(t))
	s.Sound(t)
	expired := 0
	for _, e := range s.Events(t, 0) {
		if e.Action == quota.ActionExpire {
			expired++
		}
	}
	require.Equal(t, 2, expired, "each is told once")
}

func doAdmin(ctx context.Context, p sqldbtest.Place) error {
	q, err := crashing(p.DB)
	if err != nil {
		return err
	}
	return acknowledge(p,
		func() error { _, err := q.SetTier(ctx, admin, "ann", quota.Plus, "paid"); return err },
		func() error { _, err := q.Override(ctx, admin, "ann", more(150)); return err },
		func() error { _, err := q.EndOverride(ctx, admin, "ann", quota.Projects, "over"); return err },
		func() error { _, err := q.SetTier(ctx, admin, "ann", "", "over"); return err },
	)
}

// checkAdmin: what was acknowledged is so, and the trail has what was done, and nothing else.
func checkAdmin(t testing.TB, p sqldbtest.Place, finished bool) {
	s := Open(t, p.DB)
	n := acknowledged(t, p)
	require.Equal(t, finished, n == 4)
	events := s.Events(t, 0)
	require.GreaterOrEqual(t, len(events), n)
	require.LessOrEqual(t, len(events), n+1)
	u := s.usage(t, "ann")
	done := len(events)
	require.Equal(t, done >= 1 && done < 4, u.Tier == quota.Plus)
	require.Equal(t, done == 2, of(t, u, quota.Projects).Override != nil)
	for i, e := range events {
		require.Equal(t, []string{quota.ActionTier, quota.ActionOverride, quota.ActionOverrideEnd, quota.ActionTier}[i], e.Action)
	}
}

func prepareGone(t testing.TB, p sqldbtest.Place) {
	s := Open(t, p.DB)
	s.furnish(t, "ann", 600)
	s.furnish(t, "ben", 2)
	s.publish(t, map[string]string{"id": "ann"})
}

func doGone(ctx context.Context, p sqldbtest.Place) error {
	q, err := crashing(p.DB)
	if err != nil {
		return err
	}
	outbox := sqldb.NewOutbox(p.DB, sqldb.OutboxConfig{Concurrency: 1})
	q.Subscribe(outbox, TopicUserDeleted)
	return acknowledge(p, func() error { _, err := outbox.Drain(ctx); return err })
}

// checkGone: at any time the sums are right, and whoever drains later finishes it.
func checkGone(t testing.TB, p sqldbtest.Place, finished bool) {
	s := Open(t, p.DB)
	require.Equal(t, finished, acknowledged(t, p) == 1)
	s.Sound(t)
	bens := s.rowsOf(t, "ben")
	s.Clock.Advance(time.Hour)
	_, err := s.Outbox.Drain(t.Context())
	require.NoError(t, err)
	require.Zero(t, s.rowsOf(t, "ann"))
	require.Equal(t, bens, s.rowsOf(t, "ben"))
	s.Sound(t)
}

package quotatest

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/sqldb"
)

// requireLimits says what the limits of a user are: those of a tier, but for some.
func (s *Setup) requireLimits(t testing.TB, user string, tier quota.Tier, but quota.Limits) {
	t.Helper()
	for r, want := range tier.Limits {
		if own, ok := but[r]; ok {
			want = own
		}
		got, err := s.Quotas.Limit(t.Context(), user, r)
		require.NoError(t, err)
		require.Equal(t, want, got, "%s of %s", r, user)
	}
}

// ledgerTiers: users have the first tier, or that which Config says, until they are given another one that there is.
func ledgerTiers(t *testing.T, db *sqldb.DB) {
	s, ctx := New(t, db), t.Context()
	tiers := quota.Tiers()
	s.requireLimits(t, "ann", tiers[0], nil)
	s.give(t, "ann", quota.Plus)
	s.requireLimits(t, "ann", tiers[1], nil)
	s.requireLimits(t, "ben", tiers[0], nil)
	plus := Open(t, db, func(c *quota.Config) { c.Default = quota.Plus })
	plus.requireLimits(t, "ben", tiers[1], nil)

	s.give(t, "ann", quota.NoLimits)
	s.requireLimits(t, "ann", tiers[2], nil)
	for i := range 3 {
		require.NoError(t, s.Quotas.Add(ctx, nil, "ann", fmt.Sprint(i), some(quota.Storage, 1<<50), some(quota.JobsAtOnce, 1<<50)))
	}
	require.NoError(t, s.Quotas.Room(ctx, "ann", some(quota.Storage, 1<<50), some(quota.PagesPerJob, 1<<50)))
	s.give(t, "ann", quota.Free)
	e := refusal(t, quota.CodeExceeded, s.Quotas.Add(ctx, nil, "ann", "3", one(quota.Storage)))
	require.Equal(t, quota.Free, e.Tier)
	require.Equal(t, int64(3)<<50, e.Used)

	// One that the configuration has no longer is the default. It says so once.
	require.Empty(t, s.Logs.String())
	s.give(t, "ann", "gold")
	s.requireLimits(t, "ann", tiers[0], nil)
	require.Equal(t, 1, strings.Count(s.Logs.String(), "level=WARN"))
	require.Contains(t, s.Logs.String(), "tier=gold")
	require.NotContains(t, s.Logs.String(), "ann")
}

// ledgerOverrides: a limit of one's own is that, and no longer at the time when it ends, whether anybody removed it or not.
func ledgerOverrides(t *testing.T, db *sqldb.DB) {
	s, ctx := New(t, db), t.Context()
	free := quota.Tiers()[0]
	now := s.Clock.Now()
	s.override(t, "ann", quota.Projects, 2, now.Add(time.Hour))
	s.override(t, "ann", quota.Storage, 7, time.Time{})
	s.override(t, "ann", quota.JobsAtOnce, quota.Unlimited, now.Add(time.Minute))
	s.override(t, "ann", quota.PagesPerJob, 0, now)
	s.requireLimits(t, "ann", free, quota.Limits{quota.Projects: 2, quota.Storage: 7, quota.JobsAtOnce: quota.Unlimited})
	s.requireLimits(t, "ben", free, nil)
	s.give(t, "ann", quota.Plus)
	s.requireLimits(t, "ann", quota.Tiers()[1], quota.Limits{quota.Projects: 2, quota.Storage: 7, quota.JobsAtOnce: quota.Unlimited})
	s.give(t, "ann", "")

	require.NoError(t, s.Quotas.Add(ctx, nil, "ann", "a", some(quota.Projects, 2), some(quota.JobsAtOnce, 10)))
	e := refusal(t, quota.CodeExceeded, s.Quotas.Add(ctx, nil, "ann", "b", one(quota.Projects)))
	require.Equal(t, int64(2), e.Limit)
	require.Contains(t, e.Message, "your limit is 2")
	s.Clock.Advance(time.Minute - time.Millisecond)
	s.requireLimits(t, "ann", free, quota.Limits{quota.Projects: 2, quota.Storage: 7, quota.JobsAtOnce: quota.Unlimited})
	s.Clock.Advance(time.Millisecond)
	s.requireLimits(t, "ann", free, quota.Limits{quota.Projects: 2, quota.Storage: 7})
	e = refusal(t, quota.CodeAtOnce, s.Quotas.Add(ctx, nil, "ann", "b", one(quota.JobsAtOnce)))
	require.Contains(t, e.Message, "your plan (Free) allows 5 at once")
	s.Clock.Advance(time.Hour)
	require.NoError(t, s.Quotas.Add(ctx, nil, "ann", "b", one(quota.Projects)))
	s.end(t, "ann", quota.Storage)
	s.requireLimits(t, "ann", free, nil)
}

// ledgerLowered: who has more than the limit, for it was lowered, keeps it, may have less of it, and makes nothing new until there is room.
func ledgerLowered(t *testing.T, db *sqldb.DB) {
	s, ctx := New(t, db, Limits(quota.Limits{quota.Projects: 10, quota.Storage: 100})), t.Context()
	for i := range 10 {
		require.NoError(t, s.Quotas.Add(ctx, nil, "ann", fmt.Sprint(i), one(quota.Projects), some(quota.Storage, 10)))
	}
	require.NoError(t, s.Quotas.Reserve(ctx, nil, "ann", "9", one(quota.Projects)))
	low := Open(t, db, Limits(quota.Limits{quota.Projects: 8, quota.Storage: 0})).Quotas
	require.NoError(t, low.Add(ctx, nil, "ann", "0", one(quota.Projects), some(quota.Storage, 9)))
	require.NoError(t, low.Commit(ctx, nil, "ann", "9", one(quota.Projects), some(quota.Storage, 11)))
	requireCode(t, quota.CodeExceeded, low.Add(ctx, nil, "ann", "0", some(quota.Storage, 10)))
	for i := range 3 {
		requireCode(t, quota.CodeExceeded, low.Add(ctx, nil, "ann", "new", one(quota.Projects)))
		require.NoError(t, low.Release(ctx, nil, "ann", fmt.Sprint(i), quota.Projects))
	}
	require.NoError(t, low.Add(ctx, nil, "ann", "new", one(quota.Projects)))
	requireCode(t, quota.CodeExceeded, low.Add(ctx, nil, "ann", "newer", one(quota.Projects)))
	s.Sound(t)
}

// ledgerDays: what there is a limit for each day is counted on the day on which it was reserved. The next begins at midnight, UTC.
func ledgerDays(t *testing.T, db *sqldb.DB) {
	s, ctx := New(t, db, Limits(quota.Limits{quota.JobsPerDay: 3})), t.Context()
	q, job := s.Quotas, one(quota.JobsPerDay)
	today := s.Clock.Now().Unix() / 86400
	sums := func(want ...int64) { // used and reserved, of each day
		t.Helper()
		var got []int64
		require.NoError(t, db.Select(ctx, &got, `select n from (select day, 1 as i, used as n from ep_quota_counter where resource = 'jobs-per-day'
			union all select day, 2, reserved from ep_quota_counter where resource = 'jobs-per-day') c order by day, i`))
		require.Equal(t, want, got)
		s.Sound(t)
	}
	for _, key := range []string{"a", "b", "c"} {
		require.NoError(t, q.Reserve(ctx, nil, "ann", key, job))
	}
	require.NoError(t, q.Commit(ctx, nil, "ann", "a", job))
	e := refusal(t, quota.CodeDaily, q.Reserve(ctx, nil, "ann", "d", job))
	midnight := time.Date(2026, time.March, 3, 0, 0, 0, 0, time.UTC)
	require.Equal(t, midnight, e.ResetsAt)
	require.Equal(t, midnight.Sub(s.Clock.Now()), e.RetryAfter)
	require.Equal(t, []int64{1, 2}, []int64{e.Used, e.Reserved})
	sums(1, 2)
	s.Clock.Advance(e.RetryAfter - time.Millisecond)
	e = refusal(t, quota.CodeDaily, q.Reserve(ctx, nil, "ann", "d", job))
	require.Equal(t, time.Millisecond, e.RetryAfter)
	requireCode(t, quota.CodeDaily, q.Room(ctx, "ann", job))

	s.Clock.Advance(e.RetryAfter) // who obeys it passes
	require.NoError(t, q.Room(ctx, "ann", job))
	require.NoError(t, q.Reserve(ctx, nil, "ann", "d", job))
	sums(1, 2, 0, 1)
	require.NoError(t, q.Commit(ctx, nil, "ann", "b", job)) // that of yesterday
	require.NoError(t, q.Reserve(ctx, nil, "ann", "c", job))
	require.NoError(t, q.Add(ctx, nil, "ann", "c", job))
	sums(3, 0, 0, 1)
	require.NoError(t, q.Release(ctx, nil, "ann", "a", quota.JobsPerDay))
	sums(2, 0, 0, 1)
	// What is not known any more is of today.
	require.NoError(t, q.Commit(ctx, nil, "ann", "a", job))
	require.NoError(t, q.Put(ctx, nil, "ann", "e", job))
	sums(2, 0, 2, 1)
	requireCode(t, quota.CodeDaily, q.Add(ctx, nil, "ann", "f", job))
	for _, entry := range s.Entries(t) {
		want := today
		if strings.Contains("ade", entry.Key) {
			want++
		}
		require.Equal(t, want, entry.Day, entry.Key)
	}
	// Other resources have no days.
	require.NoError(t, q.Add(ctx, nil, "ann", "p", one(quota.Projects), one(quota.JobsAtOnce)))
	s.Clock.Advance(24 * time.Hour)
	require.NoError(t, q.Add(ctx, nil, "ann", "p", one(quota.Projects), one(quota.JobsAtOnce)))
	var days int
	require.NoError(t, db.Get(ctx, &days, `select count(*) from ep_quota_counter where day > 0`))
	require.Equal(t, 2, days)
}

// ledgerObey: whoever is told when to come back, and comes back then, passes. Nobody else is told so, and stays refused.
func ledgerObey(t *testing.T, db *sqldb.DB) {
	s, ctx := New(t, db), t.Context()
	type try struct {
		owner, key string
		amount     int64
		early      bool // told to come back
	}
	var tries []try
	for _, limit := range []int64{0, 3} {
		for _, had := range []int64{0, 1} { // by the key itself, yesterday or today
			for _, yesterday := range []bool{true, false} {
				for _, others := range []int64{0, 3} {
					for _, amount := range []int64{1, 3, 4} {
						tries = append(tries, try{fmt.Sprint(limit, had, yesterday, others, amount), "k", amount, false})
						owner := tries[len(tries)-1].owner
						s.override(t, owner, quota.JobsPerDay, limit, time.Time{})
						if had > 0 && yesterday {
							require.NoError(t, s.Quotas.Put(ctx, nil, owner, "k", some(quota.JobsPerDay, had)))
						}
					}
				}
			}
		}
	}
	s.Clock.Advance(24 * time.Hour)
	wait, daily, never := time.Duration(0), 0, 0
	for i, c := range tries {
		var limit, had, others, amount int64
		var yesterday bool
		_, err := fmt.Sscan(c.owner, &limit, &had, &yesterday, &others, &amount)
		require.NoError(t, err)
		if had > 0 && !yesterday {
			require.NoError(t, s.Quotas.Put(ctx, nil, c.owner, "k", some(quota.JobsPerDay, had)))
		}
		if others > 0 {
			require.NoError(t, s.Quotas.Put(ctx, nil, c.owner, "other", some(quota.JobsPerDay, others)))
		}
		err = s.Quotas.Reserve(ctx, nil, c.owner, c.key, some(quota.JobsPerDay, c.amount))
		if err == nil {
			tries[i].key = ""
			continue
		}
		e, ok := errors.AsType[*quota.Error](err)
		require.True(t, ok, "%v", err)
		if e.Code == quota.CodeDaily {
			wait, tries[i].early = e.RetryAfter, true
			require.Equal(t, s.Clock.Now().Add(wait), e.ResetsAt)
			daily++
			continue
		}
		require.Equal(t, quota.CodeExceeded, e.Code, c.owner)
		require.Zero(t, e.RetryAfter)
		require.Zero(t, e.ResetsAt)
		never++
	}
	require.GreaterOrEqual(t, daily, 4)
	require.Greater(t, never, 10)
	s.Clock.Advance(wait)
	for _, c := range tries {
		if c.key == "" {
			continue
		}
		err := s.Quotas.Reserve(ctx, nil, c.owner, c.key, some(quota.JobsPerDay, c.amount))
		if c.early {
			require.NoError(t, err, c.owner)
		} else {
			requireCode(t, quota.CodeExceeded, err)
		}
	}
	s.Sound(t)
}

// ledgerAtOnce: nobody knows when there is room; half a minute is not too early.
func ledgerAtOnce(t *testing.T, db *sqldb.DB) {
	s, ctx := New(t, db, Limits(quota.Limits{quota.JobsAtOnce: 1})), t.Context()
	require.NoError(t, s.Quotas.Add(ctx, nil, "ann", "a", one(quota.JobsAtOnce)))
	e := refusal(t, quota.CodeAtOnce, s.Quotas.Add(ctx, nil, "ann", "b", one(quota.JobsAtOnce)))
	require.Equal(t, 30*time.Second, e.RetryAfter)
	require.Zero(t, e.ResetsAt)
	e = refusal(t, quota.CodeExceeded, s.Quotas.Add(ctx, nil, "ann", "b", some(quota.JobsAtOnce, 2)))
	require.Zero(t, e.RetryAfter, "there never is room for two")
}

// ledgerRoom: Room tells what a Reserve of something new would say, and does nothing.
func ledgerRoom(t *testing.T, db *sqldb.DB) {
	s, ctx := New(t, db, Limits(quota.Limits{quota.Projects: 2, quota.Storage: 100, quota.PagesPerJob: 10, quota.JobsAtOnce: 0})), t.Context()
	q := s.Quotas
	for range 3 { // it promises nothing
		require.NoError(t, q.Room(ctx, "ann", some(quota.Projects, 2), some(quota.Storage, 100), some(quota.PagesPerJob, 10), some(quota.JobsAtOnce, 0)))
	}
	require.Empty(t, s.Entries(t))
	require.NoError(t, q.Add(ctx, nil, "ann", "a", one(quota.Projects), some(quota.Storage, 60)))
	require.NoError(t, q.Reserve(ctx, nil, "ann", "b", one(quota.Projects)))
	e := refusal(t, quota.CodeExceeded, q.Room(ctx, "ann", one(quota.Projects)))
	require.Equal(t, quota.Error{
		Code: quota.CodeExceeded, Message: e.Message, Resource: quota.Projects, Tier: quota.Free, Limit: 2, Used: 1, Reserved: 1, Asked: 1,
	}, *e)
	requireCode(t, quota.CodeExceeded, q.Room(ctx, "ann", some(quota.Storage, 41)))
	require.NoError(t, q.Room(ctx, "ann", some(quota.Storage, 40), some(quota.Projects, 0)))
	requireCode(t, quota.CodePages, q.Room(ctx, "ann", some(quota.PagesPerJob, 11)))
	requireCode(t, quota.CodeExceeded, q.Room(ctx, "ann", one(quota.JobsAtOnce)))
	require.Len(t, s.Counts.Refused(), 4)
	// That of others is theirs.
	require.NoError(t, q.Room(ctx, "ben", one(quota.Projects), some(quota.Storage, 100)))
	s.Sound(t)
}

func ledgerLimit(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	s.requireLimits(t, "nobody knows", quota.Tiers()[0], nil)
	s.override(t, "ann", quota.PagesPerJob, 9, time.Time{})
	s.requireLimits(t, "ann", quota.Tiers()[0], quota.Limits{quota.PagesPerJob: 9})
}

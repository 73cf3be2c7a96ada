package quotatest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/sqldb"
)

// Users are the ids of all pages of a listing.
func (s *Setup) Users(t testing.TB, f quota.Filter, limit int) (ids []string) {
	t.Helper()
	for after, pages := "", 0; ; pages++ {
		require.Less(t, pages, 10_000)
		page, next, err := s.Quotas.Users(t.Context(), admin, f, after, limit)
		require.NoError(t, err)
		require.LessOrEqual(t, len(page), limit)
		for _, u := range page {
			ids = append(ids, u.User)
		}
		if next == "" {
			return ids
		}
		require.True(t, f != (quota.Filter{}) || len(page) == limit, "full, unless users were looked at that do not fit")
		after = next
	}
}

// testUsers: everybody of whom something is counted, or who has something of their own, once, by id.
func testUsers(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	ctx := t.Context()
	page, next, err := s.Quotas.Users(ctx, admin, quota.Filter{}, "", 0)
	require.NoError(t, err)
	require.Empty(t, next)
	require.NotNil(t, page)
	require.Empty(t, page)
	want := []string{"B", "a", "a b", "a-b", "ab", "b", "z", "é", "北京"}
	for i, user := range want {
		if i%3 == 0 || i == 4 {
			require.NoError(t, s.Quotas.Put(ctx, nil, user, "k", quota.Item{Resource: quota.Projects, Amount: 100}, quota.Item{Resource: quota.Assets, Amount: 79}))
		}
		if i%3 == 1 {
			_, err := s.Quotas.SetTier(ctx, admin, user, quota.Plus, "paid")
			require.NoError(t, err)
		}
		if i%3 == 2 || i == 4 {
			_, err := s.Quotas.Override(ctx, admin, user, more(101))
			require.NoError(t, err)
		}
	}
	for limit := 1; limit < 11; limit++ {
		require.Equal(t, want, s.Users(t, quota.Filter{}, limit))
		require.Equal(t, []string{"a", "ab", "é"}, s.Users(t, quota.Filter{Tier: quota.Plus}, limit))
		require.Equal(t, []string{"B", "a b", "a-b", "b", "z", "北京"}, s.Users(t, quota.Filter{Tier: quota.Free}, limit))
		require.Empty(t, s.Users(t, quota.Filter{Tier: quota.NoLimits}, limit))
		require.Equal(t, []string{"a b", "ab", "b", "北京"}, s.Users(t, quota.Filter{Overrides: true}, limit))
		require.Equal(t, []string{"ab"}, s.Users(t, quota.Filter{Overrides: true, Tier: quota.Plus}, limit))
		require.Equal(t, []string{"B", "a-b", "z"}, s.Users(t, quota.Filter{Resource: quota.Projects, Percent: 100}, limit))
		require.Equal(t, []string{"B", "a-b", "ab", "z"}, s.Users(t, quota.Filter{Resource: quota.Projects, Percent: 99}, limit))
		require.Equal(t, []string{"B", "a-b", "z"}, s.Users(t, quota.Filter{Resource: quota.Assets, Percent: 79}, limit))
		require.Empty(t, s.Users(t, quota.Filter{Resource: quota.Assets, Percent: 80}, limit))
		require.Equal(t, []string{"ab"}, s.Users(t, quota.Filter{Tier: quota.Plus, Overrides: true, Resource: quota.Projects, Percent: 1}, limit))
	}
	page, _, err = s.Quotas.Users(ctx, operator, quota.Filter{}, "", 0)
	require.NoError(t, err)
	require.Len(t, page, len(want))
	for _, u := range page {
		require.Equal(t, s.usage(t, u.User), u)
	}
}

// testUserErrors: requests that mean nothing.
func testUserErrors(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	ctx := t.Context()
	for _, user := range []string{"ann", "ben"} {
		require.NoError(t, s.Quotas.Put(ctx, nil, user, "k", quota.Item{Resource: quota.Projects, Amount: 1}))
	}
	for _, c := range []struct {
		f     quota.Filter
		limit int
		field string
	}{
		{quota.Filter{Tier: "gold"}, 0, "tier"}, {quota.Filter{Tier: "\xff"}, 0, "tier"}, {quota.Filter{Tier: "a\x00"}, 0, "tier"},
		{quota.Filter{Tier: strings.Repeat("x", 1<<20)}, 0, "tier"}, {quota.Filter{Tier: "gold", Overrides: true}, 0, "tier"},
		{quota.Filter{Resource: "socks"}, 0, "resource"}, {quota.Filter{Resource: quota.PagesPerJob, Percent: 1}, 0, "resource"}, {quota.Filter{Percent: 1}, 0, "resource"},
		{quota.Filter{Resource: quota.Projects, Percent: -1}, 0, "percent"}, {quota.Filter{Resource: quota.Projects, Percent: 101}, 0, "percent"},
		{quota.Filter{}, -1, "limit"}, {quota.Filter{}, quota.MaxPage + 1, "limit"},
	} {
		_, _, err := s.Quotas.Users(ctx, admin, c.f, "", c.limit)
		require.Equal(t, quota.CodeFilter, quota.CodeOf(err))
		var refused *quota.Error
		require.ErrorAs(t, err, &refused)
		require.Equal(t, c.field, refused.Field)
	}
	_, next, err := s.Quotas.Users(ctx, admin, quota.Filter{}, "", 1)
	require.NoError(t, err)
	require.NotEmpty(t, next)
	for _, cursor := range []string{"x", next + "x", next[1:], "ann", strings.Repeat("A", 1<<20)} {
		_, _, err := s.Quotas.Users(ctx, admin, quota.Filter{}, cursor, 1)
		require.Equal(t, quota.CodeCursor, quota.CodeOf(err))
	}
	_, _, err = s.Quotas.Users(ctx, admin, quota.Filter{Overrides: true}, next, 1)
	require.Equal(t, quota.CodeCursor, quota.CodeOf(err), "of another list")
}

// testUserWindows: a filter looks at so many users for a page, and the next page goes on there: all are found.
func testUserWindows(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	var want []string
	s.write(t, func(tx *sqldb.Tx) error {
		want = nil
		for i := range 2500 {
			user, have := fmt.Sprintf("u%04d", i), 10
			if i%1100 == 999 {
				have = 95
				want = append(want, user)
			}
			if _, err := tx.Exec(t.Context(), `insert into ep_quota_counter (owner, resource, day, used, reserved) values ($1, 'projects', 0, $2, 0)`, user, have); err != nil {
				return err
			}
		}
		return nil
	})
	f := quota.Filter{Resource: quota.Projects, Percent: 90}
	require.Equal(t, want, s.Users(t, f, 50))
	require.Equal(t, want, s.Users(t, f, 1))
	var sizes []int
	for after := ""; ; {
		page, next, err := s.Quotas.Users(t.Context(), admin, f, after, 50)
		require.NoError(t, err)
		sizes = append(sizes, len(page))
		if after = next; after == "" {
			break
		}
	}
	require.Equal(t, []int{1, 0, 1}, sizes)
	require.Len(t, s.Users(t, quota.Filter{}, quota.MaxPage), 2500)
}

// populate makes many users who have this and that: what each of them has is as likely as what nobody has. Of some that follow each other there are only
// rows of one kind.
func (s *Setup) populate(t testing.TB, users int) {
	t.Helper()
	random := rand.New(rand.NewPCG(9, 9)) // #nosec G404 -- the same each time
	tiers := []string{quota.Free, quota.Plus, quota.NoLimits, "gone"}
	now := s.Clock.Now()
	today := now.Unix() / 86400
	s.write(t, func(tx *sqldb.Tx) error {
		add := func(err *error, statement string, args ...any) {
			if *err == nil {
				_, *err = tx.Exec(t.Context(), statement, args...)
			}
		}
		var err error
		for i := range users {
			user, kind := fmt.Sprintf("user-%05d", i), i/12%6
			if kind == onlyTiers || kind > onlyCounters && random.IntN(2) == 0 {
				add(&err, `insert into ep_quota_tier (owner, tier, by_user, given_at, reason) values ($1, $2, 'root', 0, 'r')`, user, tiers[random.IntN(4)])
			}
			for _, r := range quota.Resources() {
				limit := quota.Tiers()[random.IntN(2)].Limits[r]
				if kind == onlyOverrides && random.IntN(3) == 0 || kind > onlyCounters && random.IntN(8) == 0 {
					expires := []sqldb.Time{{}, sqldb.At(now), sqldb.At(now.Add(time.Millisecond))}[random.IntN(3)]
					add(&err, `insert into ep_quota_override (owner, resource, most, by_user, created_at, expires_at, reason) values ($1, $2, $3, 'root', 0, $4, 'r')`,
						user, r, []int64{quota.Unlimited, 0, limit / 2, limit * 2}[random.IntN(4)], expires)
				}
				if kind < onlyCounters || r == quota.PagesPerJob || random.IntN(2) == 0 {
					continue
				}
				days := []int64{0}
				if r == quota.JobsPerDay {
					days = []int64{today - 1, today}[random.IntN(2):]
				}
				for _, day := range days {
					add(&err, `insert into ep_quota_counter (owner, resource, day, used, reserved) values ($1, $2, $3, $4, $5)`,
						user, r, day, limit*random.Int64N(5)/4, limit*random.Int64N(3)/10)
				}
			}
		}
		return err
	})
}

// Kinds of users of a population; of all others there is everything.
const (
	onlyTiers = iota
	onlyOverrides
	onlyCounters
)

func testPopulation(t *testing.T, db *sqldb.DB) { Population(t, db, (*quota.SQL).Stats) }

// Population says that listings and sums of many users are what the usages of each of them say.
func Population(t *testing.T, db *sqldb.DB, stats func(q *quota.SQL, ctx context.Context) (quota.Stats, error)) {
	s := New(t, db)
	s.populate(t, 160)
	all := map[string]quota.Usage{}
	ids := s.Users(t, quota.Filter{}, 200)
	require.Greater(t, len(ids), 130)
	for _, id := range ids {
		all[id] = s.usage(t, id)
	}
	choose := func(fits func(u quota.Usage) bool) (chosen []string) {
		for _, id := range ids {
			if fits(all[id]) {
				chosen = append(chosen, id)
			}
		}
		return chosen
	}
	at := func(u quota.Usage, r quota.Resource, percent int64) bool {
		one := of(t, u, r)
		have := one.Used + one.Reserved
		return one.Limit >= 0 && have > 0 && have*100 >= one.Limit*percent
	}
	owns := func(u quota.Usage) bool {
		return slices.ContainsFunc(u.Resources, func(r quota.ResourceUsage) bool { return r.Override != nil })
	}
	for _, tier := range []string{quota.Free, quota.Plus, quota.NoLimits} {
		require.Equal(t, choose(func(u quota.Usage) bool { return u.Tier == tier }), s.Users(t, quota.Filter{Tier: tier}, 37))
		require.Equal(t, choose(func(u quota.Usage) bool { return u.Tier == tier && owns(u) }), s.Users(t, quota.Filter{Tier: tier, Overrides: true}, 200))
		for _, percent := range []int{1, 80, 100} {
			require.Equal(t, choose(func(u quota.Usage) bool { return u.Tier == tier && at(u, quota.Storage, int64(percent)) }),
				s.Users(t, quota.Filter{Tier: tier, Resource: quota.Storage, Percent: percent}, 9))
		}
	}
	gone := choose(func(u quota.Usage) bool { return u.RemovedTier == "gone" && u.Tier == quota.Free })
	require.Greater(t, len(gone), 10)
	require.Equal(t, gone, s.Users(t, quota.Filter{Tier: "gone"}, 7))
	require.Equal(t, choose(owns), s.Users(t, quota.Filter{Overrides: true}, 11))

	sums, err := stats(s.Quotas, t.Context())
	require.NoError(t, err)
	require.Len(t, sums.Tiers, 3)
	var high, full int
	for name, got := range sums.Tiers {
		require.Equal(t, len(s.Users(t, quota.Filter{Tier: name}, 200)), got.Users, "the same users")
		require.Len(t, got.Resources, len(quota.Resources())-1)
		for r, is := range got.Resources {
			var want quota.ResourceStats
			for _, u := range all {
				if u.Tier != name {
					continue
				}
				one := of(t, u, r)
				want.Used += one.Used
				want.Reserved += one.Reserved
				if at(u, r, 80) {
					want.High++
				}
				if at(u, r, 100) {
					want.Full++
				}
			}
			require.Equal(t, want, is, "%s %s", name, r)
			high, full = high+is.High, full+is.Full
		}
	}
	require.Greater(t, full, 20)
	require.Greater(t, high, full)
}

// testStats: what is counted, in numbers that one can follow.
func testStats(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	ctx := t.Context()
	zero := map[quota.Resource]quota.ResourceStats{quota.Projects: {}, quota.Assets: {}, quota.Storage: {}, quota.JobsPerDay: {}, quota.JobsAtOnce: {}}
	stats, err := s.Quotas.Stats(ctx)
	require.NoError(t, err)
	require.Equal(t, quota.Stats{Tiers: map[string]quota.TierStats{quota.Free: {Resources: zero}, quota.Plus: {Resources: zero}, quota.NoLimits: {Resources: zero}}}, stats)

	for user, n := range map[string]int64{"a": 79, "b": 80, "c": 100, "d": 130, "e": 1, "f": 800, "g": 999} {
		require.NoError(t, s.Quotas.Put(ctx, nil, user, "k", quota.Item{Resource: quota.Projects, Amount: n}))
	}
	require.NoError(t, s.Quotas.Reserve(ctx, nil, "b", "r", quota.Item{Resource: quota.Projects, Amount: 20}))
	require.NoError(t, s.Quotas.Add(ctx, nil, "a", "j", quota.Item{Resource: quota.JobsPerDay, Amount: 100}))
	for user, tier := range map[string]string{"f": quota.Plus, "g": quota.NoLimits, "h": quota.NoLimits} {
		_, err = s.Quotas.SetTier(ctx, admin, user, tier, "r")
		require.NoError(t, err)
	}
	for user, n := range map[string]int64{"d": quota.Unlimited, "e": 1, "g": 1000, "i": 0} {
		_, err = s.Quotas.Override(ctx, admin, user, more(n))
		require.NoError(t, err)
	}
	stats, err = s.Quotas.Stats(ctx)
	require.NoError(t, err)
	free, plus, rest := stats.Tiers[quota.Free], stats.Tiers[quota.Plus], stats.Tiers[quota.NoLimits]
	require.Equal(t, []int{6, 1, 2}, []int{free.Users, plus.Users, rest.Users})
	for name, tier := range stats.Tiers {
		require.Len(t, s.Users(t, quota.Filter{Tier: name}, 50), tier.Users, "the same users")
	}
	require.Equal(t, quota.ResourceStats{Used: 79 + 80 + 100 + 130 + 1, Reserved: 20, High: 3, Full: 3}, free.Resources[quota.Projects])
	require.Equal(t, quota.ResourceStats{Used: 800, High: 1}, plus.Resources[quota.Projects])
	require.Equal(t, quota.ResourceStats{Used: 999, High: 1}, rest.Resources[quota.Projects], "by a limit of one's own")
	require.Equal(t, quota.ResourceStats{Used: 100, High: 1, Full: 1}, free.Resources[quota.JobsPerDay])
	s.Clock.Advance(24 * time.Hour)
	stats, err = s.Quotas.Stats(ctx)
	require.NoError(t, err)
	require.Zero(t, stats.Tiers[quota.Free].Resources[quota.JobsPerDay], "of today")
}

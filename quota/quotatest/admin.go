package quotatest

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// RunAdmin says what an Admin promises. open returns an empty database.
func RunAdmin(t *testing.T, open func(t testing.TB) *sqldb.DB) {
	for name, test := range map[string]func(t *testing.T, db *sqldb.DB){
		"Roles": testRoles, "Usage": testUsage, "JSON": testUsageJSON, "Tiers": testTiers, "TierRemoved": testTierRemoved, "Overrides": testOverrides,
		"OverrideExpires": testOverrideExpires, "OverrideErrors": testOverrideErrors, "Reasons": testReasons, "Users": testUsers, "UserErrors": testUserErrors,
		"UserWindows": testUserWindows, "Population": testPopulation, "Leaving": testLeaving, "Stats": testStats, "Gone": testGone, "GoneHostile": testGoneHostile,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}

// crowd are the users that there are, by id; an error if that is asked for nobody.
type crowd map[string]bool

var errCrowd = errors.New("the accounts are away")

func (c crowd) Exists(_ context.Context, user string) (bool, error) {
	if c == nil {
		return false, errCrowd
	}
	return c[user], nil
}

// leaving is a user who goes right after somebody asked for them: everything else of the deletion is done by then.
type leaving struct {
	asked int
	gone  func()
}

func (l *leaving) Exists(context.Context, string) (bool, error) {
	if l.asked++; l.asked == 1 {
		l.gone()
		return true, nil
	}
	return false, nil
}

// testLeaving: nothing stays of who is deleted while an admin gives them something.
func testLeaving(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	ctx := t.Context()
	for name, do := range deeds(ctx) {
		if name == "usage" {
			continue
		}
		_, err := s.Quotas.Override(ctx, admin, "ann", more(7))
		require.NoError(t, err)
		who := &leaving{gone: func() {
			if name != "end" { // which ends what there is
				s.DeleteUser(t, "ann")
			}
		}}
		other := Open(t, db, func(c *quota.Config) { c.Users = who })
		require.Equal(t, quota.CodeNoUser, quota.CodeOf(do(other.Quotas, admin, "ann")), name)
		require.Equal(t, 2, who.asked)
		require.Zero(t, s.rowsOf(t, "ann"), name)
	}
}

// deed is one of Admin's methods about ann.
type deed func(q *quota.SQL, by quota.Actor, user string) error

// deeds are all of them that are about a user.
func deeds(ctx context.Context) map[string]deed {
	return map[string]deed{
		"usage": func(q *quota.SQL, by quota.Actor, user string) error { _, err := q.Usage(ctx, by, user); return err },
		"tier": func(q *quota.SQL, by quota.Actor, user string) error {
			_, err := q.SetTier(ctx, by, user, quota.Plus, "asked")
			return err
		},
		"override": func(q *quota.SQL, by quota.Actor, user string) error {
			_, err := q.Override(ctx, by, user, more(150))
			return err
		},
		"end": func(q *quota.SQL, by quota.Actor, user string) error {
			_, err := q.EndOverride(ctx, by, user, quota.Projects, "over")
			return err
		},
	}
}

// more is an override of projects.
func more(n int64) quota.NewOverride {
	return quota.NewOverride{Resource: quota.Projects, Limit: n, Reason: "a teacher"}
}

// testRoles: who may do what, and that nobody else is told anything, not even that a user is there.
func testRoles(t *testing.T, db *sqldb.DB) {
	s := New(t, db, func(c *quota.Config) { c.Users = crowd{"ann": true, "ben": true} })
	away := Open(t, db, func(c *quota.Config) { c.Users = crowd(nil) })
	ctx := t.Context()
	for name, do := range deeds(ctx) {
		for _, c := range []struct {
			by   quota.Actor
			user string
			want quota.Code
		}{
			{nobody, "ann", quota.CodeUnauthenticated},
			{nobody, "", quota.CodeUnauthenticated},
			{nobody, "zoe", quota.CodeUnauthenticated},
			{quota.Actor{Admin: true}, "ann", quota.CodeUnauthenticated},
			{ben, "ann", quota.CodeForbidden},
			{ben, "zoe", quota.CodeForbidden},
			{ben, "", quota.CodeForbidden},
			{ben, "\xff", quota.CodeForbidden},
		} {
			for _, q := range []*quota.SQL{s.Quotas, away.Quotas} {
				require.Equal(t, c.want, quota.CodeOf(do(q, c.by, c.user)), "%s by %v of %q", name, c.by, c.user)
			}
		}
		for _, by := range []quota.Actor{admin, operator} {
			for _, user := range []string{"zoe", "", "\xff", "a\x00b", strings.Repeat("x", 129)} {
				require.Equal(t, quota.CodeNoUser, quota.CodeOf(do(s.Quotas, by, user)), "%s of %q", name, user)
			}
			require.ErrorIs(t, do(away.Quotas, by, "ann"), errCrowd)
		}
	}
	for _, by := range []quota.Actor{ann, admin, operator} {
		require.NoError(t, deeds(ctx)["usage"](s.Quotas, by, "ann"))
	}
	require.Equal(t, quota.CodeForbidden, quota.CodeOf(deeds(ctx)["tier"](s.Quotas, ann, "ann")), "nobody helps themselves")
	for by, want := range map[quota.Actor]quota.Code{nobody: quota.CodeUnauthenticated, ann: quota.CodeForbidden, {Admin: true}: quota.CodeUnauthenticated} {
		_, _, err := s.Quotas.Users(ctx, by, quota.Filter{Percent: -7}, "x", -1)
		require.Equal(t, want, quota.CodeOf(err))
	}
	require.Empty(t, s.Events(t, 0), "nothing was done")
	for _, name := range []string{"tier", "override", "end"} {
		for _, by := range []quota.Actor{admin, operator} {
			err := deeds(ctx)[name](s.Quotas, by, "ann")
			require.True(t, err == nil || name == "end" && by == operator && quota.CodeOf(err) == quota.CodeNoOverride, "%s %v", name, err)
		}
	}
	var actors []string
	for _, e := range s.Events(t, 0) {
		require.Equal(t, "user:ann", e.Object)
		actors = append(actors, e.Actor)
	}
	require.Equal(t, []string{"root", audit.Operator, "root", audit.Operator, "root"}, actors)
}

// of is the usage of a resource.
func of(t testing.TB, u quota.Usage, r quota.Resource) quota.ResourceUsage {
	t.Helper()
	for _, one := range u.Resources {
		if one.Resource == r {
			return one
		}
	}
	require.FailNow(t, "no such resource", r)
	return quota.ResourceUsage{}
}

// usage is what somebody has.
func (s *Setup) usage(t testing.TB, user string) quota.Usage {
	t.Helper()
	u, err := s.Quotas.Usage(t.Context(), User(user), user)
	require.NoError(t, err)
	return u
}

// testUsage: it has all resources in their order, with what is counted, of this day.
func testUsage(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	ctx := t.Context()
	u := s.usage(t, "ann")
	require.Equal(t, quota.Free, u.Tier)
	require.Equal(t, "Free", u.TierTitle)
	require.Nil(t, u.Given)
	var all []quota.Resource
	for _, r := range u.Resources {
		all = append(all, r.Resource)
		want := quota.ResourceUsage{Resource: r.Resource, Limit: quota.Tiers()[0].Limits[r.Resource]}
		if r.Resource == quota.JobsPerDay {
			want.ResetsAt = time.Date(2026, time.March, 3, 0, 0, 0, 0, time.UTC)
		}
		require.Equal(t, want, r)
	}
	require.Equal(t, quota.Resources(), all)

	require.NoError(t, s.Quotas.Add(ctx, nil, "ann", "a", quota.Item{Resource: quota.Assets, Amount: 1}, quota.Item{Resource: quota.Storage, Amount: 7000}))
	require.NoError(t, s.Quotas.Reserve(ctx, nil, "ann", "b", quota.Item{Resource: quota.Storage, Amount: 500}))
	require.NoError(t, s.Quotas.Add(ctx, nil, "ann", "j", quota.Item{Resource: quota.JobsPerDay, Amount: 1}))
	require.NoError(t, s.Quotas.Add(ctx, nil, "ben", "b", quota.Item{Resource: quota.Assets, Amount: 1}))
	u = s.usage(t, "ann")
	require.EqualValues(t, 1, of(t, u, quota.Assets).Used)
	require.EqualValues(t, 7000, of(t, u, quota.Storage).Used)
	require.EqualValues(t, 500, of(t, u, quota.Storage).Reserved)
	require.EqualValues(t, 1, of(t, u, quota.JobsPerDay).Used)
	s.Clock.Advance(14*time.Hour + 29*time.Minute + 59*time.Second + 999*time.Millisecond)
	require.EqualValues(t, 1, of(t, s.usage(t, "ann"), quota.JobsPerDay).Used)
	s.Clock.Advance(time.Millisecond)
	u = s.usage(t, "ann")
	require.EqualValues(t, 0, of(t, u, quota.JobsPerDay).Used, "another day")
	require.Equal(t, time.Date(2026, time.March, 4, 0, 0, 0, 0, time.UTC), of(t, u, quota.JobsPerDay).ResetsAt)
	require.EqualValues(t, 1, of(t, u, quota.Assets).Used)
}

// testUsageJSON: what goes out to programs does not change.
func testUsageJSON(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	_, err := s.Quotas.SetTier(t.Context(), admin, "ann", quota.Plus, "paid")
	require.NoError(t, err)
	o := more(5)
	o.Expires = sqldbtest.ClockStart().Add(time.Hour)
	_, err = s.Quotas.Override(t.Context(), operator, "ann", o)
	require.NoError(t, err)
	text, err := json.Marshal(s.usage(t, "ann"))
	require.NoError(t, err)
	require.JSONEq(t, `{"user": "ann", "tier": "plus", "tier_title": "Plus", "given": {"by": "root", "at": "2026-03-02T09:30:00Z", "reason": "paid"}, "resources": [
		{"resource": "projects", "limit": 5, "used": 0, "reserved": 0,
			"override": {"limit": 5, "reason": "a teacher", "by": "operator", "at": "2026-03-02T09:30:00Z", "expires_at": "2026-03-02T10:30:00Z"}},
		{"resource": "assets", "limit": 2000, "used": 0, "reserved": 0}, {"resource": "storage", "limit": 2147483648, "used": 0, "reserved": 0},
		{"resource": "jobs-per-day", "limit": 1000, "used": 0, "reserved": 0, "resets_at": "2026-03-03T00:00:00Z"},
		{"resource": "jobs-at-once", "limit": 20, "used": 0, "reserved": 0}, {"resource": "pages-per-job", "limit": 1000, "used": 0, "reserved": 0}]}`, string(text))
}

// trail is what an event says, and who did it.
func trail(e audit.Event) string {
	detail, _ := json.Marshal(e.Detail)
	return e.Action + " by " + e.Actor + " of " + e.Object + " " + string(detail)
}

// testTiers: a tier counts at once, in all processes, until it is taken away.
func testTiers(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	other := Open(t, db)
	ctx := t.Context()
	limit := func() int64 {
		n, err := other.Quotas.Limit(ctx, "ann", quota.Projects)
		require.NoError(t, err)
		return n
	}
	u, err := s.Quotas.SetTier(ctx, admin, "ann", quota.Plus, " paid \n until May ")
	require.NoError(t, err)
	require.Equal(t, &quota.Given{By: "root", At: s.Clock.Now(), Reason: "paid until May"}, u.Given)
	require.Equal(t, u, s.usage(t, "ann"))
	require.EqualValues(t, 1000, limit())
	s.Clock.Advance(time.Second)
	u, err = s.Quotas.SetTier(ctx, operator, "ann", quota.Free, "no longer")
	require.NoError(t, err)
	require.Equal(t, quota.Free, u.Tier)
	require.Equal(t, audit.Operator, u.Given.By, "the default may be given, too")
	require.EqualValues(t, 100, limit())
	_, err = s.Quotas.SetTier(ctx, admin, "ann", quota.NoLimits, "a friend")
	require.NoError(t, err)
	require.EqualValues(t, quota.Unlimited, limit())
	for range 2 { // the second time there is nothing to do, and nothing to tell
		u, err = s.Quotas.SetTier(ctx, admin, "ann", "", "as all")
		require.NoError(t, err)
		require.Nil(t, u.Given)
		require.Equal(t, quota.Free, u.Tier)
	}
	require.EqualValues(t, 100, limit())
	for _, tier := range []string{"gold", "Plus", "plus ", "\xff", strings.Repeat("x", 1000)} {
		_, err = s.Quotas.SetTier(ctx, admin, "ann", tier, "r")
		require.Equal(t, quota.CodeTier, quota.CodeOf(err))
		require.EqualError(t, err, "There is no such tier. There are: free, plus, unlimited.")
	}
	_, err = s.Quotas.SetTier(ctx, admin, "ann", quota.Plus, "")
	require.Equal(t, quota.CodeReason, quota.CodeOf(err))
	var told []string
	for _, e := range s.Events(t, 0) {
		told = append(told, trail(e))
	}
	require.Equal(t, []string{
		`quota.tier by root of user:ann {"from":"free","reason":"paid until May","tier":"plus"}`,
		`quota.tier by operator of user:ann {"from":"plus","reason":"no longer","tier":"free"}`,
		`quota.tier by root of user:ann {"from":"free","reason":"a friend","tier":"unlimited"}`,
		`quota.tier by root of user:ann {"from":"unlimited","reason":"as all","tier":"free"}`,
	}, told)
}

// testTierRemoved: whoever has a tier that the configuration has no longer has the default, which admins and users see, and the log says so, once in
// an hour.
func testTierRemoved(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	ctx := t.Context()
	for _, user := range []string{"ann", "ben"} {
		_, err := s.Quotas.SetTier(ctx, admin, user, quota.Plus, "paid")
		require.NoError(t, err)
	}
	later := Open(t, db, func(c *quota.Config) {
		c.Tiers = []quota.Tier{quota.Tiers()[2], quota.Tiers()[0]}
		c.Default = quota.Free
	})
	for range 3 {
		for _, user := range []string{"ann", "ben"} {
			u := later.usage(t, user)
			require.Equal(t, quota.Free, u.Tier)
			require.Nil(t, u.Given, "nobody gave this one")
			require.Equal(t, quota.Plus, u.RemovedTier)
			require.EqualValues(t, 100, of(t, u, quota.Projects).Limit)
		}
	}
	_, err := later.Quotas.SetTier(ctx, admin, "carl", quota.NoLimits, "a friend")
	require.NoError(t, err)
	_, err = later.Quotas.Override(ctx, admin, "ben", more(5))
	require.NoError(t, err)
	for limit := 1; limit < 4; limit++ {
		require.Equal(t, []string{"ann", "ben"}, later.Users(t, quota.Filter{Tier: quota.Free}, limit))
		require.Equal(t, []string{"ann", "ben"}, later.Users(t, quota.Filter{Tier: quota.Plus}, limit), "by the name that it had")
		require.Equal(t, []string{"ben"}, later.Users(t, quota.Filter{Tier: quota.Plus, Overrides: true}, limit))
		require.Equal(t, []string{"carl"}, later.Users(t, quota.Filter{Tier: quota.NoLimits}, limit))
	}
	require.Empty(t, later.Users(t, quota.Filter{Tier: quota.Plus, Resource: quota.Projects, Percent: 1}, 1), "one that there is, and nobody fits")
	stats, err := later.Quotas.Stats(ctx)
	require.NoError(t, err)
	require.Equal(t, 2, stats.Tiers[quota.Free].Users)
	require.NotContains(t, stats.Tiers, quota.Plus)
	require.Equal(t, 1, strings.Count(later.Logs.String(), "\n"), later.Logs.String())
	require.Contains(t, later.Logs.String(), "tier=plus default=free")
	require.NotContains(t, later.Logs.String(), "ann")
	later.Clock.Advance(time.Hour - time.Millisecond)
	later.usage(t, "ann")
	require.Equal(t, 1, strings.Count(later.Logs.String(), "\n"), later.Logs.String())
	later.Clock.Advance(time.Millisecond)
	later.usage(t, "ann")
	later.usage(t, "ben")
	require.Equal(t, 2, strings.Count(later.Logs.String(), "\n"), later.Logs.String())

	u := s.usage(t, "ann")
	require.Equal(t, []string{quota.Plus, ""}, []string{u.Tier, u.RemovedTier}, "it is as it was where there is one")
	for _, user := range []string{"ann", "ben"} {
		u, err := later.Quotas.SetTier(ctx, admin, user, "", "there is none any more")
		require.NoError(t, err)
		require.Empty(t, u.RemovedTier)
	}
	_, _, err = later.Quotas.Users(ctx, admin, quota.Filter{Tier: quota.Plus}, "", 0)
	require.Equal(t, quota.CodeFilter, quota.CodeOf(err), "nobody has it")
	require.EqualError(t, err, "There is no such tier. There are: unlimited, free.")
}

// testOverrides: a limit of one's own counts at once, in place of the one before.
func testOverrides(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	other := Open(t, db)
	ctx := t.Context()
	limit := func() int64 {
		n, err := other.Quotas.Limit(ctx, "ann", quota.Projects)
		require.NoError(t, err)
		return n
	}
	u, err := s.Quotas.Override(ctx, admin, "ann", more(150))
	require.NoError(t, err)
	require.Equal(t, quota.ResourceUsage{Resource: quota.Projects, Limit: 150, Override: &quota.Override{Limit: 150, Reason: "a teacher", By: "root", At: s.Clock.Now()}},
		of(t, u, quota.Projects))
	require.Nil(t, of(t, u, quota.Assets).Override)
	require.Equal(t, u, s.usage(t, "ann"))
	require.EqualValues(t, 150, limit())
	for _, n := range []int64{0, 1 << 50, quota.Unlimited, 3} {
		s.Clock.Advance(time.Second)
		_, err = s.Quotas.Override(ctx, operator, "ann", more(n))
		require.NoError(t, err)
		require.Equal(t, n, limit())
	}
	pages := quota.NewOverride{Resource: quota.PagesPerJob, Limit: 7, Reason: "prints", Expires: s.Clock.Now().AddDate(10, 0, 0)}
	u, err = s.Quotas.Override(ctx, admin, "ann", pages)
	require.NoError(t, err)
	require.Equal(t, pages.Expires, of(t, u, quota.PagesPerJob).Override.Expires)
	u, err = s.Quotas.EndOverride(ctx, admin, "ann", quota.Projects, "not any more")
	require.NoError(t, err)
	require.Nil(t, of(t, u, quota.Projects).Override)
	require.NotNil(t, of(t, u, quota.PagesPerJob).Override)
	require.EqualValues(t, 100, limit())
	_, err = s.Quotas.EndOverride(ctx, admin, "ann", quota.Projects, "again")
	require.Equal(t, quota.CodeNoOverride, quota.CodeOf(err))
	var told []string
	for _, e := range s.Events(t, 0) {
		told = append(told, trail(e))
	}
	require.Equal(t, []string{
		`quota.override by root of user:ann {"expires":"never","from":"100","limit":"150","reason":"a teacher","resource":"projects"}`,
		`quota.override by operator of user:ann {"expires":"never","from":"150","limit":"0","reason":"a teacher","resource":"projects"}`,
		`quota.override by operator of user:ann {"expires":"never","from":"0","limit":"1125899906842624","reason":"a teacher","resource":"projects"}`,
		`quota.override by operator of user:ann {"expires":"never","from":"1125899906842624","limit":"unlimited","reason":"a teacher","resource":"projects"}`,
		`quota.override by operator of user:ann {"expires":"never","from":"unlimited","limit":"3","reason":"a teacher","resource":"projects"}`,
		`quota.override by root of user:ann {"expires":"2036-03-02T09:30:04Z","from":"500","limit":"7","reason":"prints","resource":"pages-per-job"}`,
		`quota.override-end by root of user:ann {"limit":"3","reason":"not any more","resource":"projects"}`,
	}, told)
}

// testOverrideExpires: it counts until its end, and not at it, whether Sweep came by or not; and the trail has its end once.
func testOverrideExpires(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	ctx := t.Context()
	end := s.Clock.Now().Add(time.Hour)
	for _, user := range []string{"ann", "ben", "eve"} {
		o := more(2)
		o.Expires = end.Add(999 * time.Microsecond) // of which the database keeps no part
		_, err := s.Quotas.Override(ctx, admin, user, o)
		require.NoError(t, err)
	}
	check := func(own bool) {
		t.Helper()
		limit, err := s.Quotas.Limit(ctx, "ann", quota.Projects)
		require.NoError(t, err)
		one := of(t, s.usage(t, "ann"), quota.Projects)
		require.Equal(t, own, limit == 2)
		require.Equal(t, own, one.Limit == 2)
		require.Equal(t, own, one.Override != nil)
		page, _, err := s.Quotas.Users(ctx, admin, quota.Filter{Overrides: true}, "", 0)
		require.NoError(t, err)
		require.Equal(t, own, len(page) == 3)
	}
	s.Clock.Advance(time.Hour - time.Millisecond)
	require.Equal(t, quota.Swept{}, s.sweep(t))
	check(true)
	s.Clock.Advance(time.Millisecond)
	check(false)
	_, err := s.Quotas.EndOverride(ctx, admin, "ann", quota.Projects, "r")
	require.Equal(t, quota.CodeNoOverride, quota.CodeOf(err))
	_, err = s.Quotas.Override(ctx, admin, "ben", more(7)) // in place of one that is over
	require.NoError(t, err)
	require.Equal(t, quota.Swept{Expired: 2}, s.sweep(t))
	require.Equal(t, quota.Swept{}, s.sweep(t))
	require.EqualValues(t, 7, of(t, s.usage(t, "ben"), quota.Projects).Limit)
	var told []string
	for _, e := range s.Events(t, 3) {
		told = append(told, trail(e))
	}
	require.Equal(t, `quota.expire by system of user:ben {"limit":"2","resource":"projects"}`, told[0])
	require.Equal(t, `quota.override by root of user:ben {"expires":"never","from":"100","limit":"7","reason":"a teacher","resource":"projects"}`, told[1])
	require.ElementsMatch(t, []string{
		`quota.expire by system of user:ann {"limit":"2","resource":"projects"}`, `quota.expire by system of user:eve {"limit":"2","resource":"projects"}`,
	}, told[2:])
}

// testOverrideErrors: what is wrong with one, the first of it, and that nothing is done.
func testOverrideErrors(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	ctx := t.Context()
	now := s.Clock.Now()
	for _, c := range []struct {
		o     quota.NewOverride
		want  quota.Code
		field string
	}{
		{quota.NewOverride{Limit: -5}, quota.CodeResource, "resource"},
		{quota.NewOverride{Resource: "socks", Limit: 5, Reason: "r"}, quota.CodeResource, "resource"},
		{quota.NewOverride{Resource: quota.Projects, Limit: -2, Reason: "r"}, quota.CodeLimit, "limit"},
		{quota.NewOverride{Resource: quota.Projects, Limit: 1<<50 + 1, Reason: "r"}, quota.CodeLimit, "limit"},
		{quota.NewOverride{Resource: quota.Projects, Expires: now}, quota.CodeExpiry, "expires_at"},
		{quota.NewOverride{Resource: quota.Projects, Reason: "r", Expires: now.Add(999 * time.Microsecond)}, quota.CodeExpiry, "expires_at"},
		{quota.NewOverride{Resource: quota.Projects, Reason: "r", Expires: time.Unix(-1<<40, 0)}, quota.CodeExpiry, "expires_at"},
		{quota.NewOverride{Resource: quota.Projects, Reason: "r", Expires: now.AddDate(10, 0, 0).Add(time.Millisecond)}, quota.CodeExpiry, "expires_at"},
		{quota.NewOverride{Resource: quota.Projects, Reason: "r", Expires: time.Unix(1<<55, 0)}, quota.CodeExpiry, "expires_at"},
		{quota.NewOverride{Resource: quota.Projects, Reason: " \n\x00"}, quota.CodeReason, "reason"},
	} {
		_, err := s.Quotas.Override(ctx, admin, "ann", c.o)
		require.Equal(t, c.want, quota.CodeOf(err), "%+v: %v", c.o, err)
		var refused *quota.Error
		require.ErrorAs(t, err, &refused)
		require.Equal(t, c.field, refused.Field)
	}
	for r, want := range map[quota.Resource]quota.Code{"": quota.CodeResource, "socks": quota.CodeResource, quota.Projects: quota.CodeNoOverride} {
		_, err := s.Quotas.EndOverride(ctx, admin, "ann", r, "")
		require.Equal(t, want, quota.CodeOf(err))
	}
	_, err := s.Quotas.Override(ctx, admin, "ann", more(3))
	require.NoError(t, err)
	_, err = s.Quotas.EndOverride(ctx, admin, "ann", quota.Projects, "\t")
	require.Equal(t, quota.CodeReason, quota.CodeOf(err))
	require.NotNil(t, of(t, s.usage(t, "ann"), quota.Projects).Override)
	require.Len(t, s.Events(t, 0), 1)
}

// testReasons: one line that people can read, and no address.
func testReasons(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	for given, want := range map[string]string{
		"paid":                              "paid",
		"  paid\r\n\tuntil\u202e May ":      "paid until May",
		"asked by ann@example.com today":    "asked by [address] today",
		"ein Grund für Zoë 北京":              "ein Grund für Zoë 北京",
		"bad \xff\xfe bytes":                "bad bytes",
		strings.Repeat("ä", 300):            strings.Repeat("ä", quota.MaxReason/2),
		"x" + strings.Repeat("ä", 300):      "x" + strings.Repeat("ä", quota.MaxReason/2-1),
		strings.Repeat("long word", 30):     strings.Repeat("long word", 30)[:quota.MaxReason],
		strings.Repeat("long ", 10_000_000): strings.TrimSpace(strings.Repeat("long ", 40)),
	} {
		u, err := s.Quotas.SetTier(t.Context(), admin, "ann", quota.Plus, given)
		require.NoError(t, err)
		require.Equal(t, want, u.Given.Reason)
		trail := s.Events(t, 0)
		require.Equal(t, want, trail[len(trail)-1].Detail["reason"], "the same")
	}
	for _, none := range []string{"", " ", "\x00\u200b\n", "\xff", strings.Repeat(" ", 4096) + "too far away"} {
		_, err := s.Quotas.SetTier(t.Context(), admin, "ann", quota.Plus, none)
		require.Equal(t, quota.CodeReason, quota.CodeOf(err), "%q", none)
	}
}

package quotatest

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/sqldb"
)

// RunModel lets users have, want and give back things at random, for some seconds, in transactions of each kind that are kept or given up,
// while time goes by and tiers and overrides change; and knows after each step what is counted, and that nobody was let past a limit. open
// returns an empty database.
func RunModel(t *testing.T, open func(t testing.TB) *sqldb.DB) { Model(t, time.Second, open(t)) }

// Model is RunModel for so long, and 20 checks at least, on an empty database.
func Model(t *testing.T, d time.Duration, db *sqldb.DB) {
	s := New(t, db, func(c *quota.Config) {
		c.Tiers = []quota.Tier{modelTier("small", 3, 50), modelTier("large", 5, 80), modelTier("none", 0, 0), modelTier("all", quota.Unlimited, quota.Unlimited)}
	})
	const least = 20 // checks, however slow the machine is; and more until it has seen what it must
	start := time.Now()
	var checks, steps, refused, days int
	rapid.Check(t, func(r *rapid.T) {
		if checks >= least && refused > 0 && days > 0 && time.Since(start) > d {
			return
		}
		checks++
		m := &model{t: t, s: s, refused: &refused, entries: map[mKey]mEntry{}, tiers: map[string]string{}, own: map[string]map[quota.Resource]mOverride{}}
		defer m.clear()
		actions := map[string]func(r *rapid.T){
			"calls": m.calls, "transaction": m.transaction, "room": m.room, "tier": m.tier, "override": m.override, "wait": m.wait,
		}
		what := rapid.SampledFrom(slices.Sorted(maps.Keys(actions)))
		for range rapid.IntRange(3, 12).Draw(r, "steps") {
			actions[what.Draw(r, "action")](r)
			steps++
			m.check(steps)
		}
		days += m.days
	})
	require.GreaterOrEqual(t, checks, least)
	require.NotZero(t, refused, "nothing was refused")
	require.NotZero(t, days, "it was the same day all the time")
	t.Logf("%s: %d checks, %d steps, %d refused, %d days", db.Dialect(), checks, steps, refused, days)
}

func modelTier(name string, few, bytes int64) quota.Tier {
	return quota.Tier{Name: name, Title: name, Limits: quota.Limits{
		quota.Projects: few, quota.Assets: few, quota.Storage: bytes, quota.JobsPerDay: few, quota.JobsAtOnce: few, quota.PagesPerJob: few,
	}}
}

var (
	modelOwners    = []string{"ann", "ben", "ben2"}
	modelResources = []quota.Resource{quota.Projects, quota.Storage, quota.JobsPerDay, quota.JobsAtOnce}
)

// model is what must be.
type model struct {
	t       testing.TB
	s       *Setup
	entries map[mKey]mEntry
	tiers   map[string]string
	own     map[string]map[quota.Resource]mOverride
	refused *int
	days    int // that went by while something was counted
}

type mKey struct {
	owner    string
	resource quota.Resource
	key      string
}

type mEntry struct {
	amount  int64
	used    bool
	day     int64
	created time.Time
}

type mOverride struct {
	limit int64
	until time.Time // zero = for ever
}

func (m *model) limit(owner string, r quota.Resource) int64 {
	if o, ok := m.own[owner][r]; ok && (o.until.IsZero() || m.s.Clock.Now().Before(o.until)) {
		return o.limit
	}
	name := m.tiers[owner]
	for _, tier := range m.s.Config.Tiers {
		if tier.Name == name {
			return tier.Limits[r]
		}
	}
	return m.s.Config.Tiers[0].Limits[r]
}

func (m *model) today(r quota.Resource) int64 {
	if r != quota.JobsPerDay {
		return 0
	}
	return m.s.Clock.Now().Unix() / 86400
}

// sum is a counter, by adding up.
func (m *model) sum(owner string, r quota.Resource, day int64) (used, reserved int64) {
	for k, e := range m.entries {
		switch {
		case k.owner != owner || k.resource != r || e.day != day:
		case e.used:
			used += e.amount
		default:
			reserved += e.amount
		}
	}
	return used, reserved
}

// call is one of the Ledger's methods, drawn at random.
type call struct {
	what  string
	owner string
	key   string
	items []quota.Item
}

func drawCall(r *rapid.T) call {
	c := call{
		what:  rapid.SampledFrom([]string{"reserve", "reserve", "add", "add", "put", "commit", "release"}).Draw(r, "what"),
		owner: rapid.SampledFrom(modelOwners).Draw(r, "owner"),
		key:   rapid.SampledFrom([]string{"a", "b", "c", "d", "e"}).Draw(r, "key"),
	}
	resources := rapid.SliceOfNDistinct(rapid.SampledFrom(modelResources), 1, 3, rapid.ID[quota.Resource]).Draw(r, "resources")
	for _, of := range resources {
		amounts := []int64{0, 1, 1, 1, 2}
		if of == quota.Storage {
			amounts = []int64{0, 1, 20, 30, 49, 50, 51}
		}
		c.items = append(c.items, some(of, rapid.SampledFrom(amounts).Draw(r, "amount")))
	}
	return c
}

func (c call) do(ctx context.Context, q quota.Ledger, tx *sqldb.Tx) error {
	switch c.what {
	case "reserve":
		return q.Reserve(ctx, tx, c.owner, c.key, c.items...)
	case "add":
		return q.Add(ctx, tx, c.owner, c.key, c.items...)
	case "put":
		return q.Put(ctx, tx, c.owner, c.key, c.items...)
	case "commit":
		return q.Commit(ctx, tx, c.owner, c.key, c.items...)
	}
	resources := []quota.Resource{}
	for _, i := range c.items {
		resources = append(resources, i.Resource)
	}
	return q.Release(ctx, tx, c.owner, c.key, resources...)
}

// expect does to the model what a call must do, and says what refuses it, if something must.
func (m *model) expect(c call) (refused *quota.Error) {
	before, now := maps.Clone(m.entries), m.s.Clock.Now()
	items := slices.SortedFunc(slices.Values(c.items), func(a, b quota.Item) int {
		all := quota.Resources()
		return cmp.Compare(slices.Index(all, a.Resource), slices.Index(all, b.Resource))
	})
	for _, item := range items {
		k := mKey{c.owner, item.Resource, c.key}
		old, existed := m.entries[k]
		if c.what == "release" {
			delete(m.entries, k)
			continue
		}
		e := mEntry{amount: item.Amount, used: c.what != "reserve", day: m.today(item.Resource), created: now}
		if existed {
			e.day = old.day
		}
		if old.used {
			e.used, e.created = true, old.created
		}
		limit := m.limit(c.owner, item.Resource)
		used, reserved := m.sum(c.owner, item.Resource, e.day)
		growth := item.Amount - old.amount
		if (c.what == "reserve" || c.what == "add") && growth > 0 && limit != quota.Unlimited && used+reserved+growth > limit {
			m.entries = before
			*m.refused++
			return &quota.Error{Resource: item.Resource, Limit: limit, Used: used, Reserved: reserved, Asked: growth}
		}
		m.entries[k] = e
	}
	return nil
}

// compare says that a call ended as it must.
func compare(r *rapid.T, want *quota.Error, err error) {
	if want == nil {
		require.NoError(r, err)
		return
	}
	e, ok := errors.AsType[*quota.Error](err)
	require.True(r, ok, "%v instead of %+v", err, *want)
	require.Equal(r, *want, quota.Error{Resource: e.Resource, Limit: e.Limit, Used: e.Used, Reserved: e.Reserved, Asked: e.Asked})
}

// calls is a call with a transaction of its own.
func (m *model) calls(r *rapid.T) {
	c := drawCall(r)
	err := c.do(m.t.Context(), m.s.Quotas, nil)
	compare(r, m.expect(c), err)
}

// transaction has several calls, what is refused among them, and is kept or given up.
func (m *model) transaction(r *rapid.T) {
	calls := rapid.SliceOfN(rapid.Custom(drawCall), 1, 4).Draw(r, "calls")
	keep := rapid.Bool().Draw(r, "keep")
	how := writers()[rapid.SampledFrom([]string{"Write", "InTurn"}).Draw(r, "how")]
	answers := make([]error, len(calls))
	givenUp := errors.New("given up")
	err := how(m.t.Context(), m.s, 0, func(tx *sqldb.Tx) error {
		for i, c := range calls {
			if answers[i] = c.do(m.t.Context(), m.s.Quotas, tx); answers[i] != nil && quota.CodeOf(answers[i]) == "" {
				return answers[i]
			}
		}
		if !keep {
			return givenUp
		}
		return nil
	})
	before := maps.Clone(m.entries)
	for i, c := range calls {
		compare(r, m.expect(c), answers[i])
	}
	if keep {
		require.NoError(r, err)
		return
	}
	require.ErrorIs(r, err, givenUp)
	m.entries = before
}

func (m *model) room(r *rapid.T) {
	c := drawCall(r)
	err := m.s.Quotas.Room(m.t.Context(), c.owner, c.items...)
	c.what, c.key = "reserve", "something new"
	before := m.entries
	m.entries = maps.Clone(before)
	compare(r, m.expect(c), err)
	m.entries = before
}

func (m *model) wait(r *rapid.T) {
	day := m.today(quota.JobsPerDay)
	m.s.Clock.Advance(rapid.SampledFrom([]time.Duration{24 * time.Hour, time.Millisecond, 5 * time.Hour, 24 * time.Hour}).Draw(r, "wait"))
	if m.today(quota.JobsPerDay) > day && len(m.entries) > 0 {
		m.days++
	}
}

func (m *model) tier(r *rapid.T) {
	owner := rapid.SampledFrom(modelOwners).Draw(r, "owner")
	m.tiers[owner] = rapid.SampledFrom([]string{"", "small", "large", "none", "all", "one that there is not"}).Draw(r, "tier")
	m.s.give(m.t, owner, m.tiers[owner])
}

func (m *model) override(r *rapid.T) {
	owner, of := rapid.SampledFrom(modelOwners).Draw(r, "owner"), rapid.SampledFrom(modelResources).Draw(r, "resource")
	if rapid.Bool().Draw(r, "end") {
		delete(m.own[owner], of)
		m.s.end(m.t, owner, of)
		return
	}
	o := mOverride{limit: rapid.SampledFrom([]int64{0, 1, 2, 4, 7, 100, quota.Unlimited}).Draw(r, "limit")}
	if rapid.Bool().Draw(r, "ends") {
		o.until = m.s.Clock.Now().Add(rapid.SampledFrom([]time.Duration{0, time.Millisecond, time.Minute, 6 * time.Hour}).Draw(r, "until"))
	}
	if m.own[owner] == nil {
		m.own[owner] = map[quota.Resource]mOverride{}
	}
	m.own[owner][of] = o
	m.s.override(m.t, owner, of, o.limit, o.until)
}

// check compares all that is counted, its sums, and what each may have; and what Limit says, each time of another.
func (m *model) check(step int) {
	want := []Entry{}
	for k, e := range m.entries {
		state := "reserved"
		if e.used {
			state = "used"
		}
		want = append(want, Entry{
			Owner: k.owner, Resource: k.resource, Key: k.key, Amount: e.amount, State: state, Day: e.day, Created: sqldb.At(e.created),
		})
	}
	require.ElementsMatch(m.t, want, m.s.Entries(m.t))
	m.s.Sound(m.t)
	one, of := modelOwners[step%len(modelOwners)], modelResources[step%len(modelResources)]
	limit, err := m.s.Quotas.Limit(m.t.Context(), one, of)
	require.NoError(m.t, err)
	require.Equal(m.t, m.limit(one, of), limit)
	for _, owner := range modelOwners {
		usage, err := m.s.Quotas.Usage(m.t.Context(), User(owner), owner)
		require.NoError(m.t, err)
		for _, u := range usage.Resources {
			used, reserved := m.sum(owner, u.Resource, m.today(u.Resource))
			require.Equal(m.t, []int64{m.limit(owner, u.Resource), used, reserved}, []int64{u.Limit, u.Used, u.Reserved}, "%s of %s", u.Resource, owner)
		}
	}
}

// clear empties the tables for the next run.
func (m *model) clear() {
	for _, table := range []string{"entry", "counter", "tier", "override"} {
		_, err := m.s.DB.Exec(m.t.Context(), `delete from ep_quota_`+table)
		require.NoError(m.t, err)
	}
}

package quotatest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/sqldb"
)

// RunSweep says what Sweep promises. open returns an empty database.
func RunSweep(t *testing.T, open func(t testing.TB) *sqldb.DB) {
	for name, test := range map[string]func(t *testing.T, db *sqldb.DB){
		"Adoption": testAdoption, "Right": testRight, "Kept": testKept, "NoTruth": testNoTruth, "PerDay": testPerDay, "Days": testDays, "LongWait": testLongWait, "TooMuch": testTooMuch,
		"Counters": testCounters, "Empty": testEmpty, "Failures": testFailures, "Hostile": testHostileTruth, "Pages": testSweepPages, "Meanwhile": testMeanwhile,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}

// projects is so many of Projects.
func projects(n int64) quota.Item { return some(quota.Projects, n) }

// testAdoption: quotas that begin where there is something already know of all of it after one Sweep, in short transactions, and hold from then on.
func testAdoption(t *testing.T, db *sqldb.DB) {
	const owners, each = 50, 100
	lists := 0
	s := New(t, db, MakeThings(t, db), func(c *quota.Config) {
		c.Truths = map[quota.Resource]quota.Truth{quota.Projects: Things{Resource: quota.Projects, OnList: func(limit int) {
			require.LessOrEqual(t, limit, 500)
			lists++
		}}}
	})
	s.write(t, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(t.Context(), `with recursive o (o) as (select 0 union all select o + 1 from o where o < $1),
			k (k) as (select 0 union all select k + 1 from k where k < $2)
			insert into quotatest_thing (resource, owner, key, amount) select 'projects', 'user' || (o + 100), 'key' || (k + 1000), 1 from o, k`, owners-1, each-1)
		return err
	})
	require.Equal(t, quota.Swept{Missing: owners * each}, s.sweep(t))
	require.GreaterOrEqual(t, lists, owners*each/500)
	require.Equal(t, s.things(t), s.counted(t))
	s.Sound(t)
	require.Equal(t, quota.Swept{}, s.sweep(t))
	err := s.Quotas.Add(t.Context(), nil, "user100", "new", projects(1))
	require.Equal(t, quota.CodeExceeded, quota.CodeOf(err))
	require.Equal(t, []quota.Swept{{Missing: owners * each}, {}}, s.Counts.Swept())
}

// testRight: what is counted becomes what there is.
func testRight(t *testing.T, db *sqldb.DB) {
	s := New(t, db, MakeThings(t, db, quota.Projects, quota.Storage), Limits(quota.Limits{quota.Projects: 2}))
	ctx := t.Context()
	for _, c := range []struct {
		owner, key   string
		is, counted  int64 // -1 = not
		reserved, at quota.Swept
	}{
		{"ann", "same", 5, 5, quota.Swept{Amounts: 1}, quota.Swept{}},
		{"ann", "more", 7, 5, quota.Swept{Amounts: 1}, quota.Swept{Amounts: 1}},
		{"ann", "less", 0, 5, quota.Swept{Amounts: 1}, quota.Swept{Amounts: 1}},
		{"ann", "none", -1, 5, quota.Swept{}, quota.Swept{Stale: 1}},
		{"ann", "new", 5, -1, quota.Swept{Missing: 1}, quota.Swept{Missing: 1}},
		{"ann", "zero", 0, -1, quota.Swept{Missing: 1}, quota.Swept{Missing: 1}},
		{"ben", "ann", 1 << 50, 1, quota.Swept{Amounts: 1}, quota.Swept{Amounts: 1}},
	} {
		for _, state := range []string{"used", "reserved"} {
			want := c.at
			if c.counted >= 0 {
				item := quota.Item{Resource: quota.Storage, Amount: c.counted}
				if state == "used" {
					require.NoError(t, s.Quotas.Put(ctx, nil, c.owner, c.key, item))
				} else {
					want = c.reserved
					require.NoError(t, s.Quotas.Reserve(ctx, nil, c.owner, c.key, item))
				}
			}
			if c.is >= 0 {
				s.makeThings(t, thing{quota.Storage, c.owner, c.key, c.is})
			}
			require.Equal(t, want, s.sweep(t), "%s %s", state, c.key)
			s.Sound(t)
			if state == "used" || c.is >= 0 {
				require.Equal(t, s.things(t), s.counted(t))
			}
			require.Equal(t, quota.Swept{}, s.sweep(t))
			for _, table := range []string{"quotatest_thing", "ep_quota_entry", "ep_quota_counter"} {
				s.exec(t, `delete from `+table)
			}
		}
	}
	// Beyond any limit, and nobody gets past it afterwards.
	for _, key := range []string{"a", "b", "c"} {
		s.makeThings(t, thing{quota.Projects, "ann", key, 1})
	}
	require.Equal(t, quota.Swept{Missing: 3}, s.sweep(t))
	require.EqualValues(t, 3, of(t, s.usage(t, "ann"), quota.Projects).Used)
	require.Equal(t, quota.CodeExceeded, quota.CodeOf(s.Quotas.Add(ctx, nil, "ann", "d", projects(1))))
	require.Empty(t, s.Counts.Refused()[1:])
}

// testKept: what is reserved stays for ReserveFor, unless it is there.
func testKept(t *testing.T, db *sqldb.DB) {
	s := New(t, db, MakeThings(t, db, quota.Projects), func(c *quota.Config) { c.ReserveFor = 10 * time.Minute })
	ctx := t.Context()
	for _, key := range []string{"a", "b", "c"} {
		require.NoError(t, s.Quotas.Reserve(ctx, nil, "ann", key, projects(1)))
	}
	s.Clock.Advance(5 * time.Minute)
	require.NoError(t, s.Quotas.Reserve(ctx, nil, "ann", "b", projects(1))) // again, so from now
	s.makeThings(t, thing{quota.Projects, "ann", "c", 1})
	require.Equal(t, quota.Swept{Amounts: 1}, s.sweep(t), "it is there, so it is used")
	s.Clock.Advance(5 * time.Minute)
	require.Equal(t, quota.Swept{}, s.sweep(t))
	s.Clock.Advance(time.Millisecond)
	require.Equal(t, quota.Swept{Stale: 1}, s.sweep(t))
	s.Sound(t)
	require.NoError(t, s.Quotas.Commit(ctx, nil, "ann", "a", projects(1)), "it was only late")
	s.makeThings(t, thing{quota.Projects, "ann", "a", 1})
	s.Clock.Advance(5 * time.Minute)
	require.Equal(t, quota.Swept{Stale: 1}, s.sweep(t))
	require.Equal(t, s.things(t), s.counted(t))
	require.Len(t, s.Entries(t), 2)
	s.Sound(t)
}

// testNoTruth: of what nothing is known only old reservations go.
func testNoTruth(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	ctx := t.Context()
	for _, r := range quota.Resources()[:5] {
		require.NoError(t, s.Quotas.Add(ctx, nil, "ann", "used", one(r)))
		require.NoError(t, s.Quotas.Reserve(ctx, nil, "ann", "kept", one(r)))
	}
	s.Clock.Advance(time.Hour)
	require.Equal(t, quota.Swept{}, s.sweep(t))
	s.Clock.Advance(time.Millisecond)
	require.Equal(t, quota.Swept{Stale: 5}, s.sweep(t))
	s.Sound(t)
	require.Len(t, s.Entries(t), 5)
	for _, e := range s.Entries(t) {
		require.Equal(t, "used", e.Key)
	}
}

// testPerDay: of JobsPerDay jobs that live keep what is reserved for them, and nothing else is compared.
func testPerDay(t *testing.T, db *sqldb.DB) {
	s := New(t, db, MakeThings(t, db, quota.JobsPerDay))
	ctx := t.Context()
	job := one(quota.JobsPerDay)
	for _, key := range []string{"a", "b", "c"} {
		require.NoError(t, s.Quotas.Reserve(ctx, nil, "ann", key, job))
	}
	require.NoError(t, s.Quotas.Commit(ctx, nil, "ann", "c", job))
	s.makeThings(t, thing{quota.JobsPerDay, "ann", "a", 1}, thing{quota.JobsPerDay, "ann", "aa", 1}, thing{quota.JobsPerDay, "ben", "z", 1})
	require.Equal(t, quota.Swept{}, s.sweep(t))
	s.Clock.Advance(2 * time.Hour)
	require.Equal(t, quota.Swept{Stale: 1}, s.sweep(t))
	s.Sound(t)
	keys := map[string]string{}
	for _, e := range s.Entries(t) {
		keys[e.Key] = e.State
	}
	require.Equal(t, map[string]string{"a": "reserved", "c": "used"}, keys)
}

// testDays: yesterday is kept, what was before goes with its sums.
func testDays(t *testing.T, db *sqldb.DB) {
	s := New(t, db, MakeThings(t, db, quota.JobsPerDay))
	ctx := t.Context()
	job := one(quota.JobsPerDay)
	for day := range 3 {
		for i := range 150 {
			require.NoError(t, s.Quotas.Put(ctx, nil, "ann", fmt.Sprintf("%d-%d", day, i), job))
		}
		require.NoError(t, s.Quotas.Put(ctx, nil, fmt.Sprintf("user%d", day), "k", job))
		s.Clock.Advance(24 * time.Hour)
	}
	// It is the fourth day: the third was yesterday.
	require.Equal(t, quota.Swept{Old: 302}, s.sweep(t))
	require.Len(t, s.Entries(t), 151)
	require.Len(t, s.Counters(t), 2)
	s.Sound(t)
	require.Equal(t, quota.Swept{}, s.sweep(t))
	s.Clock.Advance(24 * time.Hour)
	require.Equal(t, quota.Swept{Old: 151}, s.sweep(t))
	require.Empty(t, s.Entries(t))
	require.Empty(t, s.Users(t, quota.Filter{}, 50), "nothing is counted of anybody")
}

// testLongWait: a job that waits over two midnights counts for the day on which it was asked for, all the while and when it has begun.
func testLongWait(t *testing.T, db *sqldb.DB) {
	s := New(t, db, MakeThings(t, db, quota.JobsPerDay))
	ctx := t.Context()
	job := one(quota.JobsPerDay)
	day := s.Clock.Now().Unix() / 86400
	require.NoError(t, s.Quotas.Reserve(ctx, nil, "ann", "waits", job))
	require.NoError(t, s.Quotas.Reserve(ctx, nil, "ann", "lost", job))
	require.NoError(t, s.Quotas.Add(ctx, nil, "ann", "done", job))
	s.makeThings(t, thing{quota.JobsPerDay, "ann", "waits", 1})
	s.Clock.Advance(48 * time.Hour)
	require.Equal(t, quota.Swept{Stale: 1, Old: 1}, s.sweep(t))
	left := func(state string, used, reserved int64) {
		t.Helper()
		entries := s.Entries(t)
		require.Len(t, entries, 1)
		require.Equal(t, []any{"waits", state, day}, []any{entries[0].Key, entries[0].State, entries[0].Day})
		require.Equal(t, []Counter{{"ann", quota.JobsPerDay, day, used, reserved}}, s.Counters(t))
		require.Zero(t, of(t, s.usage(t, "ann"), quota.JobsPerDay).Used, "of today")
	}
	left("reserved", 0, 1)
	require.Equal(t, quota.Swept{}, s.sweep(t))
	s.exec(t, `update ep_quota_counter set reserved = 5`)
	require.Equal(t, quota.Swept{Counters: 1}, s.sweep(t))
	left("reserved", 0, 1)
	require.NoError(t, s.Quotas.Commit(ctx, nil, "ann", "waits", job))
	left("used", 1, 0)
	require.Equal(t, quota.Swept{Old: 1}, s.sweep(t))
	require.Zero(t, s.rowsOf(t, "ann"))
}

// testTooMuch: one who has more than numbers can tell keeps nobody else's from coming right.
func testTooMuch(t *testing.T, db *sqldb.DB) {
	s := New(t, db, MakeThings(t, db, quota.Storage))
	s.exec(t, `with recursive k (k) as (select 0 union all select k + 1 from k where k < 9000)
		insert into ep_quota_entry (owner, resource, key, amount, state, day, created_at) select 'ann', 'assets', 'key' || k, 1125899906842624, 'used', 0, 0 from k`)
	s.makeThings(t, thing{quota.Storage, "ann", "k", 1 << 50}, thing{quota.Storage, "ben", "k", 7})
	require.NoError(t, s.Quotas.Put(t.Context(), nil, "zoe", "k", projects(3)))
	s.exec(t, `update ep_quota_counter set used = 9 where owner = 'zoe'`)
	require.Equal(t, quota.Swept{Missing: 2, Counters: 2}, s.sweep(t))
	require.Equal(t, quota.Swept{}, s.sweep(t))
	require.EqualValues(t, 7, of(t, s.usage(t, "ben"), quota.Storage).Used)
	require.EqualValues(t, 3, of(t, s.usage(t, "zoe"), quota.Projects).Used)
	require.Greater(t, of(t, s.usage(t, "ann"), quota.Assets).Used, int64(1)<<60)
	require.NoError(t, s.Quotas.Release(t.Context(), nil, "ann", "key7", quota.Assets))
	_, err := s.Quotas.Stats(t.Context())
	require.NoError(t, err)
}

// testCounters: sums that are wrong become right, and the log says whose.
func testCounters(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	ctx := t.Context()
	today := s.Clock.Now().Unix() / 86400
	for i := range 250 { // more than are compared together
		owner := fmt.Sprintf("user%03d", i)
		s.write(t, func(tx *sqldb.Tx) error {
			return errors.Join(
				s.Quotas.Put(ctx, tx, owner, "a", projects(3), quota.Item{Resource: quota.JobsPerDay, Amount: 2}),
				s.Quotas.Put(ctx, tx, owner, "b", projects(4)))
		})
	}
	require.NoError(t, s.Quotas.Reserve(ctx, nil, "user007", "c", projects(5)))
	require.Equal(t, quota.Swept{}, s.sweep(t))
	right := s.Counters(t)
	s.exec(t, `update ep_quota_counter set used = 0 where owner = 'user007' and resource = 'projects'`)
	s.exec(t, `update ep_quota_counter set reserved = 1 where owner = 'user008' and resource = 'jobs-per-day'`)
	s.exec(t, `delete from ep_quota_counter where owner = 'user150'`)
	s.exec(t, `insert into ep_quota_counter (owner, resource, day, used, reserved)
		values ('user249', 'assets', 0, 1, 1), ('aaa', 'storage', 0, 7, 0), ('zzz', 'jobs-per-day', $1, 0, 7)`, today)
	require.Equal(t, quota.Swept{Counters: 7}, s.sweep(t))
	require.Equal(t, right, s.Counters(t))
	require.Equal(t, quota.Swept{}, s.sweep(t))
	require.Equal(t, 6, strings.Count(s.Logs.String(), "counters were not the sums"), "once for each owner")
	require.Contains(t, s.Logs.String(), "owner=user150")
	s.exec(t, `delete from ep_quota_counter`)
	require.Equal(t, quota.Swept{Counters: 500}, s.sweep(t))
	require.Equal(t, right, s.Counters(t))
	require.Equal(t, 6+100, strings.Count(s.Logs.String(), "counters were not the sums"))
	require.Contains(t, s.Logs.String(), "owners=150")
}

// testEmpty: of who has nothing, nothing stays.
func testEmpty(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	ctx := t.Context()
	for _, owner := range []string{"ann", "ben"} {
		require.NoError(t, s.Quotas.Put(ctx, nil, owner, "k", projects(1), one(quota.Assets)))
		require.NoError(t, s.Quotas.Release(ctx, nil, owner, "k", quota.Assets))
	}
	require.NoError(t, s.Quotas.Release(ctx, nil, "ann", "k", quota.Projects))
	require.Equal(t, quota.Swept{}, s.sweep(t))
	require.Zero(t, s.rowsOf(t, "ann"))
	require.Equal(t, 3, s.rowsOf(t, "ben"), "and who has something is left alone")
	require.NoError(t, s.Quotas.Put(ctx, nil, "ann", "k", projects(1)))
	s.Sound(t)
}

// testMeanwhile: what is done between Sweep's look and its change is done: nothing is decided by what was seen before.
func testMeanwhile(t *testing.T, db *sqldb.DB) {
	MakeThings(t, db)
	var meanwhile func()
	s := New(t, db, func(c *quota.Config) {
		c.Truths = map[quota.Resource]quota.Truth{quota.Projects: Things{Resource: quota.Projects, OnList: func(int) {
			if do := meanwhile; do != nil {
				meanwhile = nil
				do()
			}
		}}}
	})
	ctx := t.Context()
	add := func(tx *sqldb.Tx) error { return s.Quotas.Add(ctx, tx, "ann", "k", projects(1)) }
	makes := func(tx *sqldb.Tx) error { return insertThing(ctx, tx, quota.Projects, "ann", "k", 1) }
	removes := func(tx *sqldb.Tx) error {
		_, err := deleteThing(ctx, tx, quota.Projects, "ann", "k")
		return errors.Join(err, s.Quotas.Release(ctx, tx, "ann", "k", quota.Projects))
	}
	grows := func(tx *sqldb.Tx) error {
		_, err := tx.Exec(ctx, `update quotatest_thing set amount = 3`)
		return errors.Join(err, s.Quotas.Put(ctx, tx, "ann", "k", projects(3)))
	}
	for _, c := range []struct {
		name       string
		before, at []func(tx *sqldb.Tx) error
		want       quota.Swept
		left       int64
	}{
		{"missing, and removed", list(makes), list(removes), quota.Swept{}, 0},
		{"missing, and counted", list(makes), list(add), quota.Swept{}, 1},
		{"missing, and grown", list(makes), list(grows), quota.Swept{}, 3},
		{"stale, and made", list(add), list(makes, add), quota.Swept{}, 1},
		{"stale, and removed", list(add), list(removes), quota.Swept{}, 0},
		{"right, and removed", list(makes, add), list(removes), quota.Swept{}, 0},
		{"right, and grown", list(makes, add), list(grows), quota.Swept{}, 3},
		{"nothing, and made", nil, list(makes, add), quota.Swept{}, 1},
		{"missing, and nothing", list(makes), nil, quota.Swept{Missing: 1}, 1},
	} {
		s.clear(t)
		run := func(steps []func(tx *sqldb.Tx) error) {
			s.write(t, func(tx *sqldb.Tx) error {
				for _, step := range steps {
					if err := step(tx); err != nil {
						return err
					}
				}
				return nil
			})
		}
		run(c.before)
		meanwhile = func() { run(c.at) }
		require.Equal(t, c.want, s.sweep(t), c.name)
		require.Nil(t, meanwhile)
		require.Equal(t, s.things(t), s.counted(t), c.name)
		require.Equal(t, c.left, of(t, s.usage(t, "ann"), quota.Projects).Used, c.name)
		s.Sound(t)
	}
}

// list is what is done in a transaction.
func list(steps ...func(tx *sqldb.Tx) error) []func(tx *sqldb.Tx) error { return steps }

// failing is a Truth that cannot be read.
type failing struct{ err error }

func (f failing) Things(context.Context, sqldb.Reader, quota.Thing, int) ([]quota.Thing, error) {
	return nil, f.err
}

// testFailures: what fails keeps nothing else from being done; and what is over is over.
func testFailures(t *testing.T, db *sqldb.DB) {
	no := errors.New("no")
	s := New(t, db, MakeThings(t, db, quota.Assets), func(c *quota.Config) { c.Truths[quota.Projects] = failing{no} })
	require.NoError(t, s.Quotas.Put(t.Context(), nil, "ann", "k", projects(1)))
	s.makeThings(t, thing{quota.Assets, "ann", "k", 1})
	swept, err := s.Quotas.Sweep(t.Context())
	require.ErrorIs(t, err, no)
	require.ErrorContains(t, err, "quota: sweep: projects: its Truth: no")
	require.Equal(t, quota.Swept{Missing: 1}, swept)
	require.Len(t, s.Entries(t), 2)
	require.Equal(t, []quota.Swept{swept}, s.Counts.Swept())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	swept, err = s.Quotas.Sweep(ctx)
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, quota.Swept{}, swept)
}

// said is a Truth that says this, whatever it is asked.
type said []quota.Thing

func (a said) Things(context.Context, sqldb.Reader, quota.Thing, int) ([]quota.Thing, error) {
	return a, nil
}

// there is a thing.
func there(owner, key string, amount int64) quota.Thing {
	return quota.Thing{Owner: owner, Key: key, Amount: amount}
}

// testHostileTruth: a Truth that is in no order leads to no wrong decision, nor in circles; and what cannot be counted is told of.
func testHostileTruth(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	require.NoError(t, s.Quotas.Put(t.Context(), nil, "b", "b", projects(1)))
	full := make(said, 400)
	for i := range full {
		full[i] = quota.Thing{Owner: "a", Key: fmt.Sprintf("%03d", i), Amount: 1}
	}
	for _, truth := range []said{
		{there("b", "b", 1), there("a", "a", 1)}, {there("b", "b", 1), there("b", "b", 1)}, {there("", "", 1)}, {there("c", "b", 1), there("c", "a", 1)}, full,
	} {
		other := Open(t, db, func(c *quota.Config) { c.Truths = map[quota.Resource]quota.Truth{quota.Projects: truth} })
		_, err := other.Quotas.Sweep(t.Context())
		require.ErrorContains(t, err, "another order")
		if len(truth) < 400 { // whose first page was in order
			require.Len(t, s.Entries(t), 1)
		}
	}
	s.exec(t, `delete from ep_quota_entry`)
	s.exec(t, `delete from ep_quota_counter`)
	odd := said{
		there("", "k", 1), there("a", "\xff", 1), there("a\x00", "k", 1), there("b", "b", -1), there("b", "c", 1<<60), there("b", "d", 1), there("b", strings.Repeat("x", 129), 1), there(strings.Repeat("c", 129), "k", 1),
	}
	other := Open(t, db, func(c *quota.Config) { c.Truths = map[quota.Resource]quota.Truth{quota.Projects: odd} })
	require.Equal(t, quota.Swept{Missing: 1}, other.sweep(t))
	require.Contains(t, other.Logs.String(), "things=7")
	require.Equal(t, quota.Swept{}, other.sweep(t))
}

// testSweepPages: where the pages of the two lists end matters to nobody.
func testSweepPages(t *testing.T, db *sqldb.DB) {
	s := New(t, db, MakeThings(t, db, quota.Projects))
	var missing, stale int
	s.write(t, func(tx *sqldb.Tx) error {
		missing, stale = 0, 0
		for i := range 1500 {
			owner, key := fmt.Sprintf("u%d", i/400), fmt.Sprintf("%04d", i)
			there, counted := i < 450 || i%3 > 0 && i < 1100, i >= 250 && (i%2 == 0 || i > 900)
			if there {
				if err := insertThing(t.Context(), tx, quota.Projects, owner, key, 1); err != nil {
					return err
				}
			}
			if counted {
				if err := s.Quotas.Put(t.Context(), tx, owner, key, projects(1)); err != nil {
					return err
				}
			}
			if there && !counted {
				missing++
			}
			if counted && !there {
				stale++
			}
		}
		return nil
	})
	require.Equal(t, quota.Swept{Missing: missing, Stale: stale}, s.sweep(t))
	require.Equal(t, s.things(t), s.counted(t))
	s.Sound(t)
	require.Equal(t, quota.Swept{}, s.sweep(t))
}

package quotatest

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/sqldb"
)

// sweepRounds is how often SweepModel sweeps: each takes a tenth of a second with the race detector.
const sweepRounds = 30

// SweepModel makes things and entries and counters at random, right and wrong, and knows by plain rules what one Sweep makes of them. open returns
// an empty database.
func SweepModel(t *testing.T, open func(t testing.TB) *sqldb.DB) {
	db := open(t)
	s := New(t, db, MakeThings(t, db, quota.Projects, quota.Storage, quota.JobsPerDay), func(c *quota.Config) { delete(c.Truths, quota.Assets) })
	rounds, failed := 0, false
	rapid.Check(t, func(r *rapid.T) {
		if rounds++; rounds > sweepRounds && !failed {
			return
		}
		passed := false
		defer func() { failed = failed || !passed }() // then rapid looks for the least that fails
		s.clear(t)
		s.random(t, r)
		want, swept := s.expected(t)
		require.Equal(r, swept, withoutCounters(s.sweep(t)))
		require.ElementsMatch(r, want, s.Entries(t))
		s.Sound(t)
		require.Equal(r, quota.Swept{}, s.sweep(t))
		require.ElementsMatch(r, want, s.Entries(t))
		passed = true
	})
}

// clear empties the tables.
func (s *Setup) clear(t testing.TB) {
	t.Helper()
	s.write(t, func(tx *sqldb.Tx) error {
		for _, table := range []string{"quotatest_thing", "ep_quota_entry", "ep_quota_counter", "ep_quota_tier", "ep_quota_override"} {
			if _, err := tx.Exec(t.Context(), `delete from `+table); err != nil {
				return err
			}
		}
		return nil
	})
}

// random fills the tables. What is of the same name meets, in any state.
func (s *Setup) random(t testing.TB, r *rapid.T) {
	t.Helper()
	now := s.Clock.Now()
	today := now.Unix() / 86400
	resources := []quota.Resource{quota.Projects, quota.Storage, quota.Assets, quota.JobsPerDay}
	owner := rapid.SampledFrom([]string{"a", "B", "a b", "é"})
	key := rapid.SampledFrom([]string{"a", "Z", "aa", "ß", "a-1"})
	type row struct {
		resource   quota.Resource
		owner, key string
		amount     int64
	}
	rows := rapid.SliceOfNDistinct(rapid.Custom(func(r *rapid.T) row {
		return row{rapid.SampledFrom(resources).Draw(r, "resource"), owner.Draw(r, "owner"), key.Draw(r, "key"), rapid.Int64Range(0, 3).Draw(r, "amount")}
	}), 0, 30, func(a row) string { return fmt.Sprint(a.resource, "|", a.owner, "|", a.key) })
	things, entries := rows.Draw(r, "things"), rows.Draw(r, "entries")
	type stamp struct {
		state string
		age   time.Duration
		day   int64
	}
	stamps := make([]stamp, len(entries))
	for i, e := range entries {
		stamps[i] = stamp{
			state: rapid.SampledFrom([]string{"used", "reserved"}).Draw(r, "state"),
			age:   rapid.SampledFrom([]time.Duration{0, time.Hour, time.Hour + time.Millisecond}).Draw(r, "age"),
		}
		if e.resource == quota.JobsPerDay {
			stamps[i].day = today - rapid.Int64Range(0, 3).Draw(r, "day")
		}
	}
	counters := rapid.SampledFrom([]string{"", `used = used + 1`, `used = 0`, `used = 0, reserved = 0`, `reserved = reserved + used, used = 0`}).Draw(r, "counters")
	s.write(t, func(tx *sqldb.Tx) error {
		ctx := t.Context()
		for _, a := range things {
			if err := insertThing(ctx, tx, a.resource, a.owner, a.key, a.amount); err != nil {
				return err
			}
		}
		for i, e := range entries {
			if _, err := tx.Exec(ctx, `insert into ep_quota_entry (owner, resource, key, amount, state, day, created_at) values ($1, $2, $3, $4, $5, $6, $7)`,
				e.owner, e.resource, e.key, e.amount, stamps[i].state, stamps[i].day, sqldb.At(now.Add(-stamps[i].age))); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, `insert into ep_quota_counter (owner, resource, day, used, reserved) select owner, resource, day,
			coalesce(sum(amount) filter (where state = 'used'), 0), coalesce(sum(amount) filter (where state = 'reserved'), 0)
			from ep_quota_entry group by owner, resource, day`); err != nil {
			return err
		}
		if counters == "" {
			return nil
		}
		_, err := tx.Exec(ctx, `update ep_quota_counter set `+counters)
		return err
	})
}

// expected is what must be left of the entries, and what Sweep says of that.
func (s *Setup) expected(t testing.TB) (left []Entry, swept quota.Swept) {
	t.Helper()
	now := s.Clock.Now()
	there := map[string]thing{}
	name := func(r quota.Resource, owner, key string) string { return fmt.Sprint(r, "|", owner, "|", key) }
	for _, a := range s.things(t) {
		if a.Resource != quota.Assets { // which has no truth
			there[name(a.Resource, a.Owner, a.Key)] = a
		}
	}
	for _, e := range s.Entries(t) {
		a, found := there[name(e.Resource, e.Owner, e.Key)]
		delete(there, name(e.Resource, e.Owner, e.Key))
		tooOld := e.State == "reserved" && e.Created.Before(now.Add(-time.Hour))
		compared := e.Resource == quota.Projects || e.Resource == quota.Storage
		switch {
		case e.State == "used" && e.Day > 0 && e.Day < now.Unix()/86400-1:
			swept.Old++
			continue
		case !found && (tooOld || compared && e.State == "used"):
			swept.Stale++
			continue
		case compared && found && (e.State != "used" || e.Amount != a.Amount):
			swept.Amounts++
			e.State, e.Amount = "used", a.Amount
		}
		left = append(left, e)
	}
	for _, a := range there {
		if a.Resource != quota.JobsPerDay {
			swept.Missing++
			left = append(left, Entry{Owner: a.Owner, Resource: a.Resource, Key: a.Key, Amount: a.Amount, State: "used", Created: sqldb.At(now)})
		}
	}
	return left, swept
}

// withoutCounters is what was swept, but for the sums: what changes before they are looked at may put them right, or not.
func withoutCounters(s quota.Swept) quota.Swept {
	s.Counters = 0
	return s
}

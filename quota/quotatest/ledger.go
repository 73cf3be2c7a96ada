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

// RunLedger runs whatever a Ledger promises, from end to end. open returns an empty database of its own for each test, closed when the test ends.
func RunLedger(t *testing.T, open func(t testing.TB) *sqldb.DB) {
	for name, test := range map[string]func(t *testing.T, db *sqldb.DB){
		"Reserve":      ledgerReserve,
		"Names":        ledgerNames,
		"Amounts":      ledgerAmounts,
		"Edge":         ledgerEdge,
		"AllOrNone":    ledgerAllOrNone,
		"Transaction":  ledgerTransaction,
		"EndedContext": ledgerEndedContext,
		"Midnight":     ledgerMidnight,
		"Invalid":      ledgerInvalid,
		"Most":         ledgerMost,
		"WrongSums":    ledgerWrongSums,
		"Tiers":        ledgerTiers,
		"Overrides":    ledgerOverrides,
		"Lowered":      ledgerLowered,
		"Days":         ledgerDays,
		"Obey":         ledgerObey,
		"AtOnce":       ledgerAtOnce,
		"Room":         ledgerRoom,
		"Limit":        ledgerLimit,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}

// requireCode says that err is a *quota.Error with this code, and sentences.
func requireCode(t testing.TB, code quota.Code, err error) {
	t.Helper()
	_ = refusal(t, code, err)
}

// refusal is err, which requireCode fits.
func refusal(t testing.TB, code quota.Code, err error) *quota.Error {
	t.Helper()
	e, ok := errors.AsType[*quota.Error](err)
	require.True(t, ok, "%v", err)
	require.Equal(t, code, e.Code)
	require.Regexp(t, `^[A-Z].*\.$`, e.Message)
	return e
}

// entry is a row of ann's of the time at which clocks begin.
func (s *Setup) entry(r quota.Resource, key string, amount int64, state string) Entry {
	return Entry{Owner: "ann", Resource: r, Key: key, Amount: amount, State: state, Created: sqldb.At(s.Clock.Now())}
}

// give writes that a user has a tier, "" = none, as Admin does it.
func (s *Setup) give(t testing.TB, user, tier string) {
	t.Helper()
	require.NoError(t, s.DB.Write(t.Context(), func(tx *sqldb.Tx) error {
		_, err := tx.Exec(t.Context(), `delete from ep_quota_tier where owner = $1`, user)
		if err != nil || tier == "" {
			return err
		}
		_, err = tx.Exec(t.Context(), `insert into ep_quota_tier (owner, tier, by_user, given_at, reason) values ($1, $2, 'root', 0, 'a test')`, user, tier)
		return err
	}))
}

// override writes that a user has a limit of their own, until some time (zero = for ever); end that they have none.
func (s *Setup) override(t testing.TB, user string, r quota.Resource, limit int64, until time.Time) {
	t.Helper()
	s.end(t, user, r)
	_, err := s.DB.Exec(t.Context(), `insert into ep_quota_override (owner, resource, most, by_user, created_at, expires_at, reason)
		values ($1, $2, $3, 'root', 0, $4, 'a test')`, user, r, limit, sqldb.At(until))
	require.NoError(t, err)
}

func (s *Setup) end(t testing.TB, user string, r quota.Resource) {
	t.Helper()
	_, err := s.DB.Exec(t.Context(), `delete from ep_quota_override where owner = $1 and resource = $2`, user, r)
	require.NoError(t, err)
}

// ledgerReserve goes through the states that something can have, each twice.
func ledgerReserve(t *testing.T, db *sqldb.DB) {
	s, ctx := New(t, db), t.Context()
	q := s.Quotas
	first := s.entry(quota.Projects, "p", 1, "reserved")
	twice := func(fn func() error, want ...Entry) {
		t.Helper()
		for range 2 {
			require.NoError(t, fn())
			require.Equal(t, want, append([]Entry{}, s.Entries(t)...))
			s.Sound(t)
		}
	}
	twice(func() error { return q.Reserve(ctx, nil, "ann", "p", one(quota.Projects)) }, first)
	s.Clock.Advance(time.Minute)
	twice(func() error { return q.Reserve(ctx, nil, "ann", "p", one(quota.Projects)) }, s.entry(quota.Projects, "p", 1, "reserved")) // from now on
	kept := s.entry(quota.Projects, "p", 1, "used")
	twice(func() error { return q.Commit(ctx, nil, "ann", "p", one(quota.Projects)) }, kept)
	s.Clock.Advance(time.Minute)
	twice(func() error { return q.Reserve(ctx, nil, "ann", "p", one(quota.Projects)) }, kept) // it stays used
	twice(func() error { return q.Add(ctx, nil, "ann", "p", one(quota.Projects)) }, kept)
	twice(func() error { return q.Put(ctx, nil, "ann", "p", one(quota.Projects)) }, kept)
	twice(func() error { return q.Release(ctx, nil, "ann", "p", quota.Projects) }, []Entry{}...)
	require.Empty(t, s.Counters(t))

	twice(func() error { return q.Add(ctx, nil, "ann", "p", one(quota.Projects)) }, s.entry(quota.Projects, "p", 1, "used"))
	require.NoError(t, q.Release(ctx, nil, "ann", "p", quota.Projects))
	twice(func() error { return q.Put(ctx, nil, "ann", "p", one(quota.Projects)) }, s.entry(quota.Projects, "p", 1, "used"))
	require.NoError(t, q.Release(ctx, nil, "ann", "p", quota.Projects))
	// What was too old to be reserved still is there.
	twice(func() error { return q.Commit(ctx, nil, "ann", "p", one(quota.Projects)) }, s.entry(quota.Projects, "p", 1, "used"))
	require.NoError(t, q.Release(ctx, nil, "ann", "p", quota.Projects))
	require.NoError(t, q.Reserve(ctx, nil, "ann", "p", one(quota.Projects)))
	twice(func() error { return q.Add(ctx, nil, "ann", "p", one(quota.Projects)) }, s.entry(quota.Projects, "p", 1, "used"))
	require.Empty(t, s.Counts.Refused())
}

// ledgerNames: a key is one of an owner and of a resource, whatever it is made of.
func ledgerNames(t *testing.T, db *sqldb.DB) {
	s, ctx := New(t, db, Limits(quota.Limits{quota.Projects: 2, quota.Assets: 2})), t.Context()
	names := []string{
		"a", "A", "'; drop table ep_quota_entry; --", "ä", "a\u0308", "%", "_", " ", "\u2028", "\x01", "a\nb", "\x7f\u0085", "\u202e", "𝔫",
		strings.Repeat("x", 128),
	}
	for _, owner := range names {
		for _, key := range []string{owner, "k"} {
			require.NoError(t, s.Quotas.Add(ctx, nil, owner, key, one(quota.Projects), one(quota.Assets)), "%q", owner)
		}
		requireCode(t, quota.CodeExceeded, s.Quotas.Add(ctx, nil, owner, "another", one(quota.Projects)))
	}
	require.Len(t, s.Entries(t), 4*len(names))
	require.NoError(t, s.Quotas.Release(ctx, nil, "a", "k", quota.Assets))
	require.Len(t, s.Entries(t), 4*len(names)-1)
	require.NoError(t, s.Quotas.Release(ctx, nil, "a", "K", quota.Assets, quota.Projects))
	require.Len(t, s.Entries(t), 4*len(names)-1)
	s.Sound(t)
}

// ledgerAmounts: amounts change, and the limit is asked for what they grow by.
func ledgerAmounts(t *testing.T, db *sqldb.DB) {
	s, ctx := New(t, db, Limits(quota.Limits{quota.Storage: 100})), t.Context()
	q := s.Quotas
	require.NoError(t, q.Reserve(ctx, nil, "ann", "a", some(quota.Storage, 40)))
	require.NoError(t, q.Add(ctx, nil, "ann", "b", some(quota.Storage, 50)))
	require.NoError(t, q.Reserve(ctx, nil, "ann", "a", some(quota.Storage, 50)), "10 more are just what there is")
	e := refusal(t, quota.CodeExceeded, q.Reserve(ctx, nil, "ann", "a", some(quota.Storage, 51)))
	require.Equal(t, quota.Error{
		Code: quota.CodeExceeded, Message: e.Message, Resource: quota.Storage, Tier: quota.Free, Limit: 100, Used: 50, Reserved: 50, Asked: 1,
	}, *e)
	require.Equal(t, []Entry{s.entry(quota.Storage, "a", 50, "reserved"), s.entry(quota.Storage, "b", 50, "used")}, s.Entries(t))
	// As much is no more, nor is less, nor nothing; of what is new, too.
	require.NoError(t, q.Add(ctx, nil, "ann", "b", some(quota.Storage, 50)))
	require.NoError(t, q.Add(ctx, nil, "ann", "c", some(quota.Storage, 0)))
	require.NoError(t, q.Add(ctx, nil, "ann", "b", some(quota.Storage, 20)))
	require.Equal(t, []Counter{{Owner: "ann", Resource: quota.Storage, Used: 20, Reserved: 50}}, s.Counters(t))
	// What is there is counted, however much it has become.
	require.NoError(t, q.Commit(ctx, nil, "ann", "a", some(quota.Storage, 70)))
	require.NoError(t, q.Put(ctx, nil, "ann", "d", some(quota.Storage, 1000)))
	require.Equal(t, []Counter{{Owner: "ann", Resource: quota.Storage, Used: 1090}}, s.Counters(t))
	require.NoError(t, q.Add(ctx, nil, "ann", "d", some(quota.Storage, 999)), "less, though beyond the limit")
	require.NoError(t, q.Add(ctx, nil, "ann", "e", some(quota.Storage, 0)))
	requireCode(t, quota.CodeExceeded, q.Add(ctx, nil, "ann", "e", some(quota.Storage, 1)))
	require.Equal(t, []Entry{
		s.entry(quota.Storage, "a", 70, "used"), s.entry(quota.Storage, "b", 20, "used"), s.entry(quota.Storage, "c", 0, "used"),
		s.entry(quota.Storage, "d", 999, "used"), s.entry(quota.Storage, "e", 0, "used"),
	}, s.Entries(t))
	s.Sound(t)
}

// ledgerEdge: each resource can be had as often as its limit says, and no more; what goes makes room.
func ledgerEdge(t *testing.T, db *sqldb.DB) {
	limits := quota.Limits{quota.Projects: 3, quota.Assets: 3, quota.Storage: 3, quota.JobsPerDay: 3, quota.JobsAtOnce: 3}
	s, ctx := New(t, db, Limits(limits)), t.Context()
	for r := range limits {
		code := map[quota.Resource]quota.Code{quota.JobsPerDay: quota.CodeDaily, quota.JobsAtOnce: quota.CodeAtOnce}[r]
		if code == "" {
			code = quota.CodeExceeded
		}
		requireCode(t, quota.CodeExceeded, s.Quotas.Add(ctx, nil, "ann", "x", some(r, 4))) // waiting does not help
		for i, fn := range []func(context.Context, *sqldb.Tx, string, string, ...quota.Item) error{s.Quotas.Add, s.Quotas.Reserve, s.Quotas.Add} {
			require.NoError(t, fn(ctx, nil, "ann", fmt.Sprint(i), one(r)))
		}
		for _, fn := range []func(context.Context, *sqldb.Tx, string, string, ...quota.Item) error{s.Quotas.Add, s.Quotas.Reserve} {
			e := refusal(t, code, fn(ctx, nil, "ann", "x", one(r)))
			require.Equal(t, []int64{3, 2, 1, 1}, []int64{e.Limit, e.Used, e.Reserved, e.Asked})
			require.Equal(t, r, e.Resource)
		}
		refused := s.Counts.Refused()
		require.Equal(t, code, refused[len(refused)-1].Code)
		require.NoError(t, s.Quotas.Add(ctx, nil, "ben", "0", one(r)), "others are not concerned")
		require.NoError(t, s.Quotas.Release(ctx, nil, "ann", "1", r))
		require.NoError(t, s.Quotas.Add(ctx, nil, "ann", "x", one(r)))
		requireCode(t, code, s.Quotas.Add(ctx, nil, "ann", "1", one(r)))
	}
	require.Len(t, s.Counts.Refused(), 4*len(limits))
	s.Sound(t)
}

// ledgerAllOrNone: of items one of which is refused none is counted, though the transaction goes on.
func ledgerAllOrNone(t *testing.T, db *sqldb.DB) {
	s, ctx := New(t, db, Limits(quota.Limits{quota.Projects: 5, quota.Assets: 5, quota.Storage: 5})), t.Context()
	require.NoError(t, s.Quotas.Add(ctx, nil, "ann", "old", some(quota.Projects, 1), some(quota.Assets, 2), some(quota.Storage, 3)))
	require.NoError(t, s.Quotas.Reserve(ctx, nil, "ann", "kept", some(quota.Projects, 1), some(quota.Assets, 1), some(quota.Storage, 1)))
	before := s.Entries(t)
	s.Clock.Advance(time.Minute)
	for name, write := range writers() {
		if name == "Own" || name == "All" {
			continue
		}
		for _, key := range []string{"old", "kept", "new"} {
			require.NoError(t, write(ctx, s, 0, func(tx *sqldb.Tx) error {
				e := refusal(t, quota.CodeExceeded, s.Quotas.Add(ctx, tx, "ann", key, some(quota.Storage, 50), some(quota.Projects, 2), some(quota.Assets, 0)))
				require.Equal(t, quota.Storage, e.Resource)
				return nil
			}))
			require.Equal(t, before, s.Entries(t), "%s %s", name, key)
			s.Sound(t)
		}
	}
	// What was counted before in the transaction, and is after, stays.
	require.NoError(t, db.Write(ctx, func(tx *sqldb.Tx) error {
		if err := s.Quotas.Add(ctx, tx, "ann", "new", some(quota.Projects, 1)); err != nil {
			return err
		}
		requireCode(t, quota.CodeExceeded, s.Quotas.Add(ctx, tx, "ann", "new", some(quota.Storage, 50), some(quota.Projects, 2)))
		return s.Quotas.Add(ctx, tx, "ann", "new", some(quota.Storage, 1))
	}))
	require.Equal(t, Counter{Resource: quota.Projects, Used: 2, Reserved: 1}, s.counters(t, "ann")[quota.Projects])
	require.Equal(t, Counter{Resource: quota.Storage, Used: 4, Reserved: 1}, s.counters(t, "ann")[quota.Storage])
	s.Sound(t)
}

// ledgerTransaction: what is counted in a transaction is so when that commits.
func ledgerTransaction(t *testing.T, db *sqldb.DB) {
	s, ctx := New(t, db, Limits(quota.Limits{quota.Projects: 2})), t.Context()
	require.NoError(t, s.Quotas.Add(ctx, nil, "ann", "old", one(quota.Projects)))
	before, broken := s.Entries(t), errors.New("something else broke")
	for name, write := range writers() {
		if name == "Own" || name == "All" {
			continue
		}
		require.ErrorIs(t, write(ctx, s, 0, func(tx *sqldb.Tx) error {
			if err := errors.Join(
				s.Quotas.Release(ctx, tx, "ann", "old", quota.Projects), s.Quotas.Reserve(ctx, tx, "ann", "new", one(quota.Projects)),
				s.Quotas.Commit(ctx, tx, "ann", "new", one(quota.Projects)), s.Quotas.Put(ctx, tx, "ann", "newer", some(quota.Projects, 7)),
			); err != nil {
				return err
			}
			requireCode(t, quota.CodeExceeded, s.Quotas.Add(ctx, tx, "ann", "newest", one(quota.Projects))) // it sees what it did
			return broken
		}), broken)
		require.Equal(t, before, s.Entries(t))
		s.Sound(t)
		// Nothing is refused for the sake of what was given up.
		require.NoError(t, write(ctx, s, 0, func(tx *sqldb.Tx) error { return s.Quotas.Add(ctx, tx, "ann", "new", one(quota.Projects)) }))
		require.NoError(t, write(ctx, s, 0, func(tx *sqldb.Tx) error { return s.Quotas.Release(ctx, tx, "ann", "new", quota.Projects) }))
	}
}

// ledgerEndedContext: who does not wait any longer is no one who was refused.
func ledgerEndedContext(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, err := range []error{
		s.Quotas.Reserve(ctx, nil, "ann", "p", one(quota.Projects)), s.Quotas.Commit(ctx, nil, "ann", "p", one(quota.Projects)),
		s.Quotas.Release(ctx, nil, "ann", "p", quota.Projects), s.Quotas.Room(ctx, "ann", one(quota.Projects)),
	} {
		require.ErrorIs(t, err, context.Canceled)
		require.Empty(t, quota.CodeOf(err))
		require.NotErrorIs(t, err, quota.ErrInvalid)
	}
	_, err := s.Quotas.Limit(ctx, "ann", quota.Projects)
	require.ErrorIs(t, err, context.Canceled)
	require.Empty(t, s.Entries(t))

	// Nor who gives up in the middle, while somebody else has the counter.
	require.NoError(t, s.Quotas.Add(t.Context(), nil, "ann", "old", some(quota.Storage, 1), one(quota.Projects)))
	before := s.Entries(t)
	for name, call := range map[string]func(ctx context.Context, tx *sqldb.Tx) error{
		"Reserve": func(ctx context.Context, tx *sqldb.Tx) error {
			return s.Quotas.Reserve(ctx, tx, "ann", "p", one(quota.Assets), some(quota.Storage, 1))
		},
		"Add": func(ctx context.Context, tx *sqldb.Tx) error {
			return s.Quotas.Add(ctx, tx, "ann", "p", one(quota.Assets), some(quota.Storage, 1))
		},
		"Commit": func(ctx context.Context, tx *sqldb.Tx) error {
			return s.Quotas.Commit(ctx, tx, "ann", "old", one(quota.Assets), some(quota.Storage, 2))
		},
		"Release": func(ctx context.Context, tx *sqldb.Tx) error {
			return s.Quotas.Release(ctx, tx, "ann", "old", quota.Projects, quota.Storage)
		},
	} {
		for _, own := range []bool{true, false} {
			ctx, cancel := context.WithCancel(t.Context())
			ended := make(chan error, 1)
			require.NoError(t, db.WriteInTurn(t.Context(), "quotatest.holds", func(tx *sqldb.Tx) error {
				// This waits for nobody, and whoever else counts ann's storage waits for it.
				if _, err := tx.Exec(t.Context(), `update ep_quota_counter set used = used where owner = 'ann' and resource = $1`, quota.Storage); err != nil {
					return err
				}
				go func() {
					if own {
						ended <- call(ctx, nil)
						return
					}
					ended <- db.WriteInTurn(ctx, "quotatest.ended", func(tx *sqldb.Tx) error { return call(ctx, tx) })
				}()
				select {
				case err := <-ended:
					require.Fail(t, "it did not wait", "%s: %v", name, err)
				case <-time.After(20 * time.Millisecond): // that it waits longer decides nothing
				}
				cancel()
				require.ErrorIs(t, <-ended, context.Canceled, name)
				return nil
			}))
			require.Equal(t, before, s.Entries(t), name)
			s.Sound(t)
		}
	}
	require.NoError(t, s.Quotas.Add(t.Context(), nil, "ann", "p", one(quota.Assets), some(quota.Storage, 1)))
	require.Len(t, s.Entries(t), len(before)+2)
	s.Sound(t)
	require.Empty(t, s.Counts.Refused())
}

// ledgerMidnight: what waited for its turn over midnight is of the day on which that came.
func ledgerMidnight(t *testing.T, db *sqldb.DB) {
	s, ctx := New(t, db, Limits(quota.Limits{quota.JobsPerDay: 1})), t.Context()
	require.NoError(t, s.Quotas.Add(ctx, nil, "ann", "a", one(quota.JobsPerDay)))
	ended := make(chan error, 1)
	hold := func(ctx context.Context, fn func(tx *sqldb.Tx) error) error {
		return db.WriteInTurn(ctx, "quota:ann", fn)
	}
	require.NoError(t, hold(ctx, func(*sqldb.Tx) error {
		go func() { ended <- s.Quotas.Add(ctx, nil, "ann", "b", one(quota.JobsPerDay)) }()
		select {
		case err := <-ended:
			require.Fail(t, "it did not wait for its turn", "%v", err)
		case <-time.After(20 * time.Millisecond): // that it begins later decides nothing
		}
		s.Clock.Advance(24 * time.Hour)
		return nil
	}))
	require.NoError(t, <-ended)
	entries := s.Entries(t)
	require.Equal(t, entries[0].Day+1, entries[1].Day)
	s.Sound(t)
}

func ledgerInvalid(t *testing.T, db *sqldb.DB) {
	s, ctx := New(t, db), t.Context()
	q := s.Quotas
	fine := one(quota.Projects)
	for name, c := range map[string]struct {
		owner, key string
		items      []quota.Item
	}{
		"no owner":         {"", "k", []quota.Item{fine}},
		"long owner":       {strings.Repeat("x", 129), "k", []quota.Item{fine}},
		"odd owner":        {"a\x00", "k", []quota.Item{fine}},
		"broken owner":     {"a\xff", "k", []quota.Item{fine}},
		"no key":           {"ann", "", []quota.Item{fine}},
		"long key":         {"ann", strings.Repeat("x", 129), []quota.Item{fine}},
		"odd key":          {"ann", "a\x00b", []quota.Item{fine}},
		"broken key":       {"ann", "\xc3", []quota.Item{fine}},
		"nothing":          {"ann", "k", nil},
		"less":             {"ann", "k", []quota.Item{some(quota.Projects, -1)}},
		"too much":         {"ann", "k", []quota.Item{some(quota.Projects, 1<<50+1)}},
		"no resource":      {"ann", "k", []quota.Item{one("")}},
		"another resource": {"ann", "k", []quota.Item{fine, one("Projects")}},
		"twice":            {"ann", "k", []quota.Item{fine, one(quota.Assets), fine}},
		"many":             {"ann", "k", make([]quota.Item, 1000)},
		"pages":            {"ann", "k", []quota.Item{some(quota.PagesPerJob, 3)}},
	} {
		for _, fn := range []func(context.Context, *sqldb.Tx, string, string, ...quota.Item) error{q.Reserve, q.Add, q.Put, q.Commit} {
			require.ErrorIs(t, fn(ctx, nil, c.owner, c.key, c.items...), quota.ErrInvalid, name)
		}
		if name != "less" && name != "too much" {
			resources := make([]quota.Resource, len(c.items))
			for i, item := range c.items {
				resources[i] = item.Resource
			}
			require.ErrorIs(t, q.Release(ctx, nil, c.owner, c.key, resources...), quota.ErrInvalid, name)
		}
		if c.key == "k" && name != "pages" {
			require.ErrorIs(t, q.Room(ctx, c.owner, c.items...), quota.ErrInvalid, name)
		}
	}
	// The transaction can go on.
	require.NoError(t, db.Write(ctx, func(tx *sqldb.Tx) error {
		require.ErrorIs(t, q.Add(ctx, tx, "ann", "k", one("?")), quota.ErrInvalid)
		return q.Add(ctx, tx, "ann", "k", some(quota.Storage, 0))
	}))
	_, err := q.Limit(ctx, "ann", "?")
	require.ErrorIs(t, err, quota.ErrInvalid)
	_, err = q.Limit(ctx, "", quota.Projects)
	require.ErrorIs(t, err, quota.ErrInvalid)
	require.Len(t, s.Entries(t), 1)
	require.Empty(t, s.Counts.Refused())
}

// ledgerMost: who has no limit cannot make sums overflow, either.
func ledgerMost(t *testing.T, db *sqldb.DB) {
	s, ctx := New(t, db, Limits(nil)), t.Context()
	require.NoError(t, s.Quotas.Add(ctx, nil, "ann", "a", some(quota.Storage, 1<<50)))
	_, err := db.Exec(ctx, `update ep_quota_counter set used = $1`, int64(1)<<62-5)
	require.NoError(t, err)
	before := s.Entries(t)
	for _, fn := range []func(context.Context, *sqldb.Tx, string, string, ...quota.Item) error{s.Quotas.Reserve, s.Quotas.Add, s.Quotas.Put, s.Quotas.Commit} {
		require.ErrorIs(t, fn(ctx, nil, "ann", "b", some(quota.Storage, 6)), quota.ErrInvalid)
		require.Equal(t, before, s.Entries(t))
	}
	require.NoError(t, s.Quotas.Put(ctx, nil, "ann", "b", some(quota.Storage, 5)))
	require.NoError(t, s.Quotas.Release(ctx, nil, "ann", "b", quota.Storage))
	require.Empty(t, s.Counts.Refused())
}

// ledgerWrongSums: where a counter is wrong, or lost, nobody is kept from removing things, and nothing becomes less than nothing.
func ledgerWrongSums(t *testing.T, db *sqldb.DB) {
	s, ctx := New(t, db), t.Context()
	for _, key := range []string{"a", "b", "c"} {
		require.NoError(t, s.Quotas.Add(ctx, nil, "ann", key, some(quota.Storage, 10)))
	}
	_, err := db.Exec(ctx, `update ep_quota_counter set used = 5`)
	require.NoError(t, err)
	require.NoError(t, s.Quotas.Release(ctx, nil, "ann", "a", quota.Storage))
	require.Empty(t, s.Counters(t))
	_, err = db.Exec(ctx, `delete from ep_quota_counter`)
	require.NoError(t, err)
	require.NoError(t, s.Quotas.Release(ctx, nil, "ann", "b", quota.Storage))
	require.NoError(t, s.Quotas.Add(ctx, nil, "ann", "c", some(quota.Storage, 3)))
	require.Empty(t, s.Counters(t))
	require.Equal(t, []Entry{s.entry(quota.Storage, "c", 3, "used")}, s.Entries(t))
}

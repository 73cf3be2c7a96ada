package quotatest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// LedgerScenarios are what a Ledger acknowledges and must survive being killed anywhere, for sqldbtest.Crash.
func LedgerScenarios() []sqldbtest.Scenario {
	schemas := []sqldb.Schema{quota.Schema()}
	return []sqldbtest.Scenario{
		{Name: "quota counted", Schemas: schemas, Do: doCount, Check: checkCount},
		{Name: "quota counted in a transaction", Schemas: schemas, Do: doCountTx, Check: checkCountTx},
	}
}

// crashLimits are such that one more of what the scenarios count is too much.
var crashLimits = quota.Limits{quota.Assets: 2, quota.Storage: 100}

// ledgerSteps are calls with transactions of their own. The last but one is refused, after some of it was counted.
func ledgerSteps(ctx context.Context, q quota.Ledger) []func() error {
	return []func() error{
		func() error { return q.Reserve(ctx, nil, "ann", "a", one(quota.Assets), some(quota.Storage, 60)) },
		func() error { return q.Commit(ctx, nil, "ann", "a", one(quota.Assets), some(quota.Storage, 70)) },
		func() error { return q.Add(ctx, nil, "ann", "b", some(quota.Storage, 20)) },
		func() error {
			err := q.Add(ctx, nil, "ann", "c", one(quota.Assets), some(quota.Storage, 50))
			if quota.CodeOf(err) == quota.CodeExceeded {
				return nil
			}
			return fmt.Errorf("not refused: %w", err)
		},
		func() error { return q.Release(ctx, nil, "ann", "a", quota.Assets, quota.Storage) },
	}
}

// ledgerStates are the entries after so many of the steps.
func ledgerStates(s *Setup) [][]Entry {
	first := []Entry{s.entry(quota.Assets, "a", 1, "reserved"), s.entry(quota.Storage, "a", 60, "reserved")}
	second := []Entry{s.entry(quota.Assets, "a", 1, "used"), s.entry(quota.Storage, "a", 70, "used")}
	last := s.entry(quota.Storage, "b", 20, "used")
	third := append(append([]Entry{}, second...), last)
	return [][]Entry{nil, first, second, third, third, {last}}
}

func openCrashed(p sqldbtest.Place) (*quota.SQL, error) {
	c := quota.Config{Now: sqldbtest.ClockStart}
	Limits(crashLimits)(&c)
	return quota.NewSQL(p.DB, c)
}

// acknowledge runs steps, and keeps which were acknowledged.
func acknowledge(p sqldbtest.Place, steps ...func() error) error {
	for i, step := range steps {
		if err := step(); err != nil {
			return fmt.Errorf("step %d: %w", i+1, err)
		}
		p.Point()
		if err := os.WriteFile(filepath.Join(p.Dir, strconv.Itoa(i+1)), nil, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// acknowledged is how many were.
func acknowledged(t testing.TB, p sqldbtest.Place) int {
	t.Helper()
	files, err := os.ReadDir(p.Dir)
	require.NoError(t, err)
	return len(files)
}

func doCount(ctx context.Context, p sqldbtest.Place) error {
	q, err := openCrashed(p)
	if err != nil {
		return err
	}
	return acknowledge(p, ledgerSteps(ctx, q)...)
}

// checkCount: what was acknowledged is counted, and of what was not all or nothing; whoever does it again ends at the same.
func checkCount(t testing.TB, p sqldbtest.Place, finished bool) {
	s := Open(t, p.DB, Limits(crashLimits))
	states, told := ledgerStates(s), acknowledged(t, p)
	require.Equal(t, finished, told == len(states)-1)
	now := s.Entries(t)
	if told+1 < len(states) {
		require.Contains(t, states[told:told+2], now)
	} else {
		require.Equal(t, states[told], now)
	}
	s.Sound(t)
	for _, step := range ledgerSteps(t.Context(), s.Quotas) {
		require.NoError(t, step())
	}
	require.Equal(t, states[len(states)-1], s.Entries(t))
	s.Sound(t)
}

// doCountTx counts together with what is the caller's.
func doCountTx(ctx context.Context, p sqldbtest.Place) error {
	q, err := openCrashed(p)
	if err != nil {
		return err
	}
	return acknowledge(p, func() error {
		return p.DB.Write(ctx, func(tx *sqldb.Tx) error {
			if err := q.Add(ctx, tx, "ann", "a", one(quota.Assets), some(quota.Storage, 60)); err != nil {
				return err
			}
			return tx.Publish(ctx, "test.made", "a")
		})
	}, func() error {
		return p.DB.WriteInTurn(ctx, "quotatest.crash", func(tx *sqldb.Tx) error {
			if err := q.Release(ctx, tx, "ann", "a", quota.Assets, quota.Storage); err != nil {
				return err
			}
			return tx.Publish(ctx, "test.gone", "a")
		})
	})
}

// checkCountTx: both, or neither.
func checkCountTx(t testing.TB, p sqldbtest.Place, finished bool) {
	s, told := Open(t, p.DB, Limits(crashLimits)), acknowledged(t, p)
	require.Equal(t, finished, told == 2)
	var events []string
	require.NoError(t, p.DB.Select(t.Context(), &events, `select topic from ep_outbox order by topic desc`))
	require.GreaterOrEqual(t, len(events), told)
	if len(events) == 1 {
		require.Equal(t, []Entry{s.entry(quota.Assets, "a", 1, "used"), s.entry(quota.Storage, "a", 60, "used")}, s.Entries(t))
	} else {
		require.Empty(t, s.Entries(t))
	}
	s.Sound(t)
}

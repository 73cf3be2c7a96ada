package sqldbtest_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

func TestMain(m *testing.M) {
	sqldbtest.Main(sqldbtest.Files(), append(sqldbtest.Scenarios(), transfer)...)
	os.Exit(m.Run())
}

// transfer publishes two events in one transaction, between two notes in a file.
var transfer = sqldbtest.Scenario{
	Name: "transfer",
	Prepare: func(t testing.TB, p sqldbtest.Place) {
		require.NoError(t, p.DB.Write(t.Context(), func(tx *sqldb.Tx) error {
			return tx.Publish(t.Context(), "before", 0)
		}))
	},
	Do: func(ctx context.Context, p sqldbtest.Place) error {
		err := p.DB.Write(ctx, func(tx *sqldb.Tx) error {
			return errors.Join(tx.Publish(ctx, "a", 1), tx.Publish(ctx, "b", 2))
		})
		if err != nil {
			return err
		}
		p.Point()
		return os.WriteFile(filepath.Join(p.Dir, "told"), nil, 0o600)
	},
	Check: func(t testing.TB, p sqldbtest.Place, finished bool) {
		var topics []string
		require.NoError(t, p.DB.Select(t.Context(), &topics, `select topic from ep_outbox order by topic`))
		_, err := os.Stat(filepath.Join(p.Dir, "told"))
		require.Equal(t, finished, err == nil)
		switch len(topics) {
		case 1:
			require.Equal(t, []string{"before"}, topics)
			require.False(t, finished)
		default:
			require.Equal(t, []string{"a", "b", "before"}, topics)
		}
	},
}

func TestCrash(t *testing.T) {
	t.Parallel()
	sqldbtest.Crash(t, sqldbtest.Files(), transfer)
}

func TestOutboxCrash(t *testing.T) {
	t.Parallel()
	sqldbtest.RunCrash(t, sqldbtest.Files())
}

// TestPoints counts what a kill at each point leaves behind: begin, two inserts
// and a commit, and the scenario's own point. A kill after the commit leaves something.
func TestPoints(t *testing.T) {
	t.Parallel()
	const committed = 3
	for when, c := range map[sqldbtest.When]struct{ points, first int }{sqldbtest.Before: {5, 5}, sqldbtest.After: {1, 1}} {
		for n := 1; n <= c.points+1; n++ {
			t.Run(string(when)+strconv.Itoa(n), func(t *testing.T) {
				t.Parallel()
				e := sqldbtest.Files()
				p := sqldbtest.NewPlace(t, e, transfer)
				require.Equal(t, n == c.points+1, sqldbtest.Start(t, e, transfer, p, n, when).Wait())
				var rows int
				require.NoError(t, p.DB.Get(t.Context(), &rows, `select count(*) from ep_outbox`))
				require.Equal(t, n >= c.first, rows == committed, "%d rows", rows)
			})
		}
	}
}

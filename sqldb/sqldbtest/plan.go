package sqldbtest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/sqldb"
)

// Plan is how SQLite goes about a statement, whatever its parameters are: a line for
// each step of EXPLAIN QUERY PLAN. A test of a service says with it that each of its
// statements seeks, and does not scan or sort.
func Plan(t testing.TB, db *sqldb.DB, statement string) string {
	t.Helper()
	var steps []struct {
		ID     int    `db:"id"`
		Parent int    `db:"parent"`
		Unused int    `db:"notused"`
		Detail string `db:"detail"`
	}
	var args []any
	for i := 1; strings.Contains(statement, fmt.Sprintf("$%d", i)); i++ {
		args = append(args, 1)
	}
	require.NoError(t, db.Select(t.Context(), &steps, "explain query plan "+statement, args...), statement)
	var lines []string
	for _, s := range steps {
		lines = append(lines, s.Detail)
	}
	return strings.Join(lines, "\n")
}

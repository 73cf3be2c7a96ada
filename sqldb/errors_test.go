package sqldb_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/sqldb"
)

func TestSQLiteKinds(t *testing.T) {
	t.Parallel()
	for code, want := range map[int]error{
		1: nil, 4: nil, 9: nil, 21: nil,
		3: sqldb.ErrUnavailable,
		5: sqldb.ErrBusy, 517: sqldb.ErrBusy, 261: sqldb.ErrBusy, 6: sqldb.ErrBusy, 15: sqldb.ErrBusy,
		8: sqldb.ErrReadOnly, 1032: sqldb.ErrReadOnly, 264: sqldb.ErrReadOnly,
		10: sqldb.ErrUnavailable, 266: sqldb.ErrUnavailable, 14: sqldb.ErrUnavailable,
		11: sqldb.ErrCorrupt, 267: sqldb.ErrCorrupt, 26: sqldb.ErrCorrupt,
		13: sqldb.ErrFull,
		19: sqldb.ErrConstraint, 275: sqldb.ErrConstraint, 1299: sqldb.ErrConstraint, 1811: sqldb.ErrConstraint, 3091: sqldb.ErrConstraint, 20: sqldb.ErrConstraint,
		787:  sqldb.ErrForeignKey,
		1555: sqldb.ErrUnique, 2067: sqldb.ErrUnique, 2579: sqldb.ErrUnique,
	} {
		require.Equal(t, want, sqldb.SQLiteKind(code), "%d", code)
	}
}

func TestPostgresKinds(t *testing.T) {
	t.Parallel()
	for state, want := range map[string]error{
		"": nil, "42601": nil, "42P01": nil, "25P02": nil, "XX000": nil, "5": nil,
		"23505": sqldb.ErrUnique, "23503": sqldb.ErrForeignKey,
		"23502": sqldb.ErrConstraint, "23514": sqldb.ErrConstraint, "22001": sqldb.ErrConstraint, "22P02": sqldb.ErrConstraint, "P0001": sqldb.ErrConstraint,
		"40001": sqldb.ErrRetry, "40P01": sqldb.ErrRetry,
		"55P03": sqldb.ErrBusy, "57014": sqldb.ErrBusy, "53300": sqldb.ErrBusy, "53200": sqldb.ErrBusy,
		"53100": sqldb.ErrFull, "25006": sqldb.ErrReadOnly,
		"08006": sqldb.ErrUnavailable, "57P01": sqldb.ErrUnavailable, "57P03": sqldb.ErrUnavailable, "58030": sqldb.ErrUnavailable, "28P01": sqldb.ErrUnavailable, "3D000": sqldb.ErrUnavailable,
		"XX001": sqldb.ErrCorrupt, "XX002": sqldb.ErrCorrupt,
	} {
		require.Equal(t, want, sqldb.PostgresKind(state), state)
	}
	require.ErrorIs(t, sqldb.ErrRetry, sqldb.ErrBusy)
}

type postgresError string

func (e postgresError) Error() string    { return "ERROR: " + string(e) }
func (e postgresError) SQLState() string { return string(e) }

func TestClassify(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	ended, cancel := context.WithCancel(ctx)
	cancel()
	plain := errors.New("plain")
	for _, c := range []struct {
		err, want error
	}{
		{sql.ErrNoRows, sqldb.ErrNotFound},
		{fmt.Errorf("deep: %w", sql.ErrNoRows), sqldb.ErrNotFound},
		{driver.ErrBadConn, sqldb.ErrUnavailable},
		{sql.ErrConnDone, sqldb.ErrUnavailable},
		{io.ErrUnexpectedEOF, sqldb.ErrUnavailable},
		{&net.OpError{Op: "dial", Err: plain}, sqldb.ErrUnavailable},
		{fmt.Errorf("deep: %w", postgresError("23505")), sqldb.ErrUnique},
		{plain, plain},
		{context.DeadlineExceeded, context.DeadlineExceeded},
	} {
		err := sqldb.Classify(ctx, c.err)
		require.ErrorIs(t, err, c.want)
		require.ErrorIs(t, err, c.err, "the driver's own error stays")
		require.Equal(t, err, sqldb.Classify(ctx, err), "once is enough")
		err = sqldb.Classify(ended, c.err)
		require.ErrorIs(t, err, context.Canceled)
		require.ErrorIs(t, err, c.want)
	}
	require.NoError(t, sqldb.Classify(ended, nil))
	require.NotErrorIs(t, sqldb.Classify(ctx, context.DeadlineExceeded), sqldb.ErrUnavailable)
}

package sqldb_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/sqldb"
)

func TestTime(t *testing.T) {
	t.Parallel()
	var at sqldb.Time
	for _, wrong := range []any{"2026-01-01", 1.5, true, []byte("1"), time.Now(), 1} {
		require.Error(t, at.Scan(wrong), "%T", wrong)
	}
	require.NoError(t, at.Scan(int64(0)))
	require.False(t, at.IsZero(), "1970 is a time")
	value, err := at.Value()
	require.NoError(t, err)
	require.Equal(t, int64(0), value)
	require.NoError(t, at.Scan(nil))
	require.True(t, at.IsZero())
	value, err = at.Value()
	require.NoError(t, err)
	require.Nil(t, value)
	now := time.Now()
	require.Equal(t, now.UnixMilli(), sqldb.At(now).UnixMilli())
	require.Equal(t, sqldb.At(now), sqldb.At(sqldb.At(now).Time))
	require.True(t, sqldb.At(time.Time{}.In(time.FixedZone("x", 3600))).IsZero())
}

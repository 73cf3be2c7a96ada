package sqldbtest

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/sqldb"
)

func (s suite) values() []test {
	return []test{
		{"times are whole milliseconds", s.times},
		{"truth values", s.bools},
		{"texts, bytes and numbers", s.texts},
		{"parameters by number", s.parameters},
	}
}

func (s suite) times(t *testing.T) {
	db, ctx := s.fresh(t), t.Context()
	zone := time.FixedZone("somewhere", 5*3600+1800)
	for name, at := range map[string]time.Time{
		"now":    time.Now(), // with its monotonic clock
		"zone":   time.Date(2026, 2, 28, 23, 59, 59, 123_999_999, zone),
		"early":  time.Date(1901, 1, 1, 0, 0, 0, 1_000_000, time.UTC),
		"late":   time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC),
		"nobody": {},
	} {
		_, err := db.Exec(ctx, `insert into ep_thing (id, at) values ($1, $2)`, name, sqldb.At(at))
		require.NoError(t, err, name)
		var got struct{ At sqldb.Time }
		require.NoError(t, db.Get(ctx, &got, `select at from ep_thing where id = $1`, name))
		require.Equal(t, sqldb.At(at), got.At, name)
		require.Equal(t, at.IsZero(), got.At.IsZero(), name)
		require.Equal(t, time.UTC, got.At.Location(), name)
		require.LessOrEqual(t, at.Sub(got.At.Time), time.Millisecond, name)
		var n int
		require.NoError(t, db.Get(ctx, &n, `select count(*) from ep_thing where at = $1`, sqldb.At(at)))
		require.Equal(t, at.IsZero(), n == 0, "%s: NULL equals nothing", name)
	}
}

func (s suite) bools(t *testing.T) {
	db, ctx := s.fresh(t), t.Context()
	for id, yes := range map[string]bool{"yes": true, "no": false} {
		_, err := db.Exec(ctx, `insert into ep_thing (id, yes) values ($1, $2)`, id, yes)
		require.NoError(t, err)
		var got struct{ Yes bool }
		require.NoError(t, db.Get(ctx, &got, `select yes from ep_thing where id = $1 and yes = $2`, id, yes))
		require.Equal(t, yes, got.Yes)
		var single bool
		require.NoError(t, db.Get(ctx, &single, `select yes from ep_thing where id = $1`, id))
		require.Equal(t, yes, single)
	}
}

func (s suite) texts(t *testing.T) {
	db, ctx := s.fresh(t), t.Context()
	for _, text := range []string{"", "it's", `"; drop table ep_thing; --`, "Straße 日本 🖋", "a\nb\tc\\"} {
		_, err := db.Exec(ctx, `insert into ep_thing (id, n, bytes) values ($1, $2, $3)`, text, int64(math.MaxInt64), []byte("\x00\xff"+text))
		require.NoError(t, err)
		var got struct {
			ID     string
			N      int64
			Bytes  []byte
			Parent *string
		}
		require.NoError(t, db.Get(ctx, &got, `select id, n, bytes, parent from ep_thing where id = $1`, text))
		require.Equal(t, text, got.ID)
		require.Equal(t, int64(math.MaxInt64), got.N)
		require.Equal(t, []byte("\x00\xff"+text), got.Bytes)
		require.Nil(t, got.Parent)
	}
}

// parameters: a number says which argument, wherever and however often it is said.
func (s suite) parameters(t *testing.T) {
	db, ctx := s.fresh(t), t.Context()
	_, err := db.Exec(ctx, `insert into ep_thing (n, id, at) values ($2, $1, $2)`, "a", 7)
	require.NoError(t, err)
	var got struct{ N, At int }
	require.NoError(t, db.Get(ctx, &got, `select n, at from ep_thing where n = $2 and id = $1 and at = $2`, "a", 7))
	require.Equal(t, 7, got.N)
	require.Equal(t, 7, got.At)
}

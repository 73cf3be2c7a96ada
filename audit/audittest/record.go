package audittest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/sqldb"
)

func testRecord(t *testing.T, db *sqldb.DB) {
	full := audit.Event{
		At: noon(1).Add(7 * time.Millisecond), Actor: "0a1b", OnBehalf: "2c3d", Action: "project.rename", Object: "project:77",
		Outcome: audit.Failed, Address: "2001:db8::1", RequestID: "req-1", Detail: map[string]string{"from": "Plan ä", "to": ""},
	}
	record(t, db, full, audit.Event{At: noon(2), Action: "auth.login"})
	require.Equal(t, []audit.Event{full, {At: noon(2), Action: "auth.login", Outcome: audit.OK}}, all(t, db))

	trail := audit.NewSQL(db, audit.Config{Now: func() time.Time { return noon(3) }})
	require.NoError(t, trail.Record(t.Context(), audit.Event{Action: "auth.login", Outcome: audit.Refused}))
	events := all(t, db)
	require.Len(t, events, 3)
	require.Equal(t, noon(3), events[2].At)
	require.Equal(t, audit.Refused, events[2].Outcome)
}

func testRecordBounds(t *testing.T, db *sqldb.DB) {
	long := strings.Repeat("ä b\x00\xff", 200)
	detail := map[string]string{}
	for i := range 100 {
		detail[fmt.Sprintf("%02d%s", i, long)] = long
	}
	record(t, db, audit.Event{
		At: noon(1), Actor: long, OnBehalf: long, Action: long, Object: long, Address: long, RequestID: long, Detail: detail,
	})
	e := all(t, db)[0]
	for s, limit := range map[string]int{"1" + e.Actor: 101, "2" + e.OnBehalf: 101, "3" + e.Action: 65, "4" + e.Object: 201, "5" + e.RequestID: 101} {
		require.LessOrEqual(t, len(s), limit)
		require.True(t, utf8.ValidString(s))
		require.True(t, strings.HasSuffix(s, "…"))
		require.NotContains(t, s, "\x00")
	}
	require.Empty(t, e.Address)
	require.Len(t, e.Detail, 16)
	require.Equal(t, "85", e.Detail["more"])
	for k, v := range e.Detail {
		require.LessOrEqual(t, len(k), 64)
		require.LessOrEqual(t, len(v), 200)
	}
}

func testRecordRollsBack(t *testing.T, db *sqldb.DB) {
	stop := errors.New("stop")
	require.ErrorIs(t, db.Write(t.Context(), func(tx *sqldb.Tx) error {
		require.NoError(t, audit.Record(t.Context(), tx, audit.Event{Action: "auth.login"}))
		return stop
	}), stop)
	require.Empty(t, all(t, db))
}

func testRecordFromOrigin(t *testing.T, db *sqldb.DB) {
	ctx := audit.WithOrigin(t.Context(), audit.Origin{
		Actor: "u1", OnBehalf: "u2", Address: "[fe80::1%eth0]:4711", RequestID: "r1", UserAgent: "browser",
	})
	trail := audit.NewSQL(db, audit.Config{})
	require.NoError(t, trail.Record(ctx, audit.Event{At: noon(1), Action: "a.a"}))
	require.NoError(t, trail.Record(ctx, audit.Event{
		At: noon(2), Action: "a.b", Actor: audit.System, OnBehalf: "u3", Address: "192.0.2.1", RequestID: "r2",
	}))
	require.Equal(t, []audit.Event{
		{At: noon(1), Action: "a.a", Outcome: audit.OK, Actor: "u1", OnBehalf: "u2", Address: "fe80::1", RequestID: "r1"},
		{At: noon(2), Action: "a.b", Outcome: audit.OK, Actor: audit.System, OnBehalf: "u3", Address: "192.0.2.1", RequestID: "r2"},
	}, all(t, db))
}

// testRecordOnBehalf: a service that knows who asks as the user whom an admin stands in for names that one, and the trail has both.
func testRecordOnBehalf(t *testing.T, db *sqldb.DB) {
	trail := audit.NewSQL(db, audit.Config{})
	for i, c := range []struct {
		origin            audit.Origin
		actor             string
		wantActor, wantOn string
	}{
		{audit.Origin{Actor: "root", OnBehalf: "ann"}, "ann", "root", "ann"},
		{audit.Origin{Actor: "root", OnBehalf: "ann"}, "", "root", "ann"},
		{audit.Origin{Actor: "root", OnBehalf: "ann"}, audit.System, audit.System, "ann"},
		{audit.Origin{Actor: "ann"}, "ann", "ann", ""},
		{audit.Origin{OnBehalf: "ann"}, "ann", "ann", "ann"},
		{audit.Origin{Actor: "root"}, "", "root", ""},
	} {
		require.NoError(t, trail.Record(audit.WithOrigin(t.Context(), c.origin), audit.Event{At: noon(i + 1), Actor: c.actor, Action: "a.a"}))
		e := all(t, db)[i]
		require.Equal(t, [2]string{c.wantActor, c.wantOn}, [2]string{e.Actor, e.OnBehalf}, "%+v", c)
	}
}

func testRecordInvalid(t *testing.T, db *sqldb.DB) {
	trail := audit.NewSQL(db, audit.Config{})
	require.ErrorIs(t, trail.Record(t.Context(), audit.Event{}), audit.ErrInvalid)
	require.ErrorIs(t, trail.Record(t.Context(), audit.Event{Action: "a.a", Outcome: "perhaps"}), audit.ErrInvalid)
	require.Empty(t, all(t, db))
}

func testRecordConcurrently(t *testing.T, db *sqldb.DB) {
	trail := audit.NewSQL(db, audit.Config{})
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for j := range 10 {
				if err := trail.Record(t.Context(), audit.Event{Action: "a.a", Object: fmt.Sprintf("%d/%d", i, j)}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	objects := map[string]bool{}
	for _, e := range pages(t.Context(), t, db, audit.Filter{}, 7) {
		objects[e.Object] = true
	}
	require.Len(t, objects, 80)
}

func testEndedContext(t *testing.T, db *sqldb.DB) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	trail := audit.NewSQL(db, audit.Config{})
	require.ErrorIs(t, trail.Record(ctx, audit.Event{Action: "a.a"}), context.Canceled)
	_, _, err := trail.List(ctx, audit.Filter{}, audit.Page{})
	require.ErrorIs(t, err, context.Canceled)
	_, err = trail.Prune(ctx, time.Time{})
	require.ErrorIs(t, err, context.Canceled)
	require.Zero(t, count(t, db))
}

package audittest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/sqldb"
)

// someEvents are n events in the order of their times, some at the same.
func someEvents(n int) []audit.Event {
	r := rand.New(rand.NewPCG(1, 2)) // #nosec G404 -- the same events each time
	pick := func(words ...string) string { return words[r.IntN(len(words))] }
	events := make([]audit.Event, n)
	at := noon(1)
	for i := range events {
		at = at.Add(time.Duration(r.IntN(3)) * time.Second)
		events[i] = audit.Event{
			At:      at,
			Actor:   pick("", "u1", "u2", "u3", audit.System),
			Action:  pick("auth.login", "auth.logout", "auth.reset.ask", "auth.reset.do", "authority.login", "project.save"),
			Object:  pick("", "user:1", "user:2", "project:1"),
			Outcome: audit.Outcome(pick("ok", "ok", "ok", "refused", "failed")),
			Address: pick("", "192.0.2.1", "2001:db8::1"), RequestID: pick("", "r1", "r2", "r3"),
		}
	}
	return events
}

// meets is what a filter means, once more.
func meets(f audit.Filter, e audit.Event) bool {
	is := func(want, have string) bool { return want == "" || want == have }
	return is(f.Actor, e.Actor) && is(f.Object, e.Object) && is(string(f.Outcome), string(e.Outcome)) &&
		is(f.Address, e.Address) && is(f.RequestID, e.RequestID) &&
		(is(f.Action, e.Action) || strings.HasSuffix(f.Action, ".") && strings.HasPrefix(e.Action, f.Action)) &&
		(f.From.IsZero() || !e.At.Before(f.From)) && (f.To.IsZero() || e.At.Before(f.To))
}

// filters are all ways to say or not to say each part.
func filters(middle time.Time) []audit.Filter {
	all := []audit.Filter{{}}
	both := func(say func(f *audit.Filter)) {
		for _, f := range all {
			say(&f)
			all = append(all, f)
		}
	}
	both(func(f *audit.Filter) { f.Actor = "u1" })
	both(func(f *audit.Filter) { f.Object = "user:1" })
	both(func(f *audit.Filter) { f.Outcome = audit.Refused })
	both(func(f *audit.Filter) { f.Address = "192.0.2.1" })
	both(func(f *audit.Filter) { f.RequestID = "r1" })
	both(func(f *audit.Filter) { f.From = middle })
	all = append(all, audit.Filter{Outcome: audit.OK}, audit.Filter{Outcome: audit.Failed, To: middle}, audit.Filter{To: middle},
		audit.Filter{From: middle, To: middle.Add(time.Minute)}, audit.Filter{From: middle, To: middle}, audit.Filter{Actor: "nobody"})
	for _, f := range all[:len(all):len(all)] {
		for _, action := range []string{"auth.login", "auth.", "auth.reset."} {
			f.Action = action
			all = append(all, f)
		}
	}
	return all
}

func testListFilters(t *testing.T, db *sqldb.DB) {
	events := someEvents(200)
	record(t, db, events...)
	for _, f := range filters(events[100].At) {
		var want []audit.Event
		for i := len(events) - 1; i >= 0; i-- {
			if meets(f, events[i]) {
				want = append(want, events[i])
			}
		}
		have := pages(t.Context(), t, db, f, 500)
		for i := range have {
			have[i].ID = 0
		}
		require.Equal(t, len(want), len(have), "%+v", f)
		for i := range want {
			require.Equal(t, want[i], have[i], "%+v", f)
		}
	}
}

func testListPages(t *testing.T, db *sqldb.DB) {
	events := someEvents(120)
	record(t, db, events...)
	for _, limit := range []int{1, 7, 119, 120, 121} {
		require.Len(t, pages(t.Context(), t, db, audit.Filter{}, limit), 120)
	}
	page, next, err := audit.List(t.Context(), db, audit.Filter{}, audit.Page{})
	require.NoError(t, err)
	require.Len(t, page, 50, "the default")
	// What comes meanwhile is not in the pages that follow.
	record(t, db, audit.Event{At: events[119].At.Add(time.Hour), Action: "a.a"})
	rest, next, err := audit.List(t.Context(), db, audit.Filter{}, audit.Page{After: next, Limit: 1000})
	require.NoError(t, err)
	require.Len(t, rest, 70)
	require.Empty(t, next)
	require.Less(t, rest[0].ID, page[49].ID)

	record(t, db, someEvents(600)...)
	page, next, err = audit.List(t.Context(), db, audit.Filter{}, audit.Page{Limit: 1 << 30})
	require.NoError(t, err)
	require.Len(t, page, 500, "the bound")
	require.NotEmpty(t, next)
}

func testListInTransaction(t *testing.T, db *sqldb.DB) {
	require.NoError(t, db.Write(t.Context(), func(tx *sqldb.Tx) error {
		require.NoError(t, audit.Record(t.Context(), tx, audit.Event{At: noon(1), Action: "a.a"}))
		events, _, err := audit.List(t.Context(), tx, audit.Filter{Action: "a.a"}, audit.Page{})
		require.Len(t, events, 1)
		return err
	}))
}

func testListInvalid(t *testing.T, db *sqldb.DB) {
	for _, p := range []audit.Page{{After: "x"}, {After: strings.Repeat("A", 23)}, {After: fmt.Sprint(1)}, {After: "\x00"}} {
		_, _, err := audit.List(t.Context(), db, audit.Filter{}, p)
		require.ErrorIs(t, err, audit.ErrCursor)
		require.ErrorIs(t, err, audit.ErrInvalid)
	}
	for _, f := range []audit.Filter{{Outcome: "x"}, {Address: "x"}} {
		_, _, err := audit.List(t.Context(), db, f, audit.Page{})
		require.ErrorIs(t, err, audit.ErrFilter)
		require.ErrorIs(t, err, audit.ErrInvalid)
	}
	// Text is data.
	for _, s := range []string{"'", `' or 1=1 --`, "%", "_", "\x00", "\xff", `\`, strings.Repeat("x", 1<<20)} {
		_, _, err := audit.List(t.Context(), db, audit.Filter{Actor: s, Action: s + ".", Object: s, RequestID: s}, audit.Page{})
		require.NoError(t, err)
	}
}

package ratelimittest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/ratelimit"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// RunHits runs the conformance suite of ratelimit.Hits. open returns an empty one.
func RunHits(t *testing.T, open func(t testing.TB) ratelimit.Hits) {
	for _, test := range []struct {
		name string
		run  func(t *testing.T, h ratelimit.Hits)
	}{
		{"Add", testAdd},
		{"AddInvalid", testAddInvalid},
		{"Order", testOrder},
		{"Filter", testFilter},
		{"Pages", testPages},
		{"Top", testTop},
		{"Sweep", testSweep},
		{"Refusals", testHitsRefusals},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.run(t, open(t))
		})
	}
}

// hour is the n-th hour of the tests.
func hour(n int) time.Time {
	return sqldbtest.ClockStart().Truncate(time.Hour).Add(time.Duration(n) * time.Hour)
}

// hit is one whose last was in the count-th second of the hour.
func hit(n int, policy, who string, count int64) ratelimit.Hit {
	return ratelimit.Hit{Hour: hour(n), Policy: policy, Who: who, Count: count, Last: hour(n).Add(time.Duration(count) * time.Second)}
}

func admin() ratelimit.Actor { return ratelimit.Actor{User: "root", Admin: true} }

func add(t testing.TB, h ratelimit.Hits, hits ...ratelimit.Hit) {
	t.Helper()
	require.NoError(t, h.Add(t.Context(), hits))
}

func list(t testing.TB, h ratelimit.Hits, f ratelimit.HitFilter) []ratelimit.Hit {
	t.Helper()
	page, next, err := h.List(t.Context(), admin(), f, "", ratelimit.MaxPage)
	require.NoError(t, err)
	require.Empty(t, next)
	return page
}

func testAdd(t *testing.T, h ratelimit.Hits) {
	require.Equal(t, []ratelimit.Hit{}, list(t, h, ratelimit.HitFilter{}), "[] in JSON")
	add(t, h)
	add(t, h, hit(0, "pdf", "user:ann", 3), hit(0, "pdf", "user:bob", 1))
	add(t, h, hit(0, "pdf", "user:ann", 2), hit(0, "pdf", "user:ann", 5), hit(1, "pdf", "user:ann", 1))
	want := hit(0, "pdf", "user:ann", 5)
	want.Count = 10
	require.Equal(t, []ratelimit.Hit{hit(1, "pdf", "user:ann", 1), hit(0, "pdf", "user:bob", 1), want}, list(t, h, ratelimit.HitFilter{}))

	within := hit(2, "pdf", "nobody", 1)
	within.Hour = within.Hour.Add(59*time.Minute + 59*time.Second).In(time.FixedZone("", 3600))
	add(t, h, within)
	require.Equal(t, hit(2, "pdf", "nobody", 1), list(t, h, ratelimit.HitFilter{Who: "nobody"})[0], "an hour is its beginning, in UTC")
}

func testAddInvalid(t *testing.T, h ratelimit.Hits) {
	good := hit(0, "pdf", "user:ann", 1)
	for name, change := range map[string]func(h *ratelimit.Hit){
		"no hour":      func(h *ratelimit.Hit) { h.Hour = time.Time{} },
		"no last":      func(h *ratelimit.Hit) { h.Last = time.Time{} },
		"far hour":     func(h *ratelimit.Hit) { h.Hour = time.Date(10_000, 1, 1, 0, 0, 0, 0, time.UTC) },
		"no policy":    func(h *ratelimit.Hit) { h.Policy = "" },
		"other policy": func(h *ratelimit.Hit) { h.Policy = "a b" },
		"no who":       func(h *ratelimit.Hit) { h.Who = "" },
		"long who":     func(h *ratelimit.Hit) { h.Who = strings.Repeat("a", 201) },
		"NUL":          func(h *ratelimit.Hit) { h.Who = "user:a\x00" },
		"no UTF-8":     func(h *ratelimit.Hit) { h.Who = "user:\xff" },
		"no count":     func(h *ratelimit.Hit) { h.Count = 0 },
		"below zero":   func(h *ratelimit.Hit) { h.Count = -1 },
		"too many":     func(h *ratelimit.Hit) { h.Count = 1 << 62 },
	} {
		bad := good
		change(&bad)
		require.ErrorIs(t, h.Add(t.Context(), []ratelimit.Hit{good, bad}), ratelimit.ErrInvalid, name)
	}
	require.ErrorIs(t, h.Add(t.Context(), make([]ratelimit.Hit, ratelimit.MaxAdd+1)), ratelimit.ErrInvalid)
	require.Empty(t, list(t, h, ratelimit.HitFilter{}), "nor were the good ones added")
	for _, who := range []string{strings.Repeat("a", 200), "user:'; drop table ep_ratelimit_hit; --", "user:%", "user:Ä", "user:A\u0308", "user:a", "user:A", "user:a "} {
		add(t, h, hit(0, "pdf", who, 1))
		require.Equal(t, []ratelimit.Hit{hit(0, "pdf", who, 1)}, list(t, h, ratelimit.HitFilter{Who: who}))
	}
}

// some are hits in the order of a listing.
func some() []ratelimit.Hit {
	return []ratelimit.Hit{
		hit(3, "all", "user:ann", 1),
		hit(2, "pdf", "user:bob", 2), hit(2, "pdf", "user:ann", 3), hit(2, "all", "user:bob", 4), hit(2, "all", "user:ann", 5),
		hit(1, "pdf", "user:bob", 6), hit(1, "login", "address:192.0.2.1", 7),
		hit(0, "pdf", "user:ann", 8), hit(0, "login", "address:192.0.2.1", 9), hit(0, "login", "account:00", 10),
	}
}

func testOrder(t *testing.T, h ratelimit.Hits) {
	add(t, h, some()...)
	require.Equal(t, some(), list(t, h, ratelimit.HitFilter{}))
}

func filters() map[string]ratelimit.HitFilter {
	return map[string]ratelimit.HitFilter{
		"all":               {},
		"policy":            {Policy: "pdf"},
		"who":               {Who: "user:ann"},
		"policy, who":       {Policy: "pdf", Who: "user:ann"},
		"since":             {Since: hour(1)},
		"since, later":      {Since: hour(1).Add(1)},
		"since, who":        {Since: hour(1), Who: "user:ann"},
		"since, policy":     {Since: hour(1), Policy: "pdf"},
		"all three":         {Since: hour(1), Policy: "pdf", Who: "user:ann"},
		"none":              {Policy: "none"},
		"none of an object": {Who: "none"},
	}
}

// chosen is what a filter leaves, in order.
func chosen(f ratelimit.HitFilter) []ratelimit.Hit {
	all := []ratelimit.Hit{}
	for _, h := range some() {
		if (f.Policy == "" || f.Policy == h.Policy) && (f.Who == "" || f.Who == h.Who) && !h.Hour.Before(f.Since) {
			all = append(all, h)
		}
	}
	return all
}

func testFilter(t *testing.T, h ratelimit.Hits) {
	add(t, h, some()...)
	for name, f := range filters() {
		require.Equal(t, chosen(f), list(t, h, f), name)
	}
}

func testPages(t *testing.T, h ratelimit.Hits) {
	add(t, h, some()...)
	for name, f := range filters() {
		for limit := 1; limit <= 4; limit++ {
			all, after := []ratelimit.Hit{}, ""
			for {
				page, next, err := h.List(t.Context(), admin(), f, after, limit)
				require.NoError(t, err)
				require.LessOrEqual(t, len(page), limit)
				all = append(all, page...)
				if after = next; next == "" {
					break
				}
				require.Len(t, page, limit)
			}
			require.Equal(t, chosen(f), all, "%s, %d a page", name, limit)
		}
	}
	_, next, err := h.List(t.Context(), admin(), ratelimit.HitFilter{}, "", 2)
	require.NoError(t, err)
	for _, f := range []ratelimit.HitFilter{{Policy: "pdf"}, {Who: "user:ann"}, {Since: hour(1)}} {
		_, _, err = h.List(t.Context(), admin(), f, next, 2)
		require.Equal(t, ratelimit.CodeCursor, ratelimit.CodeOf(err), "a cursor of another listing")
	}
	many := make([]ratelimit.Hit, 60)
	for i := range many {
		many[i] = hit(5, "pdf", fmt.Sprint("user:", i), 1)
	}
	add(t, h, many...)
	page, _, err := h.List(t.Context(), admin(), ratelimit.HitFilter{}, "", 0)
	require.NoError(t, err)
	require.Len(t, page, 50)
}

func testTop(t *testing.T, h ratelimit.Hits) {
	top, err := h.Top(t.Context(), admin(), ratelimit.HitFilter{}, 0)
	require.NoError(t, err)
	require.Equal(t, []ratelimit.Total{}, top)
	add(t, h, some()...)
	add(t, h, hit(0, "all", "nobody", 10))
	at := func(n int, count int64) time.Time { return hit(n, "", "", count).Last }
	for name, c := range map[string]struct {
		f     ratelimit.HitFilter
		limit int
		want  []ratelimit.Total
	}{
		"all": {ratelimit.HitFilter{}, 3, []ratelimit.Total{
			{Who: "user:ann", Count: 17, Last: at(3, 1)}, {Who: "address:192.0.2.1", Count: 16, Last: at(1, 7)}, {Who: "user:bob", Count: 12, Last: at(2, 4)}}},
		"equal ones by name": {ratelimit.HitFilter{Since: hour(0)}, 0, []ratelimit.Total{
			{Who: "user:ann", Count: 17, Last: at(3, 1)}, {Who: "address:192.0.2.1", Count: 16, Last: at(1, 7)}, {Who: "user:bob", Count: 12, Last: at(2, 4)},
			{Who: "account:00", Count: 10, Last: at(0, 10)}, {Who: "nobody", Count: 10, Last: at(0, 10)}}},
		"policy": {ratelimit.HitFilter{Policy: "pdf"}, 100, []ratelimit.Total{{Who: "user:ann", Count: 11, Last: at(2, 3)}, {Who: "user:bob", Count: 8, Last: at(2, 2)}}},
		"since":  {ratelimit.HitFilter{Since: hour(2)}, 1, []ratelimit.Total{{Who: "user:ann", Count: 9, Last: at(3, 1)}}},
		"who":    {ratelimit.HitFilter{Who: "user:bob"}, 1, []ratelimit.Total{{Who: "user:bob", Count: 12, Last: at(2, 4)}}},
	} {
		top, err := h.Top(t.Context(), admin(), c.f, c.limit)
		require.NoError(t, err, name)
		require.Equal(t, c.want, top, name)
	}
}

func testSweep(t *testing.T, h ratelimit.Hits) {
	add(t, h, some()...)
	n, err := h.Sweep(t.Context(), hour(1).Add(-time.Millisecond))
	require.NoError(t, err)
	require.Zero(t, n, "the first hour has not ended by then")
	n, err = h.Sweep(t.Context(), hour(2))
	require.NoError(t, err)
	require.Equal(t, 5, n)
	require.Equal(t, some()[:5], list(t, h, ratelimit.HitFilter{}))
	n, err = h.Sweep(t.Context(), hour(2))
	require.NoError(t, err)
	require.Zero(t, n)
}

func testHitsRefusals(t *testing.T, h ratelimit.Hits) {
	for _, by := range []ratelimit.Actor{{}, {User: "ann"}} {
		_, _, err := h.List(t.Context(), by, ratelimit.HitFilter{Policy: "no name"}, "no cursor", -1)
		require.Equal(t, ratelimit.CodeForbidden, ratelimit.CodeOf(err), "before anything else is told")
		_, err = h.Top(t.Context(), by, ratelimit.HitFilter{}, -1)
		require.Equal(t, ratelimit.CodeForbidden, ratelimit.CodeOf(err))
	}
	for field, f := range map[string]ratelimit.HitFilter{
		"policy": {Policy: "a b"},
		"who":    {Who: strings.Repeat("a", 201)},
		"since":  {Since: time.Date(12_000, 1, 1, 0, 0, 0, 0, time.UTC)},
	} {
		_, _, err := h.List(t.Context(), admin(), f, "", 1)
		requireFilter(t, err, field)
		_, err = h.Top(t.Context(), admin(), f, 1)
		requireFilter(t, err, field)
	}
	for _, who := range []string{"a\x00", "\xff"} {
		_, _, err := h.List(t.Context(), admin(), ratelimit.HitFilter{Who: who}, "", 1)
		requireFilter(t, err, "who")
	}
	for _, limit := range []int{-1, ratelimit.MaxPage + 1} {
		_, _, err := h.List(t.Context(), admin(), ratelimit.HitFilter{}, "", limit)
		requireFilter(t, err, "limit")
	}
	_, err := h.Top(t.Context(), admin(), ratelimit.HitFilter{}, ratelimit.MaxTop+1)
	requireFilter(t, err, "limit")
	for _, cursor := range []string{"x", "\x00", strings.Repeat("A", 1e6), "AAAAAAAA"} {
		_, _, err := h.List(t.Context(), admin(), ratelimit.HitFilter{}, cursor, 1)
		require.Equal(t, ratelimit.CodeCursor, ratelimit.CodeOf(err))
	}
}

func requireFilter(t testing.TB, err error, field string) {
	t.Helper()
	var e *ratelimit.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, ratelimit.CodeFilter, e.Code)
	require.Equal(t, field, e.Field)
}

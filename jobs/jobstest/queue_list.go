package jobstest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// queueList: each filter, each size of a page; newest first.
func queueList(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	var all []jobs.Job
	for i := range 60 {
		owner := []string{"ann", "ben", jobs.System}[i%3]
		kind := []string{"render", "sheet"}[i/3%2]
		if i%4 == 0 {
			s.Clock.Advance(time.Millisecond) // several of a millisecond
		}
		j := s.Add(t, jobs.Spec{Kind: kind, Owner: owner})
		all = append(all, s.become(t, j.ID, states()[i%5], 0))
	}
	slices.Reverse(all)
	want := func(f func(j jobs.Job) bool) (ids []string) {
		for _, j := range all {
			if f(j) {
				ids = append(ids, j.ID)
			}
		}
		return ids
	}
	combination := 0
	for _, state := range append(states(), "") {
		for _, kind := range []string{"", "render", "other"} {
			for _, c := range []struct {
				by    jobs.Actor
				owner string
				is    func(owner string) bool
			}{
				{ann, "", func(owner string) bool { return owner == "ann" }},
				{ann, "ann", func(owner string) bool { return owner == "ann" }},
				{Admin("ann"), "", func(owner string) bool { return owner == "ann" }},
				{admin, "ben", func(owner string) bool { return owner == "ben" }},
				{admin, jobs.Everybody, func(string) bool { return true }},
				{operator, jobs.System, func(owner string) bool { return owner == "" }},
				{admin, "", func(string) bool { return false }},
				{operator, "", func(string) bool { return false }},
				{User("zoe"), "", func(string) bool { return false }},
				{User("*"), "", func(string) bool { return false }},
				{User("*"), "*", func(string) bool { return false }},
				{User("system"), "", func(string) bool { return false }},
				{User("system"), "system", func(string) bool { return false }},
				{User("\x00"), "", func(string) bool { return false }},
				{User("\xff"), "", func(string) bool { return false }},
				{admin, strings.Repeat("x", 1<<16), func(string) bool { return false }},
			} {
				combination++
				limit := []int{0, 3, jobs.MaxPage}[combination%3] // of each filter another one
				got := s.IDs(t, c.by, jobs.Filter{State: state, Kind: kind, Owner: c.owner}, limit)
				require.Equal(t, want(func(j jobs.Job) bool {
					return c.is(j.Owner) && (state == "" || j.State == state) && (kind == "" || j.Kind == kind)
				}), got, "%v %q %q", c.by, state, kind)
			}
		}
	}
	for _, by := range []jobs.Actor{User("zoe"), operator, User("\xff")} {
		page, _, err := s.Queue.List(t.Context(), by, jobs.Filter{}, "", 0)
		require.NoError(t, err)
		require.Equal(t, []jobs.Job{}, page, "[] in JSON, and not null")
	}
	// Pages leave out what is large.
	page, _, err := s.Queue.List(t.Context(), admin, jobs.Filter{Owner: jobs.Everybody}, "", 0)
	require.NoError(t, err)
	for _, j := range page {
		whole := s.Get(t, j.ID)
		whole.Result = nil
		if whole.Failure != nil {
			require.NotEmpty(t, whole.Failure.Detail)
			whole.Failure.Detail = nil
		}
		require.Equal(t, whole, j)
	}
	require.Len(t, page, 50)
}

// queueListCursors: a page goes on where the one before ended, whatever came and went.
func queueListCursors(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	var ids []string
	for range 10 {
		ids = append(ids, s.Add(t, render("ann")).ID)
		s.Clock.Advance(time.Second)
	}
	slices.Reverse(ids)
	page, next, err := s.Queue.List(t.Context(), ann, jobs.Filter{}, "", 5)
	require.NoError(t, err)
	require.Equal(t, ids[4], page[4].ID)
	s.Add(t, render("ann"))
	s.become(t, ids[4], jobs.Cancelled, 0)
	require.NoError(t, s.Queue.Delete(t.Context(), ann, ids[4]))
	rest, end, err := s.Queue.List(t.Context(), ann, jobs.Filter{}, next, 5)
	require.NoError(t, err)
	require.Empty(t, end)
	require.Len(t, rest, 5)
	require.Equal(t, ids[5], rest[0].ID)

	// A cursor is of one list.
	for _, c := range []struct {
		by jobs.Actor
		f  jobs.Filter
	}{
		{ben, jobs.Filter{}},
		{ann, jobs.Filter{State: jobs.Pending}},
		{ann, jobs.Filter{Kind: "render"}},
		{ann, jobs.Filter{Subject: "plan"}},
		{admin, jobs.Filter{Owner: jobs.Everybody}},
		{admin, jobs.Filter{Owner: jobs.System}},
	} {
		_, _, err := s.Queue.List(t.Context(), c.by, c.f, next, 5)
		requireCode(t, jobs.CodeCursor, err)
	}
	_, _, err = s.Queue.List(t.Context(), admin, jobs.Filter{Owner: "ann"}, next, 5)
	require.NoError(t, err)
	for _, bad := range append(hostile(), "A", next[1:], next+"A", strings.Repeat("A", 1<<20)) {
		for _, by := range []jobs.Actor{ann, User("\x00")} {
			_, _, err := s.Queue.List(t.Context(), by, jobs.Filter{}, bad, 5)
			requireCode(t, jobs.CodeCursor, err)
		}
	}
}

func queueListWrong(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	for _, c := range []struct {
		by    jobs.Actor
		f     jobs.Filter
		limit int
		code  jobs.Code
		field string
	}{
		{nobody, jobs.Filter{}, 0, jobs.CodeUnauthenticated, ""},
		{nobody, jobs.Filter{Owner: "ann"}, 0, jobs.CodeUnauthenticated, ""},
		{ann, jobs.Filter{Owner: "ben"}, 0, jobs.CodeForbidden, "owner"},
		{ann, jobs.Filter{Owner: jobs.Everybody}, 0, jobs.CodeForbidden, "owner"},
		{ann, jobs.Filter{Owner: jobs.System}, 0, jobs.CodeForbidden, "owner"},
		{ann, jobs.Filter{}, -1, jobs.CodeFilter, "limit"},
		{ann, jobs.Filter{}, jobs.MaxPage + 1, jobs.CodeFilter, "limit"},
		{User("\x00"), jobs.Filter{}, jobs.MaxPage + 1, jobs.CodeFilter, "limit"},
		{ann, jobs.Filter{State: "done"}, 0, jobs.CodeFilter, "state"},
		{ann, jobs.Filter{State: "Pending"}, 0, jobs.CodeFilter, "state"},
		{ann, jobs.Filter{Kind: "Render"}, 0, jobs.CodeFilter, "kind"},
		{ann, jobs.Filter{Kind: "\x00"}, 0, jobs.CodeFilter, "kind"},
		{admin, jobs.Filter{Subject: "plan", Owner: jobs.Everybody}, 0, jobs.CodeFilter, "subject"},
		{ann, jobs.Filter{Subject: "plan", Owner: jobs.Everybody}, 0, jobs.CodeForbidden, "owner"},
	} {
		page, next, err := s.Queue.List(t.Context(), c.by, c.f, "", c.limit)
		requireCode(t, c.code, err)
		e, _ := errors.AsType[*jobs.Error](err)
		require.Equal(t, c.field, e.Field)
		require.Empty(t, page)
		require.Empty(t, next)
	}
}

// FillPages fills the listings that it returns with so many rows: of an owner, of the system, of a state, of all.
func FillPages(t testing.TB, db *sqldb.DB, rows int) []sqldbtest.Listing {
	t.Helper()
	s := Open(t, db, func(c *jobs.Config) { c.Quota = nil })                                                     // there are no tables but those of package jobs
	_, err := db.Exec(t.Context(), `update ep_job set id = '1', subject = 'plan' where id = $1`, detached(t, s)) // behind the copies
	require.NoError(t, err)
	all := []sqldbtest.Listing{
		pageListing(s, "owner", ann, jobs.Filter{}, "ep_job_owner_list", "ep_job_(owner_list|list)"),
		pageListing(s, "owner, state", ann, jobs.Filter{State: jobs.Pending}, "ep_job_owner_list", "ep_job_(owner_list|list)"),
		pageListing(s, "owner, kind", ann, jobs.Filter{Kind: "render"}, "ep_job_owner_list", "ep_job_(owner_list|list)"),
		pageListing(s, "owner, state, kind", ann, jobs.Filter{State: jobs.Pending, Kind: "render"}, "ep_job_owner_list", "ep_job_(owner_list|list)"),
		pageListing(s, "owner, subject", ann, jobs.Filter{Subject: "plan"}, "ep_job_subject_list", "ep_job_(subject_list|owner_list|list)"),
		pageListing(s, "owner, subject, state, kind", ann, jobs.Filter{Subject: "plan", State: jobs.Pending, Kind: "render"},
			"ep_job_subject_list", "ep_job_(subject_list|owner_list|list)"),
		pageListing(s, "state", admin, jobs.Filter{State: jobs.Pending, Owner: jobs.Everybody}, "ep_job_state_list", "ep_job_(state_list|list)"),
		pageListing(s, "everybody", admin, jobs.Filter{Owner: jobs.Everybody}, "ep_job_list", ""),
		pageListing(s, "kind", admin, jobs.Filter{Owner: jobs.Everybody, Kind: "render"}, "ep_job_list", ""),
	}
	return sqldbtest.FillPages(t, db, rows, all, func(from, to int) { copyRows(t, db, from, to) }, "ep_job")
}

func pageListing(s *Setup, name string, by jobs.Actor, f jobs.Filter, index, postgres string) sqldbtest.Listing {
	return sqldbtest.Listing{
		Name: name, Column: "note", Index: index, Postgres: postgres,
		List: func(ctx context.Context, r sqldb.Reader, after string, limit int) (ids []string, next string, err error) {
			page, next, err := s.Queue.ListIn(ctx, r, by, f, after, limit)
			for _, j := range page {
				ids = append(ids, j.ID)
			}
			return ids, next, err
		},
	}
}

// copyRows makes copies of the first row, with these numbers: the higher, the newer.
func copyRows(t testing.TB, db *sqldb.DB, from, to int) {
	t.Helper()
	_, err := db.Exec(t.Context(), fmt.Sprintf(`insert into ep_job (id, kind, owner, state, priority, turn, created_at, run_at, keep_ms, attempts, subject)
		with recursive n(i) as (select %d union all select i + 1 from n where i < %d)
		select cast(300000 + i as text), kind, owner, state, priority, turn, created_at + i / 7, run_at, keep_ms, attempts, subject from ep_job cross join n where id = '1'`, from, to))
	require.NoError(t, err)
}

// queuePagesSeek sees how the pages of every listing are read.
func queuePagesSeek(t *testing.T, db *sqldb.DB) {
	require.NoError(t, db.Migrate(t.Context(), jobs.Schema()))
	sqldbtest.PagesSeek(t, db, FillPages)
}

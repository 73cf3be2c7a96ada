package jobstest

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/sqldb"
)

// queueListSubject: what a job is about, and what is told of it, is there in each state, and an owner's are found by it.
func queueListSubject(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	want := map[[2]string][]string{} // by owner and subject, newest first
	for i := range 30 {
		owner, subject := []string{"ann", "ben", jobs.System}[i%3], []string{"", "plan 1", "plan 2"}[i/3%3]
		spec := jobs.Spec{Kind: "render", Owner: owner, Subject: subject}
		if i%2 == 0 {
			spec.About = json.RawMessage(`{"n": 1}`)
		}
		j := s.become(t, s.Add(t, spec).ID, states()[i%5], 0)
		require.Equal(t, subject, j.Subject)
		require.Equal(t, spec.About, j.About)
		key := [2]string{owner, subject}
		want[key] = slices.Insert(want[key], 0, j.ID)
	}
	for _, subject := range []string{"plan 1", "plan 2", "plan", "Plan 1", "\x00", "\xff", strings.Repeat("x", 1<<16)} {
		f := jobs.Filter{Subject: subject}
		require.Equal(t, want[[2]string{"ann", subject}], s.IDs(t, ann, f, 2))
		f.Owner = "ben"
		require.Equal(t, want[[2]string{"ben", subject}], s.IDs(t, admin, f, 0))
		f.Owner = jobs.System
		require.Equal(t, want[[2]string{jobs.System, subject}], s.IDs(t, operator, f, 1))
	}
	for _, state := range states() {
		var in []string
		for _, id := range want[[2]string{"ann", "plan 1"}] {
			if s.Get(t, id).State == state {
				in = append(in, id)
			}
		}
		require.Equal(t, in, s.IDs(t, ann, jobs.Filter{Subject: "plan 1", State: state, Kind: "render"}, 1))
	}
	require.Empty(t, s.IDs(t, User("zoe"), jobs.Filter{Subject: "plan 1"}, 0), "others' jobs about the same")

	page, _, err := s.Queue.List(t.Context(), ann, jobs.Filter{Subject: "plan 1"}, "", 0)
	require.NoError(t, err)
	for _, j := range page {
		require.Equal(t, "plan 1", j.Subject)
		require.Equal(t, s.Get(t, j.ID).About, j.About)
	}
	_, next, err := s.Queue.List(t.Context(), ann, jobs.Filter{Subject: "plan 1"}, "", 1)
	require.NoError(t, err)
	for _, f := range []jobs.Filter{{}, {Subject: "plan 2"}} {
		_, _, err = s.Queue.List(t.Context(), ann, f, next, 1)
		requireCode(t, jobs.CodeCursor, err, "of another list")
	}
}

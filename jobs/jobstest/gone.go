package jobstest

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/sqldb"
)

// goneUser: what a deleted user had goes, and what others have stays.
func goneUser(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	var bens []string
	for _, state := range states() {
		bens = append(bens, s.become(t, s.Add(t, jobs.Spec{Kind: "render", Owner: "ben", Unique: string(state)}).ID, state, 0).ID)
	}
	system := s.Add(t, render(jobs.System)).ID
	before := s.everything(t)
	for _, user := range append([]string{"ann", "ben2", strings.Repeat("x", 100)}, hostile()[:4]...) {
		from := len(s.Events(t, 0))
		var ids []string
		for i, state := range []jobs.State{jobs.Pending, jobs.Succeeded, jobs.Failed, jobs.Cancelled} {
			spec := jobs.Spec{Kind: "render", Owner: user, Input: []byte("input"), Key: fmt.Sprint(i), Unique: fmt.Sprint(i)}
			ids = append(ids, s.become(t, s.Add(t, spec).ID, state, 0).ID)
		}
		made := len(s.Events(t, from))
		s.DeleteUser(t, user)
		require.Empty(t, s.IDs(t, User(user), jobs.Filter{}, 0))
		for _, id := range ids {
			_, err := s.Queue.Get(t.Context(), admin, id)
			requireCode(t, jobs.CodeNotFound, err)
		}
		var deleted []string
		for _, e := range s.Events(t, from+made) {
			require.Equal(t, audit.System, e.Actor)
			require.Equal(t, jobs.ActionDelete, e.Action)
			deleted = append(deleted, strings.TrimPrefix(e.Object, "job:"))
		}
		require.ElementsMatch(t, ids, deleted)

		// What was on its way comes too late.
		for _, spec := range []jobs.Spec{render(user), {Kind: "render", Owner: user, Key: "0", Unique: "0", Reuse: true}} {
			_, _, err := s.Queue.Enqueue(t.Context(), spec)
			requireCode(t, jobs.CodeUnauthenticated, err)
			require.Equal(t, "owner", fieldOf(err))
			require.Error(t, db.Write(t.Context(), func(tx *sqldb.Tx) error {
				_, _, err := s.Queue.EnqueueTx(t.Context(), tx, spec)
				requireCode(t, jobs.CodeUnauthenticated, err)
				return err
			}))
		}
		s.DeleteUser(t, user) // an event may come twice
	}
	_, err := db.Exec(t.Context(), `delete from ep_job_gone`)
	require.NoError(t, err)
	require.Equal(t, s.jobRows(before), s.jobRows(s.everything(t)), "others have what they had")
	require.Equal(t, jobs.Pending, s.Get(t, system).State)
	require.Len(t, s.IDs(t, ben, jobs.Filter{}, 0), len(bens))
}

func fieldOf(err error) string {
	e, _ := errors.AsType[*jobs.Error](err)
	return e.Field
}

// jobRows is everything but the trail.
func (s *Setup) jobRows(everything []string) (rows []string) {
	for _, row := range everything {
		if !strings.HasPrefix(row, "audit ") {
			rows = append(rows, row)
		}
	}
	return rows
}

// goneMany: in short transactions.
func goneMany(t *testing.T, db *sqldb.DB) {
	s := New(t, db, func(c *jobs.Config) { c.MaxPendingOwner = 200 })
	for range 120 { // more than two
		s.Add(t, render("ann"))
	}
	s.Add(t, render("ben"))
	s.DeleteUser(t, "ann")
	require.Empty(t, s.IDs(t, ann, jobs.Filter{}, 0))
	require.Len(t, s.IDs(t, ben, jobs.Filter{}, 0), 1)
	require.Len(t, s.inputs(t), 1)
}

// goneRunning: what runs is cancelled, and goes when it has ended.
func goneRunning(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	running := s.become(t, s.Add(t, render("ann")).ID, jobs.Running, 0)
	asked := s.become(t, s.Add(t, render("ann")).ID, jobs.Running, 0)
	_, err := s.Queue.Cancel(t.Context(), ann, asked.ID)
	require.NoError(t, err)
	s.Add(t, render("ann"))
	s.DeleteUser(t, "ann")
	s.DeleteUser(t, "ann") // an event may come twice
	require.ElementsMatch(t, []string{running.ID, asked.ID}, s.IDs(t, ann, jobs.Filter{}, 0))
	var cancels []string
	for _, e := range s.Events(t, 0) {
		if e.Action == jobs.ActionCancel {
			cancels = append(cancels, e.Actor+" "+e.Object)
		}
	}
	require.Equal(t, []string{"ann job:" + asked.ID, audit.System + " job:" + running.ID}, cancels, "each was cancelled once")
	for _, id := range []string{running.ID, asked.ID} {
		j := s.Get(t, id)
		require.Equal(t, jobs.Running, j.State)
		require.True(t, j.Cancel)
	}
	// A runner that did not look ends one as if nothing had happened: the event, handled once more, finds it.
	_, err = db.Exec(t.Context(), `update ep_job set state = 'cancelled', finished_at = 1, expires_at = 99999999999999 where id = $1`, running.ID)
	require.NoError(t, err)
	s.tell(t, running.ID, jobs.Cancelled)
	s.DeleteUser(t, "ann")
	require.Equal(t, []string{asked.ID}, s.IDs(t, ann, jobs.Filter{}, 0))
}

// goneClaimed: what a runner takes while the rest goes is cancelled as well.
func goneClaimed(t *testing.T, db *sqldb.DB) {
	var s *Setup
	var first, claimed string
	s = New(t, db, func(c *jobs.Config) {
		c.MaxPendingOwner = 200
		c.Blobs = listed{c.Blobs, func() {
			if claimed == "" {
				claimed = s.become(t, first, jobs.Running, 0).ID
			}
		}}
	})
	first = s.Add(t, render("ann")).ID
	for range 60 { // so that it is not among those that go first
		s.Add(t, render("ann"))
	}
	s.DeleteUser(t, "ann")
	require.Equal(t, first, claimed)
	require.Equal(t, []string{first}, s.IDs(t, ann, jobs.Filter{}, 0))
	require.True(t, s.Get(t, first).Cancel)
}

// goneBadEvents: what names nobody is an error, and changes nothing.
func goneBadEvents(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	s.Add(t, render("ann"))
	s.Add(t, render(jobs.System))
	before := s.everything(t)
	for _, payload := range []any{map[string]string{}, map[string]any{"id": 7}, map[string]any{"id": ""}, map[string]any{"id": strings.Repeat("x", 101)}, "ann", nil, []string{"ann"}} {
		s.publish(t, payload)
		_, err := s.Outbox.Drain(t.Context())
		require.Error(t, err)
		_, err = db.Exec(t.Context(), `delete from ep_outbox`)
		require.NoError(t, err)
	}
	require.Equal(t, before, s.everything(t))
}

// goneBlobs: files that cannot be removed now are left to Sweep; those of others are not touched.
func goneBlobs(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	bens := s.become(t, s.Add(t, render("ben")).ID, jobs.Succeeded, 0)
	stays := s.Keys(t)
	anns := s.become(t, s.Add(t, render("ann")).ID, jobs.Succeeded, 0)
	require.NoError(t, s.Blobs.Put(t.Context(), "jobs/"+anns.ID+"/3-left", strings.NewReader("left"), 4))
	s.DeleteUser(t, "ann")
	require.Equal(t, stays, s.Keys(t))

	broken := Open(t, db, func(c *jobs.Config) { c.Blobs = stuck{s.Blobs} })
	broken.DeleteUser(t, "ben")
	require.Empty(t, s.IDs(t, ben, jobs.Filter{}, 0))
	require.Equal(t, stays, s.Keys(t))
	require.Contains(t, broken.Logs.String(), bens.ID)
	require.NotContains(t, broken.Logs.String(), "level=ERROR")
}

package jobstest

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/blob"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/sqldb"
)

func queueCancelPending(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	for _, by := range []jobs.Actor{ann, admin, operator} {
		j := s.Add(t, jobs.Spec{Kind: "render", Owner: "ann", Input: []byte("input"), Keep: time.Hour})
		s.Clock.Advance(time.Second)
		got, err := s.Queue.Cancel(t.Context(), by, j.ID)
		require.NoError(t, err)
		j.State, j.Cancel, j.Finished, j.Expires = jobs.Cancelled, true, s.Clock.Now(), s.Clock.Now().Add(time.Hour)
		require.Equal(t, j, got)
		require.Equal(t, j, s.Get(t, j.ID))
		require.Empty(t, s.inputs(t), "what it was to be made from goes at once")

		events := len(s.Events(t, 0))
		s.Clock.Advance(time.Second)
		got, err = s.Queue.Cancel(t.Context(), by, j.ID)
		require.NoError(t, err)
		require.Equal(t, j, got)
		require.Len(t, s.Events(t, 0), events, "nothing happened")
	}
	system := s.Add(t, render(jobs.System))
	got, err := s.Queue.Cancel(t.Context(), admin, system.ID)
	require.NoError(t, err)
	require.Equal(t, jobs.Cancelled, got.State)

	j, events := s.Add(t, render("ann")), len(s.Events(t, 0))
	told := 0
	for _, want := range []error{errors.New("not said"), nil, nil} {
		_, err = s.Queue.CancelWith(t.Context(), ann, j.ID, func(_ *sqldb.Tx, j jobs.Job) error {
			told++
			require.Equal(t, jobs.Cancelled, j.State)
			return want
		})
		require.ErrorIs(t, err, want)
		if want != nil {
			require.Equal(t, j, s.Get(t, j.ID), "both, or neither")
			require.Len(t, s.Events(t, 0), events)
			told = 0
		}
	}
	require.Equal(t, 1, told, "the third found it cancelled")
	require.Equal(t, jobs.Cancelled, s.Get(t, j.ID).State)
}

// inputs are the ids of jobs whose input is there.
func (s *Setup) inputs(t testing.TB) (ids []string) {
	t.Helper()
	require.NoError(t, s.DB.Select(t.Context(), &ids, `select job_id from ep_job_input order by job_id`))
	return ids
}

// queueCancelRunning: it is asked to end, and has not ended.
func queueCancelRunning(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	j := s.become(t, s.Add(t, jobs.Spec{Kind: "render", Owner: "ann", Input: []byte("input")}).ID, jobs.Running, 0)
	for range 2 {
		got, err := s.Queue.Cancel(t.Context(), ann, j.ID)
		require.NoError(t, err)
		j.Cancel = true
		require.Equal(t, j, got)
		require.Equal(t, j, s.Get(t, j.ID))
	}
	require.Equal(t, []string{j.ID}, s.inputs(t))
	require.Len(t, s.Events(t, 0), 2)
	requireCode(t, jobs.CodeNotFinished, s.Queue.Delete(t.Context(), ann, j.ID))

	for _, state := range []jobs.State{jobs.Succeeded, jobs.Failed} {
		j := s.become(t, s.Add(t, render("ann")).ID, state, 0)
		_, err := s.Queue.Cancel(t.Context(), ann, j.ID)
		requireCode(t, jobs.CodeFinished, err)
		require.Equal(t, j, s.Get(t, j.ID))
	}
}

// queueDelete: the job goes with its files, those that failed attempts left as well.
func queueDelete(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	other := s.become(t, s.Add(t, render("ann")).ID, jobs.Succeeded, 0)
	stays := s.Keys(t)
	for _, state := range states() {
		j := s.become(t, s.Add(t, render("ann")).ID, state, 0)
		require.NoError(t, s.Blobs.Put(t.Context(), "jobs/"+j.ID+"/7-left", strings.NewReader("left"), 4))
		err := s.Queue.Delete(t.Context(), ann, j.ID)
		if !state.Final() {
			requireCode(t, jobs.CodeNotFinished, err)
			require.Equal(t, j, s.Get(t, j.ID))
			require.NoError(t, s.Blobs.Delete(t.Context(), "jobs/"+j.ID+"/7-left"))
			continue
		}
		require.NoError(t, err)
		_, err = s.Queue.Get(t.Context(), ann, j.ID)
		requireCode(t, jobs.CodeNotFound, err)
		requireCode(t, jobs.CodeNotFound, s.Queue.Delete(t.Context(), ann, j.ID))
		require.Equal(t, stays, s.Keys(t))
	}
	require.Equal(t, fileBytes, string(s.Read(t, ann, other.ID, fileName)))

	// Whoever asked may be gone before the files are.
	ctx, cancel := context.WithCancel(t.Context())
	leaves := Open(t, db, func(c *jobs.Config) { c.Blobs = listed{s.Blobs, cancel} })
	require.NoError(t, leaves.Queue.Delete(ctx, ann, s.become(t, s.Add(t, render("ann")).ID, jobs.Succeeded, 0).ID))
	require.Error(t, ctx.Err())
	require.Equal(t, stays, s.Keys(t))

	// Blobs that cannot be removed now are no reason to keep the job.
	broken := Open(t, db, func(c *jobs.Config) { c.Blobs = stuck{s.Blobs} })
	require.NoError(t, broken.Queue.Delete(t.Context(), ann, other.ID))
	require.Equal(t, stays, s.Keys(t))
	require.Contains(t, broken.Logs.String(), "level=WARN")
	require.Contains(t, broken.Logs.String(), other.ID)

	bare := Open(t, db, func(c *jobs.Config) { c.Blobs = nil })
	require.NoError(t, bare.Queue.Delete(t.Context(), ann, s.become(t, s.Add(t, render("ann")).ID, jobs.Failed, 0).ID))
}

// queueOpen: the bytes, and what whoever hands them on needs to know.
func queueOpen(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	for _, state := range states() {
		j := s.become(t, s.Add(t, render("ann")).ID, state, 0)
		if state != jobs.Succeeded {
			_, err := s.Queue.Open(t.Context(), ann, j.ID, fileName)
			requireCode(t, jobs.CodeNoFile, err)
			continue
		}
		require.Len(t, j.Files, 1)
		c, err := s.Queue.Open(t.Context(), ann, j.ID, fileName)
		require.NoError(t, err)
		require.Equal(t, j.Files[0], c.File)
		require.Equal(t, `"`+j.Files[0].SHA256+`"`, c.ETag)
		require.Equal(t, j.Finished, c.At)
		require.Equal(t, j.Expires, c.Expires)
		require.NoError(t, c.Close())
		require.Equal(t, fileBytes, string(s.Read(t, ann, j.ID, fileName)))
		for _, name := range append(hostile(), "", "plan", "Plan.pdf", "1-plan.pdf", "\x00") {
			_, err := s.Queue.Open(t.Context(), ann, j.ID, name)
			requireCode(t, jobs.CodeNoFile, err)
		}
	}
}

// queueOpenDamaged: what was promised and is not there is no fault of whoever asks.
func queueOpenDamaged(t *testing.T, db *sqldb.DB) {
	lentOut := 0
	s := New(t, db, func(c *jobs.Config) { c.Blobs = lent{c.Blobs, &lentOut} })
	j := s.become(t, s.Add(t, render("ann")).ID, jobs.Succeeded, 0)
	open := func(s *Setup) error {
		c, err := s.Queue.Open(t.Context(), ann, j.ID, fileName)
		require.Nil(t, c)
		require.Error(t, err)
		require.ErrorContains(t, err, j.ID)
		require.Empty(t, jobs.CodeOf(err))
		return err
	}
	require.NoError(t, s.Blobs.Put(t.Context(), j.Files[0].Key, strings.NewReader("%PDF"), 4))
	require.NotErrorIs(t, open(s), blob.ErrNotFound)
	require.Zero(t, lentOut, "what is not handed out is closed")
	require.NoError(t, s.Blobs.Delete(t.Context(), j.Files[0].Key))
	_, err := s.Queue.Open(t.Context(), ann, j.ID, fileName)
	requireCode(t, jobs.CodeNoFile, err) // as after a backup without results was restored: they are made again
	require.ErrorIs(t, err, blob.ErrNotFound)
	require.ErrorContains(t, open(Open(t, db, func(c *jobs.Config) { c.Blobs = nil })), "Config.Blobs")
	require.ErrorIs(t, open(Open(t, db, func(c *jobs.Config) { c.Blobs = stuck{s.Blobs} })), errStuck)

	// Unless it was deleted in between.
	deletes := Open(t, db, func(c *jobs.Config) {
		c.Blobs = late{s.Blobs, func() { require.NoError(t, s.Queue.Delete(t.Context(), ann, j.ID)) }}
	})
	_, err = deletes.Queue.Open(t.Context(), ann, j.ID, fileName)
	requireCode(t, jobs.CodeNotFound, err)
}

// queueEvents: who did what is in the trail, with nothing of what it was about.
func queueEvents(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	ctx := audit.WithOrigin(t.Context(), audit.Origin{Address: "192.0.2.7:80", RequestID: "r1"})
	enqueue := func(spec jobs.Spec) string {
		j, _, err := s.Queue.Enqueue(ctx, spec)
		require.NoError(t, err)
		return j.ID
	}
	spec := jobs.Spec{Kind: "render", Owner: "ann", Key: "secret", Unique: "secret", Input: []byte("secret")}
	first, second, system := enqueue(spec), enqueue(render("ann")), enqueue(render(jobs.System))
	enqueue(spec) // again: nothing
	for id, by := range map[string]jobs.Actor{first: ann} {
		_, err := s.Queue.Cancel(ctx, by, id)
		require.NoError(t, err)
		require.NoError(t, s.Queue.Delete(ctx, by, id))
	}
	_, err := s.Queue.Cancel(ctx, admin, second)
	require.NoError(t, err)
	require.NoError(t, s.Queue.Delete(ctx, operator, second))
	_, err = s.Queue.Cancel(ctx, admin, system)
	require.NoError(t, err)
	_, err = s.Queue.Cancel(ctx, ben, system)
	requireCode(t, jobs.CodeNotFound, err)

	var got []string
	for _, e := range s.Events(t, 0) {
		require.Equal(t, "192.0.2.7", e.Address)
		require.Equal(t, "r1", e.RequestID)
		require.Equal(t, s.Clock.Now(), e.At)
		require.Equal(t, audit.OK, e.Outcome)
		got = append(got, strings.TrimSpace(strings.Join([]string{e.Actor, e.Action, e.Object, e.Detail["kind"] + e.Detail["owner"]}, " ")))
		require.Len(t, e.Detail, 1)
	}
	require.Equal(t, []string{
		"ann jobs.enqueue job:" + first + " render", "ann jobs.enqueue job:" + second + " render",
		"ann jobs.cancel job:" + first + " ann", "ann jobs.delete job:" + first + " ann",
		"root jobs.cancel job:" + second + " ann", "operator jobs.delete job:" + second + " ann",
		"root jobs.cancel job:" + system,
	}, got)

	// Who stands in for somebody is who did it.
	_, _, err = s.Queue.Enqueue(audit.WithOrigin(t.Context(), audit.Origin{Actor: "root", OnBehalf: "ann"}), render("ann"))
	require.NoError(t, err)
	last := s.Events(t, len(got))[0]
	require.Equal(t, "root", last.Actor)
	require.Equal(t, "ann", last.OnBehalf)
}

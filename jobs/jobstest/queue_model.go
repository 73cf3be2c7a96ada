package jobstest

import (
	"cmp"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/sqldb"
)

// RunModel lets three users and the system enqueue, cancel and delete at random, for a second or so, while time goes by and jobs are done,
// and knows after each step what each of them stands for, and in which order they are. open returns an empty database.
func RunModel(t *testing.T, open func(t testing.TB) *sqldb.DB) { Model(t, time.Second, open(t)) }

// What the model's queue allows.
const (
	modelOwner   = 4
	modelAll     = 9
	modelMost    = 5 // of an owner, waiting or running, as Config.Quota says
	modelSpacing = 10 * time.Second
	modelKeep    = time.Minute
)

// Model is RunModel for so long, on an empty database.
func Model(t *testing.T, d time.Duration, db *sqldb.DB) {
	s := New(t, db, func(c *jobs.Config) {
		c.MaxPendingOwner, c.MaxPending, c.Spacing, c.Retention = modelOwner, modelAll, modelSpacing, modelKeep
	})
	s.Quota.Most(modelMost)
	start := time.Now()
	var steps atomic.Int64
	rapid.Check(t, func(r *rapid.T) {
		if time.Since(start) > d {
			return
		}
		m := &model{t: t, s: s}
		defer m.clear()
		r.Repeat(map[string]func(r *rapid.T){
			"enqueue": m.enqueue, "end": m.end, "cancel": m.cancel, "delete": m.delete,
			"wait": func(r *rapid.T) {
				s.Clock.Advance(rapid.SampledFrom([]time.Duration{time.Millisecond, time.Second, 11 * time.Second, modelKeep}).Draw(r, "wait"))
			},
			"": func(*rapid.T) { steps.Add(1); m.check() },
		})
	})
	t.Logf("%s: %d steps", db.Dialect(), steps.Load())
}

// model is what must be.
type model struct {
	t    testing.TB
	s    *Setup
	jobs []*mJob // as they were enqueued
}

// mJob is a job.
type mJob struct {
	jobs.Job
	spec   jobs.Spec
	turn   time.Time
	key    string // while it is kept
	unique string // while another one is this
}

func (m *model) pick(r *rapid.T) *mJob {
	if len(m.jobs) == 0 {
		r.Skip("none yet")
	}
	return rapid.SampledFrom(m.jobs).Draw(r, "job")
}

// existing is the job that a spec stands for, and whether the key is another request's.
func (m *model) existing(spec jobs.Spec, now time.Time) (found *mJob, reused bool) {
	for _, j := range m.jobs {
		if spec.Key == "" || j.Owner != spec.Owner || j.Kind != spec.Kind || j.key != spec.Key {
			continue
		}
		if j.State.Final() && !j.Expires.After(now) {
			j.key = ""
			continue
		}
		same := string(j.spec.Input) == string(spec.Input) && j.spec.Unique == spec.Unique && j.spec.Priority == spec.Priority && j.spec.Delay == spec.Delay
		return j, !same
	}
	for _, j := range m.jobs {
		if spec.Unique != "" && j.Owner == spec.Owner && j.Kind == spec.Kind && j.unique == spec.Unique && !j.State.Final() {
			return j, false
		}
	}
	for _, j := range slices.Backward(m.jobs) {
		if spec.Reuse && j.Owner == spec.Owner && j.Kind == spec.Kind && j.unique == spec.Unique && j.State == jobs.Succeeded && j.Expires.After(now) &&
			(found == nil || j.Finished.After(found.Finished)) {
			found = j
		}
	}
	if found != nil && found.Expires.Before(now.Add(modelKeep)) {
		found.Expires = now.Add(modelKeep)
	}
	return found, false
}

func (m *model) enqueue(r *rapid.T) {
	spec := jobs.Spec{
		Kind:  rapid.SampledFrom([]string{"render", "render", "sheet"}).Draw(r, "kind"),
		Owner: rapid.SampledFrom([]string{"ann", "ben", "cleo", ""}).Draw(r, "owner"),
		Input: []byte(rapid.SampledFrom([]string{"", "1"}).Draw(r, "input")),
		Key:   rapid.SampledFrom([]string{"", "", "k1", "k2"}).Draw(r, "key"), Unique: rapid.SampledFrom([]string{"", "", "u1"}).Draw(r, "unique"),
		Priority: rapid.SampledFrom([]int{0, 0, 0, 1, -1}).Draw(r, "priority"),
		Delay:    rapid.SampledFrom([]time.Duration{0, 0, 0, 5 * time.Second, time.Hour}).Draw(r, "delay"),
	}
	spec.Reuse = spec.Unique != "" && rapid.Bool().Draw(r, "reuse")
	now := m.s.Clock.Now()
	asked := spec
	asked.Owner = cmp.Or(spec.Owner, jobs.System) // whose jobs have no owner
	got, existed, err := m.s.Queue.Enqueue(m.t.Context(), asked)
	if found, reused := m.existing(spec, now); found != nil {
		if reused {
			require.Equal(r, jobs.CodeKeyReused, jobs.CodeOf(err))
			return
		}
		require.NoError(r, err)
		require.True(r, existed)
		require.Equal(r, found.Job, got)
		return
	}
	j := &mJob{spec: spec, key: spec.Key, unique: spec.Unique, turn: now.Add(spec.Delay)}
	all, own, most, live := 0, 0, modelAll, 0
	for _, other := range m.jobs {
		if other.Owner == spec.Owner && spec.Owner != "" && !other.State.Final() {
			live++
		}
		if other.State != jobs.Pending {
			continue
		}
		all++
		if other.Owner == spec.Owner {
			own++
			if after := other.turn.Add(modelSpacing); !other.RunAt.After(now.Add(spec.Delay)) && after.After(j.turn) {
				j.turn = after
			}
		}
	}
	if spec.Owner == "" {
		own, most = 0, 2*most // no bound of its own
	}
	switch {
	case own >= modelOwner:
		require.Equal(r, jobs.CodeTooMany, jobs.CodeOf(err))
	case all >= most:
		require.Equal(r, jobs.CodeQueueFull, jobs.CodeOf(err))
	case live >= modelMost:
		require.Equal(r, ErrMost, err)
	default:
		require.NoError(r, err)
		require.False(r, existed)
		j.Job = jobs.Job{
			ID: got.ID, Kind: spec.Kind, Owner: spec.Owner, State: jobs.Pending, Priority: spec.Priority, Created: now, RunAt: now.Add(spec.Delay), Attempts: 3,
		}
		require.Equal(r, j.Job, got)
		m.jobs = append(m.jobs, j)
	}
}

// end lets a runner take a job, or end it.
func (m *model) end(r *rapid.T) {
	j := m.pick(r)
	if j.State != jobs.Pending {
		r.Skip("not pending")
	}
	j.Job = m.s.become(m.t, j.ID, rapid.SampledFrom([]jobs.State{jobs.Running, jobs.Succeeded, jobs.Failed}).Draw(r, "state"), modelKeep)
}

func (m *model) cancel(r *rapid.T) {
	j := m.pick(r)
	got, err := m.s.Queue.Cancel(m.t.Context(), User(j.Owner), j.ID)
	now := m.s.Clock.Now()
	switch {
	case j.Owner == "":
		require.Equal(r, jobs.CodeNotFound, jobs.CodeOf(err))
		return
	case j.State == jobs.Succeeded || j.State == jobs.Failed:
		require.Equal(r, jobs.CodeFinished, jobs.CodeOf(err))
		return
	case j.State == jobs.Pending:
		j.State, j.Cancel, j.Finished, j.Expires = jobs.Cancelled, true, now, now.Add(modelKeep)
	case j.State == jobs.Running:
		j.Cancel, j.unique = true, ""
	}
	require.NoError(r, err)
	require.Equal(r, j.Job, got)
}

func (m *model) delete(r *rapid.T) {
	j := m.pick(r)
	err := m.s.Queue.Delete(m.t.Context(), admin, j.ID)
	if !j.State.Final() {
		require.Equal(r, jobs.CodeNotFinished, jobs.CodeOf(err))
		return
	}
	require.NoError(r, err)
	m.jobs = slices.DeleteFunc(m.jobs, func(other *mJob) bool { return other == j })
}

// check compares all jobs, listings and places in the queue.
func (m *model) check() {
	t, now := m.t, m.s.Clock.Now()
	all := slices.Clone(m.jobs)
	slices.SortStableFunc(all, func(a, b *mJob) int { return cmp.Or(b.Created.Compare(a.Created), cmp.Compare(b.ID, a.ID)) })
	want := []string(nil)
	var ready []*mJob
	for _, j := range all {
		want = append(want, j.ID)
		require.Equal(t, j.Job, m.s.Get(t, j.ID))
		if j.State == jobs.Pending && !j.RunAt.After(now) {
			ready = append(ready, j)
		}
	}
	require.Equal(t, want, m.s.IDs(t, admin, jobs.Filter{Owner: jobs.Everybody}, 3))
	slices.SortFunc(ready, func(a, b *mJob) int {
		return cmp.Or(cmp.Compare(b.Priority, a.Priority), a.turn.Compare(b.turn), cmp.Compare(a.ID, b.ID))
	})
	for i, j := range ready {
		require.Equal(t, i, m.s.Ahead(t, j.ID), fmt.Sprint(j.Owner, j.turn))
	}
}

// clear empties the queue for the next run.
func (m *model) clear() {
	m.s.requireTold(m.t)
	clearJobs(m.t, m.s.DB)
}

package jobstest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/sqldb"
)

// again enqueues what must be there already.
func (s *Setup) again(t testing.TB, spec jobs.Spec) jobs.Job {
	t.Helper()
	j, existed, err := s.Queue.Enqueue(t.Context(), spec)
	require.NoError(t, err)
	require.True(t, existed)
	return j
}

// queueKey: a request that is repeated is the same job, whatever has become of it; another request needs another key.
func queueKey(t *testing.T, db *sqldb.DB) {
	s := New(t, db, func(c *jobs.Config) { c.MaxPendingOwner = 1 })
	for _, state := range states() {
		owner := string(state)
		spec := jobs.Spec{Kind: "render", Owner: owner, Key: "a key", Input: []byte("input"), Unique: "u", Priority: 1, Delay: time.Second}
		id := s.Add(t, spec).ID
		want := s.become(t, id, state, 0)
		s.Clock.Advance(time.Hour)
		require.Equal(t, want, s.again(t, spec))
		same := spec
		same.Keep, same.Attempts, same.Reuse = time.Hour, 7, true // which do not change what is asked for
		same.Subject, same.About = "another", []byte("7")
		require.Equal(t, want, s.again(t, same))

		for name, change := range map[string]func(spec *jobs.Spec){
			"input": func(spec *jobs.Spec) { spec.Input = []byte("inpu") }, "no input": func(spec *jobs.Spec) { spec.Input = nil },
			"unique": func(spec *jobs.Spec) { spec.Unique = "" }, "priority": func(spec *jobs.Spec) { spec.Priority = 2 },
			"delay": func(spec *jobs.Spec) { spec.Delay = 0 }, "moved": func(spec *jobs.Spec) { spec.Input, spec.Unique = []byte("inputu"), "" },
		} {
			other := spec
			change(&other)
			_, _, err := s.Queue.Enqueue(t.Context(), other)
			requireCode(t, jobs.CodeKeyReused, err, name)
		}
		require.Equal(t, want, s.Get(t, id))

		// Keys are an owner's and a kind's.
		spec.Owner += " too"
		require.NotEqual(t, id, s.Add(t, spec).ID)
		spec.Owner, spec.Kind = "kind of "+owner, "sheet"
		require.NotEqual(t, id, s.Add(t, spec).ID)
	}
	spec := jobs.Spec{Kind: "render", Owner: jobs.System, Key: "a key"} // the system has keys as well
	require.Equal(t, s.Add(t, spec).ID, s.again(t, spec).ID)
	require.Equal(t, 11, s.Counts.Of("existed render"))
	require.Equal(t, 30, s.Counts.Of("refuse key-reused"))
}

// queueRequest: with a Request it alone says what was asked for.
func queueRequest(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	spec := jobs.Spec{Kind: "render", Owner: "ann", Key: "a key", Request: "project 7", Input: []byte("version 1"), Unique: "1"}
	id := s.Add(t, spec).ID
	spec.Input, spec.Unique, spec.Priority, spec.Delay = []byte("version 2"), "2", 1, time.Second
	require.Equal(t, id, s.again(t, spec).ID)
	for _, request := range []string{"project 8", ""} {
		spec.Request = request
		_, _, err := s.Queue.Enqueue(t.Context(), spec)
		requireCode(t, jobs.CodeKeyReused, err)
	}
	spec.Kind = "sheet"
	require.NotEqual(t, id, s.Add(t, spec).ID)
}

// queueKeyExpires: with the job the key is forgotten, also when nobody swept.
func queueKeyExpires(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	spec := jobs.Spec{Kind: "render", Owner: "ann", Key: "a key", Keep: time.Hour}
	id := s.Add(t, spec).ID
	s.become(t, id, jobs.Succeeded, spec.Keep)
	s.Clock.Advance(time.Hour - time.Millisecond)
	require.Equal(t, id, s.again(t, spec).ID)
	s.Clock.Advance(time.Millisecond)
	other := s.Add(t, jobs.Spec{Kind: "render", Owner: "ann", Key: "a key", Input: []byte("another")})
	require.NotEqual(t, id, other.ID)
	require.NoError(t, s.Queue.Delete(t.Context(), ann, id))
	require.Equal(t, other.ID, s.again(t, jobs.Spec{Kind: "render", Owner: "ann", Key: "a key", Input: []byte("another")}).ID)

	s.become(t, other.ID, jobs.Failed, 0)
	require.NoError(t, s.Queue.Delete(t.Context(), ann, other.ID))
	require.NotEqual(t, other.ID, s.Add(t, spec).ID)
}

// queueUnique: what comes to the same as one that waits or runs is that one.
func queueUnique(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	for _, state := range states() {
		spec := jobs.Spec{Kind: "render", Owner: string(state), Unique: "the same", Input: []byte("1")}
		j := s.become(t, s.Add(t, spec).ID, state, 0)
		other := spec
		other.Input, other.Priority, other.Key = []byte("2"), 3, "a key" // Unique decides
		if state.Final() {
			require.NotEqual(t, j.ID, s.Add(t, other).ID)
			continue
		}
		require.Equal(t, j, s.again(t, other))
		require.Equal(t, j, s.again(t, other), "its key was not taken")
		for _, apart := range []jobs.Spec{
			{Kind: "render", Owner: spec.Owner}, {Kind: "sheet", Owner: spec.Owner, Unique: "the same"}, {Kind: "render", Owner: "x" + spec.Owner, Unique: "the same"},
			{Kind: "render", Owner: spec.Owner, Unique: "The same"},
		} {
			require.NotEqual(t, j.ID, s.Add(t, apart).ID)
		}
	}
	// One that is to end is not what somebody waits for.
	spec := jobs.Spec{Kind: "render", Owner: "ann", Unique: "the same"}
	old := s.become(t, s.Add(t, spec).ID, jobs.Running, 0)
	_, err := s.Queue.Cancel(t.Context(), ann, old.ID)
	require.NoError(t, err)
	require.Equal(t, s.Add(t, spec).ID, s.again(t, spec).ID)
}

// queueReuse: what was made is there at once, and is kept for whoever asks last.
func queueReuse(t *testing.T, db *sqldb.DB) {
	s := New(t, db, func(c *jobs.Config) { c.MaxPendingOwner = 1 })
	for _, state := range states() {
		spec := jobs.Spec{Kind: "render", Owner: string(state), Unique: "the same", Reuse: true, Keep: time.Hour}
		j := s.become(t, s.Add(t, spec).ID, state, spec.Keep)
		s.Clock.Advance(40 * time.Minute)
		switch state {
		case jobs.Failed, jobs.Cancelled:
			require.NotEqual(t, j.ID, s.Add(t, spec).ID)
		case jobs.Pending, jobs.Running:
			require.Equal(t, j, s.again(t, spec))
		case jobs.Succeeded:
			got := s.again(t, spec)
			require.Equal(t, s.Clock.Now().Add(time.Hour), got.Expires)
			require.Equal(t, got, s.Get(t, j.ID))
			j.Expires = got.Expires
			require.Equal(t, j, got)
			require.Equal(t, fileBytes, string(s.Read(t, User(spec.Owner), j.ID, fileName)))

			spec.Keep = time.Minute // does not shorten it
			require.Equal(t, j, s.again(t, spec))
			spec.Reuse = false
			other := s.Add(t, spec)
			require.NotEqual(t, j.ID, other.ID)
			spec.Reuse = true
			require.Equal(t, other.ID, s.again(t, spec).ID, "one on its way comes first")
			require.Equal(t, jobs.Cancelled, s.become(t, other.ID, jobs.Cancelled, 0).State)
			require.Equal(t, j, s.again(t, spec))

			// The newest is taken, and none that may be swept at any moment.
			s.Clock.Advance(time.Minute)
			spec.Reuse = false
			newest := s.become(t, s.Add(t, spec).ID, jobs.Succeeded, spec.Keep)
			spec.Reuse = true
			require.Equal(t, newest.ID, s.again(t, spec).ID)
			s.Clock.Advance(time.Minute)
			require.Equal(t, j.ID, s.again(t, spec).ID, "the newest has expired, this one has not")
			s.Clock.Advance(24 * time.Hour)
			require.NotContains(t, []string{j.ID, newest.ID}, s.Add(t, spec).ID)
		}
	}
}

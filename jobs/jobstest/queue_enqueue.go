package jobstest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// input is what a job of the database is made from.
func (s *Setup) input(t testing.TB, id string) []byte {
	t.Helper()
	var input []byte
	require.NoError(t, s.DB.Get(t.Context(), &input, `select input from ep_job_input where job_id = $1`, id))
	return input
}

func queueEnqueue(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	now := sqldbtest.ClockStart()
	for _, c := range []struct {
		spec jobs.Spec
		want jobs.Job
	}{
		{jobs.Spec{Kind: "render", Owner: jobs.System}, jobs.Job{Attempts: 3}},
		{jobs.Spec{Kind: "a-1.b", Owner: "ann", Priority: -10, Attempts: 20, Keep: time.Hour, Input: []byte{}}, jobs.Job{Priority: -10, Attempts: 20}},
		{jobs.Spec{Kind: strings.Repeat("k", 64), Owner: strings.Repeat("ö", 50), Priority: 10, Attempts: 1, Input: []byte("\x00\xff")}, jobs.Job{Priority: 10, Attempts: 1}},
		{
			jobs.Spec{Kind: "render", Owner: "ben", Delay: 30 * 24 * time.Hour, Keep: 400 * 24 * time.Hour, Key: strings.Repeat("k", 200), Unique: strings.Repeat("u", 200)},
			jobs.Job{RunAt: now.Add(30 * 24 * time.Hour), Attempts: 3},
		},
		{
			jobs.Spec{Kind: "render", Owner: "ben", Subject: strings.Repeat("s", 200), About: json.RawMessage(`{"a": "` + strings.Repeat("ö", jobs.MaxAbout/2-5) + `"}`)},
			jobs.Job{Attempts: 3},
		},
		{jobs.Spec{Kind: "render", Owner: "ann", Input: bytes.Repeat([]byte("x"), jobs.MaxInput), Delay: 1500 * time.Microsecond}, jobs.Job{RunAt: now.Add(time.Millisecond), Attempts: 3}},
	} {
		j := s.Add(t, c.spec)
		id, err := uuid.Parse(j.ID)
		require.NoError(t, err)
		require.EqualValues(t, 7, id.Version())
		c.want.Subject, c.want.About = c.spec.Subject, c.spec.About
		c.want.ID, c.want.Kind, c.want.State, c.want.Created = j.ID, c.spec.Kind, jobs.Pending, now
		if c.spec.Owner != jobs.System {
			c.want.Owner = c.spec.Owner
		}
		if c.want.RunAt.IsZero() {
			c.want.RunAt = now
		}
		require.Equal(t, c.want, j)
		require.Equal(t, j, s.Get(t, j.ID))
		require.True(t, bytes.Equal(c.spec.Input, s.input(t, j.ID)))
	}
	require.Equal(t, map[string]int{"enqueue render": 4, "enqueue a-1.b": 1, "enqueue " + strings.Repeat("k", 64): 1}, s.Counts.All())

	text, err := json.Marshal(s.Add(t, render("ann")))
	require.NoError(t, err)
	require.NotContains(t, string(text), "started_at")
	require.NotContains(t, string(text), "about")
	require.Contains(t, string(text), `"state":"pending","created_at":"2026-03-02T09:30:00Z","run_at":"2026-03-02T09:30:00Z","attempt":0,"attempts":3,"progress":{"done":0}}`)
}

func queueInvalid(t *testing.T, db *sqldb.DB) {
	kinds := map[string]bool{}
	s := New(t, db, func(c *jobs.Config) {
		count := c.Observer.OnRefuse
		c.Observer.OnRefuse = func(kind string, code jobs.Code) { kinds[kind] = true; count(kind, code) }
	})
	long := strings.Repeat("x", 201)
	refused := 0
	for field, specs := range map[string][]jobs.Spec{
		"kind": {
			{}, {Kind: "Render"}, {Kind: "1a"}, {Kind: "-a"}, {Kind: ".a"}, {Kind: "a b"}, {Kind: "a_b"}, {Kind: "ä"}, {Kind: "a\x00"}, {Kind: "a\n"},
			{Kind: strings.Repeat("k", 65)}, {Kind: "jobs.sweep"}, {Kind: "jobs."},
		},
		"owner":    {{Owner: long[:101]}, {Owner: "a\x00"}, {Owner: "\xff"}, {Owner: "*"}},
		"input":    {{Input: make([]byte, jobs.MaxInput+1)}},
		"key":      {{Key: long}, {Key: "\x00"}, {Key: "a\xff"}},
		"request":  {{Request: long}, {Request: "\x00"}, {Request: "a\xff"}},
		"unique":   {{Unique: long}, {Unique: "\x00"}, {Unique: "a\xff"}},
		"subject":  {{Subject: long}, {Subject: "\x00"}, {Subject: "a\xff"}},
		"about":    {{About: json.RawMessage{}}, {About: json.RawMessage("{")}, {About: json.RawMessage("\"\xff\"")}, {About: json.RawMessage(`"` + strings.Repeat("x", jobs.MaxAbout-1) + `"`)}},
		"reuse":    {{Reuse: true}, {Reuse: true, Key: "a"}},
		"priority": {{Priority: 11}, {Priority: -11}, {Priority: 1 << 30}},
		"delay":    {{Delay: -1}, {Delay: 30*24*time.Hour + 1}},
		"attempts": {{Attempts: -1}, {Attempts: 21}},
		"keep":     {{Keep: -1}, {Keep: 400*24*time.Hour + 1}},
	} {
		for _, spec := range specs {
			if field != "kind" {
				spec.Kind = "render"
			}
			if field != "owner" {
				spec.Owner = "ann"
			}
			_, existed, err := s.Queue.Enqueue(t.Context(), spec)
			requireCode(t, jobs.CodeInvalid, err)
			e, _ := errors.AsType[*jobs.Error](err)
			require.Equal(t, field, e.Field, e.Message)
			require.False(t, existed)
			refused++
			require.ErrorAs(t, db.Write(t.Context(), func(tx *sqldb.Tx) error {
				_, _, err := s.Queue.EnqueueTx(t.Context(), tx, spec)
				return err
			}), &e)
			require.Equal(t, field, e.Field)
		}
	}
	require.Equal(t, map[string]int{"refuse invalid-job": refused}, s.Counts.All())
	require.Equal(t, map[string]bool{"render": true, "jobs.sweep": true, "jobs.": true, "": true}, kinds, "nobody makes up more")
	require.Empty(t, s.IDs(t, admin, jobs.Filter{Owner: jobs.Everybody}, 0))
	require.Empty(t, s.Events(t, 0))
}

// queueNobody: a request of somebody who is not logged in does not become a job of the system, which has fewer bounds.
func queueNobody(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	s.Add(t, jobs.Spec{Kind: "render", Owner: jobs.System, Key: "a key", Unique: "u"})
	for _, spec := range []jobs.Spec{render(""), {Kind: "render", Key: "a key", Unique: "u"}} {
		_, existed, err := s.Queue.Enqueue(t.Context(), spec)
		requireCode(t, jobs.CodeUnauthenticated, err)
		require.Equal(t, "owner", fieldOf(err))
		require.False(t, existed)
		require.Error(t, db.Write(t.Context(), func(tx *sqldb.Tx) error {
			_, _, err := s.Queue.EnqueueTx(t.Context(), tx, spec)
			requireCode(t, jobs.CodeUnauthenticated, err)
			return err
		}))
	}
	require.Len(t, s.IDs(t, admin, jobs.Filter{Owner: jobs.Everybody}, 0), 1)
	require.Equal(t, 2, s.Counts.Of("refuse unauthenticated"))
}

// hostile are texts that a statement, a listing or a terminal could stumble over.
func hostile() []string {
	return []string{
		"'; drop table ep_job; --", `"`, "%", "_", "\\", "$1", "?1", ":a", "a'b", "{}", "[]", "null", " ", "\t\r\n", "\u202e\u200b", "é", "e\u0301", "ẞ", "ss", "A", "a",
		"🗓", "../..", "a/b", "-1", "0x1", "ＡＢ",
	}
}

// queueHostile: whatever a text is, it is that text and no other.
func queueHostile(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	ids := map[string]string{}
	for _, text := range hostile() {
		spec := jobs.Spec{Kind: "render", Owner: text, Key: text, Unique: text, Input: []byte(text), Subject: text}
		ids[text] = s.Add(t, spec).ID
		again, existed, err := s.Queue.Enqueue(t.Context(), spec)
		require.NoError(t, err)
		require.True(t, existed)
		require.Equal(t, ids[text], again.ID)
	}
	for _, text := range hostile() {
		require.Equal(t, []string{ids[text]}, s.IDs(t, User(text), jobs.Filter{}, 0))
		require.Equal(t, []string{ids[text]}, s.IDs(t, admin, jobs.Filter{Owner: text}, 0))
		require.Equal(t, []string{ids[text]}, s.IDs(t, User(text), jobs.Filter{Subject: text}, 0))
		require.Empty(t, s.IDs(t, User(text), jobs.Filter{Subject: text + "x"}, 0))
		require.Equal(t, text, s.Get(t, ids[text]).Subject)
		require.Equal(t, text, s.Get(t, ids[text]).Owner)
		_, err := s.Queue.Get(t.Context(), User(text+"x"), ids[text])
		requireCode(t, jobs.CodeNotFound, err)
	}
	require.Len(t, s.IDs(t, admin, jobs.Filter{Owner: jobs.Everybody}, 7), len(hostile()))

	// Ids and names of files that nobody has are not there; they do not break anything.
	for _, text := range append(hostile(), "", "\x00", "\xff", strings.Repeat("x", 1<<20), strings.ToUpper(ids["a"]), "{"+ids["a"]+"}", ids["a"]+"\x00") {
		_, err := s.Queue.Get(t.Context(), admin, text)
		requireCode(t, jobs.CodeNotFound, err)
		_, err = s.Queue.Cancel(t.Context(), admin, text)
		requireCode(t, jobs.CodeNotFound, err)
		requireCode(t, jobs.CodeNotFound, s.Queue.Delete(t.Context(), admin, text))
		_, err = s.Queue.Ahead(t.Context(), admin, text)
		requireCode(t, jobs.CodeNotFound, err)
		_, err = s.Queue.Open(t.Context(), ann, text, "a")
		requireCode(t, jobs.CodeNotFound, err)
		_, err = s.Queue.Open(t.Context(), User("a"), ids["a"], text)
		requireCode(t, jobs.CodeNoFile, err)
		_, err = s.Queue.Get(t.Context(), User(text+"\x00"), ids["a"])
		requireCode(t, jobs.CodeNotFound, err)
	}
}

func queueInTransaction(t *testing.T, db *sqldb.DB) {
	s := New(t, db, func(c *jobs.Config) { c.MaxPendingOwner = 2 })
	errBack := errors.New("back")
	spec := jobs.Spec{Kind: "render", Owner: "ann", Key: "one", Unique: "one"}
	var id string
	enqueue := func(spec jobs.Spec, end error) (existed bool, err error) {
		return existed, db.Write(t.Context(), func(tx *sqldb.Tx) error {
			j, was, err := s.Queue.EnqueueTx(t.Context(), tx, spec)
			id, existed = j.ID, was
			return errors.Join(err, end)
		})
	}
	_, err := enqueue(spec, errBack)
	require.ErrorIs(t, err, errBack)
	_, err = s.Queue.Get(t.Context(), ann, id)
	requireCode(t, jobs.CodeNotFound, err, "it was rolled back")
	require.Empty(t, s.Events(t, 0))

	existed, err := enqueue(spec, nil)
	require.NoError(t, err)
	require.False(t, existed)
	first := id
	require.Equal(t, jobs.Pending, s.Get(t, id).State)
	require.Len(t, s.Events(t, 0), 1)

	existed, err = enqueue(spec, nil)
	require.NoError(t, err)
	require.True(t, existed)
	require.Equal(t, first, id)
	existed, err = enqueue(jobs.Spec{Kind: "render", Owner: "ann", Unique: "one"}, nil)
	require.NoError(t, err)
	require.True(t, existed)
	changed := spec
	changed.Input = []byte("other")
	_, err = enqueue(changed, nil)
	requireCode(t, jobs.CodeKeyReused, err)
	_, err = enqueue(render("ann"), nil)
	require.NoError(t, err)
	_, err = enqueue(render("ann"), nil)
	requireCode(t, jobs.CodeTooMany, err)
	require.Empty(t, s.Counts.All(), "whether it commits is the caller's")
}

// queueEndedContext: what broke is no answer to whoever asked.
func queueEndedContext(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	id := s.Add(t, render("ann")).ID
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for name, call := range map[string]func() error{
		"Enqueue": func() error { _, _, err := s.Queue.Enqueue(ended, render("ann")); return err },
		"Get":     func() error { _, err := s.Queue.Get(ended, ann, id); return err },
		"List":    func() error { _, _, err := s.Queue.List(ended, ann, jobs.Filter{}, "", 0); return err },
		"Ahead":   func() error { _, err := s.Queue.Ahead(ended, ann, id); return err },
		"Cancel":  func() error { _, err := s.Queue.Cancel(ended, ann, id); return err },
		"Delete":  func() error { return s.Queue.Delete(ended, ann, id) },
		"Open":    func() error { _, err := s.Queue.Open(ended, ann, id, fileName); return err },
		"Stats":   func() error { _, err := s.Queue.Stats(ended); return err },
	} {
		err := call()
		require.ErrorIs(t, err, context.Canceled, name)
		require.Empty(t, jobs.CodeOf(err), name)
		require.ErrorContains(t, err, "jobs: ", name)
	}
	require.Equal(t, jobs.Pending, s.Get(t, id).State)
	require.Len(t, s.IDs(t, ann, jobs.Filter{}, 0), 1)
}

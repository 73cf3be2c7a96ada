package jobstest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// tooMuch is an error of a host's.
type tooMuch struct{ Limit int }

func (e *tooMuch) Error() string { return fmt.Sprintf("No more than %d, please.", e.Limit) }

// Refused tells whether it is one: with 0 it is none.
func (e *tooMuch) Refused() bool { return e.Limit > 0 }

// quotaRefuses: what is refused is not there, and comes back as it is; nothing is refused but what would be new.
func quotaRefuses(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	shared := jobs.Spec{Kind: "render", Owner: "ann", Key: "key", Unique: "unique", Input: []byte("input")}
	first := s.Add(t, shared).ID
	reused := jobs.Spec{Kind: "render", Owner: "ann", Unique: "made", Reuse: true}
	made := s.become(t, s.Add(t, reused).ID, jobs.Succeeded, 0)
	running := s.become(t, s.Add(t, render("ann")).ID, jobs.Running, 0).ID
	before := s.everything(t)
	s.Quota.Refuse(&tooMuch{Limit: 7})

	for i, spec := range []jobs.Spec{render("ann"), {Kind: "other", Owner: "new", Key: "key", Unique: "unique", Input: []byte("x")}} {
		_, existed, err := s.Queue.Enqueue(t.Context(), spec)
		require.False(t, existed)
		require.Equal(t, &tooMuch{Limit: 7}, err, "as it is")
		require.Equal(t, i+1, s.Counts.Of("refuse quota"))

		// Whoever goes on in spite of it has no job, and what is theirs.
		require.NoError(t, db.Write(t.Context(), func(tx *sqldb.Tx) error {
			_, existed, err := s.Queue.EnqueueTx(t.Context(), tx, spec)
			require.False(t, existed)
			require.Equal(t, &tooMuch{Limit: 7}, err)
			return tx.Publish(t.Context(), "test.asked", i)
		}))
		require.Error(t, db.Write(t.Context(), func(tx *sqldb.Tx) error {
			_, _, err := s.Queue.EnqueueTx(t.Context(), tx, spec)
			return err
		}))
	}
	require.Equal(t, before, s.everything(t))
	var asked int
	require.NoError(t, db.Get(t.Context(), &asked, `select count(*) from ep_outbox where topic = 'test.asked'`))
	require.Equal(t, 2, asked)
	require.Equal(t, 2, s.Counts.Of("refuse quota"), "of transactions of others' nobody is told")

	s.Add(t, jobs.Spec{Kind: "render", Owner: jobs.System, Key: "key"})
	require.Equal(t, first, s.again(t, shared).ID)
	require.Equal(t, first, s.again(t, jobs.Spec{Kind: "render", Owner: "ann", Unique: "unique"}).ID)
	require.Equal(t, made.ID, s.again(t, reused).ID)
	require.Len(t, s.IDs(t, ann, jobs.Filter{}, 0), 3)
	require.Zero(t, s.Ahead(t, first))
	require.Equal(t, fileBytes, string(s.Read(t, ann, made.ID, fileName)))
	for _, id := range []string{first, running} {
		j, err := s.Queue.Cancel(t.Context(), ann, id)
		require.NoError(t, err)
		require.True(t, j.Cancel)
	}
	for _, id := range []string{first, made.ID} {
		require.NoError(t, s.Queue.Delete(t.Context(), ann, id))
	}
	_, err := s.Queue.Stats(t.Context())
	require.NoError(t, err)
	_, err = s.Queue.Sweep(t.Context())
	require.NoError(t, err)
	s.DeleteUser(t, "ann")
	require.Equal(t, []string{running}, s.IDs(t, ann, jobs.Filter{}, 0))

	s.Quota.Refuse(nil)
	s.Add(t, render("new"))
}

// quotaOfCode: an error of this package's that a Quota returns is counted as what it is.
func quotaOfCode(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	s.Quota.Refuse(fmt.Errorf("host: %w", &jobs.Error{Code: jobs.CodeTooMany, Message: "You have enough."}))
	_, _, err := s.Queue.Enqueue(t.Context(), render("ann"))
	requireCode(t, jobs.CodeTooMany, err)
	require.ErrorContains(t, err, "host: ")
	require.Equal(t, map[string]int{"refuse too-many-jobs": 1}, s.Counts.All())
}

// quotaErrors: an error that is no limit comes back as it is as well, and nobody counts it as a refusal.
func quotaErrors(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	for i, c := range []struct {
		err     error
		refused bool
	}{
		{errors.New("the ledger is closed"), false},
		{&tooMuch{Limit: 0}, false},
		{&tooMuch{Limit: 3}, true},
		{fmt.Errorf("host: %w", &tooMuch{Limit: 3}), true},
		{fmt.Errorf("host: %w", &tooMuch{Limit: 0}), false},
	} {
		s.Quota.Refuse(c.err)
		before := s.Counts.Of("refuse quota")
		_, existed, err := s.Queue.Enqueue(t.Context(), render("ann"))
		require.False(t, existed)
		require.Equal(t, c.err, err, "as it is")
		require.Equal(t, c.refused, s.Counts.Of("refuse quota") > before, i)
		require.NoError(t, db.Write(t.Context(), func(tx *sqldb.Tx) error {
			_, _, err := s.Queue.EnqueueTx(t.Context(), tx, render("ann"))
			require.Equal(t, c.err, err)
			return nil
		}))
	}
	require.Equal(t, map[string]int{"refuse quota": 2}, s.Counts.All())
	require.Empty(t, s.IDs(t, ann, jobs.Filter{}, 0), "there is no job then")
}

// failing is a Quota whose statements fail.
type failing struct{ add, end bool }

func (f *failing) AddJob(ctx context.Context, tx *sqldb.Tx, _ jobs.Job) error {
	return f.fail(ctx, tx, f.add)
}
func (f *failing) EndJob(ctx context.Context, tx *sqldb.Tx, _ jobs.Job) error {
	return f.fail(ctx, tx, f.end)
}

func (f *failing) fail(ctx context.Context, tx *sqldb.Tx, fails bool) error {
	if !fails {
		return nil
	}
	_, err := tx.Exec(ctx, `insert into ep_test_no_such_table (id) values (1)`)
	return err
}

// quotaFails: what breaks is no refusal, and nothing was changed.
func quotaFails(t *testing.T, db *sqldb.DB) {
	quota := &failing{}
	s := New(t, db, func(c *jobs.Config) { c.Quota = quota })
	id := s.Add(t, render("ann")).ID
	before := s.everything(t)
	quota.add, quota.end = true, true
	_, _, err := s.Queue.Enqueue(t.Context(), render("ann"))
	require.ErrorContains(t, err, "jobs: enqueue: ")
	require.Empty(t, jobs.CodeOf(err))
	require.Error(t, db.Write(t.Context(), func(tx *sqldb.Tx) error {
		_, _, err := s.Queue.EnqueueTx(t.Context(), tx, render("ann"))
		require.Error(t, err)
		return nil // it is not committed in spite of that
	}))
	_, err = s.Queue.Cancel(t.Context(), ann, id)
	require.ErrorContains(t, err, "jobs: cancel: ")
	s.publish(t, map[string]string{"id": "ben"})
	_, err = s.Outbox.Drain(t.Context())
	require.NoError(t, err, "who has nothing that waits")
	_, err = db.Exec(t.Context(), `delete from ep_job_gone`)
	require.NoError(t, err)
	require.Equal(t, before, s.everything(t))
	require.Equal(t, map[string]int{"enqueue render": 1}, s.Counts.All())

	s.publish(t, map[string]string{"id": "ann"})
	_, err = s.Outbox.Drain(t.Context())
	require.Error(t, err)
	require.Equal(t, jobs.Pending, s.Get(t, id).State)
	quota.end = false
	s.DeleteUser(t, "ann")
	_, err = s.Queue.Get(t.Context(), admin, id)
	requireCode(t, jobs.CodeNotFound, err)
}

// quotaLater: one that is set later is told of the end of what was enqueued before, and of no beginning.
func quotaLater(t *testing.T, db *sqldb.DB) {
	s := New(t, db, func(c *jobs.Config) { c.Quota = nil })
	pending := s.Add(t, render("ann")).ID
	goes := s.Add(t, render("ben")).ID
	later := Open(t, db, func(c *jobs.Config) { c.Quota = bare{c.Quota} })
	_, err := later.Queue.Cancel(t.Context(), ann, pending)
	require.NoError(t, err)
	later.DeleteUser(t, "ben")
	var rows []told
	require.NoError(t, db.Select(t.Context(), &rows, allTold+` order by t.owner`))
	require.Equal(t, []told{
		{ID: pending, Owner: "ann", Ended: 1, State: jobs.Cancelled, Is: jobs.Cancelled},
		{ID: goes, Owner: "ben", Ended: 1, State: jobs.Pending},
	}, rows)
}

// bare is a Quota of which nobody looks whether it was told the truth.
type bare struct{ jobs.Quota }

// queueLive: by owner and then by id, as bytes compare; each page after the one before.
func queueLive(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	want := map[string]string{}
	owners := append(hostile(), "ann", "Ann", "b")
	for i, owner := range owners {
		for n, state := range states() {
			j := s.become(t, s.Add(t, jobs.Spec{Kind: "render", Owner: owner, Unique: fmt.Sprint(n)}).ID, state, 0)
			if !state.Final() {
				want[j.ID] = owner
			}
		}
		if i%2 == 0 {
			want[s.Add(t, jobs.Spec{Kind: "render-2", Owner: owner}).ID] = owner
		}
	}
	for range 3 {
		s.become(t, s.Add(t, render(jobs.System)).ID, jobs.Running, 0)
	}
	s.requireLive(t, want)
	list := func(after jobs.LiveJob, limit int) []jobs.LiveJob {
		t.Helper()
		page, err := jobs.Live(t.Context(), db, "render", after, limit)
		require.NoError(t, err)
		return page
	}
	all := list(jobs.LiveJob{}, 1000)
	require.Len(t, all, 2*len(owners))
	for _, limit := range []int{1, 2, 7} {
		var got []jobs.LiveJob
		var last jobs.LiveJob
		for {
			page := list(last, limit)
			got = append(got, page...)
			if len(page) < limit {
				break
			}
			last = page[limit-1]
		}
		require.Equal(t, all, got)
	}
	require.Empty(t, list(jobs.LiveJob{}, 0))
	require.Empty(t, list(jobs.LiveJob{}, -1))
	require.Empty(t, list(jobs.LiveJob{Owner: "\U0010ffff"}, 10))
	page, err := jobs.Live(t.Context(), db, "no-such-kind", jobs.LiveJob{}, 10)
	require.NoError(t, err)
	require.Empty(t, page)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = jobs.Live(ended, db, "render", jobs.LiveJob{}, 10)
	require.ErrorIs(t, err, context.Canceled)
}

// queueLiveSeeks: each page of Live is read from an index, from where it begins.
func queueLiveSeeks(t *testing.T, db *sqldb.DB) {
	require.NoError(t, db.Migrate(t.Context(), Schemas()...))
	sqldbtest.PagesSeek(t, db, func(t testing.TB, db *sqldb.DB, rows int) []sqldbtest.Listing {
		s := Open(t, db, func(c *jobs.Config) { c.Quota = nil })
		_, err := db.Exec(t.Context(), `update ep_job set id = '1' where id = $1`, detached(t, s))
		require.NoError(t, err)
		copyRows(t, db, 1, rows)
		_, err = db.Exec(t.Context(), db.Dialect().Pick(`analyze`, `analyze ep_job`))
		require.NoError(t, err)
		return []sqldbtest.Listing{{
			Name: "live", Index: "ep_job_live", Last: fmt.Sprint(300_000 + rows - sqldbtest.PageSize),
			List: func(ctx context.Context, r sqldb.Reader, after string, limit int) (ids []string, next string, err error) {
				from := jobs.LiveJob{Owner: "ann", ID: after}
				if after == "" {
					from.Owner = ""
				}
				page, err := jobs.Live(ctx, r, "render", from, limit+1)
				for _, j := range page[:min(len(page), limit)] {
					ids, next = append(ids, j.ID), j.ID
				}
				if len(page) <= limit {
					next = ""
				}
				return ids, next, err
			},
		}}
	})
}

// detached is a job of ann's whose input is gone, so that its id can be another.
func detached(t testing.TB, s *Setup) string {
	t.Helper()
	id := s.Add(t, render("ann")).ID
	_, err := s.DB.Exec(t.Context(), `delete from ep_job_input`)
	require.NoError(t, err)
	return id
}

// raceQuota: of those who come at the same time, no more get a job than Config.Quota allows, and it knows each of them.
func raceQuota(t *testing.T, dbs []*sqldb.DB) {
	var got tally
	limit := &Quota{}
	limit.Most(10)
	atOnce(t, dbs, 40, func(c *jobs.Config) { c.Quota = limit }, func(s *Setup, i int) {
		spec := render("ann")
		if i%4 == 0 {
			spec.Unique = "the same"
		}
		_, existed, err := s.Queue.Enqueue(t.Context(), spec)
		if errors.Is(err, ErrMost) {
			got.add("most")
			return
		}
		got.add(answer(existed, err))
	})
	require.Equal(t, 10, got.n["new"], got.n)
	require.Equal(t, 30, got.n["existed"]+got.n["most"], got.n)
	Open(t, dbs[0]).requireTold(t)
}

// raceEnd: what ends in many ways at once ends once.
func raceEnd(t *testing.T, dbs []*sqldb.DB) {
	s := Open(t, dbs[0])
	var ids []string
	for range 12 {
		ids = append(ids, s.Add(t, render("ann")).ID)
	}
	var once tally
	atOnce(t, dbs, 37, func(c *jobs.Config) {}, func(s *Setup, i int) {
		if i == 36 {
			if err := s.DB.Write(t.Context(), func(tx *sqldb.Tx) error {
				return tx.Publish(t.Context(), TopicUserDeleted, map[string]string{"id": "ann"})
			}); err != nil {
				once.add(err.Error())
			}
			if _, err := s.Outbox.Drain(t.Context()); err != nil {
				once.add(err.Error())
			}
			return
		}
		if _, err := s.Queue.Cancel(t.Context(), ann, ids[i%12]); err != nil && jobs.CodeOf(err) != jobs.CodeNotFound {
			once.add(err.Error())
		}
	})
	require.Empty(t, once.n)
	require.Empty(t, s.IDs(t, ann, jobs.Filter{}, 0))
}

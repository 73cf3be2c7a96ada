package jobs

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// Every statement of the Runner finds its rows by an index.
func TestRunnerStatementsSeek(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t, Schema())
	const id = "(id=?)"
	for _, c := range []struct {
		statement string
		by        []string
	}{
		{inputOf, []string{"(job_id=?)"}},
		{extend(sqldb.SQLite), []string{id}},
		{leases, []string{"ep_job_lease (lease_at>?)"}},
		{asked, []string{"ep_job_lease (lease_at>?)"}},
		{putProgress, []string{id}},
		{heldBy, []string{id}},
		{claimedBy, []string{id}},
		{endRunning, []string{id}},
		{expired, []string{"ep_job_lease (lease_at<?)"}},
		{stillExpired, []string{id}},
		{overdue, []string{"ep_job_expires (expires_at<?)"}},
		{stateOf, []string{id}},
	} {
		p := sqldbtest.Plan(t, db, c.statement)
		for _, by := range c.by {
			require.Contains(t, p, by, "%s\n%s", c.statement, p)
		}
		require.NotContains(t, p, "SCAN ep_job", "%s\n%s", c.statement, p)
		require.NotContains(t, p, "TEMP B-TREE", "%s\n%s", c.statement, p)
	}
	// The next one is the first in the index that may run. Running ones, of which there are few, are grouped once.
	for statement, by := range map[string]string{next(sqldb.SQLite): "", claimNext(sqldb.SQLite): "(id=?)"} {
		p := sqldbtest.Plan(t, db, statement)
		require.Contains(t, p, "SCAN ep_job USING INDEX ep_job_ready", "%s\n%s", statement, p)
		require.Contains(t, p, "ep_job_lease (lease_at>?)", "%s\n%s", statement, p)
		require.Contains(t, p, "LIST SUBQUERY", p)
		require.NotContains(t, p, "CORRELATED", p)
		require.NotContains(t, p, "FOR ORDER BY", p)
		require.Contains(t, p, by, p)
	}
}

// Waits double, up to a bound, and are random: so those who failed together do not come back together.
func TestBackoff(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		first, most time.Duration
		attempt     int
		least       time.Duration
		from, to    time.Duration
	}{
		{5 * time.Second, 10 * time.Minute, 1, 0, 0, 5 * time.Second},
		{5 * time.Second, 10 * time.Minute, 2, 0, 0, 10 * time.Second},
		{5 * time.Second, 10 * time.Minute, 7, 0, 0, 320 * time.Second},
		{5 * time.Second, 10 * time.Minute, 8, 0, 0, 10 * time.Minute},
		{5 * time.Second, 10 * time.Minute, 20, 0, 0, 10 * time.Minute},
		{30 * 24 * time.Hour, 30 * 24 * time.Hour, 1 << 30, 0, 0, 30 * 24 * time.Hour},
		{time.Millisecond, maxDelay, 1 << 30, 0, 0, maxDelay},
		{5 * time.Second, 10 * time.Minute, 1, time.Hour, time.Hour, time.Hour},
		{5 * time.Second, 10 * time.Minute, 1, 1 << 62, maxDelay, maxDelay},
		{5 * time.Second, 10 * time.Minute, 1, -time.Hour, 0, 5 * time.Second},
	} {
		config := Config{Backoff: c.first, MaxBack: c.most}
		seen := map[time.Duration]bool{}
		for range 200 {
			d := config.backoff(c.attempt, c.least)
			require.GreaterOrEqual(t, d, c.from, "%+v", c)
			require.LessOrEqual(t, d, c.to, "%+v", c)
			seen[d] = true
		}
		require.Equal(t, c.from == c.to, len(seen) == 1, "%+v", c)
	}
}

// What becomes of a running job, whatever its Handler says and whoever asked for what.
func TestEnd(t *testing.T) {
	t.Parallel()
	now := time.UnixMilli(1e12)
	done, file := "7", `[{"key":"k"}]`
	config := Config{Backoff: time.Second, MaxBack: time.Second}
	runner := "me"
	running := func(change func(r *row)) row {
		r := row{
			ID: "x", State: Running, Attempt: 2, Attempts: 3, Fence: 5, KeepMS: 1000, RunAt: sqldb.At(now.Add(-time.Hour)), Turn: sqldb.At(now.Add(-time.Minute)),
			Lease: sqldb.At(now), Runner: &runner, Done: 1,
		}
		if change != nil {
			change(&r)
		}
		return r
	}
	failure := &Failure{Code: "c", Message: "m"}
	final := &Failure{Code: "f", Message: "m", Final: true}
	for name, c := range map[string]struct {
		r     row
		e     ending
		state State
		code  string
	}{
		"succeeded":                 {running(nil), ending{result: &done, files: &file}, Succeeded, ""},
		"failed, again":             {running(nil), ending{failure: failure}, Pending, "c"},
		"failed, for the last time": {running(func(r *row) { r.Attempt = 3 }), ending{failure: failure}, Failed, "c"},
		"failed for good":           {running(nil), ending{failure: final}, Failed, "f"},
		"given back":                {running(nil), ending{back: true}, Pending, outGivenBack},
		"cancelled and succeeded":   {running(func(r *row) { r.Cancel = true }), ending{result: &done, files: &file}, Cancelled, outCancelled},
		"cancelled and failed":      {running(func(r *row) { r.Cancel = true }), ending{failure: final}, Cancelled, outCancelled},
		"cancelled and given back":  {running(func(r *row) { r.Cancel = true }), ending{back: true}, Cancelled, outCancelled},
		"the turn is later":         {running(func(r *row) { r.Turn = sqldb.At(now.Add(time.Hour)) }), ending{failure: failure}, Pending, "c"},
	} {
		got := config.end(c.r, c.e, now)
		require.Equal(t, c.state, got.State, name)
		require.Equal(t, c.code, c.e.code(got), name)
		require.Zero(t, got.Lease, name)
		require.Nil(t, got.Runner, name)
		require.Equal(t, c.state == Succeeded, got.Result != nil, name)
		require.Equal(t, c.state == Succeeded, got.Files != nil, name)
		require.Equal(t, c.state.Final(), !got.Finished.IsZero(), name)
		require.EqualValues(t, 5, got.Fence, name)
		if c.state.Final() {
			require.Equal(t, now.Add(time.Second).UTC(), got.Expires.Time, name)
		} else {
			require.Zero(t, got.Expires, name)
			require.False(t, got.Turn.Before(c.r.Turn.Time), "%s: nobody gets ahead by failing", name)
			require.False(t, got.RunAt.Before(c.r.RunAt.Time), name)
		}
		switch {
		case c.e.back && c.state == Pending:
			require.Equal(t, c.r.Attempt-1, got.Attempt, name)
			require.Equal(t, c.r.Turn, got.Turn, name)
		case c.state == Pending:
			require.False(t, got.RunAt.Before(now), name)
			require.False(t, got.Turn.Before(got.RunAt.Time), name)
			fallthrough
		default:
			require.Equal(t, c.r.Attempt, got.Attempt, name)
		}
	}
}

// A commit of which the database could not tell any more is found again; and so is that the job was lost.
func TestFinishIsFoundAgain(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t, Schema())
	ctx := t.Context()
	q, err := NewSQL(db, Config{Concurrent: 10})
	require.NoError(t, err)
	r, err := q.newRunner(Handlers{"work": func(context.Context, *Task) (any, error) { return nil, nil }})
	require.NoError(t, err)
	claim := func() *attempt {
		_, _, err := q.Enqueue(ctx, Spec{Kind: "work", Owner: "ann"})
		require.NoError(t, err)
		all, err := r.claim(ctx, 10)
		require.NoError(t, err)
		require.Len(t, all, 1)
		a := r.newAttempt(ctx, all[0])
		t.Cleanup(a.close)
		return a
	}
	result := "7"
	e := ending{result: &result}
	a := claim()
	first, err := a.finish(ctx, e, false)
	require.NoError(t, err)
	require.Equal(t, Succeeded, first.State)
	again, err := a.finish(ctx, e, true)
	require.NoError(t, err)
	require.Equal(t, first, again)
	_, err = a.finish(ctx, e, false)
	require.ErrorIs(t, err, ErrLeaseLost)

	for _, change := range []string{`update ep_job set fence = fence + 1 where id = $1`, `delete from ep_job where id = $1`} {
		a = claim()
		_, err = db.Exec(ctx, change, a.row.ID)
		require.NoError(t, err)
		for _, again := range []bool{false, true} {
			_, err = a.finish(ctx, e, again)
			require.ErrorIs(t, err, ErrLeaseLost)
		}
	}
	var finishes int
	require.NoError(t, db.Get(ctx, &finishes, `select count(*) from ep_audit where action = $1`, ActionFinish))
	require.Equal(t, 1, finishes)
}

// A sign of life that comes while an ending is written down is no sign that the job was lost.
func TestBeatLeavesWhatHasEnded(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	q, err := NewSQL(sqldbtest.SQLite(t, Schema()), Config{Concurrent: 2})
	require.NoError(t, err)
	r, err := q.newRunner(Handlers{"work": func(context.Context, *Task) (any, error) { return nil, nil }})
	require.NoError(t, err)
	var running []*attempt
	for range 2 {
		_, _, err := q.Enqueue(ctx, Spec{Kind: "work", Owner: System})
		require.NoError(t, err)
		all, err := r.claim(ctx, 1)
		require.NoError(t, err)
		a := r.newAttempt(ctx, all[0])
		t.Cleanup(a.close)
		r.here.add(a)
		running = append(running, a)
	}
	ended, stolen := running[0], running[1]
	ended.task.end()
	_, err = ended.finish(ctx, ending{}, false)
	require.NoError(t, err)
	_, err = q.db.Exec(ctx, `update ep_job set fence = fence + 1 where id = $1`, stolen.row.ID)
	require.NoError(t, err)
	whole, err := r.beat(ctx)
	require.NoError(t, err)
	require.True(t, whole)
	require.NoError(t, ended.lease.Err())
	require.ErrorIs(t, context.Cause(stolen.lease), ErrLeaseLost)
}

func TestNeeds(t *testing.T) {
	t.Parallel()
	files := `[{"name":"a","key":"jobs/x/4-a"}]`
	for _, c := range []struct {
		state State
		fence int64
		key   string
		want  bool
	}{
		{Pending, 3, "jobs/x/3-a", false},
		{Pending, 4, "jobs/x/4-a", false}, // the next claim has 5
		{Pending, 5, "jobs/x/5-a", true},
		{Running, 3, "jobs/x/3-a", false},
		{Running, 4, "jobs/x/4-b", true},
		{Running, 5, "jobs/x/5-a", true},
		{Succeeded, 4, "jobs/x/4-a", true},
		{Succeeded, 4, "jobs/x/4-b", false},
		{Succeeded, 3, "jobs/x/3-a", false},
		{Failed, 4, "jobs/x/4-a", false},
		{Cancelled, 4, "jobs/x/4-a", false},
	} {
		require.Equal(t, c.want, row{ID: "x", State: c.state, Fence: 4, Files: &files}.needs(c.key, c.fence), "%+v", c)
	}
}

func TestPeriodOf(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 2, 9, 30, 12, 5, time.UTC)
	for every, want := range map[time.Duration]string{
		time.Minute:    "2026-03-02T09:30:00Z",
		time.Hour:      "2026-03-02T09:00:00Z",
		24 * time.Hour: "2026-03-02T00:00:00Z",
		7 * day:        "2026-02-26T00:00:00Z", // a Thursday, as the first of January 1970 was
		400 * day:      "2025-11-08T00:00:00Z",
	} {
		require.Equal(t, want, periodOf(at, every).Format(time.RFC3339), every)
		require.Equal(t, periodOf(at, every), periodOf(periodOf(at, every), every))
		require.Equal(t, periodOf(at, every).Add(every), periodOf(periodOf(at, every).Add(every), every))
	}
}

// Whatever is among the blobs: a key is one of ours only if we would make it again.
func FuzzClaimOf(f *testing.F) {
	const id = "01890000-0000-7000-8000-000000000001"
	for _, key := range []string{"jobs/" + id + "/1-a", "jobs/" + id + "/01-a", "jobs/" + id + "/-1-a", "jobs/" + id + "/9223372036854775808-a", "jobs//1-a", "a", "", "jobs/" + id + "/1-a/b"} {
		f.Add(key)
	}
	f.Fuzz(func(t *testing.T, key string) {
		got, fence, ok := claimOf(key)
		if !ok {
			return
		}
		require.True(t, isID(got))
		require.Positive(t, fence)
		_, name, _ := strings.Cut(strings.TrimPrefix(key, "jobs/"+got+"/"), "-")
		require.Equal(t, key, fileKey(got, fence, name))
	})
}

// What Handlers say is kept as text that any database takes, of bounded length.
func FuzzText(f *testing.F) {
	for _, s := range []string{"", "plain", "a\x00b\n\u0085", "\xff\xfe", strings.Repeat("ä", 300), strings.Repeat("\xff", 300), "\u2028", strings.Repeat("a", 199) + "é"} {
		f.Add(s, 200)
	}
	f.Fuzz(func(t *testing.T, s string, most int) {
		most = 3 + (most&0xff+0x100)%0x100
		got := text(s, most)
		require.LessOrEqual(t, len(got), most)
		require.True(t, utf8.ValidString(got))
		require.NotContains(t, got, "\x00")
		require.Equal(t, got, text(got, most))
		if len(s) <= most && utf8.ValidString(s) && !strings.ContainsFunc(s, func(c rune) bool { return c < ' ' || c >= 0x7f && c <= 0x9f }) {
			require.Equal(t, s, got)
		}
	})
}

// A Failure that Handlers return is one of its whole chain's, within bounds.
func FuzzFailure(f *testing.F) {
	f.Add("code", "message", []byte(`{"a":1}`), true)
	f.Add("", "", []byte("\"\xff\\u0000\""), false)
	f.Add(strings.Repeat("\xff", 5000), "\x00", []byte(`"`+strings.Repeat("x", 70_000)+`"`), false)
	f.Fuzz(func(t *testing.T, code, message string, detail []byte, final bool) {
		kept := failureOf(fmt.Errorf("x: %w", errors.Join(errors.New("y"), &Failure{Code: code, Message: message, Detail: detail, Final: final})))
		require.NotEmpty(t, kept.Code)
		require.NotEmpty(t, kept.Message)
		require.LessOrEqual(t, len(kept.Code), maxCode)
		require.LessOrEqual(t, len(kept.Message), maxMessage)
		require.LessOrEqual(t, len(kept.Detail), maxDetail)
		column := *kept.column()
		require.True(t, utf8.ValidString(column))
		require.NotContains(t, column, "\x00")
		j := row{Failure: &column}.job()
		require.Equal(t, kept.Code, j.Failure.Code)
		require.Equal(t, kept.Message, j.Failure.Message)
		require.Equal(t, final, j.Failure.Final)
	})
}

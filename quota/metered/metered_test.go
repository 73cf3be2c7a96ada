package metered_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/renderjob"
	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/quota/metered"
	"github.com/einkpdf/platform/sqldb"
)

// ledger writes down what it is asked, and refuses or fails one kind of call.
type ledger struct {
	asked []string
	fails map[string]error
	limit int64
}

func (l *ledger) note(what string, items ...quota.Item) error {
	for _, i := range items {
		what += " " + string(i.Resource)
	}
	l.asked = append(l.asked, what)
	return l.fails[what]
}

func (l *ledger) Reserve(_ context.Context, _ *sqldb.Tx, _, _ string, items ...quota.Item) error {
	return l.note("reserve", items...)
}

func (l *ledger) Add(_ context.Context, _ *sqldb.Tx, _, _ string, items ...quota.Item) error {
	return l.note("add", items...)
}

func (l *ledger) Put(_ context.Context, _ *sqldb.Tx, _, _ string, items ...quota.Item) error {
	return l.note("put", items...)
}

func (l *ledger) Commit(_ context.Context, _ *sqldb.Tx, _, _ string, items ...quota.Item) error {
	return l.note("commit", items...)
}

func (l *ledger) Release(_ context.Context, _ *sqldb.Tx, _, _ string, resources ...quota.Resource) error {
	var items []quota.Item
	for _, r := range resources {
		items = append(items, quota.Item{Resource: r})
	}
	return l.note("release", items...)
}

func (l *ledger) Room(_ context.Context, _ string, items ...quota.Item) error {
	for _, i := range items {
		if l.limit >= 0 && i.Amount > l.limit {
			return &quota.Error{Code: quota.CodePages, Asked: i.Amount}
		}
	}
	return l.note("room", items...)
}

func (l *ledger) Limit(context.Context, string, quota.Resource) (int64, error) {
	return l.limit, l.fails["limit"]
}

// Whether a job counts for its day.
func TestEndJob(t *testing.T) {
	t.Parallel()
	const counted, not = "commit jobs-per-day, release jobs-at-once", "release jobs-at-once jobs-per-day"
	for _, c := range []struct {
		name string
		job  jobs.Job
		want string
	}{
		{"succeeded", jobs.Job{State: jobs.Succeeded, Attempt: 1}, counted},
		{"succeeded after a failure", jobs.Job{State: jobs.Succeeded, Attempt: 2, Failure: &jobs.Failure{Code: jobs.FailLost}}, counted},
		{"failed", jobs.Job{State: jobs.Failed, Attempt: 1, Failure: &jobs.Failure{Code: renderjob.FailPages}}, counted},
		{"failed by us", jobs.Job{State: jobs.Failed, Attempt: 3, Failure: &jobs.Failure{Code: jobs.FailLost}}, not},
		{"cancelled before", jobs.Job{State: jobs.Cancelled}, not},
		{"cancelled", jobs.Job{State: jobs.Cancelled, Attempt: 1}, counted},
		{"cancelled after we failed", jobs.Job{State: jobs.Cancelled, Attempt: 1, Failure: &jobs.Failure{Code: renderjob.FailCrashed}}, not},
		{"gone while it waits", jobs.Job{State: jobs.Pending, Attempt: 1}, not},
		{"gone while it runs", jobs.Job{State: jobs.Running, Attempt: 1}, not},
	} {
		l := &ledger{}
		c.job.Kind = renderjob.Kind
		require.NoError(t, metered.Jobs(l).EndJob(t.Context(), nil, c.job))
		got := l.asked[0]
		for _, more := range l.asked[1:] {
			got += ", " + more
		}
		require.Equal(t, c.want, got, c.name)

		l = &ledger{}
		c.job.Kind = "mail"
		require.NoError(t, metered.Jobs(l).EndJob(t.Context(), nil, c.job))
		require.Empty(t, l.asked)
	}
}

// What a refusal has counted before is taken back; what breaks is left to the transaction.
func TestAddJob(t *testing.T) {
	t.Parallel()
	broken, refused := errors.New("broken"), &quota.Error{Code: quota.CodeAtOnce}
	const reserve, add, release = "reserve jobs-per-day", "add jobs-at-once", "release jobs-per-day"
	for _, c := range []struct {
		fails map[string]error
		asked []string
		err   error
	}{
		{nil, []string{reserve, add}, nil},
		{map[string]error{reserve: refused}, []string{reserve}, refused},
		{map[string]error{add: refused}, []string{reserve, add, release}, refused},
		{map[string]error{add: broken}, []string{reserve, add}, broken},
		{map[string]error{add: refused, release: broken}, []string{reserve, add, release}, broken},
	} {
		l := &ledger{fails: c.fails}
		err := metered.Jobs(l).AddJob(t.Context(), nil, jobs.Job{Kind: renderjob.Kind, Owner: "ann", ID: "1"})
		require.Equal(t, c.err, err)
		require.Equal(t, c.asked, l.asked)
	}
	l := &ledger{}
	require.NoError(t, metered.Jobs(l).AddJob(t.Context(), nil, jobs.Job{Kind: "mail", Owner: "ann", ID: "1"}))
	require.Empty(t, l.asked)
}

// What is imported is beyond any limit.
func TestImported(t *testing.T) {
	t.Parallel()
	l := &ledger{}
	for _, imported := range []bool{false, true} {
		require.NoError(t, metered.Projects(l).AddProject(t.Context(), nil, "ann", "1", imported))
		require.NoError(t, metered.Assets(l).AddAsset(t.Context(), nil, "ann", "1", 5, imported))
	}
	require.NoError(t, metered.Assets(l).SizeAsset(t.Context(), nil, "ann", "1", 6))
	require.Equal(t, []string{"add projects", "add assets storage", "put projects", "put assets storage", "put storage"}, l.asked)
}

func TestJobPages(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		limit       int64
		pages, most int
		refused     bool
	}{
		{500, 400, 500, false},
		{500, 500, 500, false},
		{500, 501, 0, true},
		{500, 0, 500, false},
		{0, 0, 0, true},
		{0, 1, 0, true},
		{quota.Unlimited, 1_000_000, -1, false},
		{1 << 40, 1, 1<<31 - 1, false},
	} {
		most, err := metered.Pages(&ledger{limit: c.limit}).JobPages(t.Context(), "ann", c.pages)
		require.Equal(t, c.refused, quota.CodeOf(err) == quota.CodePages, "%+v", c)
		require.Equal(t, c.most, most, "%+v", c)
	}
	broken := errors.New("broken")
	_, err := metered.Pages(&ledger{limit: 5, fails: map[string]error{"limit": broken}}).JobPages(t.Context(), "ann", 1)
	require.ErrorIs(t, err, broken)
}

// All that is counted can be compared with what there is, but for what nothing is counted of.
func TestTruths(t *testing.T) {
	t.Parallel()
	truths := metered.Truths()
	for _, r := range quota.Resources() {
		require.Equal(t, r != quota.PagesPerJob, truths[r] != nil, r)
	}
}

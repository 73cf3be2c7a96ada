package projectstest

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/sqldb"
)

// Quota keeps what it is told in a table beside the projects: who has which. It is an error to tell it of a project that it knows
// already, or that one goes which it does not know. It is safe for concurrent use.
type Quota struct {
	db *sqldb.DB

	mu     sync.Mutex
	refuse error
}

var _ projects.Quota = (*Quota)(nil)

// NewQuota is that in db, which has the table of QuotaSchema.
func NewQuota(db *sqldb.DB) *Quota { return &Quota{db: db} }

// QuotaSchema is the table of Quota.
func QuotaSchema() sqldb.Schema {
	const table = "-- +goose Up\ncreate table ep_test_owned (owner text not null, id text not null, primary key (owner, id))"
	return sqldb.Schema{Service: "projectstest_quota", Files: fstest.MapFS{
		"sqlite/0001_quota.sql":   {Data: []byte(table + " strict;\n")},
		"postgres/0001_quota.sql": {Data: []byte(table + ";\n")},
	}}
}

// Refuse is what AddProject returns from now on of what is not imported; nil ends that.
func (q *Quota) Refuse(err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.refuse = err
}

// AddProject implements projects.Quota.
func (q *Quota) AddProject(ctx context.Context, tx *sqldb.Tx, owner, project string, imported bool) error {
	q.mu.Lock()
	refuse := q.refuse
	q.mu.Unlock()
	if refuse != nil && !imported {
		return refuse
	}
	return one(tx.Exec(ctx, `insert into ep_test_owned (owner, id) values ($1, $2) on conflict do nothing`, owner, project))
}

// RemoveProject implements projects.Quota.
func (q *Quota) RemoveProject(ctx context.Context, tx *sqldb.Tx, owner, project string) error {
	return one(tx.Exec(ctx, `delete from ep_test_owned where owner = $1 and id = $2`, owner, project))
}

// one says that a row was changed.
func one(n int64, err error) error {
	if err == nil && n != 1 {
		err = errors.New("projectstest: the quota is told twice of a project, or not at first")
	}
	return err
}

// Check says that what was told is what there is, as projects.Owned lists it.
func (q *Quota) Check(ctx context.Context, t require.TestingT) {
	var told, owned []projects.OwnedProject
	require.NoError(t, q.db.Read(ctx, func(r sqldb.Reader) (err error) {
		told, owned = nil, nil
		if err := r.Select(ctx, &told, `select owner, id from ep_test_owned`); err != nil {
			return err
		}
		owned, err = allOwned(ctx, r, 3)
		return err
	}))
	slices.SortFunc(told, byOwner)
	require.Equal(t, told, owned, "what the quota was told, and what there is")
}

// allOwned lists all by pages of so many.
func allOwned(ctx context.Context, r sqldb.Reader, limit int) (all []projects.OwnedProject, err error) {
	for after := (projects.OwnedProject{}); ; {
		page, err := projects.Owned(ctx, r, after, limit)
		if err != nil {
			return nil, err
		}
		all = append(all, page...)
		if len(page) < limit {
			return all, nil
		}
		after = page[limit-1]
	}
}

// byOwner is the order of projects.Owned.
func byOwner(a, b projects.OwnedProject) int {
	if a.Owner != b.Owner {
		return strings.Compare(a.Owner, b.Owner)
	}
	return strings.Compare(a.ID, b.ID)
}

// checkQuota looks at the end of a test whether s's Quota was told of everything.
func (s *Setup) checkQuota(t testing.TB) {
	ctx := context.WithoutCancel(t.Context())
	t.Cleanup(func() {
		if !t.Failed() {
			s.Quota.Check(ctx, t)
		}
	})
}

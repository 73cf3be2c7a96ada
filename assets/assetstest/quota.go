package assetstest

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/sqldb"
)

// Quota keeps what it is told in a table beside the assets: who holds how much. It is an error to tell it of what it knows already, or that
// something goes or changes which it does not know. It is safe for concurrent use.
type Quota struct {
	db *sqldb.DB

	mu     sync.Mutex
	refuse error
}

var _ assets.Quota = (*Quota)(nil)

// NewQuota is that in db, which has the table of QuotaSchema.
func NewQuota(db *sqldb.DB) *Quota { return &Quota{db: db} }

// QuotaSchema is the table of Quota.
func QuotaSchema() sqldb.Schema {
	const table = "-- +goose Up\ncreate table ep_test_held (owner text not null, id text not null, bytes bigint not null, primary key (owner, id))"
	return sqldb.Schema{Service: "assetstest_quota", Files: fstest.MapFS{
		"sqlite/0001_quota.sql":   {Data: []byte(strings.Replace(table, "bigint", "integer", 1) + " strict;\n")},
		"postgres/0001_quota.sql": {Data: []byte(table + ";\n")},
	}}
}

// Refuse is what AddAsset returns from now on of what is not imported; nil ends that.
func (q *Quota) Refuse(err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.refuse = err
}

// AddAsset implements assets.Quota.
func (q *Quota) AddAsset(ctx context.Context, tx *sqldb.Tx, owner, asset string, bytes int64, imported bool) error {
	q.mu.Lock()
	refuse := q.refuse
	q.mu.Unlock()
	if refuse != nil && !imported {
		return refuse
	}
	return one(tx.Exec(ctx, `insert into ep_test_held (owner, id, bytes) values ($1, $2, $3) on conflict do nothing`, owner, asset, bytes))
}

// SizeAsset implements assets.Quota.
func (q *Quota) SizeAsset(ctx context.Context, tx *sqldb.Tx, owner, asset string, bytes int64) error {
	return one(tx.Exec(ctx, `update ep_test_held set bytes = $3 where owner = $1 and id = $2`, owner, asset, bytes))
}

// RemoveAsset implements assets.Quota.
func (q *Quota) RemoveAsset(ctx context.Context, tx *sqldb.Tx, owner, asset string) error {
	return one(tx.Exec(ctx, `delete from ep_test_held where owner = $1 and id = $2`, owner, asset))
}

// one says that a row was changed.
func one(n int64, err error) error {
	if err == nil && n != 1 {
		err = errors.New("assetstest: the quota is told twice of what somebody holds, or not at first")
	}
	return err
}

// Check says that what was told is what there is, as assets.Holdings lists it.
func (q *Quota) Check(ctx context.Context, t require.TestingT) {
	var told, held []assets.Holding
	require.NoError(t, q.db.Read(ctx, func(r sqldb.Reader) (err error) {
		told, held = nil, nil
		if err := r.Select(ctx, &told, `select owner, id, bytes from ep_test_held`); err != nil {
			return err
		}
		held, err = allHoldings(ctx, r, 7)
		return err
	}))
	slices.SortFunc(told, byOwner)
	require.Equal(t, told, held, "what the quota was told, and what there is")
}

// allHoldings lists all by pages of so many.
func allHoldings(ctx context.Context, r sqldb.Reader, limit int) (all []assets.Holding, err error) {
	for after := (assets.Holding{}); ; {
		page, err := assets.Holdings(ctx, r, after, limit)
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

// byOwner is the order of assets.Holdings.
func byOwner(a, b assets.Holding) int {
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

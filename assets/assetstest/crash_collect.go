package assetstest

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// prepareGone: ann has one of her own, and one that ben's project uses; ben has one of his own.
func prepareGone(t testing.TB, p sqldbtest.Place) {
	c := openCrashed(t, p, 0)
	ids := map[string]string{"alone": c.must(t, ann, wide(1)), "shared": c.must(t, ann, plain(2))}
	require.NoError(t, c.use(t.Context(), ben, "clone", ids["shared"]))
	c.remember(t, ids)
	c.must(t, ben, plain(3))
}

// deleteUser is what the service that keeps users does.
func (c *crashed) deleteUser(ctx context.Context) error {
	return c.db.Write(ctx, func(tx *sqldb.Tx) error {
		return tx.Publish(ctx, TopicUserDeleted, map[string]string{"id": ann.User})
	})
}

func doGone(ctx context.Context, p sqldbtest.Place) error {
	c, err := newCrashed(p, 0)
	if err != nil {
		return err
	}
	return c.steps(
		func() (string, error) { return "", c.deleteUser(ctx) },
		func() (string, error) { _, err := c.outbox.Drain(ctx); return "", err },
	)
}

// checkGone: either nobody knows of the deletion, or in the end nothing of ann's is left, neither
// rows nor files, and what ben has is as it was.
func checkGone(t testing.TB, p sqldbtest.Place, finished bool) {
	c := openCrashed(t, p, time.Hour) // what the dead process had taken is due again
	ctx := t.Context()
	ids, err := c.ids()
	require.NoError(t, err)
	c.whole(t)
	waiting := c.count(t, `ep_outbox`)
	deleted := waiting+c.count(t, `ep_asset_gone`) > 0
	require.True(t, deleted || len(c.acknowledged()) == 0, "what was acknowledged is lost")
	if finished {
		require.Zero(t, waiting)
	}
	if !deleted {
		require.True(t, c.holds(t, ann, ids["alone"]))
		require.NoError(t, c.deleteUser(ctx))
	}
	// PostgreSQL may need a moment to notice that a process died in a transaction, whose rows are
	// locked until then.
	for end := time.Now().Add(20 * time.Second); c.count(t, `ep_outbox`) > 0; time.Sleep(10 * time.Millisecond) {
		_, err := c.outbox.Drain(ctx)
		require.NoError(t, err)
		require.True(t, time.Now().Before(end), "an event is never handled")
	}
	c.exact(t)
	require.Zero(t, c.count(t, `ep_asset_holding where owner = $1`, ann.User))
	require.Equal(t, 2, c.count(t, `ep_asset_holding where owner = $1`, ben.User))
	require.True(t, c.holds(t, ben, ids["shared"]))

	// What was on its way comes too late, and leaves nothing.
	_, _, err = c.upload(ctx, ann, plain(5))
	require.Equal(t, assets.CodeUnauthenticated, assets.CodeOf(err))
	require.Error(t, c.use(ctx, ann, "another", ids["shared"]))
	require.Equal(t, 2, c.count(t, `ep_asset_holding`))
	c.exact(t)
	c.tidy(t)
}

func (c *crashed) count(t testing.TB, query string, args ...any) (n int) {
	t.Helper()
	require.NoError(t, c.db.Get(t.Context(), &n, `select count(*) from `+query, args...))
	return n
}

// prepareCollect: what ann's projects have not used for long, of which ben has one as well; one that they use
// again; one that they never did; and beside them a blob of nobody's and what a killed upload left.
func prepareCollect(t testing.TB, p sqldbtest.Place) {
	ctx := t.Context()
	c := openCrashed(t, p, -40*24*time.Hour)
	ids := map[string]string{
		"alone": c.must(t, ann, wide(1)), "shared": c.must(t, ann, plain(2)), "again": c.must(t, ann, plain(3)), "never": c.must(t, ann, plain(4)),
	}
	c.remember(t, ids)
	require.NoError(t, c.use(ctx, ann, "planner", ids["alone"], ids["shared"], ids["again"]))
	require.NoError(t, c.use(ctx, ben, "clone", ids["shared"]))
	c.projects.Unuse(t, "planner", ids["alone"], ids["shared"], ids["again"])
	found, err := c.Collect(ctx, assets.CollectOptions{})
	require.NoError(t, err)
	require.Equal(t, assets.Collected{Waiting: 3}, found)
	require.NoError(t, c.db.Write(ctx, func(tx *sqldb.Tx) error { // and nobody told
		return c.projects.UseIn(ctx, tx, ann.User, "planner", ids["again"])
	}))

	old := time.Now().Add(-48 * time.Hour)
	for _, name := range []string{"assets/u-ann/nobodys", ".tmp/put-killed"} {
		name = filepath.Join(p.Dir, "blobs", filepath.FromSlash(name))
		require.NoError(t, os.WriteFile(name, []byte("left"), 0o600))
		require.NoError(t, os.Chtimes(name, old, old))
	}
}

func doCollect(ctx context.Context, p sqldbtest.Place) error {
	c, err := newCrashed(p, 0)
	if err != nil {
		return err
	}
	return c.steps(func() (string, error) { _, err := c.Collect(ctx, assets.CollectOptions{}); return "", err })
}

// checkCollect: each is there as it was, or gone, and never is anything that is to stay.
func checkCollect(t testing.TB, p sqldbtest.Place, finished bool) {
	c := openCrashed(t, p, 0)
	ids, err := c.ids()
	require.NoError(t, err)
	c.whole(t)
	require.Equal(t, finished, len(c.acknowledged()) == 1)
	if finished {
		c.exact(t)
	}
	alone, shared := c.holds(t, ann, ids["alone"]), c.holds(t, ann, ids["shared"])
	require.Equal(t, alone, shared, "in one transaction")
	require.False(t, alone && finished)

	found, err := c.Collect(t.Context(), assets.CollectOptions{})
	require.NoError(t, err)
	require.Equal(t, alone, found.Assets == 2)
	require.Zero(t, found.Waiting)
	require.True(t, c.holds(t, ann, ids["again"]) && c.holds(t, ann, ids["never"]) && c.holds(t, ben, ids["shared"]))
	require.Len(t, c.holdings(t), 3)
	c.tidy(t)
}

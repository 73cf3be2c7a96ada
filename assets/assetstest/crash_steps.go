package assetstest

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// prepareUpload: ann has one whose bytes were lost.
func prepareUpload(t testing.TB, p sqldbtest.Place) {
	c := openCrashed(t, p, 0)
	lost := c.must(t, ann, plain(1))
	require.NoError(t, c.blobs.Delete(t.Context(), "assets/u-ann/"+lost))
}

// uploads are those of doUpload: one that is new, and the one that was lost.
func (c *crashed) uploads(ctx context.Context) []func() (string, error) {
	upload := func(file []byte, has bool) func() (string, error) {
		return func() (string, error) {
			id, existed, err := c.upload(ctx, ann, file)
			if err == nil && existed != has {
				err = errors.New("not told whether it was there")
			}
			return id, err
		}
	}
	return []func() (string, error){upload(wide(1), false), upload(plain(1), true)}
}

func doUpload(ctx context.Context, p sqldbtest.Place) error {
	c, err := newCrashed(p, 0)
	if err != nil {
		return err
	}
	return c.steps(c.uploads(ctx)...)
}

// checkUpload: what was acknowledged is there, and is what is uploaded again.
func checkUpload(t testing.TB, p sqldbtest.Place, finished bool) {
	c := openCrashed(t, p, 0)
	ctx := t.Context()
	told := c.acknowledged()
	require.Equal(t, finished, len(told) == 2)
	if len(told) < 2 {
		_, existed, err := c.upload(ctx, ann, plain(1))
		require.NoError(t, err)
		require.True(t, existed)
	}
	c.whole(t)
	before := c.holdings(t)
	for _, id := range told {
		require.Contains(t, before, ownership{ann.User, id}, "what was acknowledged is lost")
	}
	id, existed, err := c.upload(ctx, ann, wide(1))
	require.NoError(t, err)
	require.Equal(t, len(before) == 2, existed, "half of it is nothing")
	require.True(t, existed || len(told) == 0)
	if len(told) > 0 {
		require.Equal(t, told[0], id)
	}
	require.Contains(t, c.holdings(t), ownership{ann.User, id})
	require.Len(t, c.holdings(t), 2)
	c.tidy(t)
}

// prepareDelete: ann has one that her project uses, and one that ben's project uses.
func prepareDelete(t testing.TB, p sqldbtest.Place) {
	c := openCrashed(t, p, 0)
	ids := map[string]string{"used": c.must(t, ann, wide(1)), "shared": c.must(t, ann, plain(2))}
	require.NoError(t, c.use(t.Context(), ann, "planner", ids["used"]))
	require.NoError(t, c.use(t.Context(), ben, "clone", ids["shared"]))
	c.remember(t, ids)
}

// deletions are the steps of doDelete, by the name of what goes.
var deletions = []string{"used", "shared"}

func doDelete(ctx context.Context, p sqldbtest.Place) error {
	c, err := newCrashed(p, 0)
	if err != nil {
		return err
	}
	ids, err := c.ids()
	if err != nil {
		return err
	}
	var steps []func() (string, error)
	for _, name := range deletions {
		steps = append(steps, func() (string, error) { return "", c.Delete(ctx, ann, ids[name], name == "used") })
	}
	return c.steps(steps...)
}

// checkDelete: what was acknowledged is gone and does not come back, what was not is there or gone.
func checkDelete(t testing.TB, p sqldbtest.Place, finished bool) {
	c := openCrashed(t, p, 0)
	ctx := t.Context()
	ids, err := c.ids()
	require.NoError(t, err)
	c.whole(t)
	told := len(c.acknowledged())
	require.Equal(t, finished, told == len(deletions))
	for i, name := range deletions {
		there := c.holds(t, ann, ids[name])
		require.False(t, there && i < told, "what was deleted is there")
		require.False(t, !there && i > told, "what was not deleted is gone")
		if name == "used" {
			using, err := c.projects.ProjectsUsing(ctx, c.db, ann.User, ids[name], 10)
			require.NoError(t, err)
			require.Equal(t, there, len(using) == 1, "with what uses it, or not at all")
		}
		if there {
			require.NoError(t, c.Delete(ctx, ann, ids[name], name == "used"))
		}
		_, err := c.Get(ctx, ann, ids[name])
		require.Equal(t, assets.CodeNotFound, assets.CodeOf(err))
	}
	require.Equal(t, []ownership{{ben.User, ids["shared"]}}, c.holdings(t))
	again := c.must(t, ann, wide(1))
	require.NotEqual(t, ids["used"], again)
	c.tidy(t)
	_, err = c.Get(ctx, ann, ids["used"])
	require.Equal(t, assets.CodeNotFound, assets.CodeOf(err))
}

func prepareAdopt(t testing.TB, p sqldbtest.Place) {
	c := openCrashed(t, p, 0)
	c.remember(t, map[string]string{"shared": c.must(t, ann, plain(1))})
}

func doAdopt(ctx context.Context, p sqldbtest.Place) error {
	c, err := newCrashed(p, 0)
	if err != nil {
		return err
	}
	ids, err := c.ids()
	if err != nil {
		return err
	}
	return c.steps(
		func() (string, error) { return "", c.use(ctx, ben, "clone", ids["shared"]) },
		func() (string, error) { return "", c.Delete(ctx, ann, ids["shared"], false) },
	)
}

// checkAdopt: what a project uses, its owner has; and it stays when ann's goes.
func checkAdopt(t testing.TB, p sqldbtest.Place, finished bool) {
	c := openCrashed(t, p, 0)
	ctx := t.Context()
	ids, err := c.ids()
	require.NoError(t, err)
	id := ids["shared"]
	c.whole(t)
	told := len(c.acknowledged())
	require.Equal(t, finished, told == 2)
	anns, bens := c.holds(t, ann, id), c.holds(t, ben, id)
	using, err := c.projects.ProjectsUsing(ctx, c.db, ben.User, id, 10)
	require.NoError(t, err)
	require.Equal(t, bens, len(using) == 1, "with what uses it, or not at all")
	require.True(t, bens || told == 0, "what was acknowledged is lost")
	require.False(t, anns && told == 2, "what was deleted is there")
	require.True(t, anns || told >= 1)
	if !bens {
		require.NoError(t, c.use(ctx, ben, "clone", id))
	}
	if anns {
		require.NoError(t, c.Delete(ctx, ann, id, false))
	}
	require.Equal(t, []ownership{{ben.User, id}}, c.holdings(t))
	c.tidy(t)
}

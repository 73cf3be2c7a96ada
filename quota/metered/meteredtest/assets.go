package meteredtest

import (
	"bytes"
	"fmt"
	"image/png"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/assets/assetstest"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/projects/projectstest"
	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/sqldb"
)

func assetFlows() map[string]func(t *testing.T, db *sqldb.DB) {
	return map[string]func(t *testing.T, db *sqldb.DB){
		"Limit":   assetLimit,
		"Storage": assetStorage,
		"Stored":  assetStored,
		"Rest":    assetRest,
		"Clone":   assetClone,
		"Editor":  assetEditor,
		"Unused":  assetUnused,
		"Refused": assetRefused,
	}
}

// As many as the limit allows. What one has is no new one, and deleting makes room.
func assetLimit(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	first := s.asset(t, ann, 0)
	for n := 1; n < 3; n++ {
		s.asset(t, ann, n)
	}
	_, err := s.upload(t, ann, font(3))
	e := requireRefused(t, quota.Assets, err)
	require.Equal(t, [3]int64{3, 3, 1}, [3]int64{e.Limit, e.Used, e.Asked})
	again := s.asset(t, ann, 0)
	require.True(t, again.Existed)
	require.Equal(t, first.ID, again.ID)
	s.requireCounted(t, ann, map[quota.Resource]string{quota.Assets: "3", quota.Storage: "3000"})

	s.asset(t, ben, 3)
	s.asset(t, ben, 0) // each has it stored, and both count it
	s.requireCounted(t, ben, map[quota.Resource]string{quota.Assets: "2", quota.Storage: "2000"})

	require.NoError(t, s.Assets.Delete(t.Context(), assetstest.User(ann), first.ID, false))
	s.requireCounted(t, ann, map[quota.Resource]string{quota.Assets: "2", quota.Storage: "2000"})
	s.asset(t, ann, 3)
	_, err = s.upload(t, ann, font(0))
	requireRefused(t, quota.Assets, err)
	s.requireTrue(t)
}

// Bytes are those that are stored, with the small picture, and not those that came.
func assetStorage(t *testing.T, db *sqldb.DB) {
	s := New(t, db, func(l quota.Limits) { l[quota.Assets], l[quota.Storage] = 100, 20*fontBytes })
	up, err := s.upload(t, ann, assetstest.PNG(300, 200, 1))
	requireRefused(t, quota.Storage, err) // it is larger
	require.Empty(t, up.ID)
	require.Zero(t, s.blobs(t))

	up, err = s.upload(t, ann, assetstest.PNG(40, 30, 1))
	require.NoError(t, err)
	s.requireCounted(t, ann, map[quota.Resource]string{quota.Storage: fmt.Sprint(up.Bytes + up.Thumbnail)})
	n := 0
	for ; err == nil; n++ {
		_, err = s.upload(t, ann, font(n))
	}
	requireRefused(t, quota.Storage, err)
	require.Equal(t, int((20*fontBytes-up.Bytes-up.Thumbnail)/fontBytes), n-1, "as many as fit")
	s.asset(t, ann, 0) // which is there

	require.NoError(t, s.Assets.Delete(t.Context(), assetstest.User(ann), up.ID, false))
	s.asset(t, ann, 100)
	s.requireTrue(t)
}

// What fits as it is stored is taken, though more comes; and what one has costs nothing, however it is encoded.
func assetStored(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	small := assetstest.PNG(200, 100, 1)
	m, err := png.Decode(bytes.NewReader(small))
	require.NoError(t, err)
	var large bytes.Buffer
	require.NoError(t, (&png.Encoder{CompressionLevel: png.NoCompression}).Encode(&large, m))
	up, err := s.upload(t, ann, small)
	require.NoError(t, err)
	size := up.Bytes + up.Thumbnail
	require.Less(t, size, int64(large.Len()))
	s.override(t, ben, quota.Assets, 1)
	s.override(t, ben, quota.Storage, size-1)
	_, err = s.upload(t, ben, large.Bytes())
	requireRefused(t, quota.Storage, err)
	s.override(t, ben, quota.Storage, size)
	other, err := s.upload(t, ben, large.Bytes())
	require.NoError(t, err)
	require.False(t, other.Existed)
	s.requireCounted(t, ben, map[quota.Resource]string{quota.Assets: "1", quota.Storage: fmt.Sprint(size)})
	s.override(t, ben, quota.Storage, 0)
	for _, file := range [][]byte{small, large.Bytes()} {
		again, err := s.upload(t, ben, file)
		require.NoError(t, err)
		require.True(t, again.Existed)
		require.Equal(t, other.ID, again.ID)
	}
	s.requireTrue(t)
}

// At a limit, and beyond one, everything is possible with what is there.
func assetRest(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	by, svc, ctx := assetstest.User(ann), s.Assets, t.Context()
	image, err := s.upload(t, ann, assetstest.PNG(300, 10, 1))
	require.NoError(t, err)
	id := image.ID
	s.lower(t, ann)
	_, err = s.upload(t, ann, font(1))
	requireRefused(t, quota.Assets, err)

	again, err := s.upload(t, ann, assetstest.PNG(300, 10, 1))
	require.NoError(t, err)
	require.True(t, again.Existed)
	_, err = svc.Get(ctx, by, id)
	require.NoError(t, err)
	c, err := svc.Open(ctx, by, id)
	require.NoError(t, err)
	require.NoError(t, c.Close())
	c, err = svc.Thumbnail(ctx, by, id)
	require.NoError(t, err)
	require.NoError(t, c.Close())
	_, err = svc.Rename(ctx, by, id, "logo")
	require.NoError(t, err)
	page, _, err := svc.List(ctx, by, assets.Filter{}, "", 0)
	require.NoError(t, err)
	require.Len(t, page, 1)
	_, err = svc.Usage(ctx, by)
	require.NoError(t, err)
	require.Positive(t, image.Thumbnail)
	s.requireCounted(t, ann, map[quota.Resource]string{quota.Assets: "1", quota.Storage: fmt.Sprint(image.Bytes + image.Thumbnail)})
	_, _, err = svc.UsedIn(ctx, by, id)
	require.NoError(t, err)
	_, err = svc.Collect(ctx, assets.CollectOptions{})
	require.NoError(t, err)
	require.NoError(t, svc.Delete(ctx, by, id, true))
	s.requireCounted(t, ann, map[quota.Resource]string{quota.Assets: "0", quota.Storage: "0"})
	s.requireTrue(t)
}

// A clone brings its images and fonts: all of them, or there is none.
func assetClone(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	p := s.project(t, ann, "title: A\nasset: "+s.asset(t, ann, 1).ID+"\nasset: "+s.asset(t, ann, 2).ID+"\n")
	_, err := s.Projects.Publish(t.Context(), projectstest.User(ann), p.ID, projects.Publication{Slug: "anns-planner", Description: "A planner.", Author: "Ann"})
	require.NoError(t, err)
	s.asset(t, ben, 3)
	s.asset(t, ben, 4)

	_, err = s.Projects.Clone(t.Context(), projectstest.User(ben), p.ID, "")
	requireRefused(t, quota.Assets, err)
	s.requireCounted(t, ben, map[quota.Resource]string{quota.Assets: "2", quota.Storage: "2000", quota.Projects: "0"})
	s.override(t, ben, quota.Assets, 4)
	s.override(t, ben, quota.Storage, 3999)
	_, err = s.Projects.Clone(t.Context(), projectstest.User(ben), p.ID, "")
	requireRefused(t, quota.Storage, err)
	s.requireCounted(t, ben, map[quota.Resource]string{quota.Assets: "2", quota.Storage: "2000", quota.Projects: "0"})
	s.override(t, ben, quota.Storage, 4000)
	_, err = s.Projects.Clone(t.Context(), projectstest.User(ben), p.ID, "")
	require.NoError(t, err)
	s.requireCounted(t, ben, map[quota.Resource]string{quota.Assets: "4", quota.Storage: "4000", quota.Projects: "1"})

	// What is there already costs nothing: not the second clone, nor one's own.
	_, err = s.Projects.Clone(t.Context(), projectstest.User(ben), p.ID, "")
	require.NoError(t, err)
	_, err = s.Projects.Clone(t.Context(), projectstest.User(ann), p.ID, "")
	require.NoError(t, err)
	s.requireCounted(t, ben, map[quota.Resource]string{quota.Assets: "4", quota.Storage: "4000", quota.Projects: "2"})
	s.requireCounted(t, ann, map[quota.Resource]string{quota.Assets: "2", quota.Storage: "2000", quota.Projects: "2"})
	s.requireTrue(t)
}

// What an editor brings into a project becomes its owner's, as far as the owner may have it.
func assetEditor(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	p := s.project(t, ann, "title: A\n")
	_, err := s.Projects.Share(t.Context(), projectstest.User(ann), p.ID, ben, projects.Editor)
	require.NoError(t, err)
	id := s.asset(t, ben, 1).ID
	source := []byte("title: A\nasset: " + id + "\n")
	s.override(t, ann, quota.Assets, 0)
	_, err = s.Projects.Replace(t.Context(), projectstest.User(ben), p.ID, p.Version, source)
	require.Equal(t, projects.CodeOwnerFull, projects.CodeOf(err))
	require.Empty(t, quota.CodeOf(err), "ann's limit is not ben's to know")
	require.NotContains(t, err.Error(), "Small")
	now, err := s.Projects.Get(t.Context(), projectstest.User(ann), p.ID)
	require.NoError(t, err)
	require.Equal(t, p.Version, now.Version)
	s.requireCounted(t, ann, map[quota.Resource]string{quota.Assets: "0", quota.Storage: "0"})

	s.raise(t, ann, quota.Assets)
	_, err = s.Projects.Replace(t.Context(), projectstest.User(ben), p.ID, p.Version, source)
	require.NoError(t, err)
	s.requireCounted(t, ann, map[quota.Resource]string{quota.Assets: "1", quota.Storage: "1000"})
	s.requireCounted(t, ben, map[quota.Resource]string{quota.Assets: "1", quota.Storage: "1000"})
	s.requireTrue(t)
}

// What no project uses any more goes after a while, and makes room.
func assetUnused(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	by := projectstest.User(ann)
	id := s.asset(t, ann, 1).ID
	p := s.project(t, ann, "title: A\nasset: "+id+"\n")
	p, err := s.Projects.Trash(t.Context(), by, p.ID, p.Version)
	require.NoError(t, err)
	require.NoError(t, s.Projects.Purge(t.Context(), by, p.ID, p.Version))
	s.drain(t)
	for range 2 { // it notices, and later it removes
		_, err = s.Assets.Collect(t.Context(), assets.CollectOptions{})
		require.NoError(t, err)
		s.Clock.Advance(31 * 24 * time.Hour)
	}
	_, err = s.Assets.Collect(t.Context(), assets.CollectOptions{})
	require.NoError(t, err)
	s.requireCounted(t, ann, map[quota.Resource]string{quota.Assets: "0", quota.Storage: "0", quota.Projects: "0"})
	s.requireTrue(t)
}

// What is refused leaves neither rows nor bytes.
func assetRefused(t *testing.T, db *sqldb.DB) {
	s := New(t, db, nothing)
	for _, file := range [][]byte{font(1), assetstest.PNG(20, 20, 1)} {
		_, err := s.upload(t, ann, file)
		requireRefused(t, quota.Assets, err)
	}
	s.override(t, ann, quota.Assets, 5)
	_, err := s.upload(t, ann, font(1))
	requireRefused(t, quota.Storage, err)
	require.Zero(t, s.blobs(t))
	s.override(t, ann, quota.Storage, 5*fontBytes)
	_, err = s.upload(t, ann, assetstest.FontFile("", fontBytes))
	require.Equal(t, assets.CodeDamaged, assets.CodeOf(err))
	s.requireCounted(t, ann, map[quota.Resource]string{quota.Assets: "0", quota.Storage: "0"})
	s.asset(t, ann, 1)
	s.requireTrue(t)
}

// blobs is how many there are.
func (s *Setup) blobs(t testing.TB) (n int) {
	t.Helper()
	for _, err := range s.Blobs.List(t.Context(), "") {
		require.NoError(t, err)
		n++
	}
	return n
}

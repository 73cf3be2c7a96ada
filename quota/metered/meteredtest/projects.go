package meteredtest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/projects/projectstest"
	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/sqldb"
)

func projectFlows() map[string]func(t *testing.T, db *sqldb.DB) {
	return map[string]func(t *testing.T, db *sqldb.DB){
		"Limit":   projectLimit,
		"Rest":    projectRest,
		"Trash":   projectTrash,
		"Copies":  projectCopies,
		"Refused": projectRefused,
	}
}

// As many as the limit allows, and whoever else is there has their own.
func projectLimit(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	for n := range 3 {
		s.project(t, ann, "title: A\n")
		require.Equal(t, []string{"1", "2", "3"}[n], s.counted(t, ann, quota.Projects))
	}
	_, err := s.create(t, ann, "title: A\n")
	e := requireRefused(t, quota.Projects, err)
	require.Equal(t, [4]int64{3, 3, 0, 1}, [4]int64{e.Limit, e.Used, e.Reserved, e.Asked})
	require.Equal(t, Small, e.Tier)
	s.project(t, ben, "title: B\n")
	s.requireCounted(t, ben, map[quota.Resource]string{quota.Projects: "1"})
	s.requireTrue(t)
}

// At a limit, and beyond one, everything is possible with what is there.
func projectRest(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	by, svc, ctx := projectstest.User(ann), s.Projects, t.Context()
	font := s.asset(t, ann, 1).ID
	p := s.project(t, ann, "title: One\n")
	s.lower(t, ann, ben)
	_, err := s.create(t, ann, "title: Two\n")
	requireRefused(t, quota.Projects, err)

	p, err = svc.Replace(ctx, by, p.ID, p.Version, []byte("title: One\nasset: "+font+"\n"))
	require.NoError(t, err)
	p, err = svc.Rename(ctx, by, p.ID, p.Version, "Mine")
	require.NoError(t, err)
	p, err = svc.Revert(ctx, by, p.ID, p.Version, 1)
	require.NoError(t, err)
	change, err := svc.ChangeDevice(ctx, by, p.ID, p.Version, "kobo-libra")
	require.NoError(t, err)
	require.False(t, change.Copied)
	p = change.Project
	_, err = svc.Share(ctx, by, p.ID, ben, projects.Editor)
	require.NoError(t, err)
	p, err = svc.Replace(ctx, projectstest.User(ben), p.ID, p.Version, []byte("title: Ours\nasset: "+font+"\n"))
	require.NoError(t, err)
	_, err = svc.Publish(ctx, by, p.ID, projects.Publication{Slug: "anns-planner", Description: "A planner.", Author: "Ann"})
	require.NoError(t, err)
	_, _, _, err = svc.Published(ctx, "anns-planner")
	require.NoError(t, err)
	_, _, err = svc.Gallery(ctx, projects.GalleryFilter{}, "", 0)
	require.NoError(t, err)
	page, _, err := svc.List(ctx, by, projects.Filter{}, "", 0)
	require.NoError(t, err)
	require.Len(t, page, 1)
	_, _, err = svc.Read(ctx, by, p.ID)
	require.NoError(t, err)
	_, _, err = svc.ReadVersion(ctx, by, p.ID, 1)
	require.NoError(t, err)
	_, err = svc.Diff(ctx, by, p.ID, 1, p.Version)
	require.NoError(t, err)
	_, _, err = svc.Versions(ctx, by, p.ID, "", 0)
	require.NoError(t, err)
	_, err = svc.Grants(ctx, by, p.ID)
	require.NoError(t, err)
	require.NoError(t, svc.Unpublish(ctx, by, p.ID, ""))
	require.NoError(t, svc.Unshare(ctx, by, p.ID, ben))
	p, err = svc.Trash(ctx, by, p.ID, p.Version)
	require.NoError(t, err)
	p, err = svc.Restore(ctx, by, p.ID, p.Version)
	require.NoError(t, err)
	s.requireCounted(t, ann, map[quota.Resource]string{quota.Projects: "1", quota.Assets: "1", quota.Storage: "1000"})
	p, err = svc.Trash(ctx, by, p.ID, p.Version)
	require.NoError(t, err)
	require.NoError(t, svc.Purge(ctx, by, p.ID, p.Version))
	_, err = svc.Sweep(ctx)
	require.NoError(t, err)
	s.drain(t)
	s.requireCounted(t, ann, map[quota.Resource]string{quota.Projects: "0", quota.Assets: "1"})
	s.requireTrue(t)
}

// What is in the trash counts, until it goes from there: by somebody, or by time.
func projectTrash(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	by := projectstest.User(ann)
	var all []projects.Project
	for range 3 {
		all = append(all, s.project(t, ann, "title: A\n"))
	}
	for i, p := range all[:2] {
		var err error
		all[i], err = s.Projects.Trash(t.Context(), by, p.ID, p.Version)
		require.NoError(t, err)
	}
	_, err := s.create(t, ann, "title: A\n")
	requireRefused(t, quota.Projects, err)

	require.NoError(t, s.Projects.Purge(t.Context(), by, all[0].ID, all[0].Version))
	s.project(t, ann, "title: A\n")
	_, err = s.create(t, ann, "title: A\n")
	requireRefused(t, quota.Projects, err)

	s.Clock.Advance(31 * 24 * time.Hour)
	swept, err := s.Projects.Sweep(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, swept.Purged)
	s.project(t, ann, "title: A\n")
	_, err = s.create(t, ann, "title: A\n")
	requireRefused(t, quota.Projects, err)
	s.requireTrue(t)
}

// Clones and copies for another device are projects as well, of whoever makes them.
func projectCopies(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	by, other := projectstest.User(ann), projectstest.User(ben)
	p := s.project(t, ann, "title: A\nabsolute\n")
	_, err := s.Projects.Share(t.Context(), by, p.ID, ben, projects.Editor)
	require.NoError(t, err)
	_, err = s.Projects.Clone(t.Context(), by, p.ID, "")
	require.NoError(t, err)
	change, err := s.Projects.ChangeDevice(t.Context(), by, p.ID, p.Version, "kobo-libra")
	require.NoError(t, err)
	require.True(t, change.Copied)
	s.requireCounted(t, ann, map[quota.Resource]string{quota.Projects: "3"})

	_, err = s.Projects.Clone(t.Context(), by, p.ID, "")
	requireRefused(t, quota.Projects, err)
	_, err = s.Projects.ChangeDevice(t.Context(), by, p.ID, p.Version, "supernote-a5")
	requireRefused(t, quota.Projects, err)

	_, err = s.Projects.Clone(t.Context(), other, p.ID, "")
	require.NoError(t, err)
	_, err = s.Projects.ChangeDevice(t.Context(), other, p.ID, p.Version, "supernote-a5")
	require.NoError(t, err)
	s.requireCounted(t, ann, map[quota.Resource]string{quota.Projects: "3"})
	s.requireCounted(t, ben, map[quota.Resource]string{quota.Projects: "2"})
	s.requireTrue(t)
}

// What is refused leaves nothing, and what is refused for another reason is not counted.
func projectRefused(t *testing.T, db *sqldb.DB) {
	s := New(t, db, nothing)
	_, err := s.create(t, ann, "title: A\n")
	requireRefused(t, quota.Projects, err)
	page, _, err := s.Projects.List(t.Context(), projectstest.User(ann), projects.Filter{}, "", 0)
	require.NoError(t, err)
	require.Empty(t, page)
	s.override(t, ann, quota.Projects, 1)
	_, err = s.Projects.Clone(t.Context(), projectstest.User(ann), "nothing", "")
	require.Equal(t, projects.CodeNotFound, projects.CodeOf(err))
	s.requireCounted(t, ann, map[quota.Resource]string{quota.Projects: "0"})
	s.requireTrue(t)
}

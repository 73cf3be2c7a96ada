package main

import (
	"bytes"
	"encoding/json"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/migrate/migratetest"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/sqldb"
)

// withImages is a place where a project with two images and one without any were
// imported.
func withImages(t *testing.T) place {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "place")
	begun.copy(t, "images", folder, func(folder string) {
		p := newPlace(t, user("a1", "Ann", "ann@example.org"))
		p.data = filepath.Join(folder, "data")
		planner := migratetest.Some("one", "One")
		planner.Images = [][]byte{migratetest.Picture(t, 1), migratetest.Picture(t, 2), migratetest.Picture(t, 1)}
		migratetest.WriteProjects(t, p.old, "a1", planner, migratetest.Some("two", "Two"))
		require.Equal(t, exitOK, p.server(t, "import-users", p.old, "--apply").code)
		r := p.server(t, "import-projects", p.old, "--apply")
		require.Equal(t, exitOK, r.code, r.err)
		require.Contains(t, r.out, "2 images")
		require.NoError(t, os.CopyFS(filepath.Join(folder, "old"), os.DirFS(p.old)))
	})
	return place{old: filepath.Join(folder, "old"), data: filepath.Join(folder, "data")}
}

// with opens the services of a place.
func (p place) with(t *testing.T, do func(s *services, db *sqldb.DB)) {
	t.Helper()
	s, db, done, err := dataFolder(p.data).real(t.Context())
	require.NoError(t, err)
	do(s, db)
	require.NoError(t, done())
}

var ann = assets.Actor{User: "a1"}

// requireImages says that the images of the project are there, and ann's to read.
func (p place) requireImages(t *testing.T) {
	t.Helper()
	p.with(t, func(s *services, _ *sqldb.DB) {
		v, _, err := s.projects.Read(t.Context(), projects.Actor{User: "a1"}, "one")
		require.NoError(t, err)
		require.Len(t, v.Facts.Assets, 2)
		require.Empty(t, v.Facts.Missing)
		for _, id := range v.Facts.Assets {
			data, err := s.assets.For(t.Context(), ann).Asset(id)
			require.NoError(t, err)
			_, err = png.Decode(bytes.NewReader(data))
			require.NoError(t, err)
			_, err = s.assets.For(t.Context(), assets.Actor{User: "b2"}).Asset(id)
			require.ErrorIs(t, err, fs.ErrNotExist)
		}
		held, _, err := s.assets.List(t.Context(), ann, assets.Filter{}, "", 0)
		require.NoError(t, err)
		require.Len(t, held, 2)
		require.True(t, held[0].Used)
	})
}

// files are those in the folder of blobs.
func (p place) files(t *testing.T) (all []string) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(filepath.Join(p.data, "blobs"), func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			all = append(all, path)
		}
		return err
	}))
	return all
}

func TestImportImages(t *testing.T) {
	t.Parallel()
	p := withImages(t)
	p.requireImages(t)
	require.Len(t, p.files(t), 2)
	again := p.server(t, "import-projects", p.old, "--apply")
	require.Equal(t, exitOK, again.code, again.err)
	require.Contains(t, again.out, "There is nothing to import.\n")
	require.Len(t, p.files(t), 2)
}

// A dry run of an import makes no images.
func TestImportImagesDryRun(t *testing.T) {
	t.Parallel()
	p := newPlace(t, user("a1", "Ann", "ann@example.org"))
	planner := migratetest.Some("one", "One")
	planner.Images = [][]byte{migratetest.Picture(t, 1)}
	migratetest.WriteProjects(t, p.old, "a1", planner)
	require.Equal(t, exitOK, p.server(t, "import-users", p.old, "--apply").code)
	r := p.server(t, "import-projects", p.old)
	require.Equal(t, exitOK, r.code, r.err)
	require.Contains(t, r.out, "1 image")
	require.Equal(t, []string{"server.sqlite"}, names(t, p.data))
}

// A dry run finds images that are not taken.
func TestImportImagesRefused(t *testing.T) {
	t.Parallel()
	p := newPlace(t, user("a1", "Ann", "ann@example.org"))
	planner, picture := migratetest.Some("one", "One"), migratetest.Picture(t, 1)
	planner.Images = [][]byte{picture, append(migratetest.Picture(t, 2), "and more"...)}
	migratetest.WriteProjects(t, p.old, "a1", planner, migratetest.Some("two", "Two"))
	require.Equal(t, exitOK, p.server(t, "import-users", p.old, "--apply").code)
	for _, args := range [][]string{{}, {"--apply"}, {"--apply", "--skip-problems"}} {
		r := p.server(t, append([]string{"import-projects", p.old}, args...)...)
		require.Equal(t, exitProblems, r.code, r.out)
		require.Contains(t, r.out, "the image image-2.png cannot be kept: ")
		require.Contains(t, r.out, "2 projects: 1 new,")
	}
	require.Equal(t, []string{"two"}, p.projectIDs(t))
	p.with(t, func(s *services, _ *sqldb.DB) {
		usage, err := s.assets.Usage(t.Context(), ann)
		require.NoError(t, err)
		require.Zero(t, usage.Count)
	})
}

// A backup has the images, and restoring brings back those that are missing.
func TestBackupImages(t *testing.T) {
	t.Parallel()
	p := withImages(t)
	file := filepath.Join(t.TempDir(), "backup.sqlite")
	for _, again := range []string{"jobs/0f3c/1-planner.pdf", "health/probe"} { // can be made again
		name := filepath.Join(p.data, "blobs", filepath.FromSlash(again))
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o700))
		require.NoError(t, os.WriteFile(name, []byte("%PDF"), 0o600))
	}
	r := p.server(t, "backup", file)
	require.Equal(t, exitOK, r.code, r.err)
	require.NoDirExists(t, filepath.Join(file+".blobs", "jobs"))
	require.NoError(t, os.RemoveAll(filepath.Join(p.data, "blobs", "jobs")))
	require.NoError(t, os.RemoveAll(filepath.Join(p.data, "blobs", "health")))
	require.Contains(t, r.out, "blobs:   2 in "+file+".blobs\n")
	require.NoError(t, os.Remove(p.files(t)[0]))
	r = p.server(t, "restore", file)
	require.Equal(t, exitOK, r.code, r.err)
	require.Contains(t, r.out, "blobs:    1 brought back, 1 were there\n")
	p.requireImages(t)

	other := place{data: filepath.Join(t.TempDir(), "data")}
	r = other.server(t, "restore", file)
	require.Equal(t, exitOK, r.code, r.err)
	require.Contains(t, r.out, "blobs:    2 brought back, 0 were there\n")
	other.requireImages(t)

	// One that is older than the images.
	require.NoError(t, os.RemoveAll(file+".blobs"))
	r = p.server(t, "restore", file)
	require.Equal(t, exitOK, r.code, r.err)
	require.NotContains(t, r.out, "blobs:")
	p.requireImages(t)
}

// A backup without all images is none, and a restore without them changes nothing.
func TestBackupWithoutImages(t *testing.T) {
	t.Parallel()
	p := withImages(t)
	folder := t.TempDir()
	file := filepath.Join(folder, "backup.sqlite")
	require.NoError(t, os.WriteFile(file+".blobs", nil, 0o600))
	r := p.server(t, "backup", file)
	require.Equal(t, exitFiles, r.code)
	require.Contains(t, r.err, "server: there is no backup; run it again, and it goes on with the images: ")
	require.Equal(t, []string{"backup.sqlite.blobs"}, names(t, folder))

	require.NoError(t, os.Remove(file+".blobs"))
	require.Equal(t, exitOK, p.server(t, "backup", file).code)
	require.NoError(t, os.RemoveAll(file+".blobs"))
	require.NoError(t, os.WriteFile(file+".blobs", nil, 0o600))
	before := names(t, p.data)
	r = p.server(t, "restore", file)
	require.Equal(t, exitFiles, r.code)
	require.Contains(t, r.err, "server: the database is as it was, and images could not be brought back: ")
	require.Equal(t, before, names(t, p.data))
	p.requireImages(t)
}

// A restore says which images have gone since and are not in the backup.
func TestRestoreMissing(t *testing.T) {
	t.Parallel()
	p := withImages(t)
	file := filepath.Join(t.TempDir(), "backup.sqlite")
	require.Equal(t, exitOK, p.server(t, "backup", file).code)
	require.NoError(t, os.RemoveAll(file+".blobs"))
	require.NoError(t, os.Remove(p.files(t)[0]))
	r := p.server(t, "restore", file)
	require.Equal(t, exitProblems, r.code)
	require.Contains(t, r.out, "restored: ")
	require.Regexp(t, `(?m)^missing:  asset [0-9a-f-]{36}$`, r.out)
	require.Equal(t, "server: images or fonts are missing, see above; their owners can upload them again\n", r.err)
}

// gc finds what its dry run says.
func TestGC(t *testing.T) {
	t.Parallel()
	p := withImages(t)
	gc := func(code int, args ...string) (c collected) {
		t.Helper()
		r := p.server(t, append([]string{"gc", "--json"}, args...)...)
		require.Equal(t, code, r.code, r.err)
		require.NoError(t, json.Unmarshal([]byte(r.out), &c))
		return c
	}
	p.with(t, func(s *services, db *sqldb.DB) {
		by := projects.Actor{User: "a1"}
		one, err := s.projects.Get(t.Context(), by, "one")
		require.NoError(t, err)
		_, err = s.projects.Trash(t.Context(), by, "one", one.Version)
		require.NoError(t, err)
		_, err = db.Exec(t.Context(), `update ep_project set trashed_at = $1 where id = 'one'`, sqldb.At(time.Now().Add(-1000*time.Hour)))
		require.NoError(t, err)
	})
	orphan := filepath.Join(filepath.Dir(p.files(t)[0]), "11111111-1111-4111-8111-111111111111")
	require.NoError(t, os.WriteFile(orphan, []byte("left by a crash"), 0o600))
	old := time.Now().Add(-48 * time.Hour)
	require.NoError(t, os.Chtimes(orphan, old, old))

	require.JSONEq(t, `{"projects": {"purged": 1, "versions": 0}, "assets": {
		"dry_run": true, "assets": 0, "bytes": 0, "waiting": 2, "orphans": 1, "orphan_bytes": 15, "young": 0, "leftovers": 0, "leftovers_young": 0
	}}`, p.server(t, "gc", "--json", "--dry-run").out)
	dry := gc(exitOK, "--dry-run")
	require.Equal(t, projects.Swept{Purged: 1}, dry.Projects)
	require.Equal(t, assets.Collected{DryRun: true, Waiting: 2, Orphans: 1, OrphanBytes: 15}, dry.Assets)
	require.Equal(t, []string{"one", "two"}, p.projectIDs(t))
	require.Len(t, p.files(t), 3)
	did := gc(exitOK)
	require.Equal(t, dry.Projects, did.Projects)
	require.Equal(t, assets.Collected{Waiting: 2, Orphans: 1, OrphanBytes: 15}, did.Assets)
	require.Equal(t, []string{"two"}, p.projectIDs(t))
	require.Len(t, p.files(t), 2)

	p.with(t, func(_ *services, db *sqldb.DB) {
		_, err := db.Exec(t.Context(), `update ep_asset_holding set unused_since = $1`, sqldb.At(time.Now().Add(-1000*time.Hour)))
		require.NoError(t, err)
	})
	dry = gc(exitOK, "--dry-run")
	require.Equal(t, 2, dry.Assets.Assets)
	require.Positive(t, dry.Assets.Bytes)
	require.Len(t, p.files(t), 2)
	r := p.server(t, "gc", "--dry-run")
	require.Contains(t, r.out, "Nothing was removed. To do it, leave out --dry-run.\n")
	r = p.server(t, "gc")
	require.Equal(t, exitOK, r.code, r.err)
	require.Contains(t, r.out, "assets:   2 that no project uses any more, ")
	require.Contains(t, r.out, "All that was removed.\n")
	require.Empty(t, p.files(t))
	require.Equal(t, collected{}, gc(exitOK))
}

// What was removed stays removed, and the message does not say otherwise.
func TestGCFails(t *testing.T) {
	t.Parallel()
	p := withImages(t)
	p.with(t, func(s *services, db *sqldb.DB) {
		one, err := s.projects.Get(t.Context(), projects.Actor{User: "a1"}, "one")
		require.NoError(t, err)
		_, err = s.projects.Trash(t.Context(), projects.Actor{User: "a1"}, "one", one.Version)
		require.NoError(t, err)
		_, err = db.Exec(t.Context(), `update ep_project set trashed_at = $1 where id = 'one'`, sqldb.At(time.Now().Add(-1000*time.Hour)))
		require.NoError(t, err)
		_, err = db.Exec(t.Context(), `create trigger broken before update on ep_asset_holding begin select raise(abort, 'broken'); end`)
		require.NoError(t, err)
	})
	r := p.server(t, "gc")
	require.Equal(t, exitFiles, r.code)
	require.Contains(t, r.err, "server: some of it may have been removed; run it again for the rest: ")
	require.Equal(t, []string{"two"}, p.projectIDs(t))
	r = p.server(t, "gc", "--dry-run")
	require.Equal(t, exitOK, r.code, "it changes no holding")
}

func TestGCMissing(t *testing.T) {
	t.Parallel()
	p := withImages(t)
	require.NoError(t, os.Remove(p.files(t)[0]))
	for _, args := range [][]string{{"gc", "--dry-run"}, {"gc"}} {
		r := p.server(t, args...)
		require.Equal(t, exitProblems, r.code)
		require.Regexp(t, `(?m)^missing:  asset [0-9a-f-]{36}$`, r.out)
		require.Equal(t, "server: images or fonts are missing, see above; their owners can upload them again\n", r.err)
	}
	none := place{data: filepath.Join(t.TempDir(), "data")}
	r := none.server(t, "gc")
	require.Equal(t, exitUsage, r.code)
	require.Contains(t, r.err, "there is no database")
	require.NoDirExists(t, none.data)
}

// An image that was changed on the disk is found by reading it.
func TestGCDamaged(t *testing.T) {
	t.Parallel()
	p := withImages(t)
	file := p.files(t)[0]
	r := p.server(t, "gc", "--verify")
	require.Equal(t, exitOK, r.code, r.err)
	require.Contains(t, r.out, "verified: 2 images and fonts\n")
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	data[len(data)/2] ^= 1
	require.NoError(t, os.WriteFile(file, data, 0o600))
	require.Equal(t, exitOK, p.server(t, "gc").code)
	for _, args := range [][]string{{"gc", "--verify", "--dry-run"}, {"gc", "--verify"}} {
		r := p.server(t, args...)
		require.Equal(t, exitProblems, r.code)
		require.Contains(t, r.out, "verified: 2 images and fonts\ndamaged:  asset "+filepath.Base(file)+"\n")
		require.Equal(t, "server: images or fonts are damaged, see above; their owners can upload them again\n", r.err)
	}
	require.NoError(t, os.Remove(p.files(t)[1]))
	r = p.server(t, "gc", "--verify")
	require.Equal(t, exitProblems, r.code)
	require.Contains(t, r.out, "missing:  asset ")
	require.Contains(t, r.out, "damaged:  asset ")
	require.Equal(t, "server: images or fonts are damaged or missing, see above; their owners can upload them again\n", r.err)
}

// What a killed process left of an upload is told of before it is removed.
func TestGCLeftovers(t *testing.T) {
	t.Parallel()
	p := withImages(t)
	temp := filepath.Join(p.data, "blobs", ".tmp")
	for i, name := range []string{"put-A", "put-B", "put-C"} {
		require.NoError(t, os.WriteFile(filepath.Join(temp, name), []byte("half"), 0o600))
		then := time.Now().Add(-time.Duration(i) * 20 * time.Hour)
		require.NoError(t, os.Chtimes(filepath.Join(temp, name), then, then))
	}
	r := p.server(t, "gc")
	require.Equal(t, exitOK, r.code, r.err)
	require.Contains(t, r.out, "uploads:  1 left by processes that were killed; 2 too young to say\n")
	require.Contains(t, r.out, "All that was removed.\n")
	require.Contains(t, p.server(t, "gc").out, "uploads:  0 left by processes that were killed; 2 too young to say\nThere is nothing to remove.\n")
}

// An image that its owner deletes by force, and uploads again while others have it, is the same image; the project uses it
// again when its file is saved as it is, and everybody sees it when that is published.
func TestImageBack(t *testing.T) {
	t.Parallel()
	p := withImages(t)
	p.with(t, func(s *services, _ *sqldb.DB) {
		ctx, owner := t.Context(), projects.Actor{User: "a1"}
		one, err := s.projects.Get(ctx, owner, "one")
		require.NoError(t, err)
		_, err = s.projects.Publish(ctx, owner, "one", projects.Publication{})
		require.NoError(t, err)
		_, err = s.projects.Clone(ctx, projects.Actor{User: "b2"}, "one", "")
		require.NoError(t, err)
		v, source, err := s.projects.Read(ctx, owner, "one")
		require.NoError(t, err)
		id := v.Facts.Assets[0]
		see := func(missing []string, everybody bool) {
			t.Helper()
			v, _, err := s.projects.Read(ctx, owner, "one")
			require.NoError(t, err)
			require.Equal(t, missing, v.Facts.Missing)
			_, err = s.assets.For(ctx, assets.Actor{}).Asset(id)
			require.Equal(t, everybody, err == nil, "%v", err)
		}
		see(nil, true)
		require.NoError(t, s.assets.Delete(ctx, ann, id, true))
		see([]string{id}, false)
		file := migratetest.Picture(t, 1)
		up, err := s.assets.Upload(ctx, ann, assets.NewUpload{Size: -1}, bytes.NewReader(file))
		require.NoError(t, err)
		if up.ID != id { // it was the other one
			file = migratetest.Picture(t, 2)
			up, err = s.assets.Upload(ctx, ann, assets.NewUpload{Size: -1}, bytes.NewReader(file))
			require.NoError(t, err)
		}
		require.Equal(t, id, up.ID)
		see([]string{id}, false)
		saved, err := s.projects.Replace(ctx, owner, "one", one.Version, source)
		require.NoError(t, err)
		require.Equal(t, one.Version+1, saved.Version)
		see(nil, false)
		_, err = s.projects.Publish(ctx, owner, "one", projects.Publication{})
		require.NoError(t, err)
		see(nil, true)
		used, _, err := s.assets.UsedIn(ctx, ann, id)
		require.NoError(t, err)
		require.Equal(t, []assets.ProjectRef{{ID: "one", Name: saved.Name}}, used)
	})
}

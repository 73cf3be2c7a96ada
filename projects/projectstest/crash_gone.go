package projectstest

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// neighbours is the schema of what stands in for other services: users, and assets
// and jobs that are kept for projects.
func neighbours() sqldb.Schema {
	const tables = `-- +goose Up
create table ep_next_user (id text primary key)STRICT;
create table ep_next_asset (project_id text not null)STRICT;
create table ep_next_job (project_id text not null)STRICT;
`
	file := func(strict string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte(strings.ReplaceAll(tables, "STRICT", strict)), Mode: 0o444}
	}
	return sqldb.Schema{Service: "neighbours", Files: fstest.MapFS{
		"sqlite/0001_neighbours.sql": file(" strict"), "postgres/0001_neighbours.sql": file(""),
	}}
}

// subscribe has the projects of users who are deleted go, and with each project
// what the neighbours keep for it.
func (c *crashed) subscribe() {
	c.Subscribe(c.outbox, TopicUserDeleted)
	for _, table := range []string{"ep_next_asset", "ep_next_job"} {
		c.outbox.HandleTx(projects.TopicPurged, func(ctx context.Context, tx *sqldb.Tx, e sqldb.Event) error {
			var purged projects.PurgedEvent
			if err := json.Unmarshal(e.Payload, &purged); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, `delete from `+table+` where project_id = $1`, purged.ID)
			return err
		})
	}
}

// kept is a project as it was before anything was killed.
type kept struct {
	Owner      string
	Seen       string // by its owner, as JSON
	Source     string
	Rows       int // in tables of projects
	Neighbours int
}

// world is what there was, by id of the project.
type world map[string]kept

// remember puts rows of the neighbours beside each project, and notes everything.
func (c *crashed) remember(t testing.TB, projectsOf map[string][]string) {
	t.Helper()
	w := world{}
	for owner, ids := range projectsOf {
		for _, id := range ids {
			for _, table := range []string{"ep_next_asset", "ep_next_job", "ep_next_job"} {
				_, err := c.db.Exec(t.Context(), `insert into `+table+` (project_id) values ($1)`, id)
				require.NoError(t, err)
			}
			k := kept{Owner: owner, Rows: c.rowsOf(t, id), Neighbours: c.neighboursOf(t, id)}
			k.Seen, k.Source = c.see(t, owner, id)
			w[id] = k
		}
	}
	text, err := json.Marshal(w)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(c.place.Dir, "world"), text, 0o600))
}

// world is what was remembered.
func (c *crashed) world(t testing.TB) (w world) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(c.place.Dir, "world"))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &w))
	return w
}

// see is a project to a member.
func (c *crashed) see(t testing.TB, user, id string) (seen, source string) {
	t.Helper()
	p, err := c.Get(t.Context(), projects.Actor{User: user}, id)
	require.NoError(t, err)
	text, err := json.Marshal(p)
	require.NoError(t, err)
	_, file, err := c.Read(t.Context(), projects.Actor{User: user}, id)
	require.NoError(t, err)
	return string(text), string(file)
}

func (c *crashed) neighboursOf(t testing.TB, id string) int {
	t.Helper()
	return c.count(t, `ep_next_asset where project_id = $1`, id) + c.count(t, `ep_next_job where project_id = $1`, id)
}

// whole says that a project is there with everything, or gone; and then, that
// what the neighbours keep for it is gone, too, or soon will be.
func (c *crashed) whole(t testing.TB, id string, was kept) (there bool) {
	t.Helper()
	purged := c.count(t, `ep_audit where action = $1 and object = $2`, projects.ActionPurge, "project:"+id)
	if rows := c.rowsOf(t, id); rows > 0 {
		require.Equal(t, was.Rows, rows, "half of a project")
		require.Equal(t, was.Neighbours, c.neighboursOf(t, id))
		seen, source := c.see(t, was.Owner, id)
		require.Equal(t, was.Seen, seen)
		require.Equal(t, was.Source, source)
		require.Zero(t, purged)
		return true
	}
	require.Equal(t, 1, purged)
	events := c.count(t, `ep_outbox where topic = $1 and payload like '%'||$2||'%'`, projects.TopicPurged, id)
	left := c.neighboursOf(t, id)
	require.True(t, events == 1 && left == was.Neighbours || events == 0 && left == 0, "%d events, %d rows of neighbours", events, left)
	return false
}

// must does what cannot fail.
func must[T any](t testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		require.NoError(t, err)
		return v
	}
}

// prepareGone: ann and ben each have projects, and a part in those of the other.
func prepareGone(t testing.TB, p sqldbtest.Place) {
	c, err := newCrashed(p, 0)
	require.NoError(t, err)
	ctx, project := t.Context(), must[projects.Project](t)
	for _, user := range []projects.Actor{ann, ben} {
		_, err := p.DB.Exec(ctx, `insert into ep_next_user (id) values ($1)`, user.User)
		require.NoError(t, err)
	}
	mine := project(c.Create(ctx, ann, projects.NewProject{Name: "Mine", Source: lifeFile(1)}))
	must[projects.Grant](t)(c.Share(ctx, ann, mine.ID, ben.User, projects.Editor))
	project(c.Replace(ctx, ben, mine.ID, 1, lifeFile(2)))
	must[projects.Entry](t)(c.Publish(ctx, ann, mine.ID, projects.Publication{Slug: "anns-planner", Author: "Ann"}))
	thrown := project(c.Create(ctx, ann, projects.NewProject{Name: "Thrown away", Source: lifeFile(3)}))
	project(c.Trash(ctx, ann, thrown.ID, 1))

	shared := project(c.Create(ctx, ben, projects.NewProject{Name: "Shared", Source: lifeFile(4)}))
	must[projects.Grant](t)(c.Share(ctx, ben, shared.ID, ann.User, projects.Editor))
	project(c.Replace(ctx, ann, shared.ID, 1, lifeFile(5)))
	must[projects.Entry](t)(c.Publish(ctx, ben, shared.ID, projects.Publication{Slug: "bens-planner", Author: "Ben"}))
	clone := project(c.Clone(ctx, ben, mine.ID, "Clone"))
	c.remember(t, map[string][]string{ann.User: {mine.ID, thrown.ID}, ben.User: {shared.ID, clone.ID}})
}

// deleteUser is what the service that keeps users does.
func (c *crashed) deleteUser(ctx context.Context) error {
	return c.db.Write(ctx, func(tx *sqldb.Tx) error {
		if _, err := tx.Exec(ctx, `delete from ep_next_user where id = $1`, ann.User); err != nil {
			return err
		}
		return tx.Publish(ctx, TopicUserDeleted, map[string]string{"id": ann.User})
	})
}

func doUserGone(ctx context.Context, p sqldbtest.Place) error {
	c, err := newCrashed(p, 0)
	if err != nil {
		return err
	}
	c.subscribe()
	return c.steps(
		func() error { return c.deleteUser(ctx) },
		func() error { return c.drain(ctx) },
	)
}

// checkUserGone: either nobody knows of the deletion, or in the end nothing of the
// user's is left anywhere, and what is ben's is as it was.
func checkUserGone(t testing.TB, p sqldbtest.Place, finished bool) {
	c, err := newCrashed(p, time.Hour) // what the dead process had taken is due again
	require.NoError(t, err)
	c.counted(t)
	c.subscribe()
	deleted := c.count(t, `ep_next_user where id = $1`, ann.User) == 0
	require.True(t, deleted || c.acknowledged() == 0, "what was acknowledged is lost")
	before := c.world(t)
	for id, was := range before {
		if was.Owner == ann.User {
			require.True(t, c.whole(t, id, was) || deleted)
		}
	}
	if finished {
		require.Zero(t, c.count(t, "ep_outbox"))
	}
	if !deleted {
		require.NoError(t, c.deleteUser(t.Context()))
	}
	c.deliver(t)
	for id, was := range before {
		if was.Owner == ann.User {
			require.False(t, c.whole(t, id, was))
			continue
		}
		seen, source := c.see(t, was.Owner, id)
		require.Equal(t, was.Seen, seen)
		require.Equal(t, was.Source, source)
		require.Equal(t, was.Neighbours, c.neighboursOf(t, id))
	}
	require.Equal(t, 2*3, c.count(t, "ep_next_asset")+c.count(t, "ep_next_job"))
	require.Zero(t, c.count(t, `ep_project_member where user_id = $1`, ann.User))
	entries, _, err := c.Gallery(t.Context(), projects.GalleryFilter{}, "", 0)
	require.NoError(t, err)
	require.Len(t, entries, 1)
	require.Equal(t, ben.User, entries[0].Owner)

	// What was on its way comes too late.
	_, err = c.Create(t.Context(), ann, projects.NewProject{Source: lifeFile(1)})
	require.Error(t, err)
	_, err = c.Clone(t.Context(), ann, entries[0].Project, "")
	require.Error(t, err)
	require.Zero(t, c.count(t, `ep_project where owner = $1`, ann.User))
	c.counted(t)
}

// preparePurge: one project to be purged by hand, one by the time, one that stays.
func preparePurge(t testing.TB, p sqldbtest.Place) {
	c, err := newCrashed(p, -40*24*time.Hour)
	require.NoError(t, err)
	ctx, project := t.Context(), must[projects.Project](t)
	ids := make([]string, 3)
	for i := range ids {
		made := project(c.Create(ctx, ann, projects.NewProject{Source: lifeFile(i)}))
		must[projects.Grant](t)(c.Share(ctx, ann, made.ID, ben.User, projects.Viewer))
		ids[i] = made.ID
	}
	clone := project(c.Clone(ctx, ben, ids[0], ""))
	project(c.Trash(ctx, ann, ids[1], 1))
	c, err = newCrashed(p, 0)
	require.NoError(t, err)
	project(c.Trash(ctx, ann, ids[0], 1))
	c.remember(t, map[string][]string{ann.User: ids, ben.User: {clone.ID}})
	require.NoError(t, os.WriteFile(filepath.Join(p.Dir, "purge"), []byte(ids[0]), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(p.Dir, "sweep"), []byte(ids[1]), 0o600))
}

func doPurge(ctx context.Context, p sqldbtest.Place) error {
	c, err := newCrashed(p, 0)
	if err != nil {
		return err
	}
	c.subscribe()
	id, err := os.ReadFile(filepath.Join(p.Dir, "purge"))
	if err != nil {
		return err
	}
	return c.steps(
		func() error { return c.Purge(ctx, ann, string(id), 2) },
		func() error { _, err := c.Sweep(ctx); return err },
		func() error { return c.drain(ctx) },
	)
}

// checkPurge: each is there with everything, or gone from everywhere in the end.
func checkPurge(t testing.TB, p sqldbtest.Place, finished bool) {
	c, err := newCrashed(p, time.Hour)
	require.NoError(t, err)
	c.counted(t)
	c.subscribe()
	before, acknowledged := c.world(t), c.acknowledged()
	purge, err := os.ReadFile(filepath.Join(p.Dir, "purge"))
	require.NoError(t, err)
	sweep, err := os.ReadFile(filepath.Join(p.Dir, "sweep"))
	require.NoError(t, err)
	there := map[string]bool{}
	for id, was := range before {
		there[id] = c.whole(t, id, was)
	}
	require.False(t, acknowledged >= 1 && there[string(purge)], "what was acknowledged is lost")
	require.False(t, acknowledged >= 2 && there[string(sweep)], "what was acknowledged is lost")
	if finished {
		require.Zero(t, c.count(t, "ep_outbox"))
	}

	if there[string(purge)] {
		require.NoError(t, c.Purge(t.Context(), ann, string(purge), 2))
	}
	swept, err := c.Sweep(t.Context())
	require.NoError(t, err)
	require.Equal(t, there[string(sweep)], swept.Purged == 1)
	c.deliver(t)
	for id, was := range before {
		gone := id == string(purge) || id == string(sweep)
		require.Equal(t, !gone, c.whole(t, id, was))
	}
	require.Equal(t, 2*3, c.count(t, "ep_next_asset")+c.count(t, "ep_next_job"))
	c.counted(t)
}

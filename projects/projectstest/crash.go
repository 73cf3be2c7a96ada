package projectstest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// Scenarios are what must survive being killed anywhere, for sqldbtest.Crash.
func Scenarios() []sqldbtest.Scenario {
	schemas := []sqldb.Schema{projects.Schema(), assetSchema(), QuotaSchema(), neighbours()}
	return []sqldbtest.Scenario{
		{Name: "life of a project", Schemas: schemas, Prepare: prepareLife, Do: doLife, Check: checkLife},
		{Name: "user deleted", Schemas: schemas, Prepare: prepareGone, Do: doUserGone, Check: checkUserGone},
		{Name: "project purged", Schemas: schemas, Prepare: preparePurge, Do: doPurge, Check: checkPurge},
	}
}

// ann and ben are users of the scenarios.
var ann, ben = projects.Actor{User: "ann"}, projects.Actor{User: "ben"}

// crashed is a Service in a process that may be killed, whose acknowledgements are
// files.
type crashed struct {
	*projects.Service
	db     *sqldb.DB
	outbox *sqldb.Outbox
	place  sqldbtest.Place
}

// newCrashed has an outbox without handlers. ahead is how far its clocks are ahead.
func newCrashed(p sqldbtest.Place, ahead time.Duration) (*crashed, error) {
	now := func() time.Time { return time.Now().Add(ahead) }
	c := &crashed{db: p.DB, place: p, outbox: sqldb.NewOutbox(p.DB, sqldb.OutboxConfig{Now: now, Concurrency: 1})}
	var err error
	c.Service, err = projects.New(projects.Config{Store: projects.NewSQL(p.DB), Files: &Files{}, Assets: &Assets{db: p.DB}, Quota: NewQuota(p.DB), Now: now})
	return c, err
}

// steps runs the steps of a scenario, and keeps which ones were acknowledged.
func (c *crashed) steps(steps ...func() error) error {
	for i, step := range steps {
		if err := step(); err != nil {
			return fmt.Errorf("step %d: %w", i+1, err)
		}
		c.place.Point()
		if err := os.WriteFile(c.step(i+1), nil, 0o600); err != nil {
			return err
		}
	}
	return nil
}

func (c *crashed) step(n int) string { return filepath.Join(c.place.Dir, fmt.Sprintf("step%d", n)) }

// acknowledged is how many steps were.
func (c *crashed) acknowledged() (n int) {
	for {
		if _, err := os.Stat(c.step(n + 1)); err != nil {
			return n
		}
		n++
	}
}

func (c *crashed) drain(ctx context.Context) error {
	_, err := c.outbox.Drain(ctx)
	return err
}

// deliver drains until nothing is left. PostgreSQL may need a moment to notice that
// a process died in a transaction, whose rows are locked until then.
func (c *crashed) deliver(t testing.TB) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		require.NoError(t, c.drain(t.Context()))
		if c.count(t, "ep_outbox") == 0 {
			return
		}
		require.True(t, time.Now().Before(end), "an event is never handled")
	}
}

func (c *crashed) count(t testing.TB, query string, args ...any) (n int) {
	t.Helper()
	require.NoError(t, c.db.Get(t.Context(), &n, `select count(*) from `+query, args...))
	return n
}

// counted says that the quota knows what there is.
func (c *crashed) counted(t testing.TB) {
	t.Helper()
	NewQuota(c.db).Check(t.Context(), t)
}

// tables have rows of projects.
func tables() []string {
	return []string{
		"ep_project", "ep_project_version", "ep_project_source", "ep_project_asset", "ep_project_member",
		"ep_project_entry", "ep_project_entry_asset", "ep_project_clone",
	}
}

// rows counts those of each table, without those that have none.
func (c *crashed) rows(t testing.TB) map[string]int {
	t.Helper()
	found := map[string]int{}
	for _, table := range tables() {
		if n := c.count(t, table); n > 0 {
			found[table] = n
		}
	}
	return found
}

// rowsOf counts all rows of a project.
func (c *crashed) rowsOf(t testing.TB, project string) (n int) {
	t.Helper()
	n = c.count(t, `ep_project where id = $1`, project)
	for _, table := range tables()[1:] {
		n += c.count(t, table+` where project_id = $1`, project)
	}
	return n
}

// life is a project's, as seen by the clients of two users.
type life struct {
	*crashed
	project string // id, once it is known
}

func lifeFile(n int) []byte { return fmt.Appendf(nil, "life %d\nasset: photo\n", n) }

// trail is the audit trail after so many steps.
func (l *life) trail(done int) (actions []string) {
	for _, step := range [][]string{
		{projects.ActionCreate}, {projects.ActionEdit}, {projects.ActionEdit}, {projects.ActionConflict},
		{projects.ActionPublish}, {projects.ActionClone}, {projects.ActionUnpublish, projects.ActionTrash}, {projects.ActionPurge},
	}[:done] {
		actions = append(actions, step...)
	}
	return actions
}

// actions are those of the audit trail.
func (l *life) actions(t testing.TB) (actions []string) {
	t.Helper()
	require.NoError(t, l.db.Select(t.Context(), &actions, `select action from ep_audit order by id`))
	return actions
}

func (l *life) steps(ctx context.Context) []func() error {
	edit := func(seen int) func() error {
		return func() error {
			p, err := l.Replace(ctx, ann, l.project, seen, lifeFile(seen+1))
			if err == nil && p.Version != seen+1 {
				return fmt.Errorf("version %d came after %d", p.Version, seen)
			}
			return err
		}
	}
	return []func() error{
		func() error {
			p, err := l.Create(ctx, ann, projects.NewProject{Name: "Life", Source: lifeFile(1)})
			l.project = p.ID
			return err
		},
		edit(1),
		edit(2),
		func() error {
			_, err := l.Replace(ctx, ann, l.project, 1, lifeFile(9))
			var refused *projects.Error
			if !errors.As(err, &refused) || refused.Current == nil || refused.Current.Version != 3 {
				return fmt.Errorf("not refused as one that has not seen version 3: %w", err)
			}
			return nil
		},
		func() error {
			_, err := l.Publish(ctx, ann, l.project, projects.Publication{Slug: "a-life", Author: "Ann"})
			return err
		},
		func() error { _, err := l.Clone(ctx, ben, l.project, ""); return err },
		func() error { _, err := l.Trash(ctx, ann, l.project, 3); return err },
		func() error { return l.Purge(ctx, ann, l.project, 4) },
	}
}

func prepareLife(t testing.TB, p sqldbtest.Place) { (&Assets{db: p.DB}).Give(t, ann.User, "photo") }

func doLife(ctx context.Context, p sqldbtest.Place) error {
	c, err := newCrashed(p, 0)
	if err != nil {
		return err
	}
	l := &life{crashed: c}
	return c.steps(l.steps(ctx)...)
}

// checkLife: what was acknowledged is there, perhaps with the step after it, and
// nothing of any other; and it goes on from there.
func checkLife(t testing.TB, p sqldbtest.Place, finished bool) {
	c, err := newCrashed(p, 0)
	require.NoError(t, err)
	l := &life{crashed: c}
	steps := l.steps(t.Context())

	acknowledged := c.acknowledged()
	require.Equal(t, finished, acknowledged == len(steps))
	done := acknowledged
	if len(l.actions(t)) > len(l.trail(done)) {
		done++ // check says whether that is all of it
	}
	for _, f := range []projects.Shelf{projects.Mine, projects.Trash} {
		page, _, err := c.List(t.Context(), ann, projects.Filter{Shelf: f}, "", 0)
		require.NoError(t, err)
		for _, p := range page {
			require.Empty(t, l.project, "two of them")
			l.project = p.ID
		}
	}
	l.check(t, done)
	if done > acknowledged && (done == 2 || done == 3) {
		require.NoError(t, steps[done-1](), "the same edit again, by a client that was not told")
		l.check(t, done)
	}
	if finished {
		return
	}
	for i, step := range steps[done:] {
		require.NoError(t, step(), "step %d", done+i+1)
	}
	l.check(t, len(steps))
}

// check says that everything is as it must be after so many steps.
func (l *life) check(t testing.TB, done int) {
	t.Helper()
	ctx := t.Context()
	require.Equal(t, l.trail(done), l.actions(t))

	versions := [...]int{0, 1, 2, 3, 3, 3, 3, 4, 0}[done]
	rows := map[string]int{}
	add := func(table string, n int) {
		if n > 0 {
			rows[table] += n
		}
	}
	if versions > 0 {
		add("ep_project", 1)
		add("ep_project_member", 1)
		add("ep_project_version", versions)
		add("ep_project_asset", 1)                 // from the first version to the current one
		add("ep_project_source", min(versions, 3)) // what is in the trash is the file that it was
	}
	if done == 5 || done == 6 {
		add("ep_project_entry", 1)
		add("ep_project_entry_asset", 1)
	}
	if done >= 6 {
		for _, table := range []string{"ep_project", "ep_project_member", "ep_project_version", "ep_project_source", "ep_project_asset"} {
			add(table, 1) // ben's
		}
		if versions > 0 {
			add("ep_project_clone", 1)
		}
	}
	require.Equal(t, rows, l.rows(t), "after step %d", done)
	l.counted(t)
	purged := 0
	if done == 8 {
		purged = 1
	}
	require.Equal(t, purged, l.count(t, `ep_outbox where topic = $1`, projects.TopicPurged))
	require.Equal(t, purged, l.count(t, `ep_outbox`))

	if versions > 0 {
		l.checkVersions(t, versions, done)
	}
	entries, _, err := l.Gallery(ctx, projects.GalleryFilter{}, "", 0)
	require.NoError(t, err)
	require.Len(t, entries, rows["ep_project_entry"])
	for _, e := range entries {
		require.Equal(t, 3, e.Version)
	}
	require.Equal(t, done >= 6, len((&Assets{db: l.db}).Of(t, ben.User)) == 1, "the asset that ben's copy uses")
	clones, _, err := l.List(ctx, ben, projects.Filter{}, "", 0)
	require.NoError(t, err)
	if done < 6 {
		require.Empty(t, clones)
		return
	}
	require.Len(t, clones, 1)
	require.Equal(t, projects.Origin{Project: clones[0].Origin.Project, Version: 3, Name: "Life"}, *clones[0].Origin)
	_, source, err := l.Read(ctx, ben, clones[0].ID)
	require.NoError(t, err)
	require.Equal(t, lifeFile(3), source)
}

func (l *life) checkVersions(t testing.TB, versions, done int) {
	t.Helper()
	p, err := l.Get(t.Context(), ann, l.project)
	require.NoError(t, err)
	require.Equal(t, versions, p.Version)
	require.Equal(t, versions == 4, !p.TrashedAt.IsZero())
	require.Equal(t, done >= 6, p.Clones == 1)
	require.Equal(t, done == 5 || done == 6, p.Slug == "a-life")
	history := historyOf(t, l.Service, ann, l.project)
	require.Len(t, history, versions)
	for i, v := range history {
		require.Equal(t, i+1, v.Number)
		require.Equal(t, [...]projects.Change{projects.Created, projects.Edited, projects.Edited, projects.Trashed}[i], v.Change)
		_, source, err := l.ReadVersion(t.Context(), ann, l.project, v.Number)
		require.NoError(t, err)
		require.Equal(t, lifeFile(min(v.Number, 3)), source)
	}
}

package assetstest

import (
	"context"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/sqldb"
)

// Projects are projects as far as assets know them, in tables beside those of the assets: which uses what, and who may
// read it by share. It is safe for concurrent use.
type Projects struct {
	db *sqldb.DB

	mu   sync.Mutex
	fail error
}

var _ assets.Projects = (*Projects)(nil)

// NewProjects are those in db, which has the tables of ProjectsSchema.
func NewProjects(db *sqldb.DB) *Projects { return &Projects{db: db} }

// ProjectsSchema is the tables of Projects.
func ProjectsSchema() sqldb.Schema {
	tables := func(end string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("-- +goose Up\n" +
			"create table ep_test_use (project text not null, asset text not null, owner text not null, name text not null, primary key (project, asset))" + end + ";\n" +
			"create index ep_test_use_owner on ep_test_use (owner, asset);\n" +
			"create table ep_test_reader (asset text not null, user_id text not null, primary key (asset, user_id))" + end + ";\n")}
	}
	return sqldb.Schema{Service: "assetstest", Files: fstest.MapFS{
		"sqlite/0001_projects.sql":   tables(" strict"),
		"postgres/0001_projects.sql": tables(""),
	}}
}

// UseIn makes a project of the owner's use assets, in a transaction: what a project does besides telling assets.Service, with
// Adopt. The project is called as its id.
func (p *Projects) UseIn(ctx context.Context, tx *sqldb.Tx, owner, project string, ids ...string) error {
	for _, id := range ids {
		if _, err := tx.Exec(ctx, `insert into ep_test_use (project, asset, owner, name) values ($1, $2, $3, $4) on conflict do nothing`, project, id, owner, project); err != nil {
			return err
		}
	}
	return nil
}

// Unuse ends that a project uses assets.
func (p *Projects) Unuse(t testing.TB, project string, ids ...string) {
	t.Helper()
	for _, id := range ids {
		_, err := p.db.Exec(t.Context(), `delete from ep_test_use where project = $1 and asset = $2`, project, id)
		require.NoError(t, err)
	}
}

// Share lets a user ("" = everybody) read a project that uses an asset.
func (p *Projects) Share(t testing.TB, id, user string) {
	t.Helper()
	_, err := p.db.Exec(t.Context(), `insert into ep_test_reader (asset, user_id) values ($1, $2) on conflict do nothing`, id, user)
	require.NoError(t, err)
}

// Unshare ends that.
func (p *Projects) Unshare(t testing.TB, id, user string) {
	t.Helper()
	_, err := p.db.Exec(t.Context(), `delete from ep_test_reader where asset = $1 and user_id = $2`, id, user)
	require.NoError(t, err)
}

// Fail is what the methods of assets.Projects return from now on; nil ends that.
func (p *Projects) Fail(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fail = err
}

func (p *Projects) failing() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.fail
}

// MayReadAsset implements assets.Projects.
func (p *Projects) MayReadAsset(ctx context.Context, user, asset string) (may bool, err error) {
	if err := p.failing(); err != nil {
		return false, err
	}
	err = p.db.Get(ctx, &may, `select exists (select 1 from ep_test_reader where asset = $1 and user_id in ($2, ''))
		or exists (select 1 from ep_test_use where asset = $1 and owner = $2)`, asset, user)
	return may, err
}

// ProjectsUsing implements assets.Projects.
func (p *Projects) ProjectsUsing(ctx context.Context, tx sqldb.Reader, owner, asset string, limit int) (map[string]string, error) {
	if err := p.failing(); err != nil {
		return nil, err
	}
	var rows []struct {
		Project string `db:"project"`
		Name    string `db:"name"`
	}
	err := tx.Select(ctx, &rows, `select project, name from ep_test_use where owner = $1 and asset = $2 order by project limit $3`, owner, asset, limit)
	names := map[string]string{}
	for _, r := range rows {
		names[r.Project] = r.Name
	}
	return names, err
}

// DetachAsset implements assets.Projects.
func (p *Projects) DetachAsset(ctx context.Context, tx *sqldb.Tx, owner, asset string) error {
	if err := p.failing(); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `delete from ep_test_use where owner = $1 and asset = $2`, owner, asset)
	return err
}

// Use makes a project of the owner's use assets from now on, as a write of one does.
func (s *Setup) Use(t testing.TB, owner, project string, ids ...string) {
	t.Helper()
	require.NoError(t, s.TryUse(t.Context(), owner, project, ids...))
}

// TryUse is Use for who wants the error, or has a goroutine. Names that are no assets are left out, as those are that the
// owner does not hold, unless the project was made from one that uses them.
func (s *Setup) TryUse(ctx context.Context, owner, project string, ids ...string) error {
	return s.DB.Write(ctx, func(tx *sqldb.Tx) error {
		if err := s.Service.Adopt(ctx, tx, owner, ids); err != nil {
			return err
		}
		there, err := s.Service.Usable(ctx, tx, owner, ids)
		if err != nil {
			return err
		}
		return s.Projects.UseIn(ctx, tx, owner, project, there...)
	})
}

// Purge removes a project for good, and lets everything that follows happen.
func (s *Setup) Purge(t testing.TB, owner, project string) {
	t.Helper()
	require.NoError(t, s.DB.Write(t.Context(), func(tx *sqldb.Tx) error {
		if _, err := tx.Exec(t.Context(), `delete from ep_test_use where owner = $1 and project = $2`, owner, project); err != nil {
			return err
		}
		return tx.Publish(t.Context(), TopicPurged, map[string]string{"id": project, "owner": owner})
	}))
	s.Drain(t)
}

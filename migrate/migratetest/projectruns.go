package migratetest

import (
	"context"
	"errors"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/migrate"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/sqldb"
)

// testProjectsInterrupted ends the first go in the middle: the second one does the
// rest.
func testProjectsInterrupted(t *testing.T, h *house) {
	for n := range 4 {
		p := Some(strconv.Itoa(n)+one[1:], "Planner "+strconv.Itoa(n))
		p.Images = [][]byte{Picture(t, byte(n))}
		WriteProjects(t, h.data, bob, p)
	}
	ctx, cancel := context.WithCancel(t.Context())
	o := h.options()
	keeper := &shelf{}
	o.Images = keeper
	keeper.before = func(name string) error {
		if keeper.kept == 2 {
			cancel()
		}
		return nil
	}
	report, err := migrate.Projects(ctx, h.read(t), h.db, o)
	require.ErrorIs(t, err, context.Canceled)
	require.True(t, report.Applied)
	require.Equal(t, 2, report.Counts.New)
	require.Len(t, h.ids(t), 2)
	require.Len(t, h.trail(t, migrate.ActionProjects), 1)
	o.Images = &shelf{}
	report, err = migrate.Projects(t.Context(), h.read(t), h.db, o)
	require.NoError(t, err)
	require.Equal(t, migrate.ProjectCounts{New: 2, Unchanged: 2}, report.Counts)
	require.Len(t, h.ids(t), 4)
}

// testProjectsVerify alters in the database what is written: the import notices.
func testProjectsVerify(t *testing.T, h *house) {
	WriteProjects(t, h.data, bob, Some(one, "One"))
	const change = `update ep_project set device = 'other'`
	statement := `create trigger tamper after insert on ep_project begin ` + change + `; end`
	if h.db.Dialect() == sqldb.PostgreSQL {
		_, err := h.db.Exec(t.Context(), `create function tamper() returns trigger language plpgsql as $$ begin `+change+`; return null; end $$`)
		require.NoError(t, err)
		statement = `create trigger tamper after insert on ep_project for each row execute function tamper()`
	}
	_, err := h.db.Exec(t.Context(), statement)
	require.NoError(t, err)
	report, err := migrate.Projects(t.Context(), h.read(t), h.db, h.options())
	require.ErrorContains(t, err, "project "+one+": it was written, and reads otherwise: [device]")
	require.False(t, report.Applied)
	h.requireNoProjects(t)
}

// watched are Files of which somebody watches the use.
type watched struct {
	projects.Files
	before func() error
}

func (w *watched) Inspect(ctx context.Context, source []byte) (projects.Facts, error) {
	if err := w.before(); err != nil {
		return projects.Facts{}, err
	}
	return w.Files.Inspect(ctx, source)
}

// testProjectsRaced imports a project while somebody else does.
func testProjectsRaced(t *testing.T, h *house) {
	WriteProjects(t, h.data, bob, Some(one, "One"))
	o, once := h.options(), false
	o.SkipProblems = true
	o.Files = &watched{h.files, func() error {
		if !once {
			once = true
			require.True(t, h.imports(t).Applied)
		}
		return nil
	}}
	report, err := migrate.Projects(t.Context(), h.read(t), h.db, o)
	require.NoError(t, err)
	require.False(t, report.Applied)
	require.Equal(t, migrate.ProjectCounts{Unchanged: 1}, report.Counts)
	require.Len(t, h.trail(t, projects.ActionImport), 1)
}

// testProjectsBusy waits until Files have time, and not longer than it is wanted.
// What breaks while something is counted is not the project's fault: the import ends there, and can be begun again.
func testProjectsUncounted(t *testing.T, h *house) {
	WriteProjects(t, h.data, bob, Some(one, "One"), Some(two, "Two"))
	o, broken := h.options(), errors.New("the quota is broken")
	o.Quota = uncounted{h.quota, broken}
	for range 2 {
		_, err := migrate.Projects(t.Context(), h.read(t), h.db, o)
		require.ErrorIs(t, err, broken)
		h.requireNoProjects(t)
	}
	require.Equal(t, 2, h.imports(t).Counts.New)
}

// uncounted is a Quota that cannot count.
type uncounted struct {
	projects.Quota
	err error
}

// AddProject implements projects.Quota.
func (u uncounted) AddProject(context.Context, *sqldb.Tx, string, string, bool) error { return u.err }

func testProjectsBusy(t *testing.T, h *house) {
	WriteProjects(t, h.data, bob, Some(one, "One"))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	o, asked := h.options(), 0
	o.Apply = false
	o.Files = &watched{h.files, func() error {
		if asked++; asked < 3 {
			return projects.ErrBusy
		}
		return nil
	}}
	report, err := migrate.Projects(ctx, h.read(t), h.db, o)
	require.NoError(t, err)
	require.Equal(t, 1, report.Counts.New)
	o.Files = &watched{h.files, func() error {
		cancel()
		return projects.ErrBusy
	}}
	_, err = migrate.Projects(ctx, h.read(t), h.db, o)
	require.ErrorIs(t, err, context.Canceled)
	h.requireNoProjects(t)
}

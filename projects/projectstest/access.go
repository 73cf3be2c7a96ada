package projectstest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/sqldb"
)

// forEverybody are methods that do not ask who asks: two are open to everybody, the
// others are for the host.
func forEverybody() []string { return []string{"Gallery", "Published", "Subscribe", "Sweep"} }

// asked is who does something with which project.
type asked struct {
	s     *Setup
	by    projects.Actor
	self  string // the id that by goes by
	owner projects.Actor
	p     projects.Project
	all   []any // everything that there is of p
}

// operations are the rows of the tables.
func operations() map[string]func(ctx context.Context, c asked) (any, error) {
	return map[string]func(ctx context.Context, c asked) (any, error){
		"Create": func(ctx context.Context, c asked) (any, error) {
			return c.s.Service.Create(ctx, c.by, projects.NewProject{Source: []byte("title: New\n")})
		},
		"List": func(ctx context.Context, c asked) (any, error) {
			page, _, err := c.s.Service.List(ctx, c.by, projects.Filter{}, "", 0)
			return page, err
		},
		"ListOf": func(ctx context.Context, c asked) (any, error) {
			page, _, err := c.s.Service.ListOf(ctx, c.by, c.owner.User, projects.Filter{}, "", 0)
			return page, err
		},
		"Get": func(ctx context.Context, c asked) (any, error) { return c.s.Service.Get(ctx, c.by, c.p.ID) },
		"Read": func(ctx context.Context, c asked) (any, error) {
			_, source, err := c.s.Service.Read(ctx, c.by, c.p.ID)
			return source, err
		},
		"Versions": func(ctx context.Context, c asked) (any, error) {
			page, _, err := c.s.Service.Versions(ctx, c.by, c.p.ID, "", 0)
			return page, err
		},
		"ReadVersion": func(ctx context.Context, c asked) (any, error) {
			_, source, err := c.s.Service.ReadVersion(ctx, c.by, c.p.ID, 1)
			return source, err
		},
		"Diff": func(ctx context.Context, c asked) (any, error) { return c.s.Service.Diff(ctx, c.by, c.p.ID, 1, 2) },
		"Replace": func(ctx context.Context, c asked) (any, error) {
			return c.s.Service.Replace(ctx, c.by, c.p.ID, c.p.Version, []byte("title: Other\n"))
		},
		"Replace(stale)": func(ctx context.Context, c asked) (any, error) {
			return c.s.Service.Replace(ctx, c.by, c.p.ID, 1, []byte("title: Other\n"))
		},
		"Rename": func(ctx context.Context, c asked) (any, error) {
			return c.s.Service.Rename(ctx, c.by, c.p.ID, c.p.Version, "Other")
		},
		"ChangeDevice": func(ctx context.Context, c asked) (any, error) {
			return c.s.Service.ChangeDevice(ctx, c.by, c.p.ID, c.p.Version, Devices()[1])
		},
		"Revert": func(ctx context.Context, c asked) (any, error) {
			return c.s.Service.Revert(ctx, c.by, c.p.ID, c.p.Version, 1)
		},
		"Trash": func(ctx context.Context, c asked) (any, error) {
			return c.s.Service.Trash(ctx, c.by, c.p.ID, c.p.Version)
		},
		"Restore": func(ctx context.Context, c asked) (any, error) {
			return c.s.Service.Restore(ctx, c.by, c.p.ID, c.p.Version)
		},
		"Purge": func(ctx context.Context, c asked) (any, error) {
			return nil, c.s.Service.Purge(ctx, c.by, c.p.ID, c.p.Version)
		},
		"Share": func(ctx context.Context, c asked) (any, error) {
			return c.s.Service.Share(ctx, c.by, c.p.ID, "friend", projects.Viewer)
		},
		"Share(oneself)": func(ctx context.Context, c asked) (any, error) {
			return c.s.Service.Share(ctx, c.by, c.p.ID, c.self, projects.Editor)
		},
		"Unshare": func(ctx context.Context, c asked) (any, error) {
			return nil, c.s.Service.Unshare(ctx, c.by, c.p.ID, "other")
		},
		"Unshare(oneself)": func(ctx context.Context, c asked) (any, error) {
			return nil, c.s.Service.Unshare(ctx, c.by, c.p.ID, c.self)
		},
		"Grants": func(ctx context.Context, c asked) (any, error) { return c.s.Service.Grants(ctx, c.by, c.p.ID) },
		"Publish": func(ctx context.Context, c asked) (any, error) {
			return c.s.Service.Publish(ctx, c.by, c.p.ID, projects.Publication{Description: "Mine."})
		},
		"Unpublish": func(ctx context.Context, c asked) (any, error) {
			return nil, c.s.Service.Unpublish(ctx, c.by, c.p.ID, "somebody complained")
		},
		"Unpublish(silent)": func(ctx context.Context, c asked) (any, error) {
			return nil, c.s.Service.Unpublish(ctx, c.by, c.p.ID, " \n")
		},
		"Readmit": func(ctx context.Context, c asked) (any, error) {
			return nil, c.s.Service.Readmit(ctx, c.by, c.p.ID, "it was a mistake")
		},
		"Readmit(silent)": func(ctx context.Context, c asked) (any, error) {
			return nil, c.s.Service.Readmit(ctx, c.by, c.p.ID, " \n")
		},
		"Clone":           func(ctx context.Context, c asked) (any, error) { return c.s.Service.Clone(ctx, c.by, c.p.ID, "") },
		"MayReadAsset(1)": func(ctx context.Context, c asked) (any, error) { return c.mayReadAsset(ctx, 1) },
		"MayReadAsset(2)": func(ctx context.Context, c asked) (any, error) { return c.mayReadAsset(ctx, 2) },
		"MayReadAsset(3)": func(ctx context.Context, c asked) (any, error) { return c.mayReadAsset(ctx, 3) },
	}
}

func (c asked) mayReadAsset(ctx context.Context, version int) (bool, error) {
	return c.s.Service.MayReadAsset(ctx, c.by, assetOf(c.owner, version))
}

func assetOf(owner projects.Actor, version int) string {
	return fmt.Sprintf("%s-%d", owner.User, version)
}

// RunAccess goes through the authorization tables of projects.Service, cell by cell.
// open returns an empty database of its own for each test, closed when the test
// ends.
func RunAccess(t *testing.T, open func(t testing.TB) *sqldb.DB) {
	t.Run("EveryMethod", everyMethod)
	for state, table := range map[string]string{"private": privateTable, "published": publishedTable, "trashed": trashedTable} {
		t.Run(state, func(t *testing.T) {
			t.Parallel()
			s := New(t, open(t))
			made := map[cell]asked{} // by column
			for n, c := range cells(t, table) {
				column := cell{role: c.role, relation: c.relation}
				a, ok := made[column]
				if !ok {
					a = s.asked(t, state, fmt.Sprint("u", n), c)
				}
				made[column] = a
				if changed := s.cell(t, state, a, c); changed {
					delete(made, column)
				}
			}
		})
	}
}

// everyMethod says that the tables have a row for each method that asks who asks,
// and no other, and that each table has each row.
func everyMethod(t *testing.T) {
	var exported, listed []string
	service := reflect.TypeFor[*projects.Service]()
	for m := range service.Methods() {
		exported = append(exported, m.Name)
		actor := m.Type.NumIn() > 2 && m.Type.In(2) == reflect.TypeFor[projects.Actor]()
		require.NotEqual(t, actor, slices.Contains(forEverybody(), m.Name), m.Name)
	}
	var names []string
	for name := range operations() {
		names = append(names, name)
		listed = append(listed, strings.Split(name, "(")[0])
	}
	slices.Sort(listed)
	require.ElementsMatch(t, exported, append(slices.Compact(listed), forEverybody()...))
	for _, table := range []string{privateTable, publishedTable, trashedTable} {
		var rows []string
		for _, c := range cells(t, table) {
			rows = append(rows, c.operation)
		}
		slices.Sort(rows)
		require.ElementsMatch(t, names, slices.Compact(rows))
		require.Len(t, cells(t, table), 10*len(names))
	}
}

// cell is one cell of a table.
type cell struct {
	role, relation, operation, want string
}

// cells reads a table.
func cells(t testing.TB, table string) []cell {
	t.Helper()
	lines := strings.Split(strings.Trim(strings.ReplaceAll(table, "|", " "), "\n"), "\n")
	columns := strings.Fields(lines[1])
	require.Len(t, columns, 10)
	var all []cell
	for _, line := range lines[2:] {
		row := strings.Fields(line)
		require.Len(t, row, 11, line)
		for i, want := range row[1:] {
			c := cell{role: "user", relation: columns[i], operation: row[0], want: want}
			switch {
			case i == 0 || i == 9:
				c.role, c.relation = columns[i], "stranger"
			case i > 4:
				c.role = "admin"
			}
			all = append(all, c)
		}
	}
	return all
}

// cell runs one, and tells whether it changed the project.
func (s *Setup) cell(t *testing.T, state string, a asked, c cell) (changed bool) {
	t.Helper()
	what := fmt.Sprintf("%s: %s by %s (%s)", state, c.operation, c.role, c.relation)
	s.Clock.Advance(time.Minute)
	do, ok := operations()[c.operation]
	require.True(t, ok, what)
	got, err := do(t.Context(), a)
	changed = !reflect.DeepEqual(a.all, s.everything(t, a.p.ID))
	switch c.want {
	case "ok":
		require.NoError(t, err, what)
		return changed
	case "yes", "no":
		require.NoError(t, err, what)
		require.Equal(t, c.want == "yes", got, what)
	default:
		code, ok := codes()[c.want]
		require.True(t, ok, what)
		require.Equal(t, code, projects.CodeOf(err), "%s: %v", what, err)
		require.Zero(t, got, what)
	}
	require.False(t, changed, what)
	return false
}

// asked makes a project, and who asks.
func (s *Setup) asked(t testing.TB, state, name string, c cell) asked {
	t.Helper()
	a := asked{s: s, owner: User(name), self: name + "-" + c.relation}
	s.Assets.Give(t, name, assetOf(a.owner, 1), assetOf(a.owner, 2), assetOf(a.owner, 3))
	source := func(version int) string {
		return fmt.Sprintf("title: T%d\nasset: %s\n", version, assetOf(a.owner, version))
	}
	id := s.Create(t, a.owner, source(1)).ID
	s.Replace(t, a.owner, id, source(2))
	if state != "private" {
		s.Publish(t, a.owner, id, "shown-"+name)
	}
	s.Replace(t, a.owner, id, source(3))
	s.Share(t, a.owner, id, "other", projects.Viewer)
	switch c.relation {
	case "owner":
		a.self = name
	case "viewer", "editor":
		s.Share(t, a.owner, id, a.self, projects.Role(c.relation))
	}
	a.by = map[string]projects.Actor{
		"anonymous": {}, "user": User(a.self), "admin": Admin(a.self), "operator": projects.Operator(),
	}[c.role]
	a.p = s.Get(t, a.owner, id)
	if state == "trashed" {
		var err error
		a.p, err = s.Service.Trash(t.Context(), a.owner, id, a.p.Version)
		require.NoError(t, err)
	}
	a.all = s.everything(t, id)
	return a
}

// everything is what there is of a project, to be compared: nothing if it is gone.
func (s *Setup) everything(t testing.TB, id string) []any {
	t.Helper()
	var all []any
	require.NoError(t, s.Store.Read(t.Context(), func(r projects.Reader) error {
		all = nil
		p, err := r.Project(t.Context(), id)
		if errors.Is(err, projects.ErrNotFound) {
			return nil
		}
		require.NoError(t, err)
		grants, err := r.Grants(t.Context(), id)
		require.NoError(t, err)
		versions, _, err := r.Versions(t.Context(), id, "", projects.MaxPage)
		require.NoError(t, err)
		e, err := r.Entry(t.Context(), id)
		if err != nil {
			require.ErrorIs(t, err, projects.ErrNotFound)
		}
		all = []any{p, grants, versions, e}
		return nil
	}))
	return all
}

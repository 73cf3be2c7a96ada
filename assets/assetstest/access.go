package assetstest

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/sqldb"
)

// The authorization tables say who may do what with an asset. Columns are who asks: somebody who is not
// logged in, a user or an admin with this relation to the asset, an operator, or a user who was deleted and had it. Rows are
// methods of assets.Service. Cells are
//
//	ok     done
//	none   done, and there is nothing
//	-      CodeNotFound: as if there were no such asset
//	login  CodeUnauthenticated
//	admin  CodeForbidden
//	used   CodeInUse
//
// A viewer may read a project that uses the asset; an owner uploaded it, a holder has it by a clone.

// privateTable is of an asset that no project in the gallery uses.
const privateTable = `
                         user                            admin
              anonymous stranger viewer holder owner   | stranger viewer holder owner   | operator deleted
Upload        login     ok       ok     ok     ok      | ok       ok     ok     ok      | login    login
Get           -         -        -      ok     ok      | -        -      ok     ok      | -        -
Open          -         -        ok     ok     ok      | -        ok     ok     ok      | -        -
Thumbnail     -         -        ok     ok     ok      | -        ok     ok     ok      | -        -
For           -         -        ok     ok     ok      | -        ok     ok     ok      | -        -
List          login     none     none   ok     ok      | none     none   ok     ok      | login    none
ListOf        login     admin    admin  admin  admin   | ok       ok     ok     ok      | ok       admin
Usage         login     none     none   ok     ok      | none     none   ok     ok      | login    none
UsageOf       login     admin    admin  admin  admin   | ok       ok     ok     ok      | ok       admin
UsedIn        -         -        -      ok     ok      | -        -      ok     ok      | -        -
Rename        -         -        -      ok     ok      | -        -      ok     ok      | -        -
Delete        -         -        -      used   used    | -        -      used   used    | -        -
Delete(force) -         -        -      ok     ok      | -        -      ok     ok      | -        -
`

// publicTable is of an asset that a project in the gallery uses.
const publicTable = `
                         user                            admin
              anonymous stranger viewer holder owner   | stranger viewer holder owner   | operator deleted
Upload        login     ok       ok     ok     ok      | ok       ok     ok     ok      | login    login
Get           -         -        -      ok     ok      | -        -      ok     ok      | -        -
Open          ok        ok       ok     ok     ok      | ok       ok     ok     ok      | ok       ok
Thumbnail     ok        ok       ok     ok     ok      | ok       ok     ok     ok      | ok       ok
For           ok        ok       ok     ok     ok      | ok       ok     ok     ok      | ok       ok
List          login     none     none   ok     ok      | none     none   ok     ok      | login    none
ListOf        login     admin    admin  admin  admin   | ok       ok     ok     ok      | ok       admin
Usage         login     none     none   ok     ok      | none     none   ok     ok      | login    none
UsageOf       login     admin    admin  admin  admin   | ok       ok     ok     ok      | ok       admin
UsedIn        -         -        -      ok     ok      | -        -      ok     ok      | -        -
Rename        -         -        -      ok     ok      | -        -      ok     ok      | -        -
Delete        -         -        -      used   used    | -        -      used   used    | -        -
Delete(force) -         -        -      ok     ok      | -        -      ok     ok      | -        -
`

// codes are what cells say.
func codes() map[string]assets.Code {
	return map[string]assets.Code{"-": assets.CodeNotFound, "login": assets.CodeUnauthenticated, "admin": assets.CodeForbidden, "used": assets.CodeInUse}
}

// forHosts are methods that do not ask who asks, since programs call them, and not people.
func forHosts() []string {
	return []string{"Adopt", "Usable", "Collect", "CollectEvery", "Subscribe", "Keeper", "MaxBytes"}
}

// asked is who does something with which asset.
type asked struct {
	s     *Setup
	by    assets.Actor
	owner string
	id    string
}

// operations are the rows of the tables. Each returns whether there was nothing.
func operations() map[string]func(ctx context.Context, c asked) (nothing bool, err error) {
	content := func(c *assets.Content, err error) (bool, error) {
		if err != nil {
			return false, err
		}
		return false, c.Close()
	}
	page := func(page []assets.Held, _ string, err error) (bool, error) { return len(page) == 0, err }
	usage := func(u assets.Usage, err error) (bool, error) { return u.Count == 0, err }
	return map[string]func(ctx context.Context, c asked) (bool, error){
		"Upload": func(ctx context.Context, c asked) (bool, error) {
			_, err := c.s.Service.Upload(ctx, c.by, assets.NewUpload{Size: -1}, strings.NewReader(string(PNG(9, 9, 99))))
			return false, err
		},
		"Get": func(ctx context.Context, c asked) (bool, error) {
			_, err := c.s.Service.Get(ctx, c.by, c.id)
			return false, err
		},
		"Open": func(ctx context.Context, c asked) (bool, error) { return content(c.s.Service.Open(ctx, c.by, c.id)) },
		"Thumbnail": func(ctx context.Context, c asked) (bool, error) {
			return content(c.s.Service.Thumbnail(ctx, c.by, c.id))
		},
		"For": func(ctx context.Context, c asked) (bool, error) {
			_, err := c.s.Service.For(ctx, c.by).Asset(c.id)
			return false, err
		},
		"List": func(ctx context.Context, c asked) (bool, error) {
			return page(c.s.Service.List(ctx, c.by, assets.Filter{}, "", 0))
		},
		"ListOf": func(ctx context.Context, c asked) (bool, error) {
			return page(c.s.Service.ListOf(ctx, c.by, c.owner, assets.Filter{}, "", 0))
		},
		"Usage": func(ctx context.Context, c asked) (bool, error) { return usage(c.s.Service.Usage(ctx, c.by)) },
		"UsageOf": func(ctx context.Context, c asked) (bool, error) {
			return usage(c.s.Service.UsageOf(ctx, c.by, c.owner))
		},
		"UsedIn": func(ctx context.Context, c asked) (bool, error) {
			used, _, err := c.s.Service.UsedIn(ctx, c.by, c.id)
			return len(used) == 0, err
		},
		"Rename": func(ctx context.Context, c asked) (bool, error) {
			_, err := c.s.Service.Rename(ctx, c.by, c.id, "other")
			return false, err
		},
		"Delete": func(ctx context.Context, c asked) (bool, error) {
			return false, c.s.Service.Delete(ctx, c.by, c.id, false)
		},
		"Delete(force)": func(ctx context.Context, c asked) (bool, error) {
			return false, c.s.Service.Delete(ctx, c.by, c.id, true)
		},
	}
}

// RunAccess goes through the authorization tables of assets.Service, cell by cell.
// open returns an empty database of its own for each test, closed when the test
// ends.
func RunAccess(t *testing.T, open func(t testing.TB) *sqldb.DB) {
	t.Run("EveryMethod", everyMethod)
	for state, table := range map[string]string{"private": privateTable, "public": publicTable} {
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
				if s.cell(t, state, a, c) {
					delete(made, column)
				}
			}
		})
	}
}

// everyMethod says that the tables have a row for each method that asks who asks, and no other, and that each
// table has each row.
func everyMethod(t *testing.T) {
	var exported, listed, names []string
	for m := range reflect.TypeFor[*assets.Service]().Methods() {
		exported = append(exported, m.Name)
		actor := m.Type.NumIn() > 2 && m.Type.In(2) == reflect.TypeFor[assets.Actor]()
		require.NotEqual(t, actor, slices.Contains(forHosts(), m.Name), m.Name)
	}
	for name := range operations() {
		names = append(names, name)
		listed = append(listed, strings.Split(name, "(")[0])
	}
	slices.Sort(listed)
	require.ElementsMatch(t, exported, append(slices.Compact(listed), forHosts()...))
	for _, table := range []string{privateTable, publicTable} {
		var rows []string
		for _, c := range cells(t, table) {
			rows = append(rows, c.operation)
		}
		slices.Sort(rows)
		require.ElementsMatch(t, names, slices.Compact(rows))
		require.Len(t, cells(t, table), 11*len(names))
	}
}

// cell is one cell of a table.
type cell struct{ role, relation, operation, want string }

// cells reads a table.
func cells(t testing.TB, table string) []cell {
	t.Helper()
	lines := strings.Split(strings.Trim(strings.ReplaceAll(table, "|", " "), "\n"), "\n")
	columns := strings.Fields(lines[1])
	require.Len(t, columns, 11)
	var all []cell
	for _, line := range lines[2:] {
		row := strings.Fields(line)
		require.Len(t, row, 12, line)
		for i, want := range row[1:] {
			c := cell{role: "user", relation: columns[i], operation: row[0], want: want}
			switch {
			case i == 0 || i == 9:
				c.role, c.relation = columns[i], "stranger"
			case i > 4 && i < 9:
				c.role = "admin"
			}
			all = append(all, c)
		}
	}
	return all
}

// cell runs one, and tells whether it changed who has what. What is refused changes nothing.
func (s *Setup) cell(t *testing.T, state string, a asked, c cell) (changed bool) {
	t.Helper()
	what := fmt.Sprintf("%s: %s by %s (%s)", state, c.operation, c.role, c.relation)
	before := s.everything(t)
	nothing, err := operations()[c.operation](t.Context(), a)
	switch c.want {
	case "ok", "none":
		require.NoError(t, err, what)
		require.Equal(t, c.want == "none", nothing, what)
		after := s.everything(t)
		for _, reads := range []map[string]int{before, after} { // which may be noted
			delete(reads, "ep_asset_access")
			delete(reads, "ep_audit")
		}
		return !reflect.DeepEqual(before, after)
	}
	code, ok := codes()[c.want]
	require.True(t, ok, what)
	require.Equal(t, code, assets.CodeOf(err), "%s: %v", what, err)
	require.Equal(t, before, s.everything(t), what)
	return false
}

// asked makes an asset, and who asks.
func (s *Setup) asked(t testing.TB, state, name string, c cell) asked {
	t.Helper()
	a := asked{s: s, owner: name, id: s.Upload(t, User(name), PNG(300, 9, 1)).ID}
	s.Use(t, name, "project-"+name, a.id)
	s.Use(t, "keeper", "clone-"+name, a.id) // so that it is there when others go
	if state == "public" {
		s.Projects.Share(t, a.id, "")
	}
	self := name + "-" + c.relation
	switch c.relation {
	case "owner":
		self = name
	case "viewer":
		s.Projects.Share(t, a.id, self)
	case "holder":
		s.Use(t, self, "clone-"+self, a.id)
	case "deleted":
		s.Use(t, self, "clone-"+self, a.id)
		s.Projects.Unuse(t, "clone-"+self, a.id)
		s.DeleteUser(t, self)
	}
	a.by = map[string]assets.Actor{"anonymous": {}, "user": User(self), "admin": Admin(self), "operator": assets.Operator()}[c.role]
	return a
}

// everything counts rows and blobs.
func (s *Setup) everything(t testing.TB) map[string]int {
	t.Helper()
	counts := map[string]int{"blobs": len(s.Keys(t))}
	for _, table := range []string{"ep_asset", "ep_asset_holding", "ep_asset_access", "ep_test_use", "ep_audit"} {
		var n int
		require.NoError(t, s.DB.Get(t.Context(), &n, `select count(*) from `+table))
		counts[table] = n
	}
	return counts
}

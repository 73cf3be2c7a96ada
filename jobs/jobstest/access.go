package jobstest

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/sqldb"
)

// The authorization table says who may do what with a job. Columns are who asks: somebody who is not logged in, another user, the
// owner, an admin, an admin whose own job it is, and an operator. Rows are methods of jobs.Queue, and the states of the job that they are about. Cells are
//
//	ok     done
//	none   done, and there is nothing
//	-      CodeNotFound: as if there were no such job
//	login  CodeUnauthenticated
//	admin  CodeForbidden
//	end    CodeFinished
//	early  CodeNotFinished
//	file   CodeNoFile
//
// In a job of the system's there is no owner: who would be it is somebody with an empty id.
const accessTable = `
                  anonymous other owner admin both operator
Get               -         -     ok    ok    ok   ok
Ahead             -         -     ok    ok    ok   ok
Cancel/pending    -         -     ok    ok    ok   ok
Cancel/running    -         -     ok    ok    ok   ok
Cancel/cancelled  -         -     ok    ok    ok   ok
Cancel/succeeded  -         -     end   end   end  end
Cancel/failed     -         -     end   end   end  end
Delete/pending    -         -     early early early early
Delete/running    -         -     early early early early
Delete/cancelled  -         -     ok    ok    ok   ok
Delete/succeeded  -         -     ok    ok    ok   ok
Delete/failed     -         -     ok    ok    ok   ok
Open/pending      -         -     file  -     file -
Open/running      -         -     file  -     file -
Open/cancelled    -         -     file  -     file -
Open/succeeded    -         -     ok    -     ok   -
Open/failed       -         -     file  -     file -
List              login     none  ok    none  ok   none
List(owner)       login     admin ok    ok    ok   ok
List(everybody)   login     admin admin ok    ok   ok
List(system)      login     admin admin none  none none
`

// systemTable is of a job of the system's.
const systemTable = `
                  anonymous other admin operator
Get               -         -     ok    ok
Ahead             -         -     ok    ok
Cancel/pending    -         -     ok    ok
Cancel/running    -         -     ok    ok
Cancel/cancelled  -         -     ok    ok
Cancel/succeeded  -         -     end   end
Cancel/failed     -         -     end   end
Delete/pending    -         -     early early
Delete/running    -         -     early early
Delete/cancelled  -         -     ok    ok
Delete/succeeded  -         -     ok    ok
Delete/failed     -         -     ok    ok
Open/pending      -         -     -     -
Open/running      -         -     -     -
Open/cancelled    -         -     -     -
Open/succeeded    -         -     -     -
Open/failed       -         -     -     -
List              login     none  none  none
List(owner)       login     none  none  none
List(everybody)   login     admin ok    ok
List(system)      login     admin ok    ok
`

// asked is a request about a job.
type asked struct {
	s    *Setup
	by   jobs.Actor
	job  jobs.Job
	list jobs.Filter
}

// operations are what the rows ask for; nothing says that there is nothing of the job in the answer.
func operations() map[string]func(t testing.TB, a asked) (nothing bool, err error) {
	return map[string]func(t testing.TB, a asked) (bool, error){
		"Get": func(t testing.TB, a asked) (bool, error) {
			j, err := a.s.Queue.Get(t.Context(), a.by, a.job.ID)
			return j.ID != a.job.ID, err
		},
		"Ahead": func(t testing.TB, a asked) (bool, error) {
			_, err := a.s.Queue.Ahead(t.Context(), a.by, a.job.ID)
			return false, err
		},
		"Cancel": func(t testing.TB, a asked) (bool, error) {
			j, err := a.s.Queue.Cancel(t.Context(), a.by, a.job.ID)
			return j.ID != a.job.ID, err
		},
		"Delete": func(t testing.TB, a asked) (bool, error) {
			return false, a.s.Queue.Delete(t.Context(), a.by, a.job.ID)
		},
		"Open": func(t testing.TB, a asked) (bool, error) {
			c, err := a.s.Queue.Open(t.Context(), a.by, a.job.ID, fileName)
			if err == nil {
				err = c.Close()
			}
			return false, err
		},
		"List": func(t testing.TB, a asked) (bool, error) {
			page, _, err := a.s.Queue.List(t.Context(), a.by, a.list, "", 0)
			return !slices.ContainsFunc(page, func(j jobs.Job) bool { return j.ID == a.job.ID }), err
		},
	}
}

// forHosts are methods that ask nobody who they are.
func forHosts() []string {
	return []string{"Enqueue", "EnqueueTx", "Stats", "Subscribe", "Run", "Sweep"}
}

func queueAccess(t *testing.T, db *sqldb.DB) {
	everyMethod(t)
	s := New(t, db, func(c *jobs.Config) { c.MaxPendingOwner = 1000 })
	for table, owner := range map[string]string{accessTable: "owner", systemTable: ""} {
		n := 0
		lines := strings.Split(strings.Trim(table, "\n"), "\n")
		columns := strings.Fields(lines[0])
		for _, line := range lines[1:] {
			cells := strings.Fields(line)
			require.Len(t, cells, len(columns)+1, line)
			for i, want := range cells[1:] {
				s.ask(t, cells[0], columns[i], owner, want)
				s.requireTold(t)
				clearJobs(t, db) // so that there is not much to compare
				n++
			}
		}
		require.Equal(t, 21*len(columns), n)
	}
}

// ask asks as the table says, and looks at the answer.
func (s *Setup) ask(t testing.TB, row, column, owner, want string) {
	t.Helper()
	what := fmt.Sprintf("%s by %s of %q", row, column, owner)
	name, state, _ := strings.Cut(row, "/")
	name, list, _ := strings.Cut(strings.TrimSuffix(name, ")"), "(")
	if state == "" {
		state = "pending"
	}
	a := asked{s: s, job: s.become(t, s.Add(t, render(cmp.Or(owner, jobs.System))).ID, jobs.State(state), 0)}
	a.list.Owner = map[string]string{"": "", "owner": owner, "everybody": jobs.Everybody, "system": jobs.System}[list]
	a.by = map[string]jobs.Actor{
		"anonymous": nobody, "other": ben, "owner": User(owner), "admin": admin, "both": Admin(owner), "operator": operator,
	}[column]
	before := s.everything(t)
	nothing, err := operations()[name](t, a)
	if want == "ok" || want == "none" {
		require.NoError(t, err, what)
		require.Equal(t, want == "none", nothing, what)
		return
	}
	code, ok := map[string]jobs.Code{
		"-": jobs.CodeNotFound, "login": jobs.CodeUnauthenticated, "admin": jobs.CodeForbidden, "end": jobs.CodeFinished,
		"early": jobs.CodeNotFinished, "file": jobs.CodeNoFile,
	}[want]
	require.True(t, ok, what)
	requireCode(t, code, err, what)
	require.Equal(t, before, s.everything(t), what)
	if want == "-" { // It is what somebody hears who asks for a job that never was.
		a.job.ID = "00000000-0000-7000-8000-000000000000"
		_, never := operations()[name](t, a)
		require.Equal(t, errorOf(never), errorOf(err), what)
	}
}

func errorOf(err error) jobs.Error {
	e, _ := errors.AsType[*jobs.Error](err)
	return *e
}

// everyMethod says that the tables have each method that asks who asks, and no other.
func everyMethod(t *testing.T) {
	var exported []string
	for m := range reflect.TypeFor[*jobs.SQL]().Methods() {
		actor := false
		for i := range m.Type.NumIn() {
			actor = actor || m.Type.In(i) == reflect.TypeFor[jobs.Actor]()
		}
		require.NotEqual(t, actor, slices.Contains(forHosts(), m.Name), m.Name)
		if actor && m.Name != "ListIn" && m.Name != "CancelWith" { // which are List and Cancel
			exported = append(exported, m.Name)
		}
	}
	var names []string
	for name := range operations() {
		names = append(names, name)
		for _, table := range []string{accessTable, systemTable} {
			require.Contains(t, table, "\n"+name)
		}
	}
	require.ElementsMatch(t, exported, names)
}

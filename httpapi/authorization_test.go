package httpapi_test

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/httpapi"
)

// asking are the columns of testdata/authorization.txt: who asks. Those in the middle are so of the project, and owner of everything else, too.
var asking = []string{"anonymous", "other", "viewer", "editor", "owner", "admin", "deactivated"}

// readAuthorization reads the table: for each operation a status for each who asks.
func readAuthorization(t *testing.T) map[string][]int {
	t.Helper()
	text, err := os.ReadFile("testdata/authorization.txt")
	require.NoError(t, err)
	table := map[string][]int{}
	header := false
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(line)
		switch {
		case len(fields) == 0 || strings.HasPrefix(line, "#"):
		case !header:
			require.Equal(t, append([]string{"operation"}, asking...), fields)
			header = true
		default:
			require.Len(t, fields, len(asking)+1, line)
			require.NotContains(t, table, fields[0])
			for _, field := range fields[1:] {
				status, err := strconv.Atoi(field)
				require.NoError(t, err, line)
				table[fields[0]] = append(table[fields[0]], status)
			}
		}
	}
	return table
}

// Who may do what: each operation is asked for by everybody who could, of things that are prepared for it, and answers as testdata/authorization.txt says.
func TestAuthorization(t *testing.T) {
	t.Parallel()
	table := readAuthorization(t)
	operations := newHouse(t).api.Operations()
	var names []string
	for _, o := range operations {
		names = append(names, o.ID)
		require.Contains(t, table, o.ID, "testdata/authorization.txt has no row for this operation")
	}
	for id := range table {
		require.Contains(t, names, id, "there is no such operation")
	}
	const worlds = 4 // each with its share of the operations
	for n := range worlds {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			for i := n; i < len(operations); i += worlds {
				o := operations[i]
				clear(w.things) // what another published is there for everybody
				for column, who := range asking {
					a := w.ask(o, who)
					require.Equal(t, table[o.ID][column], a.Status, "%s as %s: %s: %s", o.ID, who, a.Request, a.text())
					if column == 0 && httpapi.Who(w.h.api)[o.ID] != "anybody" {
						a.problem(401, "unauthenticated")
					}
				}
			}
		})
	}
}

// The rules that hold for all rows, whatever the table says.
func TestAuthorizationIsSound(t *testing.T) {
	t.Parallel()
	who := httpapi.Who(newHouse(t).api)
	for id, row := range readAuthorization(t) {
		anonymous, admin, deactivated := row[0], row[5], row[6]
		switch who[id] {
		case "anybody":
		case "user":
			require.Equal(t, 401, anonymous, id)
			require.Equal(t, 401, deactivated, id)
		case "operator":
			require.Equal(t, []int{401, 403, 403, 403, 403}, row[:5], id)
			require.Less(t, admin, 400, id)
			require.Equal(t, 401, deactivated, id)
		}
		require.True(t, slices.ContainsFunc(row, func(status int) bool { return status < 400 }), "%s: somebody may", id)
		for _, status := range row {
			require.Contains(t, []int{200, 201, 202, 204, 401, 403, 404}, status, id)
		}
	}
}

// ask sends a request of an operation for somebody. Things that it may have changed are made anew for the next.
func (w *world) ask(o httpapi.Operation, who string) *answer {
	w.h.t.Helper()
	c := w.asker(who, o.ID)
	r := ask{}
	if make, ok := asks[o.ID]; ok {
		r = make(w, c)
	}
	if r.path == "" {
		r.path = w.fill(o.Path, c)
	}
	a := c.do(o.Method, r.path+r.query, r.body, r.options...)
	if o.Method != "GET" && a.Status < 400 {
		clear(w.things)
	}
	return a
}

// asker is the client of somebody. Where an operation may end its session or its account, it is a new one each time.
func (w *world) asker(who, operation string) *client {
	w.h.t.Helper()
	if c := w.clients[who]; who == "anonymous" || !spends[operation] {
		return c
	}
	w.n++
	role := auth.RoleUser
	if who == "admin" {
		role = auth.RoleAdmin
	}
	c := w.h.client(fmt.Sprintf("%s-%d", who, w.n), role)
	if who == "deactivated" {
		return w.deactivated(c)
	}
	return c
}

// spends are operations after which who asked is not who he was.
var spends = map[string]bool{
	"changePassword": true, "confirmEmail": true, "deleteMe": true, "endSession": true, "endSessions": true, "login": true, "logout": true,
	"refreshToken": true, "requestEmailChange": true,
}

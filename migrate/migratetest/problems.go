package migratetest

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/authtest"
	"github.com/einkpdf/platform/migrate"
	"github.com/einkpdf/platform/sqldb"
)

// some is a user that nothing is wrong with.
func some(id, name, email string) User {
	return User{id, name, email, annHash, 1, 0, nil, "2024-03-01 10:20:30", "2024-03-01 10:20:30"}
}

func why(r *migrate.UsersReport, id string) string {
	for _, u := range r.Users {
		if u.ID == id {
			return strings.Join(u.Why, "; ")
		}
	}
	return ""
}

func testCollisions(t *testing.T, db *sqldb.DB) {
	from := read(t, []User{
		some("a1", "Straße", "a1@example.org"),
		some("a2", "STRASSE", "a2@example.org"),
		some("a3", "ｓｔｒａｓｓｅ", "a3@example.org"),
		some("b1", "bea", "Same@example.org"),
		some("b2", "ben", "same@EXAMPLE.org"),
		some("c1", "c2@example.org", "c1@example.org"),
		some("c2", "cyn", "c2@example.org"),
		some("d1", "d1@example.org", "d1@example.org"),
	}, nil)
	report, err := migrate.Users(t.Context(), from, db, apply())
	require.ErrorIs(t, err, migrate.ErrProblems)
	require.False(t, report.Applied)
	requireNothing(t, db)
	require.Equal(t, map[string]migrate.Status{
		"a1": migrate.Collision, "a2": migrate.Collision, "a3": migrate.Collision, "b1": migrate.Collision, "b2": migrate.Collision,
		"c1": migrate.Collision, "c2": migrate.New, "d1": migrate.New,
	}, statuses(report))
	require.Equal(t, 6, report.Problems())
	require.Equal(t, "the same name as user a1, user a3; rename one: --rename a2=NAME", why(report, "a2"))
	require.Equal(t, "the same mail address as user b2; change or delete one there", why(report, "b1"))
	require.Equal(t, "the name is the mail address of user c2; rename this one: --rename c1=NAME", why(report, "c1"))

	report, err = migrate.Users(t.Context(), from, db, migrate.UsersOptions{Now: now})
	require.NoError(t, err, "a dry run reports them all the same")
	require.Equal(t, 6, report.Problems())
}

func testCollisionsHere(t *testing.T, db *sqldb.DB) {
	s := authtest.New(t, db)
	bea := s.User(t, "Bea", auth.RoleUser)
	from := read(t, []User{
		some("b1", "BEA", "b1@example.org"),
		some("b2", "ben", strings.ToUpper(bea.Email)),
		some("b3", bea.Email, "b3@example.org"),
		some("b4", "bob", "b4@example.org"),
	}, nil)
	report, err := migrate.Users(t.Context(), from, db, apply())
	require.ErrorIs(t, err, migrate.ErrProblems)
	require.Equal(t, map[string]migrate.Status{
		"b1": migrate.Collision, "b2": migrate.Collision, "b3": migrate.Collision, "b4": migrate.New,
	}, statuses(report))
	require.Equal(t, "the same name as user "+bea.ID+" here; rename this one: --rename b1=NAME", why(report, "b1"))
	require.Equal(t, "the same mail address as user "+bea.ID+" here; change one of them", why(report, "b2"))
	require.Equal(t, "the name is the mail address of user b2; rename this one: --rename b3=NAME; "+
		"the name is the mail address of user "+bea.ID+" here; rename this one: --rename b3=NAME", why(report, "b3"))
	require.Len(t, here(t, db), 1)
}

func testRename(t *testing.T, db *sqldb.DB) {
	from := read(t, []User{some("b1", "Bob", "b1@example.org"), some("b2", "bob", "b2@example.org")}, nil)
	for _, rename := range []map[string]string{{"b3": "Robert"}, {"b1": ""}, {"b1": "x"}, {"b1": "a@b"}, {"b1": "a\x00bc"}} {
		o := apply()
		o.Rename = rename
		report, err := migrate.Users(t.Context(), from, db, o)
		require.ErrorIs(t, err, migrate.ErrRename)
		require.Nil(t, report)
	}
	o := apply()
	o.Rename = map[string]string{"b2": " Robert  B. "}
	report, err := migrate.Users(t.Context(), from, db, o)
	require.NoError(t, err)
	require.Equal(t, migrate.Counts{New: 2}, report.Counts)
	require.Equal(t, "Robert B.", here(t, db)[1].Name)
	report, err = migrate.Users(t.Context(), from, db, o)
	require.NoError(t, err)
	require.Equal(t, migrate.Counts{Unchanged: 2}, report.Counts)
	// Without the option it is a change, since both are here.
	report, err = migrate.Users(t.Context(), from, db, apply())
	require.NoError(t, err)
	require.Equal(t, migrate.Counts{Unchanged: 1, Changed: 1}, report.Counts)

	o.Rename = map[string]string{"b2": "BOB"}
	_, err = migrate.Users(t.Context(), read(t, []User{some("b1", "Bob", "x1@example.org"), some("b2", "Rob", "x2@example.org")}, nil), db, o)
	require.NoError(t, err, "both are here: nothing is written")
}

func testInvalid(t *testing.T, db *sqldb.DB) {
	rows := map[string]User{
		"id is far too long":                           {strings.Repeat("x", 5000), "n00", "n00@example.org", annHash, 1, 0, nil, "2024-01-01", ""},
		"the id is missing":                            some("../x", "n01", "n01@example.org"),
		"the name is missing":                          some("n02", " \u200b", "n02@example.org"),
		"the name has more":                            some("n03", strings.Repeat("n", 65), "n03@example.org"),
		"the name has control":                         some("n04", "a\x1b[31mb", "n04@example.org"),
		"the mail address is missing, or none":         some("n05", "n05", "n05"),
		"the password hash is missing":                 {"n06", "n06", "n06@example.org", "", 1, 0, nil, "2024-01-01 00:00:00", "2024-01-01 00:00:00"},
		"the password hash is none":                    {"n07", "n07", "n07@example.org", "$2b$31$" + annHash[7:], 1, 0, nil, "2024-01-01 00:00:00", "2024-01-01 00:00:00"},
		"created at is no time like":                   {"n08", "n08", "n08@example.org", annHash, 1, 0, nil, "yesterday", "2024-01-01 00:00:00"},
		"is active is neither true nor false":          {"n09", "n09", "n09@example.org", annHash, "yes", 0, nil, "2024-01-01 00:00:00", "2024-01-01 00:00:00"},
		"is admin is neither":                          {"n10", "n10", "n10@example.org", annHash, 1, 2, nil, "2024-01-01 00:00:00", "2024-01-01 00:00:00"},
		"username is damaged":                          {"n11", "a\x00b", "n11@example.org", annHash, 1, 0, nil, "2024-01-01 00:00:00", "2024-01-01 00:00:00"},
		"email is damaged":                             {"n12", "n12", []byte("n12\xff@example.org"), annHash, 1, 0, nil, "2024-01-01 00:00:00", "2024-01-01 00:00:00"},
		"terms accepted at is no time":                 {"n13", "n13", "n13@example.org", annHash, 1, 0, 5, "2024-01-01 00:00:00", "2024-01-01 00:00:00"},
		"created at is missing":                        {"n14", "n14", "n14@example.org", annHash, 1, 0, nil, "", ""},
		"password hash is no text, or far too long":    {"n15", "n15", "n15@example.org", strings.Repeat("$", 5000), 1, 0, nil, "2024-01-01 00:00:00", "2024-01-01 00:00:00"},
		"created at is no time between 1970 and 9999":  {"n16", "n16", "n16@example.org", annHash, 1, 0, nil, "1869-01-01 00:00:00", "2024-01-01 00:00:00"},
		"the name has more than 64 characters; give a": some("n17", strings.Repeat("\ufdfa", 10), "n17@example.org"),
	}
	delete(rows, "id is far too long")
	all := []User{some("fine", "fine", "fine@example.org")}
	for _, u := range rows {
		all = append(all, u)
	}
	report, err := migrate.Users(t.Context(), read(t, all, nil), db, apply())
	require.ErrorIs(t, err, migrate.ErrProblems)
	requireNothing(t, db)
	require.Equal(t, migrate.Counts{New: 1, Invalid: len(rows)}, report.Counts)
	for want, u := range rows {
		require.Contains(t, why(report, u.ID.(string)), want)
	}
}

func testSkipProblems(t *testing.T, db *sqldb.DB) {
	from := read(t, []User{some("b1", "Bob", "b1@example.org"), some("b2", "bob", "b2@example.org"), some("b3", "b3", "b3@example.org"), some("b4", "b4", "")}, nil)
	o := apply()
	o.SkipProblems = true
	report, err := migrate.Users(t.Context(), from, db, o)
	require.NoError(t, err)
	require.True(t, report.Applied)
	require.Equal(t, migrate.Counts{New: 1, Collision: 2, Invalid: 1}, report.Counts)
	all := here(t, db)
	require.Len(t, all, 1)
	require.Equal(t, "b3", all[0].ID)
	report, err = migrate.Users(t.Context(), from, db, o)
	require.NoError(t, err)
	require.False(t, report.Applied)
	require.Equal(t, migrate.Counts{Unchanged: 1, Collision: 2, Invalid: 1}, report.Counts)
	require.Len(t, trail(t, db), 1)
}

// testOdd imports what is odd and nothing to complain about.
func testOdd(t *testing.T, db *sqldb.DB) {
	odd := []User{
		some("o1", "x", "o1@localhost"), // shorter than a new name may be
		some("o2", "名前 — “quoted” <b>", "o2@bücher.example"),
		{"o3", "o3", " o3@example.org ", annHash, 1.0, 0, nil, "2024-01-01 00:00:00", nil},
		{"o4", 12345, "o4@example.org", []byte(annHash), "1", "0", nil, "2024-01-01T00:00:00", "2024-01-01T00:00:00.5+02:00"},
	}
	odd[2].Updated = ""
	report, err := migrate.Users(t.Context(), read(t, odd, nil), db, apply())
	require.NoError(t, err, "%v", report)
	require.Equal(t, migrate.Counts{New: 4}, report.Counts)
	all := here(t, db)
	require.Equal(t, all[2].CreatedAt, all[2].UpdatedAt)
	require.Equal(t, "o3@example.org", all[2].Email)
	require.Equal(t, "12345", all[3].Name)
}

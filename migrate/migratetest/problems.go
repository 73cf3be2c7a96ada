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

// testAddressIsNameHere: whoever logs in with that address would be somebody else.
func testAddressIsNameHere(t *testing.T, db *sqldb.DB) {
	_, err := migrate.Users(t.Context(), read(t, []User{some("b1", "shared@example.org", "b1@example.org")}, nil), db, apply())
	require.NoError(t, err)
	report, err := migrate.Users(t.Context(), read(t, []User{some("b2", "ben", "Shared@example.org")}, nil), db, apply())
	require.ErrorIs(t, err, migrate.ErrProblems)
	require.Equal(t, migrate.Counts{Collision: 1}, report.Counts)
	require.Equal(t, "the mail address is the name of user b1 here; change it there", why(report, "b2"))
}

// testDamagedAndColliding is damaged, whatever else it is.
func testDamagedAndColliding(t *testing.T, db *sqldb.DB) {
	report, err := migrate.Users(t.Context(), read(t, []User{some("b1", "bob", "b1@example.org"), some("b2", "Bob", "")}, nil), db, apply())
	require.ErrorIs(t, err, migrate.ErrProblems)
	require.Equal(t, map[string]migrate.Status{"b1": migrate.Collision, "b2": migrate.Invalid}, statuses(report))
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

// unusable are users whose names cannot be imported, and what the report says.
func unusable() (all []User, remarks map[string]string) {
	return []User{
			some("b1", "J\xfcrgen", "b1@example.org"),
			some("b2", "a\x00b", "b2@example.org"),
			some("b3", "", "b3@example.org"),
			some("b4", strings.Repeat("n", 65), "b4@example.org"),
			some("b5", "a\x1b[31mb", "b5@example.org"),
		}, map[string]string{
			"b1": "username is damaged; give one: --rename b1=NAME",
			"b2": "username is damaged; give one: --rename b2=NAME",
			"b3": "the name is missing; give one: --rename b3=NAME",
			"b4": "the name has more than 64 characters; give a shorter one: --rename b4=NAME",
			"b5": "the name has control characters; give another one: --rename b5=NAME",
		}
}

// testRenameDamaged does what the report advises.
func testRenameDamaged(t *testing.T, db *sqldb.DB) {
	all, remarks := unusable()
	from := read(t, all, nil)
	report, err := migrate.Users(t.Context(), from, db, apply())
	require.ErrorIs(t, err, migrate.ErrProblems)
	require.Equal(t, migrate.Counts{Invalid: len(all)}, report.Counts)
	o := apply()
	o.Rename = map[string]string{}
	for id, want := range remarks {
		require.Equal(t, want, why(report, id))
		o.Rename[id] = "Name " + id
	}
	report, err = migrate.Users(t.Context(), from, db, o)
	require.NoError(t, err)
	require.Equal(t, migrate.Counts{New: len(all)}, report.Counts)
	require.Equal(t, "Name b1", here(t, db)[0].Name)

	// They are here now: their old names are no problem any more.
	o = apply()
	report, err = migrate.Users(t.Context(), from, db, o)
	require.NoError(t, err)
	require.Equal(t, migrate.Counts{Changed: len(all)}, report.Counts)
	for _, u := range report.Users {
		require.Equal(t, []string{"name"}, u.Differs)
		require.Empty(t, u.Why)
	}
}

// testRenamedBefore imports users whose names collide with the old names of
// others, which these do not have here: nobody is in their way.
func testRenamedBefore(t *testing.T, db *sqldb.DB) {
	s := authtest.New(t, db)
	o := apply()
	o.Rename = map[string]string{"b1": "Robert"}
	_, err := migrate.Users(t.Context(), read(t, []User{some("b1", "Bob", "b1@example.org"), some("c1", "cyn", "c1@example.org")}, nil), db, o)
	require.NoError(t, err)
	require.NoError(t, s.Service.DeleteUser(t.Context(), auth.Operator("me"), "c1", "asked for it"))
	from := read(t, []User{
		some("b1", "Bob", "b1@example.org"), some("b2", "bob", "b2@example.org"),
		some("c1", "cyn", "c1@example.org"), some("c2", "CYN", "C1@example.org"), some("d1", "Robert", "d1@example.org"),
	}, nil)
	report, err := migrate.Users(t.Context(), from, db, apply())
	require.ErrorIs(t, err, migrate.ErrProblems)
	require.Equal(t, map[string]migrate.Status{
		"b1": migrate.Changed, "b2": migrate.New, "c1": migrate.Deleted, "c2": migrate.New, "d1": migrate.Collision,
	}, statuses(report))
	require.Equal(t, "the same name as user b1 here; rename this one: --rename d1=NAME", why(report, "d1"))
}

func testInvalid(t *testing.T, db *sqldb.DB) {
	rows := map[string]User{
		"id is far too long":                   {strings.Repeat("x", 5000), "n00", "n00@example.org", annHash, 1, 0, nil, "2024-01-01", ""},
		"the id is missing":                    some("../x", "n01", "n01@example.org"),
		"the name is missing":                  some("n02", " \u200b", "n02@example.org"),
		"the name has more":                    some("n03", strings.Repeat("n", 65), "n03@example.org"),
		"the name has control":                 some("n04", "a\x1b[31mb", "n04@example.org"),
		"the mail address is missing, or none": some("n05", "n05", "n05"),
		"the password hash is missing":         {"n06", "n06", "n06@example.org", "", 1, 0, nil, "2024-01-01 00:00:00", "2024-01-01 00:00:00"},
		"the password hash is none":            {"n07", "n07", "n07@example.org", "$2b$31$" + annHash[7:], 1, 0, nil, "2024-01-01 00:00:00", "2024-01-01 00:00:00"},
		"created at is no time like 2026-03-01T12:00:00; correct it there": {"n08", "n08", "n08@example.org", annHash, 1, 0, nil, "yesterday", "2024-01-01 00:00:00"},
		"is active is neither true nor false":                              {"n09", "n09", "n09@example.org", annHash, "yes", 0, nil, "2024-01-01 00:00:00", "2024-01-01 00:00:00"},
		"is admin is neither":                                              {"n10", "n10", "n10@example.org", annHash, 1, 2, nil, "2024-01-01 00:00:00", "2024-01-01 00:00:00"},
		"username is damaged":                                              {"n11", "a\x00b", "n11@example.org", annHash, 1, 0, nil, "2024-01-01 00:00:00", "2024-01-01 00:00:00"},
		"email is damaged":                                                 {"n12", "n12", []byte("n12\xff@example.org"), annHash, 1, 0, nil, "2024-01-01 00:00:00", "2024-01-01 00:00:00"},
		"terms accepted at is no time":                                     {"n13", "n13", "n13@example.org", annHash, 1, 0, 5, "2024-01-01 00:00:00", "2024-01-01 00:00:00"},
		"created at is missing":                                            {"n14", "n14", "n14@example.org", annHash, 1, 0, nil, "", ""},
		"password hash is no text, or far too long":                        {"n15", "n15", "n15@example.org", strings.Repeat("$", 5000), 1, 0, nil, "2024-01-01 00:00:00", "2024-01-01 00:00:00"},
		"created at is no time between 1970 and 9999":                      {"n16", "n16", "n16@example.org", annHash, 1, 0, nil, "1869-01-01 00:00:00", "2024-01-01 00:00:00"},
		"the name has more than 64 characters; give a":                     some("n17", strings.Repeat("\ufdfa", 10), "n17@example.org"),
	}
	for id, more := range map[string]string{"operator": "the id means somebody", "system": "the id means somebody else"} {
		rows[more] = some(id, id, id+"@example.org")
	}
	rows["the name has control characters; give"] = some("n18", "\u202enimda", "n18@example.org")
	rows["username is damag"] = some("n19", "J\ufffdrgen", "n19@example.org")
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

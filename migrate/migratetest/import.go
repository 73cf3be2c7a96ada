package migratetest

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/authtest"
	"github.com/einkpdf/platform/migrate"
	"github.com/einkpdf/platform/sqldb"
)

func testDryRun(t *testing.T, db *sqldb.DB) {
	report, err := migrate.Users(t.Context(), read(t, users(), resets()), db, migrate.UsersOptions{Now: now})
	require.NoError(t, err)
	require.False(t, report.Applied)
	require.Equal(t, migrate.Counts{New: 3}, report.Counts)
	require.Equal(t, resetCounts(), report.Resets)
	requireNothing(t, db)
}

func testApply(t *testing.T, db *sqldb.DB) {
	report, err := migrate.Users(t.Context(), read(t, users(), resets()), db, apply())
	require.NoError(t, err)
	require.True(t, report.Applied)
	require.Zero(t, report.Problems())
	require.Equal(t, migrate.Counts{New: 3}, report.Counts)
	require.Equal(t, resetCounts(), report.Resets)
	require.Equal(t, accounts(), here(t, db))
	require.Equal(t, migrate.UserResult{ID: ann, Name: "Ann", Email: "Ann@Example.org", Role: "admin", Active: true, Status: migrate.New}, report.Users[0])

	events := trail(t, db)
	require.Len(t, events, 1)
	require.Equal(t, audit.Operator, events[0].Actor)
	require.Equal(t, "source:einkpdf.sqlite", events[0].Object)
	require.Equal(t, now(), events[0].At)
	require.Equal(t, map[string]string{
		"new": "3", "unchanged": "0", "changed": "0", "collision": "0", "invalid": "0", "deleted": "0", "resets": "1",
	}, events[0].Detail)
}

func testAgain(t *testing.T, db *sqldb.DB) {
	from := read(t, users(), resets())
	_, err := migrate.Users(t.Context(), from, db, apply())
	require.NoError(t, err)
	report, err := migrate.Users(t.Context(), from, db, apply())
	require.NoError(t, err)
	require.False(t, report.Applied, "there was nothing to do")
	require.Equal(t, migrate.Counts{Unchanged: 3}, report.Counts)
	require.Equal(t, migrate.ResetCounts{Unchanged: 1, Expired: 1, Dropped: 2, Reasons: migrate.ResetDrops{Damaged: 1, UserHere: 1}}, report.Resets,
		"the link is still there")
	require.Len(t, trail(t, db), 1)
	require.Equal(t, accounts(), here(t, db))

	// Somebody came to the predecessor meanwhile.
	more := append(users(), User{"0d", "dan", "dan@example.org", annHash, 1, 0, nil, "2026-01-01 00:00:00", "2026-01-01 00:00:00"})
	report, err = migrate.Users(t.Context(), read(t, more, nil), db, apply())
	require.NoError(t, err)
	require.Equal(t, migrate.Counts{New: 1, Unchanged: 3}, report.Counts)
	require.Len(t, here(t, db), 4)
}

func testChanged(t *testing.T, db *sqldb.DB) {
	_, err := migrate.Users(t.Context(), read(t, users(), nil), db, apply())
	require.NoError(t, err)
	there := users()
	there[0].Email, there[0].Admin, there[0].Terms = "ann@new.example", 0, nil
	there[1].Hash, there[1].Active, there[1].Created = annHash, 0, "2020-01-01 00:00:00"
	there[2].Updated, there[2].Name = "2026-01-01 00:00:00", "cyn"
	report, err := migrate.Users(t.Context(), read(t, there, nil), db, apply())
	require.NoError(t, err)
	require.Equal(t, migrate.Counts{Changed: 3}, report.Counts)
	require.Zero(t, report.Problems())
	require.Equal(t, []string{"mail address", "role", "terms"}, report.Users[0].Differs)
	require.Equal(t, []string{"password", "active", "time of creation"}, report.Users[1].Differs)
	require.Equal(t, []string{"name"}, report.Users[2].Differs)
	require.Equal(t, accounts(), here(t, db), "what is here stays")
}

// testDeleted imports again after somebody deleted his account: it must not come
// back. One who only tried to delete it is not taken for deleted.
func testDeleted(t *testing.T, db *sqldb.DB) {
	s := authtest.New(t, db)
	from := read(t, users(), resets())
	_, err := migrate.Users(t.Context(), from, db, apply())
	require.NoError(t, err)
	require.NoError(t, s.Service.DeleteUser(t.Context(), auth.Operator("me"), bob, "asked for it"))
	report, err := migrate.Users(t.Context(), from, db, apply())
	require.NoError(t, err)
	require.False(t, report.Applied)
	require.Equal(t, migrate.Counts{Unchanged: 2, Deleted: 1}, report.Counts)
	require.Equal(t, "was deleted here; does not come back", why(report, bob))
	require.Zero(t, report.Problems())
	require.Equal(t, migrate.ResetCounts{Expired: 1, Dropped: 3, Reasons: migrate.ResetDrops{Damaged: 1, UserHere: 2}}, report.Resets)
	require.Len(t, here(t, db), 2)

	tried := audit.Event{Actor: "0d", Action: auth.ActionDelete, Object: "user:0d", Outcome: audit.Refused}
	require.NoError(t, audit.NewSQL(db, audit.Config{}).Record(t.Context(), tried))
	report, err = migrate.Users(t.Context(), read(t, append(users(), some("0d", "dan", "dan@example.org")), nil), db, apply())
	require.NoError(t, err)
	require.Equal(t, migrate.Counts{New: 1, Unchanged: 2, Deleted: 1}, report.Counts)
	require.Len(t, here(t, db), 3)
}

// testLogin logs in with the old password, in another case, and gets a better
// hash.
func testLogin(t *testing.T, db *sqldb.DB) {
	s := authtest.New(t, db)
	from := read(t, users(), nil)
	_, err := migrate.Users(t.Context(), from, db, apply())
	require.NoError(t, err)
	for _, name := range []string{"ANN", "ann@EXAMPLE.org"} {
		_, err := s.Service.Login(t.Context(), auth.Credentials{Name: name, Password: "wrong"}, auth.CookieSession)
		require.Equal(t, auth.CodeLogin, auth.CodeOf(err))
		g, err := s.Service.Login(t.Context(), auth.Credentials{Name: name, Password: AnnPassword}, auth.CookieSession)
		require.NoError(t, err)
		require.Equal(t, ann, g.Session.UserID)
		require.Equal(t, auth.RoleAdmin, s.Identity(t, g).User.Role)
	}
	all := here(t, db)
	require.Regexp(t, `^\$argon2id\$`, all[0].PasswordHash)
	require.Equal(t, bobHash, all[1].PasswordHash)
	_, err = s.Service.Login(t.Context(), auth.Credentials{Name: "bob", Password: AnnPassword}, auth.CookieSession)
	require.Equal(t, auth.CodeLogin, auth.CodeOf(err))
	_, err = s.Service.Login(t.Context(), auth.Credentials{Name: "çyn fish", Password: AnnPassword}, auth.CookieSession)
	require.Equal(t, auth.CodeLogin, auth.CodeOf(err), "not active")

	report, err := migrate.Users(t.Context(), from, db, apply())
	require.NoError(t, err)
	require.Equal(t, migrate.Counts{Unchanged: 2, Changed: 1}, report.Counts)
	require.Equal(t, []string{"password"}, report.Users[0].Differs)
}

// testReset opens a link that the predecessor mailed.
func testReset(t *testing.T, db *sqldb.DB) {
	s := authtest.New(t, db)
	_, err := migrate.Users(t.Context(), read(t, users(), resets()), db, apply())
	require.NoError(t, err)
	chosen := authtest.Password("chosen")
	require.NoError(t, s.Service.ConfirmReset(t.Context(), bobToken, chosen))
	require.Error(t, s.Service.ConfirmReset(t.Context(), bobToken, authtest.Password("again")), "once")
	_, err = s.Service.Login(t.Context(), auth.Credentials{Name: "bob", Password: chosen}, auth.CookieSession)
	require.NoError(t, err)
}

// testResetOnce imports again after a token was used: it must not come back.
func testResetOnce(t *testing.T, db *sqldb.DB) {
	s := authtest.New(t, db)
	from := read(t, users(), resets())
	_, err := migrate.Users(t.Context(), from, db, apply())
	require.NoError(t, err)
	require.NoError(t, s.Service.ConfirmReset(t.Context(), bobToken, authtest.Password("chosen")))
	more := append(users(), User{"0d", "dan", "dan@example.org", annHash, 1, 0, nil, "2026-01-01 00:00:00", "2026-01-01 00:00:00"})
	report, err := migrate.Users(t.Context(), read(t, more, resets()), db, apply())
	require.NoError(t, err)
	require.True(t, report.Applied)
	require.Zero(t, report.Resets.Kept)
	require.Equal(t, 2, report.Resets.Reasons.UserHere, "it was used")
	require.Error(t, s.Service.ConfirmReset(t.Context(), bobToken, authtest.Password("again")))
}

// testResetsDropped imports neither a token that is good for too long nor one
// that somebody else has here.
func testResetsDropped(t *testing.T, db *sqldb.DB) {
	_, err := migrate.Users(t.Context(), read(t, users(), resets()), db, apply())
	require.NoError(t, err)
	report, err := migrate.Users(t.Context(), read(t, []User{some("0d", "dan", "dan@example.org")}, []Reset{
		{bobTokenHash, "0d", "dan@example.org", sqlalchemy(now()), sqlalchemy(now().Add(time.Minute))},
		{otherHash, "0d", "dan@example.org", sqlalchemy(now()), sqlalchemy(now().Add(25 * time.Hour))},
	}), db, apply())
	require.NoError(t, err)
	require.Equal(t, migrate.Counts{New: 1}, report.Counts)
	require.Equal(t, migrate.ResetCounts{Dropped: 2, Reasons: migrate.ResetDrops{Damaged: 1, TooLong: 1}}, report.Resets)
}

// testResetsOfNobody imports no token of users that are not imported.
func testResetsOfNobody(t *testing.T, db *sqldb.DB) {
	folder := t.TempDir()
	write := func(name, text string) {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600))
	}
	live := now().Add(time.Minute).Format(time.RFC3339)
	write("users.json", `{"0e": {"username": "eve", "is_active": true, "created_at": "2024-03-01T10:20:30"}}`)
	write("password_resets.json", `{
		"`+bobTokenHash+`": {"user_id": "0e", "email": "eve@example.org", "expires_at": "`+live+`"},
		"`+otherHash+`": {"user_id": "0f", "email": "f@example.org", "expires_at": "`+live+`"}}`)
	from, err := migrate.ReadUsers(t.Context(), folder)
	require.NoError(t, err)
	report, err := migrate.Users(t.Context(), from, db, migrate.UsersOptions{Now: now})
	require.NoError(t, err)
	require.Equal(t, migrate.Counts{Invalid: 1}, report.Counts)
	require.Equal(t, migrate.ResetCounts{Dropped: 2, Reasons: migrate.ResetDrops{NoUser: 2}}, report.Resets)
}

func testJSON(t *testing.T, db *sqldb.DB) {
	folder := filepath.Join(t.TempDir(), "users")
	require.NoError(t, os.Mkdir(folder, 0o700))
	write := func(name, text string) {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600))
	}
	write("users.json", `{
		"`+ann+`": {"id": "`+ann+`", "username": "Ann", "email": "Ann@Example.org", "password_hash": "`+annHash+`", "is_admin": true,
			"is_active": true, "terms_accepted_at": "2024-02-03T04:05:06.789012+00:00", "created_at": "2024-02-03T05:05:06+01:00",
			"updated_at": "2025-01-01T00:00:00Z"},
		"`+bob+`": {"username": "bob", "email": "bob@example.org", "password_hash": "`+bobHash+`", "is_active": true,
			"terms_accepted_at": null, "created_at": "2024-03-01T10:20:30.999999", "updated_at": null, "theme": {"dark": [1, 2]}},
		"`+cyn+`": {"id": "`+cyn+`", "username": "Çyn ﬁsh", "email": "cyn@example.org", "password_hash": "`+annHash+`",
			"is_active": false, "created_at": "2024-04-01T10:20:30", "updated_at": "2024-04-01T10:20:30"}}`)
	reset := `"` + bobTokenHash + `": {"user_id": "` + bob + `", "email": "bob@example.org",
		"created_at": "` + now().Format(time.RFC3339) + `", "expires_at": "` + now().Add(time.Minute).Format(time.RFC3339) + `"}`
	write("password_resets.json", "{"+reset+", "+reset+"}")
	from, err := migrate.ReadUsers(t.Context(), filepath.Dir(folder))
	require.NoError(t, err)
	report, err := migrate.Users(t.Context(), from, db, apply())
	require.NoError(t, err)
	require.Equal(t, migrate.Counts{New: 3}, report.Counts, report.Users)
	require.Equal(t, migrate.ResetCounts{Kept: 1, Dropped: 1, Reasons: migrate.ResetDrops{Damaged: 1}}, report.Resets, "one is there twice")
	require.Equal(t, accounts(), here(t, db))
}

// testVerify alters in the database what is written: the import notices.
func testVerify(t *testing.T, db *sqldb.DB) {
	const change = `update ep_user set role = 'admin' where id = '` + bob + `'`
	statement := `create trigger tamper after insert on ep_user begin ` + change + `; end`
	if db.Dialect() == sqldb.PostgreSQL {
		_, err := db.Exec(t.Context(), `create function tamper() returns trigger language plpgsql as $$ begin `+change+`; return null; end $$`)
		require.NoError(t, err)
		statement = `create trigger tamper after insert on ep_user for each row execute function tamper()`
	}
	_, err := db.Exec(t.Context(), statement)
	require.NoError(t, err)
	report, err := migrate.Users(t.Context(), read(t, users(), resets()), db, apply())
	require.ErrorContains(t, err, "user "+bob+" was written, and reads otherwise: [role]")
	require.Nil(t, report)
	requireNothing(t, db)
}

func testEndedContext(t *testing.T, db *sqldb.DB) {
	from := read(t, users(), resets())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := migrate.Users(ctx, from, db, apply())
	require.ErrorIs(t, err, context.Canceled)
	requireNothing(t, db)
}

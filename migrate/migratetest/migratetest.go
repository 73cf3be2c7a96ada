// Package migratetest is the conformance suite of package migrate, for each
// database that it imports into. It makes databases of the predecessor, too.
package migratetest

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/migrate"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// Run runs the suite. open returns an empty database of its own for each test,
// closed when the test ends.
func Run(t *testing.T, open func(t testing.TB) *sqldb.DB) {
	for name, test := range map[string]func(t *testing.T, db *sqldb.DB){
		"DryRun":         testDryRun,
		"Apply":          testApply,
		"Again":          testAgain,
		"Changed":        testChanged,
		"Deleted":        testDeleted,
		"Login":          testLogin,
		"Reset":          testReset,
		"ResetOnce":      testResetOnce,
		"ResetsDropped":  testResetsDropped,
		"ResetsOfNobody": testResetsOfNobody,
		"JSON":           testJSON,
		"Collisions":     testCollisions,
		"CollisionsHere": testCollisionsHere,
		"AddressIsName":  testAddressIsNameHere,
		"Damaged":        testDamagedAndColliding,
		"Rename":         testRename,
		"RenameDamaged":  testRenameDamaged,
		"RenamedBefore":  testRenamedBefore,
		"Invalid":        testInvalid,
		"SkipProblems":   testSkipProblems,
		"Odd":            testOdd,
		"Verify":         testVerify,
		"EndedContext":   testEndedContext,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := open(t)
			require.NoError(t, db.Migrate(t.Context(), auth.Schema()))
			test(t, db)
		})
	}
	t.Run("Projects", func(t *testing.T) {
		t.Parallel()
		RunProjects(t, open)
	})
}

// The passwords of the fixtures, and what the predecessor made of them.
const (
	AnnPassword = "ann's old password" // #nosec G101 -- of nobody
	BobPassword = "bob's old password" // #nosec G101

	annHash = "$2b$04$rw/ewwVxb18SI3AqRCgHtOrXkmlZ7khKkrFFKPAj6XNN.2n4vcxAC"
	bobHash = "$2b$04$8ACOdJoE4Gag/SAttkWUgOXrf.TkUttrNCKor8J8tjP8sEhPepIZ."
)

// The ids of the fixtures.
const (
	ann = "0a000000000000000000000000000001"
	bob = "0b000000000000000000000000000002"
	cyn = "0c000000000000000000000000000003"
)

// A token to reset Bob's password, and its SHA-256.
const (
	bobToken     = "c29tZSByYW5kb20gYnl0ZXMsIDQ4IG9mIHRoZW0sIGFyZSBpbiBoZXJlISEhISEh" // #nosec G101
	bobTokenHash = "309bacd037610b8e9df19c83273fe5d4814e19015b9df406584dc68bc752a71a" // #nosec G101
	otherHash    = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
)

// now is when the imports happen: in the middle of the life of Bob's token.
func now() time.Time { return sqldbtest.ClockStart() }

// sqlalchemy writes a time as the predecessor's database has it.
func sqlalchemy(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05.000000") }

// users are an administrator, a user, and one who is not active.
func users() []User {
	return []User{
		{ann, "Ann", "Ann@Example.org", annHash, 1, 1, "2024-02-03 04:05:06.789012", "2024-02-03 04:05:06.000000", "2025-01-01 00:00:00.000000"},
		{bob, "bob", "bob@example.org", bobHash, 1, 0, nil, "2024-03-01 10:20:30.999999", "2024-03-01 10:20:30.999999"},
		{cyn, "Çyn ﬁsh", "cyn@example.org", annHash, 0, 0, nil, "2024-04-01 10:20:30", "2024-04-01 10:20:30"},
	}
}

// accounts are what the users are to become.
func accounts() []auth.Account {
	at := func(s string) time.Time {
		t, _ := time.Parse("2006-01-02 15:04:05", s)
		return t
	}
	return []auth.Account{
		{
			User: auth.User{
				ID: ann, Name: "Ann", Email: "Ann@Example.org", Role: auth.RoleAdmin, Active: true,
				Terms: "predecessor", TermsAcceptedAt: at("2024-02-03 04:05:06.789"),
				CreatedAt: at("2024-02-03 04:05:06"), UpdatedAt: at("2025-01-01 00:00:00"),
			},
			NameKey: "ann", EmailKey: "ann@example.org", PasswordHash: annHash,
		},
		{
			User: auth.User{
				ID: bob, Name: "bob", Email: "bob@example.org", Role: auth.RoleUser, Active: true,
				CreatedAt: at("2024-03-01 10:20:30.999"), UpdatedAt: at("2024-03-01 10:20:30.999"),
			},
			NameKey: "bob", EmailKey: "bob@example.org", PasswordHash: bobHash,
		},
		{
			User: auth.User{
				ID: cyn, Name: "Çyn fish", Email: "cyn@example.org", Role: auth.RoleUser, Active: false,
				CreatedAt: at("2024-04-01 10:20:30"), UpdatedAt: at("2024-04-01 10:20:30"),
			},
			NameKey: "çyn fish", EmailKey: "cyn@example.org", PasswordHash: annHash,
		},
	}
}

// resets are a token that is live, one that has expired, and two to drop.
func resets() []Reset {
	live, over := now().Add(time.Minute), now().Add(-time.Minute)
	return []Reset{
		{bobTokenHash, bob, "bob@example.org", sqlalchemy(over), sqlalchemy(live)},
		{otherHash, ann, "ann@example.org", sqlalchemy(over), sqlalchemy(over)},
		{"b" + otherHash[1:], ann, "old@example.org", sqlalchemy(over), sqlalchemy(live)},
		{"no hash", ann, "ann@example.org", sqlalchemy(over), sqlalchemy(live)},
	}
}

// resetCounts is what becomes of the resets when all users are imported.
func resetCounts() migrate.ResetCounts {
	return migrate.ResetCounts{Kept: 1, Expired: 1, Dropped: 2, Reasons: migrate.ResetDrops{Damaged: 1, OtherAddress: 1}}
}

// read makes a database of the predecessor and reads it.
func read(t testing.TB, users []User, resets []Reset) *migrate.UserSource {
	t.Helper()
	path := filepath.Join(t.TempDir(), "einkpdf.sqlite")
	WritePredecessor(t, path, users, resets)
	from, err := migrate.ReadUsers(t.Context(), path)
	require.NoError(t, err)
	return from
}

// apply are the options of most tests.
func apply() migrate.UsersOptions { return migrate.UsersOptions{Apply: true, Now: now} }

// here are all accounts of a database, by id.
func here(t testing.TB, db *sqldb.DB) []auth.Account {
	t.Helper()
	var ids []string
	require.NoError(t, db.Select(t.Context(), &ids, `select id from ep_user order by id`))
	all := make([]auth.Account, 0, len(ids))
	require.NoError(t, auth.NewSQL(db).Read(t.Context(), func(r auth.Reader) error {
		for _, id := range ids {
			a, err := r.Account(t.Context(), id)
			if err != nil {
				return err
			}
			all = append(all, a)
		}
		return nil
	}))
	return all
}

func trail(t testing.TB, db *sqldb.DB) []audit.Event {
	t.Helper()
	events, _, err := audit.List(t.Context(), db, audit.Filter{Action: migrate.ActionUsers}, audit.Page{})
	require.NoError(t, err)
	return events
}

// requireNothing says that nothing was written.
func requireNothing(t testing.TB, db *sqldb.DB) {
	t.Helper()
	for _, table := range []string{"ep_user", "ep_pending", "ep_audit", "ep_outbox"} {
		var n int
		require.NoError(t, db.Get(t.Context(), &n, `select count(*) from `+table))
		require.Zero(t, n, table)
	}
}

// statuses are the statuses of a report by id.
func statuses(r *migrate.UsersReport) map[string]migrate.Status {
	all := map[string]migrate.Status{}
	for _, u := range r.Users {
		all[u.ID] = u.Status
	}
	return all
}

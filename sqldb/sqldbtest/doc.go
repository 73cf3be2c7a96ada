// Package sqldbtest is what tests of services need of a database.
//
// A fresh one, migrated:
//
//	db := sqldbtest.SQLite(t, auth.Schema())
//
// Rules for a service's migrations, in one test:
//
//	func TestSchema(t *testing.T) { sqldbtest.Schema(t, auth.Schema()) }
//
// The conformance suite of a database, for whoever opens one in another way:
//
//	sqldbtest.Run(t, func(t testing.TB) *sqldb.DB { return postgrestest.New(t) })
//
// A Clock that a test moves, and Logs of what a service said. Plan, how SQLite goes about a statement,
// and a Meter of what it reads.
//
// And crash tests: Crash runs a Scenario in a child process, which is killed before
// each statement that writes and after each that leaves something, as a commit does,
// and lets the scenario check what it finds in the database each time.
//
//	var register = sqldbtest.Scenario{
//		Name:    "register",
//		Schemas: []sqldb.Schema{auth.Schema()},
//		Do:      func(ctx context.Context, p sqldbtest.Place) error { … },
//		Check:   func(t testing.TB, p sqldbtest.Place, finished bool) { … },
//	}
//
//	func TestMain(m *testing.M) {
//		sqldbtest.Main(sqldbtest.Files(), register)
//		os.Exit(m.Run())
//	}
//
//	func TestRegisterSurvivesKill(t *testing.T) {
//		t.Parallel()
//		sqldbtest.Crash(t, sqldbtest.Files(), register)
//	}
//
// A service exports its scenarios in its own suite (authtest.Scenarios), so that
// the same ones run on PostgreSQL with an Engine of that.
package sqldbtest

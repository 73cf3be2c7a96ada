// Package postgrestest gives each test an empty schema of its own in PostgreSQL.
//
// The database is the one that EINKPDF_TEST_POSTGRES names, the URL of a role that
// may create schemas there. Without it tests are skipped, or fail when CI=true. The
// command .ci/postgres runs another command with a private server.
//
//	func TestStore(t *testing.T) {
//		storetest.Run(t, postgrestest.New)
//	}
package postgrestest

import (
	"context"
	"crypto/rand"
	"database/sql/driver"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/cluster/postgres"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// Env is the environment variable with the server's URL.
const Env = "EINKPDF_TEST_POSTGRES"

// New opens an empty schema, which is dropped when the test ends.
func New(t testing.TB) *sqldb.DB {
	t.Helper()
	db, err := postgres.Open(t.Context(), URL(t), postgres.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

// Engine is PostgreSQL for the crash tests of sqldbtest.
func Engine() sqldbtest.Engine {
	return sqldbtest.Engine{
		Name:    "postgres",
		Dialect: sqldb.PostgreSQL,
		New:     URL,
		Connect: connect,
	}
}

// URL makes an empty schema and returns the server's URL with it as search_path,
// for tests that start processes or open it themselves. The schema is dropped when
// the test ends, and whoever is still connected by that URL is cut off.
//
// A database for each test would be further apart, but takes a tenth of a second
// of work to make and drop; there are hundreds.
func URL(t testing.TB) string {
	t.Helper()
	server := Server(t)
	u, err := url.Parse(server)
	if err != nil {
		t.Fatalf("%s is not a URL", Env) // err has the password in it
	}
	schema := "ep_test_" + strings.ToLower(rand.Text())
	execute(t, server, `create schema `+schema)
	t.Cleanup(func() {
		execute(t, server, `select pg_terminate_backend(pid) from pg_stat_activity where application_name = '`+schema+`'`)
		execute(t, server, `drop schema `+schema+` cascade`)
	})
	q := u.Query()
	q.Set("search_path", schema)
	q.Set("application_name", schema)
	u.RawQuery = q.Encode()
	return u.String()
}

// Server returns the URL of the database that the schemas are made in. It skips the test when there is
// none, or ends it when CI=true.
func Server(t testing.TB) string {
	t.Helper()
	server, ci := os.Getenv(Env), os.Getenv("CI") //nolint:forbidigo // tests are told by it
	switch {
	case server != "":
		return server
	case ci == "true":
		t.Fatalf("no PostgreSQL: %s is not set", Env)
	default:
		t.Skipf("no PostgreSQL: %s is not set; try .ci/postgres go -C cluster test ./...", Env)
	}
	return ""
}

// execute runs a statement for the server, outside of the test's time.
func execute(t testing.TB, server, statement string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, server)
	require.NoError(t, err)
	defer func() { require.NoError(t, conn.Close(ctx)) }()
	_, err = conn.Exec(ctx, statement)
	require.NoError(t, err)
}

// connect is what a test's own process and its children open the database with.
func connect(url string) (driver.Connector, error) {
	return postgres.Connector(url, postgres.Options{})
}

package postgres_test

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/cluster/postgres"
	"github.com/einkpdf/platform/cluster/postgres/postgrestest"
	"github.com/einkpdf/platform/sqldb"
)

func open(t *testing.T, url string, o postgres.Options) *sqldb.DB {
	t.Helper()
	db, err := postgres.Open(t.Context(), url, o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

// setting reads a parameter of the server's as a connection has it.
func setting(t *testing.T, db *sqldb.DB, name string) (value string) {
	t.Helper()
	require.NoError(t, db.Get(t.Context(), &value, `select current_setting($1)`, name))
	return value
}

func TestOpenSettings(t *testing.T) {
	t.Parallel()
	source := postgrestest.Server(t)
	for name, c := range map[string]struct {
		url     string
		options postgres.Options
		want    map[string]string
	}{
		"default": {source, postgres.Options{}, map[string]string{
			"application_name": "einkpdf", "statement_timeout": "30s", "lock_timeout": "10s",
			"idle_in_transaction_session_timeout": "1min", "default_transaction_isolation": "read committed",
		}},
		"options": {
			source,
			postgres.Options{Name: "worker 7", StatementTimeout: 1500 * time.Millisecond, LockTimeout: -1, IdleTimeout: time.Nanosecond},
			map[string]string{
				"application_name": "worker 7", "statement_timeout": "1500ms", "lock_timeout": "0",
				"idle_in_transaction_session_timeout": "1ms",
			},
		},
		"URL": {
			source + "&statement_timeout=5000&application_name=mine&default_transaction_isolation=serializable",
			postgres.Options{Name: "other", StatementTimeout: time.Hour},
			map[string]string{
				"application_name": "mine", "statement_timeout": "5s", "default_transaction_isolation": "serializable",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := open(t, c.url, c.options)
			require.Equal(t, sqldb.PostgreSQL, db.Dialect())
			for parameter, want := range c.want {
				require.Equal(t, want, setting(t, db, parameter), parameter)
			}
		})
	}
}

func TestOpenBoundsConnections(t *testing.T) {
	t.Parallel()
	source := postgrestest.URL(t)
	require.Equal(t, 10, open(t, source, postgres.Options{}).SQL().Stats().MaxOpenConnections)

	db := open(t, source, postgres.Options{MaxConns: 2})
	var held []*sql.Conn
	for range 2 {
		conn, err := db.SQL().Conn(t.Context())
		require.NoError(t, err)
		held = append(held, conn)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := db.SQL().Conn(ctx)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	for _, conn := range held {
		require.NoError(t, conn.Close())
	}
}

func TestTimeouts(t *testing.T) {
	t.Parallel()
	source := postgrestest.URL(t)
	db := open(t, source, postgres.Options{StatementTimeout: 50 * time.Millisecond})
	_, err := db.Exec(t.Context(), `select pg_sleep(60)`)
	require.ErrorIs(t, err, sqldb.ErrBusy)

	// A migration may take as long as it takes.
	slow := sqldb.Schema{Service: "slow", Files: fstest.MapFS{"postgres/0001_slow.sql": {Data: []byte("-- +goose Up\nselect pg_sleep(0.2);\n")}}}
	require.NoError(t, db.Migrate(t.Context(), slow))
	require.Equal(t, "50ms", setting(t, db, "statement_timeout"), "only there")

	patient := open(t, source, postgres.Options{})
	hasty := open(t, source, postgres.Options{LockTimeout: 50 * time.Millisecond})
	_, err = patient.Exec(t.Context(), `create table ep_a (id bigint primary key)`)
	require.NoError(t, err)
	require.NoError(t, patient.Write(t.Context(), func(tx *sqldb.Tx) error {
		if _, err := tx.Exec(t.Context(), `lock table ep_a`); err != nil {
			return err
		}
		_, err := hasty.Exec(t.Context(), `insert into ep_a values (1)`)
		require.ErrorIs(t, err, sqldb.ErrBusy)
		return nil
	}))

	stuck := open(t, source, postgres.Options{IdleTimeout: 50 * time.Millisecond})
	tx, err := stuck.SQL().BeginTx(t.Context(), nil)
	require.NoError(t, err)
	for n := 1; n > 0; time.Sleep(10 * time.Millisecond) {
		require.NoError(t, patient.Get(t.Context(), &n, `select count(*) from pg_stat_activity
			where state = 'idle in transaction' and application_name = current_setting('application_name')`))
	}
	require.Error(t, tx.Commit())
}

// A connection that the server ends fails once, and the next statement has
// another.
func TestServerEndsConnections(t *testing.T) {
	t.Parallel()
	source := postgrestest.URL(t)
	db := open(t, source, postgres.Options{MaxConns: 1})
	admin := open(t, postgrestest.Server(t), postgres.Options{})
	var one int
	require.NoError(t, db.Get(t.Context(), &one, `select 1`))
	name := setting(t, db, "application_name") // this test's own
	var ended int
	require.NoError(t, admin.Get(t.Context(), &ended, `select count(pg_terminate_backend(pid)) from pg_stat_activity
		where application_name = $1`, name))
	require.Equal(t, 1, ended)
	if err := db.Get(t.Context(), &one, `select 1`); err != nil {
		require.ErrorIs(t, err, sqldb.ErrUnavailable)
		require.NoError(t, db.Get(t.Context(), &one, `select 1`))
	}
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	source := postgrestest.URL(t)
	server := postgrestest.Server(t)
	admin := open(t, server, postgres.Options{})
	ascii := `create database ep_ascii template template0 encoding 'SQL_ASCII' locale 'C'`
	if setting(t, admin, "server_version_num") >= "150000" {
		ascii += ` locale_provider libc` // ICU does not know it
	}
	for _, statement := range []string{
		ascii,
		`create role ep_guest login password 'hunter2'`,
		`create database ep_private template template0`,
		`revoke connect on database ep_private from public`,
	} {
		_, err := admin.Exec(t.Context(), statement)
		require.NoError(t, err, statement)
	}
	t.Cleanup(func() {
		for _, what := range []string{`database ep_ascii`, `database ep_private`, `role ep_guest`} {
			_, err := admin.Exec(context.Background(), `drop `+what)
			require.NoError(t, err)
		}
	})

	for name, c := range map[string]struct {
		change  func(u *url.URL)
		kind    error
		message string
	}{
		"password": {
			func(u *url.URL) { u.User = url.UserPassword(u.User.Username(), "hunter2") }, postgres.ErrServer,
			`the PostgreSQL server will not do: the password is wrong for the role "einkpdf", or there is no such role`,
		},
		"no password": {
			func(u *url.URL) { u.User = url.User(u.User.Username()) }, postgres.ErrServer,
			`the PostgreSQL server will not do: it wants a password for the role "einkpdf", and the URL has none`,
		},
		"role": {
			func(u *url.URL) { u.User = url.UserPassword("nobody", "hunter2") }, postgres.ErrServer,
			`the PostgreSQL server will not do: the password is wrong for the role "nobody", or there is no such role`,
		},
		"database": {
			func(u *url.URL) { u.Path = "/missing" }, postgres.ErrServer,
			`the PostgreSQL server will not do: there is no database "missing": create it, in UTF8`,
		},
		"permission": {
			func(u *url.URL) { u.Path, u.User = "/ep_private", url.UserPassword("ep_guest", "hunter2") }, postgres.ErrServer,
			`the PostgreSQL server will not do: the role "ep_guest" may not connect to the database "ep_private"`,
		},
		"encoding": {
			func(u *url.URL) { u.Path = "/ep_ascii" }, postgres.ErrServer,
			`the PostgreSQL server will not do: the database has the encoding SQL_ASCII, and must have UTF8`,
		},
		"TLS": {
			func(u *url.URL) { u.RawQuery = "sslmode=require" }, sqldb.ErrUnavailable,
			`the database cannot be reached: `,
		},
		"port": {
			func(u *url.URL) { u.Host = "127.0.0.1:1" }, sqldb.ErrUnavailable,
			`the database cannot be reached: `,
		},
	} {
		t.Run(name, func(t *testing.T) {
			u, err := url.Parse(source)
			require.NoError(t, err)
			secret, _ := u.User.Password()
			c.change(u)
			_, err = postgres.Open(t.Context(), u.String(), postgres.Options{})
			require.ErrorIs(t, err, c.kind)
			require.ErrorContains(t, err, fmt.Sprintf("postgres: %s: %s", u.Host, c.message))
			require.NotContains(t, err.Error(), secret)
			require.NotContains(t, err.Error(), "hunter2")
			t.Log(err)
		})
	}
}

func TestOpenEndedContext(t *testing.T) {
	t.Parallel()
	source := postgrestest.URL(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := postgres.Open(ctx, source, postgres.Options{})
	require.ErrorIs(t, err, context.Canceled)
}

// Close closes the connections: nobody is left to keep a server from stopping.
func TestClose(t *testing.T) {
	t.Parallel()
	source := postgrestest.URL(t)
	db, err := postgres.Open(t.Context(), source, postgres.Options{})
	require.NoError(t, err)
	require.NoError(t, db.Close())
	require.Error(t, db.SQL().PingContext(t.Context()))
	require.Zero(t, db.SQL().Stats().OpenConnections)
}

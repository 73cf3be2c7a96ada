package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/einkpdf/platform/sqldb"
)

// minVersion is the oldest server that the statements are tried on, as
// server_version_num has it.
const minVersion = 130000

// ErrServer says that the server is there, and that something about it has to be
// changed before it will do: its version, its encoding, the role, the database.
var ErrServer = errors.New("the PostgreSQL server will not do")

// Open connects to the database and looks whether it will do. Close of the DB
// closes its connections.
//
// Errors say where and what to do, and never hold the password. sqldb's
// ErrUnavailable and ErrBusy (errors.Is) are worth trying again, which a program
// that starts together with its database does; [ErrServer] is not.
func Open(ctx context.Context, url string, o Options) (*sqldb.DB, error) {
	config, err := parse(url, o)
	if err != nil {
		return nil, err
	}
	_ = o.fill() // parse has looked
	pool := sql.OpenDB(stdlib.GetConnector(*config))
	pool.SetMaxOpenConns(o.MaxConns)
	pool.SetMaxIdleConns(o.MaxConns)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	pool.SetConnMaxLifetime(time.Hour) // so that a server that took over gets its share

	if err := check(ctx, pool); err != nil {
		return nil, errors.Join(explain(ctx, config, err), pool.Close())
	}
	db, err := sqldb.Own(ctx, pool, sqldb.PostgreSQL)
	if err != nil {
		return nil, errors.Join(explain(ctx, config, err), pool.Close())
	}
	return db, nil
}

// check looks at the server.
func check(ctx context.Context, pool *sql.DB) error {
	var number, version, encoding string
	err := pool.QueryRowContext(ctx, `select current_setting('server_version_num'), current_setting('server_version'), current_setting('server_encoding')`).
		Scan(&number, &version, &encoding)
	if err != nil {
		return err
	}
	return willDo(number, version, encoding)
}

func willDo(number, version, encoding string) error {
	if n, err := strconv.Atoi(number); err != nil || n < minVersion {
		return fmt.Errorf("%w: it is version %s, and must be 13 or newer", ErrServer, version)
	}
	if encoding != "UTF8" {
		return fmt.Errorf("%w: the database has the encoding %s, and must have UTF8", ErrServer, encoding)
	}
	return nil
}

// explain says what is wrong in the operator's terms.
func explain(ctx context.Context, config *pgx.ConnConfig, err error) error {
	where := "postgres: " + net.JoinHostPort(config.Host, strconv.Itoa(int(config.Port)))
	if ctx.Err() != nil {
		return fmt.Errorf("%s: no answer: %w", where, ctx.Err())
	}
	if errors.Is(err, ErrServer) {
		return fmt.Errorf("%s: %w", where, err)
	}
	var answer *pgconn.PgError
	if errors.As(err, &answer) {
		kind := ErrServer
		switch {
		case answer.Code == "53300", answer.Code == "57P03": // too_many_connections, cannot_connect_now
			kind = sqldb.ErrBusy
		case answer.Code[:min(2, len(answer.Code))] == "57": // shutting down
			kind = sqldb.ErrUnavailable
		}
		return fmt.Errorf("%s: %w: %s", where, kind, reason(config, answer))
	}
	// A refused connection, an unknown name, a certificate: pgx's own text has
	// host, user and database in it, and not the password.
	var failed *pgconn.ConnectError
	if errors.As(err, &failed) {
		err = each(failed.Unwrap())
	}
	return fmt.Errorf("%s: %w: %w", where, sqldb.ErrUnavailable, err)
}

// reason knows the codes of appendix A of PostgreSQL's manual.
func reason(config *pgx.ConnConfig, answer *pgconn.PgError) string {
	switch answer.Code {
	case "28P01": // invalid_password; roles that do not exist are told the same
		if config.Password == "" {
			return fmt.Sprintf("it wants a password for the role %q, and the URL has none", config.User)
		}
		return fmt.Sprintf("the password is wrong for the role %q, or there is no such role", config.User)
	case "28000": // invalid_authorization_specification
		return fmt.Sprintf("it lets no role %q in from here (pg_hba.conf): %s", config.User, answer.Message)
	case "3D000": // invalid_catalog_name
		return fmt.Sprintf("there is no database %q: create it, in UTF8", config.Database)
	case "42501": // insufficient_privilege
		return fmt.Sprintf("the role %q may not connect to the database %q", config.User, config.Database)
	}
	return answer.Message + " (" + answer.Code + ")"
}

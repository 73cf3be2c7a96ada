package migratetest

import (
	"database/sql"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/sqldb"
)

// User is a row of the predecessor's table users. Fields are any, so that rows
// can be as damaged as SQLite allows.
type User struct {
	ID, Name, Email, Hash any
	Active, Admin         any
	Terms                 any
	Created, Updated      any
}

// Reset is a row of the predecessor's table password_reset_tokens.
type Reset struct{ Hash, UserID, Email, Created, Expires any }

// Schema is the predecessor's database, as its migrations leave it. Not even
// is_admin is in those: see AddAdmin.
const Schema = `
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num));
CREATE TABLE users (
	id VARCHAR(32) NOT NULL,
	username VARCHAR(50) NOT NULL,
	email VARCHAR(255) NOT NULL,
	password_hash VARCHAR(255) NOT NULL,
	is_active BOOLEAN NOT NULL,
	terms_accepted_at DATETIME,
	created_at DATETIME NOT NULL,
	updated_at DATETIME NOT NULL,
	PRIMARY KEY (id)
);
CREATE UNIQUE INDEX ix_users_username ON users (username);
CREATE UNIQUE INDEX ix_users_email ON users (email);
CREATE TABLE password_reset_tokens (
	token_hash VARCHAR(64) NOT NULL,
	user_id VARCHAR(32) NOT NULL,
	email VARCHAR(255) NOT NULL,
	created_at DATETIME NOT NULL,
	expires_at DATETIME NOT NULL,
	PRIMARY KEY (token_hash),
	FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE INDEX ix_password_reset_tokens_expires_at ON password_reset_tokens (expires_at);
CREATE TABLE pdf_jobs (
	id VARCHAR(32) NOT NULL,
	owner_id VARCHAR(32) NOT NULL,
	project_id VARCHAR(32),
	status VARCHAR(20) NOT NULL,
	error_message TEXT,
	output_path VARCHAR(512),
	size_bytes INTEGER,
	page_count INTEGER,
	started_at DATETIME,
	completed_at DATETIME,
	created_at DATETIME NOT NULL,
	diagnostics TEXT,
	PRIMARY KEY (id),
	FOREIGN KEY(owner_id) REFERENCES users (id) ON DELETE CASCADE
);`

// AddAdmin adds the column that says who is an administrator, as the
// predecessor's start script does it.
const AddAdmin = `ALTER TABLE users ADD COLUMN is_admin BOOLEAN DEFAULT 0 NOT NULL;`

// OpenPredecessor makes a database of the predecessor at path and opens it. It is
// closed when the test ends.
func OpenPredecessor(t testing.TB, path string) *sql.DB {
	t.Helper()
	opened, err := sqldb.OpenSQLite(t.Context(), path, sqldb.SQLiteOptions{MaxConns: 1})
	require.NoError(t, err)
	db := opened.SQL()
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	// The predecessor has no write-ahead log. A test does not lose power.
	_, err = db.ExecContext(t.Context(), "pragma journal_mode = delete; pragma synchronous = off;"+Schema+AddAdmin)
	require.NoError(t, err)
	return db
}

// WritePredecessor makes a database of the predecessor at path with these rows
// in it, and closes it.
func WritePredecessor(t testing.TB, path string, users []User, resets []Reset) {
	t.Helper()
	db := OpenPredecessor(t, path)
	Insert(t, db, users, resets)
	require.NoError(t, db.Close())
}

// Insert adds rows.
func Insert(t testing.TB, db *sql.DB, users []User, resets []Reset) {
	t.Helper()
	tx, err := db.BeginTx(t.Context(), nil)
	require.NoError(t, err)
	for _, u := range users {
		_, err := tx.ExecContext(t.Context(), `insert into users (id, username, email, password_hash, is_active, is_admin, terms_accepted_at, created_at, updated_at)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, u.ID, u.Name, u.Email, u.Hash, u.Active, u.Admin, u.Terms, u.Created, u.Updated)
		require.NoError(t, err)
	}
	for _, r := range resets {
		_, err := tx.ExecContext(t.Context(), `insert into password_reset_tokens (token_hash, user_id, email, created_at, expires_at)
			values ($1, $2, $3, $4, $5)`, r.Hash, r.UserID, r.Email, r.Created, r.Expires)
		require.NoError(t, err)
	}
	require.NoError(t, tx.Commit())
}

package auth

import (
	"context"
	"fmt"

	"github.com/einkpdf/platform/sqldb"
)

// userRow is a row of ep_user.
type userRow struct {
	ID           string     `db:"id"`
	Name         string     `db:"name"`
	NameKey      string     `db:"name_key"`
	Email        string     `db:"email"`
	EmailKey     string     `db:"email_key"`
	PasswordHash string     `db:"password_hash"`
	Role         string     `db:"role"`
	Active       bool       `db:"active"`
	Terms        string     `db:"terms"`
	TermsAt      sqldb.Time `db:"terms_at"`
	CreatedAt    sqldb.Time `db:"created_at"`
	UpdatedAt    sqldb.Time `db:"updated_at"`
	LastLoginAt  sqldb.Time `db:"last_login_at"`
}

func (r userRow) account() Account {
	return Account{
		User: User{
			ID: r.ID, Name: r.Name, Email: r.Email, Role: Role(r.Role), Active: r.Active,
			Terms: r.Terms, TermsAcceptedAt: r.TermsAt.Time,
			CreatedAt: r.CreatedAt.Time, UpdatedAt: r.UpdatedAt.Time, LastLoginAt: r.LastLoginAt.Time,
		},
		NameKey: r.NameKey, EmailKey: r.EmailKey, PasswordHash: r.PasswordHash,
	}
}

// values are the parameters $1 to $13 of the statements that write a user.
func (a Account) values() []any {
	return []any{
		a.ID, a.Name, a.NameKey, a.Email, a.EmailKey, a.PasswordHash, string(a.Role), a.Active, a.Terms,
		sqldb.At(a.TermsAcceptedAt), sqldb.At(a.CreatedAt), sqldb.At(a.UpdatedAt), sqldb.At(a.LastLoginAt),
	}
}

const (
	userColumns = `id, name, name_key, email, email_key, password_hash, role, active, terms, terms_at, created_at, updated_at, last_login_at`

	userByID     = `select ` + userColumns + ` from ep_user where id = $1`
	userByName   = `select ` + userColumns + ` from ep_user where name_key = $1`
	userByEmail  = `select ` + userColumns + ` from ep_user where email_key = $1`
	userIsThere  = `select 1 from ep_user where id = $1`
	activeAdmins = `select count(*) from ep_user where role = 'admin' and active`
	legacyHash   = `select 1 from ep_user where substr(password_hash, 1, 2) = '$2'`

	addUser = `insert into ep_user (` + userColumns + `)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict do nothing`
	updateUser = `update ep_user set name = $2, name_key = $3, email = $4, email_key = $5, password_hash = $6, role = $7, active = $8,
			terms = $9, terms_at = $10, created_at = $11, updated_at = $12, last_login_at = $13
		where id = $1 and not exists (select 1 from ep_user o where o.id <> $1 and (o.name_key = $3 or o.email_key = $5))`
	deleteUser = `delete from ep_user where id = $1`
)

func (r *sqlReader) account(ctx context.Context, query, key string, most int) (Account, error) {
	if !isKey(key, most) {
		return Account{}, fmt.Errorf("%w: account", ErrNotFound)
	}
	var row userRow
	if err := r.q.Get(ctx, &row, query, key); err != nil {
		return Account{}, words.Error(ctx, "account", err)
	}
	return row.account(), nil
}

// Account implements Reader.
func (r *sqlReader) Account(ctx context.Context, id string) (Account, error) {
	return r.account(ctx, userByID, id, maxID)
}

// AccountByName implements Reader.
func (r *sqlReader) AccountByName(ctx context.Context, key string) (Account, error) {
	return r.account(ctx, userByName, key, maxKey)
}

// AccountByEmail implements Reader.
func (r *sqlReader) AccountByEmail(ctx context.Context, key string) (Account, error) {
	return r.account(ctx, userByEmail, key, maxKey)
}

// ActiveAdmins implements Reader.
func (r *sqlReader) ActiveAdmins(ctx context.Context) (int, error) {
	var n int
	err := r.q.Get(ctx, &n, activeAdmins)
	return n, words.Error(ctx, "active admins", err)
}

// HasLegacyHash implements Reader.
func (r *sqlReader) HasLegacyHash(ctx context.Context) (bool, error) {
	return words.Found(ctx, r.q, "bcrypt hashes", legacyHash)
}

// AddAccount implements Writer.
func (w *sqlWriter) AddAccount(ctx context.Context, a Account) error {
	if err := a.check(); err != nil {
		return err
	}
	return words.Add(ctx, w.tx, "account", addUser, a.values()...)
}

// UpdateAccount implements Writer.
func (w *sqlWriter) UpdateAccount(ctx context.Context, a Account) error {
	if err := a.check(); err != nil {
		return err
	}
	n, err := w.tx.Exec(ctx, updateUser, a.values()...)
	if err != nil || n == 1 {
		return words.Error(ctx, "account", err)
	}
	there, err := words.Found(ctx, w.q, "account", userIsThere, a.ID)
	switch {
	case err != nil:
		return err
	case !there:
		return fmt.Errorf("%w: account", ErrNotFound)
	}
	return fmt.Errorf("%w: name or mail address of another account", ErrExists)
}

// DeleteAccount implements Writer. The rest of it follows by foreign keys.
func (w *sqlWriter) DeleteAccount(ctx context.Context, id string) error {
	if !isKey(id, maxID) {
		return nil
	}
	_, err := w.tx.Exec(ctx, deleteUser, id)
	return words.Error(ctx, "account", err)
}

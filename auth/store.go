package auth

import (
	"context"
	"errors"
	"time"

	"github.com/einkpdf/platform/audit"
)

// What a Store's methods return beside errors of its database.
var (
	ErrNotFound = errors.New("auth: not found")
	ErrExists   = errors.New("auth: exists already")
	ErrInvalid  = errors.New("auth: cannot be kept") // fields.go has the bounds
)

// Store keeps accounts, sessions and pending changes. It keeps rows and decides
// nothing: the rules are in Service. NewSQL gives the default; package authtest
// says whether another one keeps the contract.
//
// Times come in UTC and are kept to the millisecond; something is over at a time
// that its ExpiresAt does not lie after. Text is UTF-8 with no NUL in it. To add
// what has a field that is missing, too long or otherwise hostile is ErrInvalid,
// to look for it ErrNotFound. A Store is safe for concurrent use.
type Store interface {
	// Read runs fn on one consistent picture.
	Read(ctx context.Context, fn func(r Reader) error) error
	// Write runs fn in a transaction that behaves as if nothing ran beside it,
	// and commits when fn returns nil: then everything that it wrote, its audit
	// events and its published events are there after a crash; otherwise none
	// of it is. fn may run more than once, and returns each error that it gets
	// from w. What fn itself returns, Write returns.
	Write(ctx context.Context, fn func(w Writer) error) error
}

// Reader finds rows. What is not there is ErrNotFound.
type Reader interface {
	Account(ctx context.Context, id string) (Account, error)
	AccountByName(ctx context.Context, key string) (Account, error)
	AccountByEmail(ctx context.Context, key string) (Account, error)
	// Users lists newest first, those of equal times by id from the end, at most
	// limit (brought into 1 to 200) after the cursor that the page before
	// returned; next is "" at the end. A cursor that no page returned for the
	// same filter is ErrCursor.
	Users(ctx context.Context, f UserFilter, after string, limit int) (users []User, next string, err error)
	// ActiveAdmins counts active users with RoleAdmin.
	ActiveAdmins(ctx context.Context) (int, error)
	// HasLegacyHash tells whether any account has a bcrypt hash.
	HasLegacyHash(ctx context.Context) (bool, error)

	Session(ctx context.Context, id string) (Session, error)
	// Secret finds by the hash of a secret.
	Secret(ctx context.Context, hash string) (Secret, error)
	// Sessions lists those of a user that are neither revoked nor expired at
	// now, used last first, at most 100.
	Sessions(ctx context.Context, userID string, now time.Time) ([]Session, error)
	// KnownAddress tells whether a session of the user that was made at or
	// after since has the address, revoked or not. "" is known to nobody.
	KnownAddress(ctx context.Context, userID, address string, since time.Time) (bool, error)

	Pending(ctx context.Context, id string) (Pending, error)
	PendingByToken(ctx context.Context, kind PendingKind, hash string) (Pending, error)
	// PendingName finds the registration that reserves a name.
	PendingName(ctx context.Context, nameKey string) (Pending, error)
}

// Writer finds and changes rows within one transaction. To change what is not
// there is ErrNotFound, and so is adding to a user or a session that is not
// there; to remove it is no error.
type Writer interface {
	Reader

	// AddAccount adds one; an id, name key or address key that is taken is
	// ErrExists.
	AddAccount(ctx context.Context, a Account) error
	// UpdateAccount writes all fields of the account with its id; a name key or
	// address key of another account is ErrExists.
	UpdateAccount(ctx context.Context, a Account) error
	// DeleteAccount removes it with its sessions, secrets and pending changes.
	DeleteAccount(ctx context.Context, id string) error

	// AddSession adds one with its first secret; an id or hash that is taken is
	// ErrExists.
	AddSession(ctx context.Context, s Session, first Secret) error
	// UpdateSession writes LastUsedAt, RevokedAt and RevokedFor.
	UpdateSession(ctx context.Context, s Session) error
	// RevokeSessions revokes the valid sessions of a user but the one named
	// (or none: ""), and returns how many.
	RevokeSessions(ctx context.Context, userID, except string, at time.Time, reason string) (int, error)
	// Rotate marks a secret of next's session as used and adds next. It is
	// false, and nothing is changed, when the old one has been used before.
	Rotate(ctx context.Context, hash string, at time.Time, next Secret) (bool, error)

	// PutPending adds or replaces by id. A name that another registration
	// reserves, or a token hash that is there, is ErrExists.
	PutPending(ctx context.Context, p Pending) error
	DeletePending(ctx context.Context, id string) error
	// DeletePendingOf removes what is pending of a kind for a user.
	DeletePendingOf(ctx context.Context, kind PendingKind, userID string) error

	// Sweep removes at most limit rows: secrets and pending changes that are over
	// at now, and sessions that are over at ended, with secrets that they still
	// have. ended is not after now: KnownAddress needs sessions for longer. It
	// returns how many; fewer than limit means that no more are left.
	Sweep(ctx context.Context, now, ended time.Time, limit int) (int, error)

	// Record adds an audit event.
	Record(ctx context.Context, e audit.Event) error
	// Publish adds an event that handlers get after the commit, at least once.
	Publish(ctx context.Context, topic string, payload any) error
}

// Throttle slows down who tries often. It keeps one number a key, by the
// generic cell rate algorithm (GCRA), so a key is never shut for longer than
// Limit.Per divided by Limit.Count, however often somebody tries; where clocks
// are apart, for as much longer (ThrottleConfig.Now).
type Throttle interface {
	// Take counts one try. A wait above zero means that it is refused (and not
	// counted): come back after that time. Safe for concurrent use and exact
	// under it.
	Take(ctx context.Context, key string, l Limit) (wait time.Duration, err error)
	// Give takes back one try that turned out to be all right.
	Give(ctx context.Context, key string, l Limit) error
	// Forget makes a key as new.
	Forget(ctx context.Context, key string) error
}

// Limit is Count tries at once, refilled evenly over Per. Count is 1 or more, Per
// from Count nanoseconds to 366 days; another one is ErrInvalid.
type Limit struct {
	Count int
	Per   time.Duration
}

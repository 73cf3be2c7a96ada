package auth

import "time"

// Role is what a user may do.
type Role string

// The roles.
const (
	RoleUser  Role = "user"  // uses the product
	RoleAdmin Role = "admin" // also operates it
)

// User is an account as others may see it, with no hash in it.
type User struct {
	ID              string    `json:"id"`    // opaque, at most 64 bytes; never used again
	Name            string    `json:"name"`  // as the user writes it, NFKC, 1 to 64 characters
	Email           string    `json:"email"` // as the user writes it
	Role            Role      `json:"role"`
	Active          bool      `json:"active"`                     // an inactive user cannot log in and holds no session
	Terms           string    `json:"terms,omitempty"`            // version of the terms accepted last, "" for none
	TermsAcceptedAt time.Time `json:"terms_accepted_at,omitzero"` // zero: never
	CreatedAt       time.Time `json:"created_at"`
	UpdatedAt       time.Time `json:"updated_at"`
	LastLoginAt     time.Time `json:"last_login_at,omitzero"` // zero: never
}

// Account is a user with what only this package handles, and no JSON shows.
type Account struct {
	User
	NameKey      string `json:"-"` // Key(Name): unique
	EmailKey     string `json:"-"` // Key(Email): unique
	PasswordHash string `json:"-"` // as package password writes it, or the predecessor's bcrypt
}

// SessionKind is how a session is kept.
type SessionKind string

// The kinds of sessions.
const (
	CookieSession SessionKind = "cookie" // one secret in a cookie, for pages
	TokenSession  SessionKind = "token"  // a chain of refresh tokens and short access tokens, for programs
)

// Session is one login that lasts, until it expires or is revoked.
type Session struct {
	ID         string      `json:"id"`
	UserID     string      `json:"user_id"`
	Kind       SessionKind `json:"kind"`
	Address    string      `json:"address,omitempty"`    // of the login, IPv6 cut to its /64, "" when unknown
	UserAgent  string      `json:"user_agent,omitempty"` // of the login, at most 200 bytes
	CreatedAt  time.Time   `json:"created_at"`
	LastUsedAt time.Time   `json:"last_used_at"`          // to the minute
	ExpiresAt  time.Time   `json:"expires_at"`            // whatever happens
	RevokedAt  time.Time   `json:"revoked_at,omitzero"`   // zero: valid
	RevokedFor string      `json:"revoked_for,omitempty"` // "logout", "password changed", "token used twice", …
}

// Secret is what proves a session, as the SHA-256 of it. A cookie session has
// one, a token session one for each rotation: those that were used stay until
// they would have expired, since their second use gives a thief away.
type Secret struct {
	Hash      string `json:"-"` // hex, 64 bytes
	SessionID string
	CreatedAt time.Time
	ExpiresAt time.Time
	UsedAt    time.Time // zero: not rotated yet
}

// PendingKind is what a mail asks to confirm.
type PendingKind string

// The kinds of pending changes.
const (
	PendingRegistration PendingKind = "registration"
	PendingEmail        PendingKind = "email" // another address for an account
	PendingReset        PendingKind = "reset" // another password for an account
)

// The others ask for nothing: they are mails that tell of a change, kept until
// they went out.
const (
	PendingPasswordNotice PendingKind = "password-notice" // to the account's address
	PendingEmailNotice    PendingKind = "email-notice"    // to the address that was replaced
	PendingDeletedNotice  PendingKind = "deleted-notice"  // to the address of an account that is gone
)

func (k PendingKind) isNotice() bool {
	return k == PendingPasswordNotice || k == PendingEmailNotice || k == PendingDeletedNotice
}

// Pending is what takes effect when the link of a mail is opened. It is written
// when the request comes, for addresses that have an account and for those that
// have none alike, so that a request takes the same time and the same answer.
// The token is made when the mail goes out, and only its SHA-256 is kept.
type Pending struct {
	ID           string
	Kind         PendingKind
	UserID       string // of email, of notices but the last one and, when known, of reset
	Name         string // of a registration: reserves it until it expires; of a deleted account
	NameKey      string `json:"-"`
	Email        string // where the mail goes
	EmailKey     string `json:"-"`
	PasswordHash string `json:"-"` // of a registration
	Terms        string // of a registration: version accepted
	TokenHash    string `json:"-"` // hex, "" before the mail went out
	CreatedAt    time.Time
	ExpiresAt    time.Time
}

// UserFilter chooses users of a listing. Zero fields choose all.
type UserFilter struct {
	Query  string // part of the name or of the address, folded
	Role   Role
	Active *bool
}

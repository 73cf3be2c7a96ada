package admin

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/sqldb"
)

// Impersonation lets an admin act as a user. What is done meanwhile has the admin as actor and the user as on_behalf in the trail.
type Impersonation struct {
	ID      string    `json:"id"`
	Admin   string    `json:"admin"` // id
	User    string    `json:"user"`  // id; no other admin
	Write   bool      `json:"write"` // else whatever changes something is refused
	Reason  string    `json:"reason"`
	Begun   time.Time `json:"begun_at"`
	Expires time.Time `json:"expires_at"`
}

// Impersonate begins one, in place of the one that the admin had, and returns the secret that shows it, which is kept as a hash alone. It lasts d, a
// minute at least and Config.Impersonation at most; 0 = that. Errors: CodeForbidden (also of an operator at the command line, who has no requests to send),
// CodeReason, CodeDuration, CodeNoUser, CodeAdmin (the user is one).
func (s *Service) Impersonate(ctx context.Context, by auth.Identity, user, reason string, write bool, d time.Duration) (Impersonation, string, error) {
	reason, err := s.maySay(ctx, by, reason)
	if err != nil {
		return Impersonation{}, "", err
	}
	if by.IsOperator() {
		return Impersonation{}, "", deny(CodeForbidden, "", "Log in as an admin to act as a user.")
	}
	if d == 0 {
		d = s.c.Impersonation
	}
	if d < time.Minute || d > s.c.Impersonation {
		return Impersonation{}, "", deny(CodeDuration, "seconds", fmt.Sprintf("It lasts 60 to %d seconds.", int(s.c.Impersonation.Seconds())))
	}
	if _, err := s.actedFor(ctx, by, user); err != nil {
		return Impersonation{}, "", err
	}
	secret := secretPrefix + rand.Text()
	i := Impersonation{ID: uuid.NewString(), Admin: by.User.ID, User: user, Write: write, Reason: reason, Begun: s.now()}
	i.Expires = sqldb.At(i.Begun.Add(d)).Time
	err = s.c.DB.Write(ctx, func(tx *sqldb.Tx) error {
		var old impersonationRow
		switch err := tx.Get(ctx, &old, impersonationOf, i.Admin); {
		case err == nil && old.Expires.After(i.Begun):
			if err := audit.Record(ctx, tx, old.ended(i.Begun, by, "another")); err != nil {
				return err
			}
		case err != nil && !errors.Is(err, sqldb.ErrNotFound):
			return err
		}
		if _, err := tx.Exec(ctx, putImpersonation, i.Admin, i.ID, i.User, i.Write, i.Reason, digest(secret), sqldb.At(i.Begun), sqldb.At(i.Expires)); err != nil {
			return err
		}
		return audit.Record(ctx, tx, event(i.Begun, by, ActionImpersonate, "user:"+i.User, map[string]string{
			"impersonation": i.ID, "reason": i.Reason, "write": strconv.FormatBool(i.Write), "until": i.Expires.Format(time.RFC3339),
		}))
	})
	if err != nil {
		return Impersonation{}, "", broken("impersonation", err)
	}
	return i, secret, nil
}

// Impersonated finds the impersonation of an admin by its secret, and the user as whom he acts now. Errors: CodeNoImpersonation (it has ended, or is
// another's), CodeUnauthenticated, CodeForbidden (he is no admin any more), CodeNoUser (the user is gone, or inactive by now), CodeAdmin (is one by now).
func (s *Service) Impersonated(ctx context.Context, by auth.Identity, secret string) (Impersonation, auth.User, error) {
	if err := s.may(ctx, by); err != nil {
		return Impersonation{}, auth.User{}, err
	}
	var row impersonationRow
	err := sqldb.ErrNotFound
	if wellFormed(secret) {
		err = s.c.DB.Get(ctx, &row, impersonationOf, by.User.ID)
	}
	switch {
	case err != nil && !(errors.Is(err, sqldb.ErrNotFound) && ctx.Err() == nil):
		return Impersonation{}, auth.User{}, broken("impersonation", err)
	case err != nil, !row.Expires.After(s.now()), subtle.ConstantTimeCompare([]byte(row.Hash), []byte(digest(secret))) != 1:
		return Impersonation{}, auth.User{}, noImpersonation()
	}
	u, err := s.actedFor(ctx, by, row.User)
	if err != nil {
		return Impersonation{}, auth.User{}, err
	}
	return row.impersonation(), u, nil
}

// Impersonations lists those that last, to any admin, the one that lasts longest first: one for each admin at most, and 200 of them.
func (s *Service) Impersonations(ctx context.Context, by auth.Identity) ([]Impersonation, error) {
	if err := s.may(ctx, by); err != nil {
		return nil, err
	}
	if s.c.Users == nil {
		return nil, unsupported("users")
	}
	var rows []impersonationRow
	if err := s.c.DB.Select(ctx, &rows, liveImpersonations, sqldb.At(s.now())); err != nil {
		return nil, broken("impersonations", err)
	}
	all := make([]Impersonation, len(rows)) // never nil: [] in JSON, and not null
	for i, r := range rows {
		all[i] = r.impersonation()
	}
	return all, nil
}

// EndImpersonation ends one, at once: one's own, or that of any other admin; it returns what it was. Errors: CodeNoImpersonation (it has ended by itself, too).
func (s *Service) EndImpersonation(ctx context.Context, by auth.Identity, id string) (Impersonation, error) {
	if err := s.may(ctx, by); err != nil {
		return Impersonation{}, err
	}
	if _, err := uuid.Parse(id); err != nil {
		return Impersonation{}, noImpersonation()
	}
	var row impersonationRow
	err := s.c.DB.Write(ctx, func(tx *sqldb.Tx) error {
		err := tx.Get(ctx, &row, impersonationByID, id)
		now := s.now()
		if errors.Is(err, sqldb.ErrNotFound) && ctx.Err() == nil || err == nil && !row.Expires.After(now) {
			return noImpersonation()
		}
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, deleteImpersonation, row.Admin); err != nil {
			return err
		}
		return audit.Record(ctx, tx, row.ended(now, by, "asked"))
	})
	if err != nil {
		return Impersonation{}, broken("impersonation", err)
	}
	return row.impersonation(), nil
}

// Subscribe forgets impersonations of users who are deleted, and those by admins who are. topic is where accounts tell of it (auth.TopicUserDeleted), with a
// payload that has the user's "id". Call it before o.Run.
func (s *Service) Subscribe(o *sqldb.Outbox, topic string) {
	o.HandleTx(topic, func(ctx context.Context, tx *sqldb.Tx, e sqldb.Event) error {
		var user struct {
			ID string `json:"id"`
		}
		if err := json.Unmarshal(e.Payload, &user); err != nil {
			return fmt.Errorf("admin: payload of event %d: %w", e.ID, err)
		}
		for _, statement := range []string{deleteImpersonation, deleteImpersonationsOf} {
			if _, err := tx.Exec(ctx, statement, user.ID); err != nil {
				return broken("deleted user", err)
			}
		}
		return nil
	})
}

// actedFor is a user as whom an admin may act.
func (s *Service) actedFor(ctx context.Context, by auth.Identity, user string) (auth.User, error) {
	if s.c.Users == nil {
		return auth.User{}, unsupported("users")
	}
	u, err := s.c.Users.User(ctx, by, user)
	switch code := auth.CodeOf(err); {
	case code == auth.CodeNoUser || err == nil && !u.Active:
		return auth.User{}, deny(CodeNoUser, "user", "There is no such user who is active.")
	case code == auth.CodeForbidden:
		return auth.User{}, adminsOnly()
	case code == auth.CodeUnauthenticated:
		return auth.User{}, deny(CodeUnauthenticated, "", "You are not logged in any more. Please log in again.")
	case err != nil:
		return auth.User{}, broken("user", err)
	case u.Role == auth.RoleAdmin:
		return auth.User{}, deny(CodeAdmin, "user", "This user is an admin. Nobody acts as one.")
	}
	return u, nil
}

func noImpersonation() error {
	return deny(CodeNoImpersonation, "", "You do not act as a user any more: that has ended. Please begin anew, or go on as yourself.")
}

// secretPrefix is what secrets begin with, so that scanners for leaked ones know them; then comes rand.Text, 130 random bits.
const secretPrefix = "epi_"

// wellFormed tells whether s could be a secret, before anything is looked up.
func wellFormed(s string) bool {
	text, found := strings.CutPrefix(s, secretPrefix)
	return found && len(text) == 26
}

// digest is how a secret is kept. It is random, so a plain hash does.
func digest(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

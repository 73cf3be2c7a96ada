package migrate

import (
	"cmp"
	"context"
	"encoding/hex"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/einkpdf/platform/auth"
)

// maxReset is how long a reset token may still be good for. The predecessor gave
// them an hour.
const maxReset = 24 * time.Hour

// lookAtResets chooses the reset tokens to import: those of users that are new.
// A token of somebody who was imported before is left out, since it may have
// been used here meanwhile.
func (i *usersImport) lookAtResets(ctx context.Context, r auth.Reader) error {
	users := make(map[string]*candidate, len(i.all))
	for _, c := range i.all {
		users[c.account.ID] = c
	}
	n, now := &i.report.Resets, i.o.Now()
	drop := func(reason *int) {
		*reason++
		n.Dropped++
	}
	all := slices.Clone(i.from.resets)
	slices.SortStableFunc(all, func(a, b sourceReset) int { return cmp.Compare(a.hash, b.hash) })
	seen := ""
	for _, s := range all {
		switch {
		case s.wrong, !isSHA256(s.hash), s.hash == seen, s.expires.IsZero():
			drop(&n.Reasons.Damaged)
			continue
		case s.expires.After(now.Add(maxReset)):
			drop(&n.Reasons.TooLong)
			continue
		case !s.expires.After(now):
			n.Expired++
			continue
		}
		seen = s.hash
		have, err := r.PendingByToken(ctx, auth.PendingReset, s.hash)
		if err != nil && !errors.Is(err, auth.ErrNotFound) {
			return err
		}
		c, known := users[s.userID]
		switch {
		case err == nil && have.UserID == s.userID:
			n.Unchanged++
			continue
		case err == nil: // another user's: nobody guesses 48 bytes
			drop(&n.Reasons.Damaged)
			continue
		case known && c.here:
			drop(&n.Reasons.UserHere)
			continue
		case !known || c.result.Status != New:
			drop(&n.Reasons.NoUser)
			continue
		case auth.Key(s.email) != c.account.EmailKey:
			drop(&n.Reasons.OtherAddress)
			continue
		}
		n.Kept++
		a := c.account
		if s.created.IsZero() || s.created.After(now) {
			s.created = now
		}
		i.resets = append(i.resets, auth.Pending{
			ID: uuid.NewString(), Kind: auth.PendingReset, UserID: a.ID, Email: a.Email, EmailKey: a.EmailKey,
			TokenHash: s.hash, CreatedAt: s.created, ExpiresAt: s.expires,
		})
	}
	return nil
}

// isSHA256 tells a SHA-256 in lower-case hex.
func isSHA256(s string) bool {
	b, err := hex.DecodeString(s)
	return err == nil && len(b) == 32 && hex.EncodeToString(b) == s
}

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
func (i *usersImport) lookAtResets(ctx context.Context, r auth.Reader, fresh map[string]auth.Account) error {
	now := i.o.Now()
	all := slices.Clone(i.from.resets)
	slices.SortStableFunc(all, func(a, b sourceReset) int { return cmp.Compare(a.hash, b.hash) })
	seen := ""
	for _, s := range all {
		a, known := fresh[s.userID]
		good := !s.wrong && isSHA256(s.hash) && s.hash != seen && !s.expires.IsZero() && !s.expires.After(now.Add(maxReset))
		switch {
		case good && !s.expires.After(now):
			i.report.Resets.Expired++
			continue
		case !good, !known, auth.Key(s.email) != a.EmailKey:
			i.report.Resets.Dropped++
			continue
		}
		_, err := r.PendingByToken(ctx, auth.PendingReset, s.hash)
		if err == nil { // another user's: nobody guesses 48 bytes
			i.report.Resets.Dropped++
			continue
		}
		if !errors.Is(err, auth.ErrNotFound) {
			return err
		}
		seen = s.hash
		i.report.Resets.Kept++
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

package auth

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"log/slog"
	"strings"
	"time"
)

// bucket is a key of the Throttle with its limit. Keys are hashes, so that the
// table of a Throttle names nobody.
type bucket struct {
	key   string
	limit Limit
}

func newBucket(purpose string, count int, per time.Duration, of ...string) bucket {
	h := sha256.New()
	for _, part := range append([]string{purpose}, of...) {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(part)))
		h.Write(n[:])
		h.Write([]byte(part))
	}
	return bucket{hex.EncodeToString(h.Sum(nil)), Limit{Count: count, Per: per}}
}

// The limits (ASVS 5.0, 6.3.1). Logins are counted by what was typed and not
// by the account that it leads to: so name and address of an account have two
// buckets, no common one could tell that they belong together, and what no
// account has is treated alike.
//
// Somebody who logged in from an address before has a bucket there that nobody
// elsewhere can fill: strangers slow each other down, never the owner.

func loginFrom(address string) bucket {
	return newBucket("login-from", 30, 5*time.Minute, address)
}

func loginAsStranger(typedKey string) bucket {
	return newBucket("login-as", 10, 10*time.Minute, typedKey)
}

func loginFromKnown(typedKey, address string) bucket {
	return newBucket("login-as-from", 10, 10*time.Minute, typedKey, address)
}

func passwordOf(userID string) bucket {
	return newBucket("password-of", 10, 10*time.Minute, userID)
}

func passwordOfRegistration(pendingID string) bucket {
	return newBucket("password-of-registration", 10, 10*time.Minute, pendingID)
}

// Tries that succeed are given back to those above, but somebody with an account
// can succeed as often as he likes. These are given back only when nothing was
// done: they bound how long he makes the hasher busy for everybody, and the rows
// and mails that he causes.

func hashesFrom(address string) bucket {
	return newBucket("hashes-from", 300, 5*time.Minute, address)
}

func changesOf(userID string) bucket {
	return newBucket("changes-of", 30, time.Hour, userID)
}

// refreshesOf is ten times as often as a program needs, and enough for a page
// that refreshes whenever it is loaded.
func (s *Service) refreshesOf(sessionID string) bucket {
	return newBucket("refreshes-of", max(120, 10*int(time.Hour/s.c.AccessTTL)), time.Hour, sessionID)
}

func registerFrom(address string) bucket {
	return newBucket("register-from", 10, time.Hour, address)
}

func resetFrom(address string) bucket {
	return newBucket("reset-from", 10, time.Hour, address)
}

func changeEmailFrom(address string) bucket {
	return newBucket("email-from", 10, time.Hour, address)
}

// mailTo has one bucket for each kind, so that nobody uses up the resets of a
// mailbox by registering with it. What follows a + before the @ is most often the
// same mailbox (RFC 5233).
func mailTo(kind PendingKind, emailKey string) bucket {
	at := strings.LastIndexByte(emailKey, '@')
	local, _, _ := strings.Cut(emailKey[:max(at, 0)], "+")
	return newBucket("mail-to", 3, time.Hour, string(kind), local, emailKey[max(at, 0):])
}

// knownFor is how long a login makes its address a known one: Sweep leaves
// sessions there for as long.
const knownFor = 90 * 24 * time.Hour

// take counts a try, or refuses it.
func (s *Service) take(ctx context.Context, b bucket) error {
	wait, err := s.c.Throttle.Take(ctx, b.key, b.limit)
	if err != nil {
		return err
	}
	if wait > 0 {
		return &Error{Code: CodeThrottled, Message: "Too many attempts. Please try again in " + spell(wait) + ".", RetryAfter: wait}
	}
	return nil
}

// give takes tries back. That it failed is not worth failing for: the bucket
// refills by itself.
func (s *Service) give(ctx context.Context, buckets ...bucket) {
	for _, b := range buckets {
		if err := s.c.Throttle.Give(context.WithoutCancel(ctx), b.key, b.limit); err != nil {
			s.c.Logger.WarnContext(ctx, "auth: a try could not be given back", slog.Any("error", err))
		}
	}
}

// forget makes buckets as new. As for give, they become so by themselves.
func (s *Service) forget(ctx context.Context, buckets ...bucket) {
	for _, b := range buckets {
		if err := s.c.Throttle.Forget(context.WithoutCancel(ctx), b.key); err != nil {
			s.c.Logger.WarnContext(ctx, "auth: a throttle could not be reset", slog.Any("error", err))
		}
	}
}

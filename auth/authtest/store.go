package authtest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
)

// RunStore runs the conformance suite of auth.Store. open returns an empty
// Store of its own for each test, closed when the test ends.
func RunStore(t *testing.T, open func(t testing.TB) auth.Store) {
	for name, test := range map[string]func(t *testing.T, s auth.Store){
		"AccountIsKept":        testAccountIsKept,
		"AccountIsUnique":      testAccountIsUnique,
		"AccountNotFound":      testAccountNotFound,
		"AccountUpdate":        testAccountUpdate,
		"AccountDelete":        testAccountDelete,
		"ActiveAdmins":         testActiveAdmins,
		"LegacyHash":           testLegacyHash,
		"UsersPages":           testUsersPages,
		"UsersPagesMeanwhile":  testUsersPagesMeanwhile,
		"UsersFilter":          testUsersFilter,
		"UsersQuery":           testUsersQuery,
		"UsersCursor":          testUsersCursor,
		"SessionIsKept":        testSessionIsKept,
		"SessionIsUnique":      testSessionIsUnique,
		"SessionNotFound":      testSessionNotFound,
		"SessionUpdate":        testSessionUpdate,
		"SessionsOfUser":       testSessionsOfUser,
		"SessionsAreBounded":   testSessionsAreBounded,
		"KnownAddress":         testKnownAddress,
		"RevokeSessions":       testRevokeSessions,
		"Rotate":               testRotate,
		"RotateOnce":           testRotateOnce,
		"PendingIsKept":        testPendingIsKept,
		"PendingReservesName":  testPendingReservesName,
		"PendingToken":         testPendingToken,
		"PendingOfUser":        testPendingOfUser,
		"PendingDelete":        testPendingDelete,
		"Sweep":                testSweep,
		"SweepInBatches":       testSweepInBatches,
		"WriteRollsBack":       testWriteRollsBack,
		"WriteReturnsError":    testWriteReturnsError,
		"WriteSeesItself":      testWriteSeesItself,
		"WriteIsSerial":        testWriteIsSerial,
		"WriteKeepsAnAdmin":    testWriteKeepsAnAdmin,
		"WriteOneName":         testWriteOneName,
		"ReadIsOnePicture":     testReadIsOnePicture,
		"EndedContextIsHeeded": testEndedContext,
		"HostileFields":        testHostileFields,
		"HostileKeys":          testHostileKeys,
		"AnyScript":            testAnyScript,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}

// at is a time that a Store can keep as it is, some minutes after the start of
// the tests' day.
func at(minutes int) time.Time {
	return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC).Add(time.Duration(minutes) * time.Minute)
}

// digest is a SHA-256 in hex, another one for each text.
func digest(of string) string {
	sum := sha256.Sum256([]byte(of))
	return hex.EncodeToString(sum[:])
}

// account is one that can be added, with the name that is given.
func account(id, name string) auth.Account {
	email := id + "@example.com"
	return auth.Account{
		User: auth.User{
			ID: id, Name: name, Email: email, Role: auth.RoleUser, Active: true,
			CreatedAt: at(0), UpdatedAt: at(0),
		},
		NameKey: auth.Key(name), EmailKey: auth.Key(email), PasswordHash: "$argon2id$",
	}
}

// session is a valid one of a user, and its first secret.
func session(id, userID string) (auth.Session, auth.Secret) {
	s := auth.Session{
		ID: id, UserID: userID, Kind: auth.TokenSession, Address: "192.0.2.1", UserAgent: "test",
		CreatedAt: at(0), LastUsedAt: at(0), ExpiresAt: at(1000),
	}
	return s, secret(id+" 1", id)
}

func secret(of, sessionID string) auth.Secret {
	return auth.Secret{Hash: digest(of), SessionID: sessionID, CreatedAt: at(0), ExpiresAt: at(1000)}
}

// registration is one that reserves a name.
func registration(id, name string) auth.Pending {
	email := id + "@example.org"
	return auth.Pending{
		ID: id, Kind: auth.PendingRegistration, Name: name, NameKey: auth.Key(name), Email: email, EmailKey: auth.Key(email),
		PasswordHash: "$argon2id$", Terms: "2026-01", CreatedAt: at(0), ExpiresAt: at(100),
	}
}

// reset is one of a user, or of nobody.
func reset(id, userID string) auth.Pending {
	return auth.Pending{
		ID: id, Kind: auth.PendingReset, UserID: userID, Email: id + "@example.org", EmailKey: id + "@example.org",
		CreatedAt: at(0), ExpiresAt: at(100),
	}
}

func write(t testing.TB, s auth.Store, fn func(ctx context.Context, w auth.Writer) error) {
	t.Helper()
	require.NoError(t, tryWrite(t, s, fn))
}

func tryWrite(t testing.TB, s auth.Store, fn func(ctx context.Context, w auth.Writer) error) error {
	t.Helper()
	return s.Write(t.Context(), func(w auth.Writer) error { return fn(t.Context(), w) })
}

// read is also for what must have an error: fn looks at it and returns nil.
func read(t testing.TB, s auth.Store, fn func(ctx context.Context, r auth.Reader) error) {
	t.Helper()
	require.NoError(t, s.Read(t.Context(), func(r auth.Reader) error { return fn(t.Context(), r) }))
}

// add adds whatever it is given.
func add(t testing.TB, s auth.Store, rows ...any) {
	t.Helper()
	require.NoError(t, tryAdd(t, s, rows...))
}

func tryAdd(t testing.TB, s auth.Store, rows ...any) error {
	t.Helper()
	return tryWrite(t, s, func(ctx context.Context, w auth.Writer) error {
		for i, row := range rows {
			var err error
			switch row := row.(type) {
			case auth.Account:
				err = w.AddAccount(ctx, row)
			case auth.Session:
				err = w.AddSession(ctx, row, secret(row.ID+" 1", row.ID))
			case auth.Pending:
				err = w.PutPending(ctx, row)
			default:
				err = fmt.Errorf("row %d is a %T", i, row)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// accountOf returns the account with an id, which is there.
func accountOf(t testing.TB, s auth.Store, id string) (a auth.Account) {
	t.Helper()
	read(t, s, func(ctx context.Context, r auth.Reader) (err error) {
		a, err = r.Account(ctx, id)
		return err
	})
	return a
}

// sessionOf returns the session with an id, which is there.
func sessionOf(t testing.TB, s auth.Store, id string) (found auth.Session) {
	t.Helper()
	read(t, s, func(ctx context.Context, r auth.Reader) (err error) {
		found, err = r.Session(ctx, id)
		return err
	})
	return found
}

package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/netip"
	"path/filepath"
	"strconv"
	"time"

	"golang.org/x/crypto/bcrypt"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/password"
	"github.com/einkpdf/platform/sqldb"
)

// kind is a kind of account that somebody tries to log in to.
type kind struct {
	name     string
	password string // that is tried
	exists   bool
	active   bool
	legacy   bool // has one of the predecessor's hashes
}

const rightPassword, wrongPassword = "correct horse battery staple", "correct horse battery stable"

// The kinds. Who tries an inactive account knows its password: the hash matches,
// and the answer must not tell.
var (
	unknown        = kind{name: "unknown", password: wrongPassword}
	wrong          = kind{name: "wrong password", password: wrongPassword, exists: true, active: true}
	inactive       = kind{name: "inactive", password: rightPassword, exists: true}
	legacy         = kind{name: "legacy", password: wrongPassword, exists: true, active: true, legacy: true}
	legacyInactive = kind{name: "legacy inactive", password: rightPassword, exists: true, legacy: true}
)

// world is a Service as a server has it: a database that syncs each commit, the
// default hasher and throttle, and an account for each try.
type world struct {
	db      *sqldb.DB
	service *auth.Service
}

func newWorld(ctx context.Context, folder string, kinds []kind, o options) (*world, error) {
	db, err := sqldb.OpenSQLite(ctx, filepath.Join(folder, "einkpdf.sqlite"), sqldb.SQLiteOptions{})
	if err != nil {
		return nil, err
	}
	w := &world{db: db}
	if err := w.fill(ctx, kinds, o); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return w, nil
}

// fill makes the Service and an account for each try, if its kind has one. All
// of a scheme share a hash.
func (w *world) fill(ctx context.Context, kinds []kind, o options) error {
	if err := w.db.Migrate(ctx, auth.Schema()); err != nil {
		return err
	}
	hasher, err := password.New(o.hasher)
	if err != nil {
		return err
	}
	ours, err := hasher.Hash(ctx, rightPassword)
	if err != nil {
		return err
	}
	theirs, err := bcrypt.GenerateFromPassword([]byte(rightPassword), cmp.Or(o.hasher.BcryptCost, 12)) // the predecessor's
	if err != nil {
		return err
	}
	store := auth.NewSQL(w.db)
	w.service, err = auth.New(auth.Config{Store: store, Throttle: auth.NewSQLThrottle(w.db, auth.ThrottleConfig{}), Hasher: hasher, LoginFloor: o.floor})
	if err != nil {
		return err
	}
	now := time.Now()
	return store.Write(ctx, func(w auth.Writer) error {
		for n := range len(kinds) * o.tries * o.rounds {
			k := kinds[n%len(kinds)]
			if !k.exists {
				continue
			}
			id := strconv.Itoa(n)
			a := auth.Account{
				User:    auth.User{ID: id, Name: id, Email: email(n), Role: auth.RoleUser, Active: k.active, CreatedAt: now, UpdatedAt: now},
				NameKey: id, EmailKey: email(n), PasswordHash: ours,
			}
			if k.legacy {
				a.PasswordHash = string(theirs)
			}
			if err := w.AddAccount(ctx, a); err != nil {
				return err
			}
		}
		return nil
	})
}

// email is what is typed at try n: addresses are secret, names are not.
func email(n int) string { return fmt.Sprintf("somebody-%d@example.com", n) }

// login makes try n, which is of kind k, and says how long the answer took. Each
// is of an account and from a network of its own (2001:db8::/32 is for
// documentation: RFC 3849), so that none is throttled.
func (w *world) login(ctx context.Context, k kind, n int) (time.Duration, error) {
	from := netip.AddrFrom16([16]byte{0x20, 0x01, 0x0d, 0xb8, byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n), 15: 1})
	ctx = audit.WithOrigin(ctx, audit.Origin{Address: from.String(), UserAgent: "bench/logins"})
	start := time.Now()
	_, err := w.service.Login(ctx, auth.Credentials{Name: email(n), Password: k.password}, auth.CookieSession)
	took := time.Since(start)
	if auth.CodeOf(err) != auth.CodeLogin {
		return 0, errors.Join(fmt.Errorf("try of kind %q: not refused as logins are", k.name), err)
	}
	return took, nil
}

package authtest

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/sqldb"
)

// between is a Store in which something else happens after a flow has looked, and
// before it writes; and a first try of that had to give way, as in PostgreSQL.
type between struct {
	auth.Store
	fn func()
}

var errGaveWay = errors.New("gave way")

// Write implements auth.Store.
func (b *between) Write(ctx context.Context, fn func(w auth.Writer) error) error {
	if meanwhile := b.fn; meanwhile != nil {
		b.fn = nil
		err := b.Store.Write(ctx, func(w auth.Writer) error { return errors.Join(fn(w), errGaveWay) })
		if !errors.Is(err, errGaveWay) {
			return err
		}
		meanwhile()
	}
	return b.Store.Write(ctx, fn)
}

// What a flow has looked at may be otherwise when it writes.
func flowBetween(t *testing.T, db *sqldb.DB) {
	store := &between{}
	s := New(t, db, func(c *auth.Config) {
		store.Store = c.Store
		c.Store = store
	})
	ctx, op := t.Context(), auth.Operator("op")

	// meanwhile makes a user with the name, begins the flow, and lets the other
	// thing happen in it.
	meanwhile := func(name string, other func(u auth.User, id auth.Identity), flow func(u auth.User, id auth.Identity)) {
		u := s.User(t, name, "")
		id := s.As(t, name)
		s.Mails(t)
		store.fn = func() { other(u, id) }
		flow(u, id)
		require.Nil(t, store.fn, "%s: nothing was written", name)
	}
	noLinks := func(name string) {
		for _, m := range s.Mails(t) { // notices have none
			require.Empty(t, Token(m), name)
		}
	}
	setEmail := func(u auth.User, email string) {
		require.NoError(t, store.Store.Write(ctx, func(w auth.Writer) error {
			a, err := w.Account(ctx, u.ID)
			if err != nil {
				return err
			}
			a.Email, a.EmailKey = email, auth.Key(email)
			return w.UpdateAccount(ctx, a)
		}))
	}
	deactivated := func(u auth.User, _ auth.Identity) {
		require.NoError(t, s.Service.SetActive(ctx, op, u.ID, false, "test"))
	}
	deleted := func(u auth.User, _ auth.Identity) { require.NoError(t, s.Service.DeleteUser(ctx, op, u.ID, "test")) }
	everywhere := func(_ auth.User, id auth.Identity) {
		_, err := s.Service.LogoutEverywhere(ctx, id)
		require.NoError(t, err)
	}
	changed := func(u auth.User, id auth.Identity) {
		require.NoError(t, s.Service.ChangePassword(ctx, id, Password(u.Name), Password("new")))
	}
	login := func(u auth.User, _ auth.Identity) {
		_, err := s.loginAs(ctx, u.Name, Password(u.Name))
		requireCode(t, auth.CodeLogin, err)
	}

	// Who clicks twice is not told that the name is taken, by themselves.
	store.fn = func() { require.NoError(t, s.Service.Register(ctx, registrationOf("twice"))) }
	require.NoError(t, s.Service.Register(ctx, registrationOf("twice")))
	taken := registrationOf("once")
	taken.Email = Email("other")
	store.fn = func() { require.NoError(t, s.Service.Register(ctx, registrationOf("once"))) }
	requireCode(t, auth.CodeNameTaken, s.Service.Register(ctx, taken))

	meanwhile("login-deactivated", deactivated, login)
	meanwhile("login-deleted", deleted, login)
	meanwhile("login-changed", changed, login)

	// No link to an address that the account had until a moment ago.
	for name, other := range map[string]func(u auth.User, id auth.Identity){
		"reset-address": func(u auth.User, _ auth.Identity) { setEmail(u, "elsewhere@example.org") }, "reset-deactivated": deactivated, "reset-deleted": deleted,
	} {
		meanwhile(name, other, func(u auth.User, _ auth.Identity) {
			require.NoError(t, s.Service.RequestReset(ctx, u.Email))
			noLinks(name)
		})
	}

	// Nor does a session that has ended change anything.
	for name, flow := range map[string]func(u auth.User, id auth.Identity) error{
		"password": func(u auth.User, id auth.Identity) error {
			return s.Service.ChangePassword(ctx, id, Password(u.Name), Password("other"))
		},
		"email": func(u auth.User, id auth.Identity) error {
			return s.Service.RequestEmailChange(ctx, id, Password(u.Name), u.Name+"@example.net")
		},
		"delete": func(u auth.User, id auth.Identity) error { return s.Service.DeleteAccount(ctx, id, Password(u.Name)) },
	} {
		for why, other := range map[string]func(u auth.User, id auth.Identity){"out": everywhere, "inactive": deactivated, "gone": deleted} {
			meanwhile(name+"-"+why, other, func(u auth.User, id auth.Identity) {
				requireCode(t, auth.CodeUnauthenticated, flow(u, id))
				noLinks(name)
			})
		}
		meanwhile(name+"-changed", changed, func(u auth.User, id auth.Identity) { requireCode(t, auth.CodeBusy, flow(u, id)) })
	}

	// A link that was looked at, and died before it took effect.
	for name, other := range map[string]func(u auth.User, id auth.Identity){
		"link-changed": changed, "link-deactivated": deactivated, "link-deleted": deleted,
	} {
		u := s.User(t, name, "")
		id := s.As(t, name)
		s.Mails(t)
		require.NoError(t, s.Service.RequestReset(ctx, u.Email))
		token := Token(s.Mail(t))
		store.fn = func() { other(u, id) }
		requireCode(t, auth.CodeLink, s.Service.ConfirmReset(ctx, token, Password("other")))
		_, err := s.loginAs(ctx, name, Password("other"))
		requireCode(t, auth.CodeLogin, err)
	}

	// A token session that ends while it is continued.
	for name, other := range map[string]func(u auth.User, id auth.Identity){"refresh-out": everywhere, "refresh-gone": deleted, "refresh-changed": changed} {
		u := s.User(t, name, "")
		g, id := s.Login(t, name, auth.TokenSession), s.As(t, name)
		store.fn = func() { other(u, id) }
		_, err := s.Service.Refresh(ctx, g.Secret)
		requireCode(t, auth.CodeUnauthenticated, err)
	}
}

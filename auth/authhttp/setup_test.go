package authhttp_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/authhttp"
)

// people answers for a few tokens and cookies, and counts how often it is asked.
type people struct {
	err    error // of every answer
	tokens atomic.Int32
	secret atomic.Int32
}

func user(id string, role auth.Role) auth.Identity {
	return auth.Identity{User: auth.User{ID: id, Name: id, Role: role, Active: true, Terms: "2026"}, Session: auth.Session{ID: "s-" + id}}
}

func (p *people) AuthenticateToken(ctx context.Context, access string) (auth.Identity, error) {
	p.tokens.Add(1)
	return p.answer(ctx, access)
}

func (p *people) AuthenticateCookie(ctx context.Context, secret string) (auth.Identity, error) {
	p.secret.Add(1)
	return p.answer(ctx, secret)
}

func (p *people) answer(ctx context.Context, secret string) (auth.Identity, error) {
	if p.err != nil {
		return user("leaked", auth.RoleAdmin), p.err
	}
	switch secret {
	case "ada":
		return user("ada", auth.RoleUser), ctx.Err()
	case "root":
		return user("root", auth.RoleAdmin), ctx.Err()
	case "nobody":
		return auth.Identity{}, nil // a mistake
	}
	return auth.Identity{}, &auth.Error{Code: auth.CodeUnauthenticated, Message: "Please log in."}
}

func open(t testing.TB, c authhttp.Config) (*authhttp.Middleware, *people) {
	p := &people{}
	if c.Tokens == nil && c.Cookies == nil {
		c.Tokens, c.Cookies = p, p
	}
	m, err := authhttp.New(c)
	require.NoError(t, err)
	return m, p
}

// who answers with the id of who asks.
var who = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
	id, ok := authhttp.IdentityOf(r.Context())
	if !ok {
		id.User.ID = "nobody"
	}
	_, _ = w.Write([]byte(id.User.ID))
})

// fields is a request's header, a name and a value each.
type fields [][2]string

const session = "__Host-einkpdf="

func send(h http.Handler, method string, header fields) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "https://planner.example/page", nil)
	for _, f := range header {
		r.Header.Add(f[0], f[1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func bearer(token string) [2]string  { return [2]string{"Authorization", "Bearer " + token} }
func cookie(secret string) [2]string { return [2]string{"Cookie", session + secret} }

// handler is a handler that only wants the context.
type handler func(context.Context)

func (h handler) ServeHTTP(_ http.ResponseWriter, r *http.Request) { h(r.Context()) }

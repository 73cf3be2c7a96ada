package httpapi_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/authtest"
	"github.com/einkpdf/platform/jobs/isolate"
	"github.com/einkpdf/platform/jobs/renderjob"
)

// How tests ask:
//
//	h := newHouse(t)          // all services, house_test.go
//	ada := h.user("ada")      // has an account, and sends access tokens
//	a := ada.do("POST", "/projects", map[string]any{"source": "…"}).want(201)
//	a.json(&project)
//	ada.do("PATCH", "/projects/"+id, body, header("If-Match", `"1"`)).problem(412, "version-conflict")
//
// Each exchange is held against openapi/*.yaml (exchange_test.go); what it does not describe fails the test.

func TestMain(m *testing.M) {
	isolate.Main(renderjob.Worker())
	os.Exit(m.Run())
}

// client sends requests of somebody.
type client struct {
	h     *house
	t     testing.TB
	name  string // "" = nobody
	id    string // of the user
	role  auth.Role
	grant *auth.Grant // token session, or cookie session; nil = none
	stuck bool        // stays with its grant, whatever becomes of it
}

// user is a client with an account, which is made when it is asked for first, and an access token. It logs in again when that is over, until the
// client has stopped: see stay.
func (h *house) user(name string) *client { return h.client(name, auth.RoleUser) }

// admin is a client with the role admin: "root".
func (h *house) admin() *client { return h.client("root", auth.RoleAdmin) }

// nobody is a client that is not logged in.
func (h *house) nobody() *client { return &client{h: h, t: h.t} }

func (h *house) client(name string, role auth.Role) *client {
	h.t.Helper()
	c, ok := h.clients[name]
	if !ok {
		u, err := h.accounts.Service.CreateUser(h.t.Context(), auth.Operator("test"), auth.NewUser{
			Name: name, Email: authtest.Email(name), Password: authtest.Password(name), Role: role, Terms: h.accounts.Service.TermsVersion(),
		})
		require.NoError(h.t, err)
		c = &client{h: h, t: h.t, name: name, role: role, id: u.ID}
		h.clients[name] = c
		c.login(auth.TokenSession)
	}
	return c
}

// pages is the same user in a browser, with the cookie of another session.
func (c *client) pages() *client {
	c.t.Helper()
	other := *c
	other.login(auth.CookieSession)
	return &other
}

// stay is the same client, which sends what it has even when that is over.
func (c *client) stay() *client {
	other := *c
	other.stuck = true
	return &other
}

func (c *client) login(kind auth.SessionKind) {
	c.t.Helper()
	c.grant = c.h.accounts.Login(c.t, c.name, kind)
}

// option changes a request before it is sent.
type option func(r *http.Request)

// header sets a field.
func header(name, value string) option {
	return func(r *http.Request) { r.Header.Set(name, value) }
}

// request is one of c's, not sent yet. body is nil, []byte or a string as it is, or else anything that is sent as JSON.
func (c *client) request(method, path string, body any, options ...option) *http.Request {
	c.t.Helper()
	var text []byte
	isJSON := false
	switch b := body.(type) {
	case nil:
	case []byte:
		text = b
	case string:
		text = []byte(b)
	default:
		var err error
		text, err = json.Marshal(b)
		require.NoError(c.t, err)
		isJSON = true
	}
	r := httptest.NewRequestWithContext(c.t.Context(), method, c.h.prefix+path, bytes.NewReader(text))
	if body == nil {
		r.Body = http.NoBody
	}
	if isJSON {
		r.Header.Set("Content-Type", "application/json")
	}
	if c.grant != nil {
		switch c.grant.Session.Kind {
		case auth.TokenSession:
			if !c.stuck && !c.h.clock.Now().Before(c.grant.AccessExpires) {
				c.login(auth.TokenSession)
			}
			r.Header.Set("Authorization", "Bearer "+c.grant.Access)
		case auth.CookieSession:
			r.AddCookie(&http.Cookie{Name: "__Host-einkpdf", Value: c.grant.Secret})
		}
	}
	for _, o := range options {
		o(r)
	}
	return r
}

// do sends a request and waits for the whole answer. path is below the prefix.
func (c *client) do(method, path string, body any, options ...option) *answer {
	c.t.Helper()
	return c.h.send(c.t, c.request(method, path, body, options...))
}

// send sends a request and holds the exchange against the description.
func (h *house) send(t testing.TB, r *http.Request) *answer {
	t.Helper()
	text, err := io.ReadAll(r.Body)
	require.NoError(t, err)
	r.Body = io.NopCloser(bytes.NewReader(text))
	if len(text) == 0 {
		r.Body = http.NoBody
	}
	w := httptest.NewRecorder()
	h.api.ServeHTTP(w, r)
	a := &answer{t: t, Request: r.Method + " " + r.URL.String(), Status: w.Code, Header: w.Result().Header, Body: w.Body.Bytes()} //nolint:bodyclose // it is in memory
	h.check(t, r, text, a)
	return a
}

// answer is what came.
type answer struct {
	t       testing.TB
	Request string // method and path
	Status  int
	Header  http.Header
	Body    []byte
}

// want fails the test unless the answer has this status.
func (a *answer) want(status int) *answer {
	a.t.Helper()
	require.Equal(a.t, status, a.Status, "%s: %s", a.Request, a.text())
	return a
}

// problem fails the test unless the answer is a problem with this status and code.
func (a *answer) problem(status int, code string) *problemBody {
	a.t.Helper()
	require.Equal(a.t, "application/problem+json", a.Header.Get("Content-Type"), "%s: %s", a.Request, a.text())
	p := &problemBody{}
	require.NoError(a.t, json.Unmarshal(a.Body, p))
	require.Equal(a.t, code, p.Code, "%s: %s", a.Request, a.text())
	require.Equal(a.t, status, a.Status, "%s: %s", a.Request, a.text())
	return p
}

// json reads the body.
func (a *answer) json(into any) *answer {
	a.t.Helper()
	require.NoError(a.t, json.Unmarshal(a.Body, into), "%s: %s", a.Request, a.text())
	return a
}

// text is the body for a message.
func (a *answer) text() string {
	if !utf8.Valid(a.Body) {
		return fmt.Sprintf("%d bytes of %s", len(a.Body), a.Header.Get("Content-Type"))
	}
	if len(a.Body) > 2000 {
		return string(a.Body[:2000]) + "…"
	}
	return strings.TrimSpace(string(a.Body))
}

// problemBody is what tests look at of a problem; a.json reads the rest.
type problemBody struct {
	Type   string `json:"type"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
	Code   string `json:"code"`
	Field  string `json:"field"`
	Hint   string `json:"hint"`
	Terms  string `json:"accept_terms"`

	Current  *struct{ Version int }           `json:"current"`
	Projects []struct{ ID, Name string }      `json:"projects"`
	Findings []struct{ Code, Message string } `json:"findings"`
	Resource string                           `json:"resource"`
	Limit    int64                            `json:"limit"`
	Used     int64                            `json:"used"`
}

// password is that of a user of the house.
func (c *client) password() string { return authtest.Password(c.name) }

package httpapi

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/authhttp"
	"github.com/einkpdf/platform/ratelimit"
)

func sessionOperations() []operation {
	return []operation{
		{id: "login", method: "POST", path: "/login", who: anybody, limits: []string{ratelimit.Login}, body: smallBody, handle: login},
		{id: "refreshToken", method: "POST", path: "/token/refresh", who: anybody, body: smallBody, handle: refreshToken},
		{id: "logout", method: "POST", path: "/logout", who: anybody, handle: logout},
		{id: "listSessions", method: "GET", path: "/me/sessions", who: user, handle: listSessions},
		{id: "endSessions", method: "DELETE", path: "/me/sessions", who: user, handle: endSessions},
		{id: "endSession", method: "DELETE", path: "/me/sessions/{session}", who: user, handle: endSession},
	}
}

// tokens are what a program keeps of a token session.
type tokens struct {
	Access    string `json:"access_token"`
	Type      string `json:"token_type"`
	ExpiresIn int64  `json:"expires_in"` // seconds
	Refresh   string `json:"refresh_token"`
}

func (c *call) tokensOf(g *auth.Grant) *tokens {
	left := g.AccessExpires.Sub(c.api.c.Now()) / time.Second
	return &tokens{Access: g.Access, Type: "Bearer", ExpiresIn: max(1, int64(left)), Refresh: g.Secret}
}

// login begins a session. A cookie session that the browser had until then ends, since nobody could log it out any more.
func login(c *call) error {
	var body struct {
		Name     string `json:"name"`
		Password string `json:"password"`
		Kind     string `json:"kind"`
	}
	if err := c.decode(&body); err != nil {
		return err
	}
	kind := auth.SessionKind(body.Kind)
	switch {
	case kind != auth.CookieSession && kind != auth.TokenSession:
		return refuse(http.StatusUnprocessableEntity, "invalid-kind", "kind", `A session is of kind "cookie", for pages, or "token", for programs. Say which.`)
	case kind == auth.TokenSession && !c.accounts().HasTokens():
		return refuse(http.StatusUnprocessableEntity, "invalid-kind", "kind", `Here sessions are of kind "cookie" alone. Ask for one.`)
	}
	if limits := c.api.c.Limits; limits != nil && !limits.Account(c.w, c.r, ratelimit.Login, body.Name) {
		return nil // it has answered
	}
	g, err := c.accounts().Login(c.ctx(), auth.Credentials{Name: body.Name, Password: body.Password}, kind)
	if err != nil {
		return err
	}
	c.w.Header().Set("Cache-Control", "private, no-store")
	answer := struct {
		User    account `json:"user"`
		Session session `json:"session"`
		Terms   string  `json:"accept_terms,omitempty"` // version to accept before anything else
		*tokens
	}{User: accountOf(g.User), Session: session{g.Session, true}}
	if v := c.accounts().TermsVersion(); v != g.User.Terms {
		answer.Terms = v
	}
	if kind == auth.TokenSession {
		answer.tokens = c.tokensOf(g)
		return c.answer(http.StatusOK, answer)
	}
	if err := c.api.c.Accounts.HTTP.SetCookie(c.w, g); err != nil {
		return err
	}
	c.leave()
	return c.answer(http.StatusOK, answer)
}

// leave ends the cookie session that a request came with, and the impersonation of its admin. The new one is good whether that works or not.
func (c *call) leave() {
	if len(c.r.CookiesNamed(c.impersonationCookie())) > 0 {
		c.clearImpersonation()
	}
	if c.id.Session.Kind != auth.CookieSession {
		return
	}
	if err := c.accounts().Logout(c.ctx(), c.id); err != nil {
		c.api.c.Logger.WarnContext(c.ctx(), "httpapi: the session before could not be ended", slog.Any("error", err),
			slog.String("request_id", audit.OriginOf(c.ctx()).RequestID))
	}
}

func refreshToken(c *call) error {
	var body struct {
		Refresh string `json:"refresh_token"`
	}
	if err := c.decode(&body); err != nil {
		return err
	}
	if !c.accounts().HasTokens() {
		return unauthenticated()
	}
	g, err := c.accounts().Refresh(c.ctx(), body.Refresh)
	if err != nil {
		return err
	}
	c.w.Header().Set("Cache-Control", "private, no-store")
	return c.answer(http.StatusOK, c.tokensOf(g))
}

// logout ends the session of who asks. For who has none, or one that is over, there is nothing to do but to make the browser forget it.
func logout(c *call) error {
	if err := authhttp.Failure(c.ctx()); err != nil && auth.CodeOf(err) != auth.CodeUnauthenticated {
		return err // so nobody is told that a session is over that goes on
	}
	if c.id.Session.ID != "" {
		if err := c.accounts().Logout(c.ctx(), c.id); err != nil {
			return err
		}
	}
	c.forget()
	return c.answer(http.StatusNoContent, nil)
}

// forget makes a browser forget a session that is over. Programs have no cookie.
func (c *call) forget() {
	if c.id.Session.Kind == auth.TokenSession {
		return
	}
	c.api.c.Accounts.HTTP.ClearCookie(c.w)
	if len(c.r.CookiesNamed(c.impersonationCookie())) > 0 {
		c.clearImpersonation()
	}
}

// session is one of the caller's.
type session struct {
	auth.Session
	Current bool `json:"current"` // it is the one that asks
}

func listSessions(c *call) error {
	all, err := c.accounts().Sessions(c.ctx(), c.id)
	if err != nil {
		return err
	}
	var answer struct {
		Sessions []session `json:"sessions"`
	}
	answer.Sessions = make([]session, len(all))
	for i, s := range all {
		answer.Sessions[i] = session{s, s.ID == c.id.Session.ID}
	}
	return c.answer(http.StatusOK, answer)
}

// endSessions ends all of them, that which asks included.
func endSessions(c *call) error {
	n, err := c.accounts().LogoutEverywhere(c.ctx(), c.id)
	if err != nil {
		return err
	}
	c.forget()
	return c.answer(http.StatusOK, struct {
		Ended int `json:"ended"`
	}{n})
}

func endSession(c *call) error {
	id := c.path("session")
	if err := c.accounts().RevokeSession(c.ctx(), c.id, id); err != nil {
		return err
	}
	if id == c.id.Session.ID {
		c.forget()
	}
	return c.answer(http.StatusNoContent, nil)
}

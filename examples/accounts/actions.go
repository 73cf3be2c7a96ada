package main

import (
	"net/http"
	"strings"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/authhttp"
)

// What the forms do: read the fields, call the service, say where to go.

func signUp(p *pages, _ http.ResponseWriter, r *http.Request) (string, error) {
	f := r.PostForm
	return "/sent", p.service.Register(r.Context(), auth.Registration{
		Name: f.Get("name"), Email: f.Get("email"), Password: f.Get("password"), Terms: f.Get("terms"),
	})
}

// confirm makes the account and logs in, since the password has just been given. If
// that fails, the account is there all the same, and the login page says more.
func confirm(p *pages, w http.ResponseWriter, r *http.Request) (string, error) {
	password := r.PostForm.Get("password")
	u, err := p.service.ConfirmRegistration(r.Context(), token(r), password)
	if err != nil {
		return "", err
	}
	if err := p.enter(w, r, u.Name, password); err != nil {
		return "/login?done=confirmed", nil //nolint:nilerr // see above
	}
	return "/account?done=welcome", nil
}

func logIn(p *pages, w http.ResponseWriter, r *http.Request) (string, error) {
	return "/account", p.enter(w, r, r.PostForm.Get("name"), r.PostForm.Get("password"))
}

// enter begins a session, and ends the one that the browser had, if any: it would
// stay without anybody to log it out.
func (p *pages) enter(w http.ResponseWriter, r *http.Request, name, password string) error {
	grant, err := p.service.Login(r.Context(), auth.Credentials{Name: name, Password: password}, auth.CookieSession)
	if err != nil {
		return err
	}
	if old, ok := authhttp.IdentityOf(r.Context()); ok {
		if err := p.service.Logout(r.Context(), old); err != nil {
			return err
		}
	}
	return p.m.SetCookie(w, grant)
}

func forgot(p *pages, _ http.ResponseWriter, r *http.Request) (string, error) {
	return "/sent", p.service.RequestReset(r.Context(), r.PostForm.Get("email"))
}

func reset(p *pages, w http.ResponseWriter, r *http.Request) (string, error) {
	if err := p.service.ConfirmReset(r.Context(), token(r), r.PostForm.Get("password")); err != nil {
		return "", err
	}
	p.m.ClearCookie(w)
	return "/login?done=reset", nil
}

func confirmEmail(p *pages, _ http.ResponseWriter, r *http.Request) (string, error) {
	_, err := p.service.ConfirmEmailChange(r.Context(), token(r))
	return "/?done=email", err
}

// token is what the script put into the form, or what somebody pasted: the code or
// the whole link.
func token(r *http.Request) string {
	t := strings.TrimSpace(r.PostForm.Get("token"))
	if _, after, ok := strings.Cut(t, "#token="); ok {
		return after
	}
	return t
}

// who is there: these are behind RequireUser.
func who(r *http.Request) auth.Identity {
	id, _ := authhttp.IdentityOf(r.Context())
	return id
}

func acceptTerms(p *pages, _ http.ResponseWriter, r *http.Request) (string, error) {
	_, err := p.service.AcceptTerms(r.Context(), who(r), r.PostForm.Get("terms"))
	return "/account?done=terms", err
}

func revoke(p *pages, _ http.ResponseWriter, r *http.Request) (string, error) {
	return "/account?done=session", p.service.RevokeSession(r.Context(), who(r), r.PostForm.Get("id"))
}

func changePassword(p *pages, _ http.ResponseWriter, r *http.Request) (string, error) {
	return "/account?done=password", p.service.ChangePassword(r.Context(), who(r), r.PostForm.Get("password"), r.PostForm.Get("new"))
}

func changeEmail(p *pages, _ http.ResponseWriter, r *http.Request) (string, error) {
	return "/sent", p.service.RequestEmailChange(r.Context(), who(r), r.PostForm.Get("password"), r.PostForm.Get("email"))
}

func logOut(p *pages, w http.ResponseWriter, r *http.Request) (string, error) {
	if err := p.service.Logout(r.Context(), who(r)); err != nil {
		return "", err
	}
	p.m.ClearCookie(w)
	return "/login?done=out", nil
}

func logOutEverywhere(p *pages, w http.ResponseWriter, r *http.Request) (string, error) {
	if _, err := p.service.LogoutEverywhere(r.Context(), who(r)); err != nil {
		return "", err
	}
	p.m.ClearCookie(w)
	return "/login?done=everywhere", nil
}

func deleteAccount(p *pages, w http.ResponseWriter, r *http.Request) (string, error) {
	if err := p.service.DeleteAccount(r.Context(), who(r), r.PostForm.Get("password")); err != nil {
		return "", err
	}
	p.m.ClearCookie(w)
	return "/?done=deleted", nil
}

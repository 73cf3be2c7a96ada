package main

import (
	"net/http"
	"strings"

	"github.com/einkpdf/platform/auth"
)

// form is a form, and what it does.
type form struct {
	path, title, done string
	link              auth.PendingKind // of its token

	Button        string
	WantsToken    bool
	WantsPassword string // its label; "" = none
	NewPassword   bool
	WantsEmail    bool

	act func(r *http.Request, token string) error
}

// forms are where links of mails and of operators lead.
func (p *pages) forms() []form {
	s := p.h.accounts
	return []form{
		{
			path: "/reset", link: auth.PendingReset, title: "Set your password", done: "You have a new password, and all sessions are over. Log in with it.",
			Button: "Set the password", WantsToken: true, WantsPassword: "New password", NewPassword: true,
			act: func(r *http.Request, token string) error {
				return s.ConfirmReset(r.Context(), token, r.PostForm.Get("password"))
			},
		},
		{
			path: "/confirm", link: auth.PendingRegistration, title: "Confirm your sign-up", done: "Your account is there. Log in with it.",
			Button: "Confirm", WantsToken: true, WantsPassword: "Password of your sign-up",
			act: func(r *http.Request, token string) error {
				_, err := s.ConfirmRegistration(r.Context(), token, r.PostForm.Get("password"))
				return err
			},
		},
		{
			path: "/email", link: auth.PendingEmail, title: "Confirm your new address", done: "You have a new mail address.",
			Button: "Confirm", WantsToken: true,
			act: func(r *http.Request, token string) error {
				_, err := s.ConfirmEmailChange(r.Context(), token)
				return err
			},
		},
		{
			path: "/forgot", title: "Forgot your password?", done: "If this address has an account, a mail with a link is on its way.",
			Button: "Send a link", WantsEmail: true,
			act: func(r *http.Request, _ string) error { return s.RequestReset(r.Context(), r.PostForm.Get("email")) },
		},
	}
}

// pasted is the token of what is in the form: the code, or the whole link of a mail.
func pasted(text string) string {
	text = strings.TrimSpace(text)
	if _, after, ok := strings.Cut(text, "token="); ok {
		return after
	}
	return text
}

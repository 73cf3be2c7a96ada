package httpapi

import (
	"errors"
	"net/http"
	"time"

	"github.com/einkpdf/platform/auth"
)

// meOperations are of whoever is logged in, users of the host's as well.
func meOperations() []operation {
	return []operation{
		{id: "getMe", method: "GET", path: "/me", who: user, early: true, handle: getMe},
	}
}

// ownOperations change the account of who asks.
func ownOperations() []operation {
	return []operation{
		{id: "deleteMe", method: "DELETE", path: "/me", who: user, body: smallBody, handle: deleteMe},
		{id: "changePassword", method: "PUT", path: "/me/password", who: user, body: smallBody, handle: changePassword},
		{id: "requestEmailChange", method: "POST", path: "/me/email", who: user, body: smallBody, mail: true, handle: requestEmailChange},
		{id: "acceptTerms", method: "PUT", path: "/me/terms", who: user, body: smallBody, handle: acceptTerms},
	}
}

// me is who asks.
type me struct {
	User          account      `json:"user"`                   // of an impersonation: for whom the admin stands in
	Session       *session     `json:"session,omitempty"`      // nil: a user of the host's, or of an impersonation
	Terms         string       `json:"accept_terms,omitempty"` // version to accept before anything else
	Impersonation *standsInFor `json:"impersonation,omitempty"`
}

// standsInFor is an impersonation, for the admin who sees the user's pages.
type standsInFor struct {
	ID    string    `json:"id"`
	Admin string    `json:"admin"` // id
	Write bool      `json:"write"`
	Until time.Time `json:"until"`
}

func getMe(c *call) error {
	answer := me{User: accountOf(c.id.User)}
	if i := c.impersonated; i != nil {
		answer.Impersonation = &standsInFor{ID: i.ID, Admin: i.Admin, Write: i.Write, Until: i.Expires}
		return c.answer(http.StatusOK, answer)
	}
	answer.Terms = c.terms()
	if c.id.Session.ID != "" {
		answer.Session = &session{c.id.Session, true}
	}
	return c.answer(http.StatusOK, answer)
}

func deleteMe(c *call) error {
	var body struct {
		Password string `json:"password"`
	}
	if err := c.decode(&body); err != nil {
		return err
	}
	if err := c.accounts().DeleteAccount(c.ctx(), c.id, body.Password); err != nil {
		return err
	}
	c.forget()
	return c.answer(http.StatusNoContent, nil)
}

func changePassword(c *call) error {
	var body struct {
		Password string `json:"password"`
		New      string `json:"new_password"`
	}
	if err := c.decode(&body); err != nil {
		return err
	}
	switch "" {
	case body.Password:
		return refuse(http.StatusUnprocessableEntity, "field-missing", "password", `Send "password": the one that there is.`)
	case body.New:
		return refuse(http.StatusUnprocessableEntity, "field-missing", "new_password", `Send "new_password": the one that is to be.`)
	}
	err := c.accounts().ChangePassword(c.ctx(), c.id, body.Password, body.New)
	if e, ok := errors.AsType[*auth.Error](err); ok && e.Code == auth.CodePassword { // there are two here
		named := *e
		named.Field = "new_password"
		return &named
	}
	if err != nil {
		return err
	}
	return c.answer(http.StatusNoContent, nil)
}

// requestEmailChange answers alike whether the address has another account.
func requestEmailChange(c *call) error {
	var body struct {
		Password string `json:"password"`
		Email    string `json:"email"`
	}
	if err := c.decode(&body); err != nil {
		return err
	}
	if err := c.accounts().RequestEmailChange(c.ctx(), c.id, body.Password, body.Email); err != nil {
		return err
	}
	return c.answer(http.StatusAccepted, nil)
}

func acceptTerms(c *call) error {
	var body struct {
		Terms string `json:"terms"`
	}
	if err := c.decode(&body); err != nil {
		return err
	}
	u, err := c.accounts().AcceptTerms(c.ctx(), c.id, body.Terms)
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, accountOf(u))
}

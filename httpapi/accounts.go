package httpapi

import (
	"net/http"
	"time"

	"github.com/einkpdf/platform/auth"
)

// accountOperations are those of users of ours.
func accountOperations() []operation {
	all := append(registrationOperations(), sessionOperations()...)
	all = append(all, ownOperations()...)
	for i := range all {
		all[i].account = true
	}
	return all
}

func registrationOperations() []operation {
	return []operation{
		{id: "register", method: "POST", path: "/registrations", who: anybody, body: smallBody, mail: true, signUp: true, handle: register},
		{id: "confirmRegistration", method: "POST", path: "/registrations/confirm", who: anybody, body: smallBody, signUp: true, handle: confirmRegistration},
		{id: "requestReset", method: "POST", path: "/resets", who: anybody, body: smallBody, mail: true, handle: requestReset},
		{id: "confirmReset", method: "POST", path: "/resets/confirm", who: anybody, body: smallBody, handle: confirmReset},
		{id: "confirmEmail", method: "POST", path: "/email/confirm", who: anybody, body: smallBody, handle: confirmEmail},
	}
}

// account is a user as that user sees it. A host's own users have an id, a name and a role.
type account struct {
	ID              string    `json:"id"`
	Name            string    `json:"name"`
	Email           string    `json:"email,omitempty"`
	Role            auth.Role `json:"role"`
	Terms           string    `json:"terms,omitempty"` // version accepted last
	TermsAcceptedAt time.Time `json:"terms_accepted_at,omitzero"`
	CreatedAt       time.Time `json:"created_at,omitzero"`
	LastLoginAt     time.Time `json:"last_login_at,omitzero"` // zero: never
}

func accountOf(u auth.User) account {
	role := auth.RoleUser
	if u.Role == auth.RoleAdmin {
		role = u.Role
	}
	return account{
		ID: u.ID, Name: u.Name, Email: u.Email, Role: role,
		Terms: u.Terms, TermsAcceptedAt: u.TermsAcceptedAt, CreatedAt: u.CreatedAt, LastLoginAt: u.LastLoginAt,
	}
}

// register answers alike whether the address has an account: only its mailbox learns it.
func register(c *call) error {
	var body struct {
		Name     string `json:"name"`
		Email    string `json:"email"`
		Password string `json:"password"`
		Terms    string `json:"terms"`
	}
	if err := c.decode(&body); err != nil {
		return err
	}
	err := c.accounts().Register(c.ctx(), auth.Registration{Name: body.Name, Email: body.Email, Password: body.Password, Terms: body.Terms})
	if err != nil {
		return err
	}
	return c.answer(http.StatusAccepted, nil)
}

func confirmRegistration(c *call) error {
	var body struct {
		Token    string `json:"token"`
		Password string `json:"password"`
	}
	if err := c.decode(&body); err != nil {
		return err
	}
	u, err := c.accounts().ConfirmRegistration(c.ctx(), body.Token, body.Password)
	if err != nil {
		return err
	}
	return c.answer(http.StatusCreated, accountOf(u))
}

// requestReset answers alike whether the address has an account.
func requestReset(c *call) error {
	var body struct {
		Email string `json:"email"`
	}
	if err := c.decode(&body); err != nil {
		return err
	}
	if err := c.accounts().RequestReset(c.ctx(), body.Email); err != nil {
		return err
	}
	return c.answer(http.StatusAccepted, nil)
}

func confirmReset(c *call) error {
	var body struct {
		Token    string `json:"token"`
		Password string `json:"password"`
	}
	if err := c.decode(&body); err != nil {
		return err
	}
	if err := c.accounts().ConfirmReset(c.ctx(), body.Token, body.Password); err != nil {
		return err
	}
	return c.answer(http.StatusNoContent, nil)
}

// confirmEmail says nothing of the account: who opens the link need not be logged in.
func confirmEmail(c *call) error {
	var body struct {
		Token string `json:"token"`
	}
	if err := c.decode(&body); err != nil {
		return err
	}
	if _, err := c.accounts().ConfirmEmailChange(c.ctx(), body.Token); err != nil {
		return err
	}
	return c.answer(http.StatusNoContent, nil)
}

func (c *call) accounts() *auth.Service { return c.api.c.Accounts.Service }

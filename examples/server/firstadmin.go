package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/auth"
)

const (
	firstAdminName = "admin"
	// firstAdminEmail leads to nobody (RFC 6761): the first admin is made before anybody said an address.
	firstAdminEmail = "admin@einkpdf.invalid"
	firstAdminTime  = 24 * time.Hour // that the link works
	// firstStart is who made the account, in the audit trail.
	firstStart = "first start"
)

// firstAdmin is the link with which the password of the first admin is set. It makes the account when there is no admin, and is "" when there is one, unless
// that is still the first one, and nobody has set the password yet.
func (h *house) firstAdmin(ctx context.Context) (link string, err error) {
	operator, active := auth.Operator(firstStart), true
	admins, _, err := h.accounts.Users(ctx, operator, auth.UserFilter{Role: auth.RoleAdmin, Active: &active}, "", 2)
	if err != nil || len(admins) > 1 {
		return "", err
	}
	if len(admins) == 0 {
		// Nobody knows this password: the link sets another one.
		u, err := h.accounts.CreateUser(ctx, operator, auth.NewUser{
			Name: firstAdminName, Email: firstAdminEmail, Password: rand.Text() + rand.Text(), Role: auth.RoleAdmin,
		})
		switch auth.CodeOf(err) {
		case auth.CodeNameTaken, auth.CodeEmailTaken:
			h.c.logger.WarnContext(ctx, "server: nobody is an admin; make somebody one: server user role NAME admin --reason …")
			return "", nil
		}
		if err != nil {
			return "", err
		}
		admins = append(admins, u)
	} else if open, err := h.unclaimed(ctx, admins[0]); err != nil || !open {
		return "", err
	}
	token, err := h.accounts.ResetToken(ctx, operator, admins[0].ID, firstStart, firstAdminTime)
	if err != nil {
		return "", err
	}
	return resetLink(h.c.at, token), nil
}

// unclaimed tells whether an admin is the one that the first start made, and the password was never set: a server that was killed before the link was read
// prints another one.
func (h *house) unclaimed(ctx context.Context, u auth.User) (bool, error) {
	if u.Name != firstAdminName || !u.LastLoginAt.IsZero() {
		return false, nil
	}
	object := "user:" + u.ID
	made, _, err := h.trail.List(ctx, audit.Filter{Object: object, Action: auth.ActionCreate}, audit.Page{Limit: 1})
	if err != nil || len(made) == 0 || made[0].Detail["operator"] != firstStart {
		return false, err
	}
	set, _, err := h.trail.List(ctx, audit.Filter{Object: object, Action: auth.ActionReset}, audit.Page{Limit: 1})
	return len(set) == 0, err
}

// resetLink is the page that sets a password by a token. It is a secret, and behind the # as in mails, so that neither a proxy's log nor the browser's history keeps it.
func resetLink(at address, token string) string { return at.url + "/reset#token=" + token }

// inWords is a time in whole hours or days.
func inWords(d time.Duration) string {
	if d%(24*time.Hour) == 0 && d > 24*time.Hour {
		return fmt.Sprintf("%d days", d/(24*time.Hour))
	}
	return fmt.Sprintf("%d hours", d/time.Hour)
}

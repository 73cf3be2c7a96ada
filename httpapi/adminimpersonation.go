package httpapi

import (
	"net/http"
	"time"

	"github.com/einkpdf/platform/admin"
	"github.com/einkpdf/platform/auth"
)

// What is done with an impersonation once there is one is in impersonation.go.
func impersonationOperations() []operation {
	return []operation{
		{id: "impersonate", method: "POST", path: "/admin/impersonations", body: smallBody, handle: impersonate},
		{id: "listImpersonations", method: "GET", path: "/admin/impersonations", handle: listImpersonations},
		{id: "endImpersonation", method: "DELETE", path: "/admin/impersonations/{impersonation}", handle: endImpersonation},
	}
}

// begun is an impersonation with its secret, which a browser has as a cookie instead.
type begun struct {
	admin.Impersonation
	Secret string `json:"secret,omitempty"`
}

// impersonate begins one. From a page the secret goes into a cookie that no script reads.
func impersonate(c *call) error {
	var body struct {
		User    string `json:"user"`
		Reason  string `json:"reason"`
		Write   bool   `json:"write"`
		Seconds int32  `json:"seconds"`
	}
	if err := c.decode(&body); err != nil {
		return err
	}
	i, secret, err := c.operators().Impersonate(c.ctx(), c.id, body.User, body.Reason, body.Write, time.Duration(body.Seconds)*time.Second)
	if err != nil {
		return err
	}
	if c.id.Session.Kind == auth.CookieSession {
		c.setImpersonation(secret, i.Expires)
		secret = ""
	}
	return c.answer(http.StatusCreated, begun{i, secret})
}

func listImpersonations(c *call) error {
	all, err := c.operators().Impersonations(c.ctx(), c.id)
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, map[string]any{"impersonations": all})
}

// endImpersonation makes the browser forget the secret as well, unless it is another admin's.
func endImpersonation(c *call) error {
	i, err := c.operators().EndImpersonation(c.ctx(), c.id, c.path("impersonation"))
	if err != nil {
		return err
	}
	if i.Admin == c.user() && c.id.Session.Kind == auth.CookieSession {
		c.clearImpersonation()
	}
	return c.answer(http.StatusNoContent, nil)
}

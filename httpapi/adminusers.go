package httpapi

import (
	"net/http"

	"github.com/einkpdf/platform/auth"
)

func adminUserOperations() []operation {
	return []operation{
		{id: "listUsers", method: "GET", path: "/admin/users", query: "query role active after limit", handle: listUsers},
		{id: "getUser", method: "GET", path: "/admin/users/{user}", handle: getUser},
		{id: "setUserActive", method: "POST", path: "/admin/users/{user}/active", body: smallBody, handle: setUserActive},
		{id: "setUserRole", method: "POST", path: "/admin/users/{user}/role", body: smallBody, handle: setUserRole},
		{id: "resetUser", method: "POST", path: "/admin/users/{user}/reset", body: smallBody, mail: true, handle: resetUser},
	}
}

type userPage struct {
	Users []auth.User `json:"users"`
	Next  string      `json:"next,omitempty"`
}

func listUsers(c *call) error {
	q := c.parameters()
	after, limit := q.page()
	f := auth.UserFilter{Query: q.Get("query"), Role: auth.Role(q.Get("role")), Active: q.truth("active")}
	if q.err != nil {
		return q.err
	}
	page, next, err := c.operators().Users(c.ctx(), c.id, f, after, limit)
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, userPage{page, next})
}

func getUser(c *call) error {
	o, err := c.operators().Overview(c.ctx(), c.id, c.path("user"))
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, o)
}

func setUserActive(c *call) error {
	var body struct {
		Active *bool  `json:"active"`
		Reason string `json:"reason"`
	}
	if err := c.decode(&body); err != nil {
		return err
	}
	if body.Active == nil { // to keep somebody out is nothing to do by mistake
		return refuse(http.StatusUnprocessableEntity, "invalid-field", "active", `"active" is true or false.`)
	}
	if err := c.operators().SetActive(c.ctx(), c.id, c.path("user"), *body.Active, body.Reason); err != nil {
		return err
	}
	return c.answer(http.StatusNoContent, nil)
}

func setUserRole(c *call) error {
	var body struct {
		Role   auth.Role `json:"role"`
		Reason string    `json:"reason"`
	}
	if err := c.decode(&body); err != nil {
		return err
	}
	if err := c.operators().SetRole(c.ctx(), c.id, c.path("user"), body.Role, body.Reason); err != nil {
		return err
	}
	return c.answer(http.StatusNoContent, nil)
}

func resetUser(c *call) error {
	var body because
	if err := c.decode(&body); err != nil {
		return err
	}
	if err := c.operators().ResetPassword(c.ctx(), c.id, c.path("user"), body.Reason); err != nil {
		return err
	}
	return c.answer(http.StatusAccepted, nil)
}

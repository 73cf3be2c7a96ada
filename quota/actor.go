package quota

import (
	"context"

	"github.com/einkpdf/platform/audit"
)

// id is the actor's in the tables and in the trail.
func (a Actor) id() string {
	if a.operator {
		return audit.Operator
	}
	return a.User
}

// known says that somebody is logged in.
func (a Actor) known() error {
	if a.User == "" && !a.operator {
		return deny(CodeUnauthenticated, "", "You are not logged in. Please log in.")
	}
	return nil
}

// admin says that the actor is one.
func (a Actor) admin() error {
	if err := a.known(); err != nil {
		return err
	}
	if !a.Admin {
		return deny(CodeForbidden, "", "Only admins may do this. Please ask one.")
	}
	return nil
}

// deny is an error for whoever asked that is not about a limit.
func deny(code Code, field, message string) *Error {
	return &Error{Code: code, Field: field, Message: message}
}

// exists says that somebody has this id.
func (q *SQL) exists(ctx context.Context, user string) error {
	found := isName(user)
	if found && q.c.Users != nil {
		var err error
		if found, err = q.c.Users.Exists(ctx, user); err != nil {
			return broken("users", err)
		}
	}
	if !found {
		return deny(CodeNoUser, "user", "There is no such user.")
	}
	return nil
}

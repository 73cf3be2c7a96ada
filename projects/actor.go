package projects

import "github.com/einkpdf/platform/audit"

// Actor is who asks. The zero Actor is somebody who is not logged in.
type Actor struct {
	User  string // id; "" = nobody
	Admin bool   // sees lists of anybody's projects, and takes entries out of the gallery

	operator bool
}

// Operator is a person at the command line of the server, who may do what admins
// do.
func Operator() Actor { return Actor{User: audit.Operator, Admin: true, operator: true} }

// id is that of a user who has projects, or "".
func (a Actor) id() string {
	if a.operator {
		return ""
	}
	return a.User
}

package assets

import "github.com/einkpdf/platform/audit"

// Actor is who asks. The zero Actor is somebody who is not logged in.
type Actor struct {
	User  string // id; "" = nobody
	Admin bool   // sees the usage and the lists of anybody, and no contents

	operator bool
}

// Operator is a person at the command line of the server, who may do what admins
// do.
func Operator() Actor { return Actor{User: audit.Operator, Admin: true, operator: true} }

// id is that of a user who has assets, or "".
func (a Actor) id() string {
	if a.operator {
		return ""
	}
	return a.User
}

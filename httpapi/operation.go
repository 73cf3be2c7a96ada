package httpapi

import "github.com/einkpdf/platform/ratelimit"

// operation is one method of one path.
type operation struct {
	id     string // operationId in openapi.yaml: "createProject"
	method string
	path   string // below Config.Prefix: "/projects/{project}"
	who    who    // who may ask at all; what of it they may see is the service's to say
	query  string // names of its parameters, with spaces between; a query with any other is refused

	// limits are the policies that count it besides ratelimit.All, which counts everything.
	limits []string
	// body is how many bytes of a body it takes; 0 = none: what comes is refused.
	body int64

	// early operations are also for who has not accepted the terms of use yet.
	early bool
	// account operations manage one's own account. They are early, and nobody's who stands in for the user: an admin does them for himself or not at all.
	account bool

	// mail operations send one, and sign-up operations are of who makes an account. Where there are no mails, or nobody signs up, they say so, and are not described.
	mail, signUp bool

	handle func(c *call) error // what it returns is answered as a problem; after nil it has answered
}

// who may ask.
type who int

const (
	anybody  who = iota // also who is not logged in
	user                // who is logged in
	operator            // with the role admin
)

// policies are all that count a request of o, the widest first.
func (o operation) policies() []string { return append([]string{ratelimit.All}, o.limits...) }

// Bounds of bodies, in bytes.
const (
	smallBody  = 16 << 10 // JSON of a few fields
	sourceBody = 4 << 20  // JSON or YAML with a project file: four times projects.MaxSource, for JSON escapes
)

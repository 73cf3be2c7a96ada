package ratelimit

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Policy says how often something may be done: Rate times in each Per, spread evenly, and after a pause up to Burst times at once. Package
// documentation says what that comes to.
type Policy struct {
	Name  string        // 1 to 32 of a-z 0-9 -, first a letter: in keys, header fields, metrics and tables
	What  string        // what is counted, in sentences, in the plural: "previews"; "" = "requests". At most 60 bytes
	Rate  int           // 1 to 1,000,000
	Per   time.Duration // a second to 31 days
	Burst int           // 1 to 1,000,000; 0 = Rate. Burst times Per / Rate is 366 days at most

	// Addresses counts by address also who is logged in: for what is done before somebody is, and must not begin anew with each account.
	Addresses bool
	// Closed refuses everything while the Limiter fails, with CodeUnavailable; others let everything pass then.
	Closed bool
	// Off lets everything pass and counts nothing. The rate stays, and is checked as if it were not off.
	Off bool
}

// Names of Defaults.
const (
	All     = "all"     // every request
	PDF     = "pdf"     // render jobs
	Preview = "preview" // pictures of pages
	Upload  = "upload"  // images and fonts
	Create  = "create"  // projects: new ones, clones, imports
	Login   = "login"   // by address, and once more by the account that was named
)

// Defaults are the policies of a server.
func Defaults() Policies {
	return Policies{
		{Name: All, Rate: 300, Per: time.Minute},
		{Name: PDF, What: "planners", Rate: 10, Per: time.Minute},
		{Name: Preview, What: "previews", Rate: 60, Per: time.Minute},
		{Name: Upload, What: "uploads", Rate: 20, Per: time.Minute},
		{Name: Create, What: "new projects", Rate: 30, Per: time.Minute},
		{Name: Login, What: "logins", Rate: 10, Per: time.Minute, Addresses: true, Closed: true},
	}
}

// Policies are those of a Guard; names are unique.
type Policies []Policy

// Find returns the policy of a name.
func (p Policies) Find(name string) (Policy, bool) {
	for _, one := range p {
		if one.Name == name {
			return one, true
		}
	}
	return Policy{}, false
}

// names are those that there are, in a sentence.
func (p Policies) names() string {
	all := make([]string, len(p))
	for i, one := range p {
		all[i] = one.Name
	}
	return strings.Join(all, ", ")
}

const (
	maxName     = 32
	maxWhat     = 60
	defaultWhat = "requests"
)

// Check says what is wrong with a policy, as New and Limiters do. Errors: ErrInvalid.
func (p Policy) Check() error {
	switch {
	case !isName(p.Name):
		return p.invalid("Name has 1 to %d of a-z, 0-9 and -, first a letter", maxName)
	case len(p.What) > maxWhat:
		return p.invalid("What has %d bytes at most, and not %d", maxWhat, len(p.What))
	case !utf8.ValidString(p.What) || strings.ContainsFunc(p.What, unicode.IsControl):
		return p.invalid("What is text in UTF-8 without control characters")
	}
	_, err := p.gcra()
	return err
}

func isName(s string) bool {
	if s == "" || len(s) > maxName || s[0] < 'a' || s[0] > 'z' {
		return false
	}
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return true
}

// filled has the defaults.
func (p Policy) filled() Policy {
	if p.What == "" {
		p.What = defaultWhat
	}
	if p.Burst == 0 {
		p.Burst = p.Rate
	}
	return p
}

// asked is the policy for a cost. Errors: ErrInvalid.
func (p Policy) asked(cost int) (gcra, int64, error) {
	if err := p.Check(); err != nil {
		return gcra{}, 0, err
	}
	g, err := p.gcra()
	if err != nil {
		return gcra{}, 0, err
	}
	n, err := g.cost(cost)
	return g, n, err
}

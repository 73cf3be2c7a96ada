package migrate

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/password"
)

// candidate is a user of the predecessor on the way here.
type candidate struct {
	account auth.Account
	result  UserResult
	broken  bool // Invalid, and not by its name alone
	here    bool // it is here, or was until it was deleted here
}

func (c *candidate) refuse(s Status, why string) {
	if c.result.Status != Invalid {
		c.result.Status = s
	}
	if s == Invalid {
		c.broken = true
	}
	c.result.Why = append(c.result.Why, why)
}

// refuseName says what is wrong with the name, which another name mends.
func (c *candidate) refuseName(why string) {
	c.result.Status = Invalid
	c.result.Why = append(c.result.Why, why+": "+renameHint(c.account.ID))
}

// idForm is what an id may look like: files and URLs have it in them.
var idForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

const maxName = 64 // characters

// judge looks at each user by itself, and returns them by id.
func judge(from *UserSource, o UsersOptions) []*candidate {
	all := make([]*candidate, len(from.users))
	for i, u := range from.users {
		all[i] = newCandidate(u, o)
	}
	slices.SortStableFunc(all, func(a, b *candidate) int { return cmp.Compare(a.account.ID, b.account.ID) })
	for i, c := range all {
		if i > 0 && all[i-1].account.ID == c.account.ID && c.account.ID != "" {
			all[i-1].refuse(Invalid, "the id is there twice; delete one there")
			c.refuse(Invalid, "the id is there twice; delete one there")
		}
	}
	return all
}

// newCandidate looks at a user by itself.
func newCandidate(u sourceUser, o UsersOptions) *candidate {
	name, nameWrong := u.name, u.nameWrong
	if to, there := o.Rename[u.id]; there {
		name, nameWrong = to, ""
	}
	name = strings.Join(strings.Fields(norm.NFKC.String(name)), " ")
	role := auth.RoleUser
	if u.admin {
		role = auth.RoleAdmin
	}
	c := &candidate{account: auth.Account{
		User: auth.User{
			ID: u.id, Name: name, Email: strings.TrimSpace(u.email), Role: role, Active: u.active,
			TermsAcceptedAt: u.terms, CreatedAt: u.created, UpdatedAt: u.updated,
		},
		NameKey: auth.Key(name), PasswordHash: u.hash,
	}}
	if !u.terms.IsZero() {
		c.account.Terms = o.Terms
	}
	for _, why := range u.wrong {
		c.refuse(Invalid, why+"; correct it there")
	}
	if nameWrong != "" {
		c.refuseName(nameWrong + "; give one")
	} else {
		c.checkName()
	}
	c.checkFields()
	a := c.account
	c.result.ID, c.result.Name, c.result.Email = a.ID, a.Name, a.Email
	c.result.Role, c.result.Active = string(a.Role), a.Active
	return c
}

func (c *candidate) checkName() {
	a := c.account
	switch n := utf8.RuneCountInString(a.Name); {
	case a.NameKey == "":
		c.refuseName("the name is missing; give one")
	case n > maxName:
		c.refuseName(fmt.Sprintf("the name has more than %d characters; give a shorter one", maxName))
	case strings.ContainsFunc(a.Name, isControl):
		c.refuseName("the name has control characters; give another one")
	}
}

func (c *candidate) checkFields() {
	a := &c.account
	switch {
	case !idForm.MatchString(a.ID):
		c.refuse(Invalid, "the id is missing, or not made of 1 to 64 letters, digits, - and _; correct it there")
	case a.ID == audit.Operator, a.ID == audit.System:
		c.refuse(Invalid, "the id means somebody else in the audit trail; change it there")
	}
	email, err := auth.CheckEmail(a.Email)
	if err != nil {
		c.refuse(Invalid, "the mail address is missing, or none; correct it there")
	} else {
		a.Email, a.EmailKey = email, auth.Key(email)
	}
	switch _, err := password.Check(a.PasswordHash); {
	case a.PasswordHash == "":
		c.refuse(Invalid, "the password hash is missing; set a password there")
	case err != nil:
		c.refuse(Invalid, "the password hash is none that can be verified here; set a password there")
	}
}

// isControl tells what steers a terminal, or turns around what stands beside it.
func isControl(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }

func renameHint(id string) string {
	if !idForm.MatchString(id) {
		id = "ID"
	}
	return "--rename " + id + "=NAME"
}

// collide finds users of the source that have the same name or address as
// another one, or a name that is another one's address. Who is here already has
// what it has here, which compare looks at.
func collide(all []*candidate) {
	names, addresses := map[string][]*candidate{}, map[string][]*candidate{}
	for _, c := range all {
		if c.here {
			continue
		}
		if k := c.account.NameKey; k != "" {
			names[k] = append(names[k], c)
		}
		if k := c.account.EmailKey; k != "" {
			addresses[k] = append(addresses[k], c)
		}
	}
	for _, c := range all {
		if c.here {
			continue
		}
		a := c.account
		if others := without(names[a.NameKey], c); len(others) > 0 {
			c.refuse(Collision, "the same name as "+others+"; rename one: "+renameHint(a.ID))
		}
		if others := without(addresses[a.EmailKey], c); len(others) > 0 {
			c.refuse(Collision, "the same mail address as "+others+"; change or delete one there")
		}
		if others := without(addresses[a.NameKey], c); len(others) > 0 {
			c.refuse(Collision, "the name is the mail address of "+others+"; rename this one: "+renameHint(a.ID))
		}
	}
}

// without names the users but c: the first few, since all may have one name.
func without(all []*candidate, c *candidate) string {
	const most = 5
	var ids []string
	for _, o := range all {
		if o == c {
			continue
		}
		if len(ids) == most {
			return strings.Join(ids, ", ") + " and more"
		}
		ids = append(ids, "user "+short(visible(hideAddress(o.account.ID))))
	}
	return strings.Join(ids, ", ")
}

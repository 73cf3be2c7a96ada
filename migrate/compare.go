package migrate

import (
	"context"
	"errors"
	"strings"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/sqldb"
)

// find looks whether a candidate is here, or was: by its id alone, since it may
// have come with another name. It will not be written then, so neither what is
// wrong with its name there nor whom that collides with matters.
func (c *candidate) find(ctx context.Context, r auth.Reader, deleted map[string]bool) error {
	a, err := r.Account(ctx, c.account.ID)
	if err != nil && !errors.Is(err, auth.ErrNotFound) {
		return err
	}
	c.here = err == nil || deleted[c.account.ID]
	switch {
	case !c.here, c.broken:
		return nil
	case err != nil:
		c.result.Status, c.result.Why = Deleted, []string{"was deleted here; does not come back"}
		return nil
	}
	c.result.Status, c.result.Why = Unchanged, nil
	if c.result.Differs = differences(c.account, a); len(c.result.Differs) > 0 {
		c.result.Status = Changed
	}
	return nil
}

// compare looks for who is here and has the name or address of a candidate that
// is not.
func (c *candidate) compare(ctx context.Context, r auth.Reader) error {
	a := c.account
	for _, look := range []struct {
		find   func(ctx context.Context, key string) (auth.Account, error)
		key    string
		before string // the id of the other
		after  string
	}{
		{r.AccountByName, a.NameKey, "the same name as user ", " here; rename this one: " + renameHint(a.ID)},
		{r.AccountByEmail, a.EmailKey, "the same mail address as user ", " here; change one of them"},
		{r.AccountByEmail, a.NameKey, "the name is the mail address of user ", " here; rename this one: " + renameHint(a.ID)},
		{r.AccountByName, a.EmailKey, "the mail address is the name of user ", " here; change it there"},
	} {
		other, err := look.find(ctx, look.key)
		if errors.Is(err, auth.ErrNotFound) || err == nil && other.ID == a.ID {
			continue
		}
		if err != nil {
			return err
		}
		c.refuse(Collision, look.before+other.ID+look.after)
	}
	if c.result.Status == "" {
		c.result.Status = New
	}
	return nil
}

// deletedHere returns the ids of all accounts that were deleted here.
func deletedHere(ctx context.Context, r sqldb.Reader) (map[string]bool, error) {
	ids := map[string]bool{}
	page := audit.Page{Limit: 500}
	for {
		events, next, err := audit.List(ctx, r, audit.Filter{Action: auth.ActionDelete, Outcome: audit.OK}, page)
		if err != nil {
			return nil, err
		}
		for _, e := range events {
			ids[strings.TrimPrefix(e.Object, "user:")] = true
		}
		if next == "" {
			return ids, nil
		}
		page.After = next
	}
}

// differences names what is another in two accounts, as far as it is imported.
// The time of the last change is left out: it only says that there is one.
func differences(a, b auth.Account) []string {
	var all []string
	for _, part := range []struct {
		name string
		same bool
	}{
		{"name", a.Name == b.Name && a.NameKey == b.NameKey},
		{"mail address", a.Email == b.Email && a.EmailKey == b.EmailKey},
		{"password", a.PasswordHash == b.PasswordHash},
		{"role", a.Role == b.Role},
		{"active", a.Active == b.Active},
		{"terms", a.Terms == b.Terms && a.TermsAcceptedAt.Equal(b.TermsAcceptedAt)},
		{"time of creation", a.CreatedAt.Equal(b.CreatedAt)},
	} {
		if !part.same {
			all = append(all, part.name)
		}
	}
	return all
}

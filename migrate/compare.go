package migrate

import (
	"context"
	"errors"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/sqldb"
)

// compare looks at a candidate beside what is here, and sets its status.
func (c *candidate) compare(ctx context.Context, tx *sqldb.Tx) error {
	r := auth.JoinSQL(tx)
	a := c.account
	here, err := r.Account(ctx, a.ID)
	switch {
	case err == nil && c.result.Status != Invalid:
		// It will not be written, so whom it collides with does not matter.
		c.result.Why = nil
		if c.result.Differs = differences(a, here); len(c.result.Differs) > 0 {
			c.result.Status = Changed
		} else {
			c.result.Status = Unchanged
		}
		return nil
	case err != nil && !errors.Is(err, auth.ErrNotFound):
		return err
	case err != nil && c.result.Status != Invalid:
		gone, err := wasDeleted(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		if gone {
			c.result.Status, c.result.Why = Deleted, nil
			return nil
		}
	}
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

// wasDeleted tells whether somebody deleted an account here.
func wasDeleted(ctx context.Context, r sqldb.Reader, id string) (bool, error) {
	events, _, err := audit.List(ctx, r, audit.Filter{Object: "user:" + id, Action: auth.ActionDelete, Outcome: audit.OK}, audit.Page{Limit: 1})
	return len(events) > 0, err
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

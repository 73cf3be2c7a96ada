package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"text/tabwriter"

	"github.com/einkpdf/platform/auth"
)

type userCmd struct {
	Add        userAddCmd        `cmd:"" help:"Make an account, and a link that sets its password."`
	List       userListCmd       `cmd:"" help:"List accounts, the newest first."`
	Role       userRoleCmd       `cmd:"" help:"Make somebody an admin, or no longer one."`
	ResetLink  userResetLinkCmd  `cmd:"" help:"Make a link that sets a new password, once. The older ones die."`
	Email      userEmailCmd      `cmd:"" help:"Give somebody another mail address. Links that they have die."`
	Deactivate userDeactivateCmd `cmd:"" help:"Keep somebody out. All their sessions end; what they have stays."`
	Activate   userActivateCmd   `cmd:"" help:"Let somebody in again."`
}

// commandLine is who does what is done here, in the audit trail.
const commandLine = "command line"

// withAccounts runs do with the accounts of the folder, which is there.
func (d dataFolder) withAccounts(ctx context.Context, do func(s *auth.Service) error) error {
	return d.withServices(ctx, plans{}, func(s *services) error { return do(s.accounts) })
}

// named is the user with a name, a mail address or an id.
func named(ctx context.Context, s *auth.Service, who string) (auth.User, error) {
	by := auth.Operator(commandLine)
	if u, err := s.User(ctx, by, who); auth.CodeOf(err) != auth.CodeNoUser {
		return u, err
	}
	key, after := auth.Key(who), ""
	for {
		page, next, err := s.Users(ctx, by, auth.UserFilter{Query: who}, after, auth.MaxUsers)
		if err != nil {
			return auth.User{}, err
		}
		for _, u := range page {
			if auth.Key(u.Name) == key || auth.Key(u.Email) == key {
				return u, nil
			}
		}
		if after = next; next == "" {
			return auth.User{}, &usageError{fmt.Sprintf("there is no user %q; see: server user list", who)}
		}
	}
}

type userAddCmd struct {
	web
	Name  string `arg:"" help:"Name to log in with."`
	Email string `required:"" placeholder:"ADDRESS" help:"Mail address."`
	Role  string `enum:"user,admin" default:"user" help:"user or admin."`
	Days  days   `default:"7" help:"How many days the link works, up to 7."`
}

// Run makes an account. It has a password that nobody knows until somebody follows the link.
func (c *userAddCmd) Run(ctx context.Context, d *dataFolder, s streams) error {
	if _, err := c.planned(); err != nil {
		return err
	}
	return d.withAccounts(ctx, func(accounts *auth.Service) error {
		u, err := accounts.CreateUser(ctx, auth.Operator(commandLine), auth.NewUser{
			Name: c.Name, Email: c.Email, Password: rand.Text() + rand.Text(), Role: auth.Role(c.Role),
		})
		if err != nil {
			return err
		}
		fmt.Fprintf(s.out, "user:  %s\nid:    %s\n", u.Name, u.ID)
		return printLink(ctx, s, accounts, c.web, u, "account made at the command line", c.Days)
	})
}

// printLink makes a link that sets a password, and prints it.
func printLink(ctx context.Context, s streams, accounts *auth.Service, w web, u auth.User, reason string, valid days) error {
	at, err := w.planned()
	if err != nil {
		return err
	}
	works := min(valid.duration(), auth.MaxResetToken)
	token, err := accounts.ResetToken(ctx, auth.Operator(commandLine), u.ID, reason, works)
	if err != nil {
		return err
	}
	w.printNote(s.err, at)
	_, err = fmt.Fprintf(s.out, "link:  %s\nIt works once, for %s. Whoever has it sets the password: give it to %s alone.\n", resetLink(at, token), inWords(works), u.Name)
	return err
}

type userListCmd struct {
	Find          string `arg:"" optional:"" help:"Part of a name or of a mail address."`
	ShowAddresses bool   `help:"Show the mail addresses, too."`
}

// Run lists accounts.
func (c *userListCmd) Run(ctx context.Context, d *dataFolder, s streams) error {
	return d.withAccounts(ctx, func(accounts *auth.Service) error {
		const minutes = "2006-01-02 15:04 UTC"
		t := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
		head := "NAME\tROLE\tSTATUS\tLAST LOGIN\tID"
		if c.ShowAddresses {
			head += "\tADDRESS"
		}
		fmt.Fprintln(t, head)
		for after, more := "", true; more; more = after != "" {
			page, next, err := accounts.Users(ctx, auth.Operator(commandLine), auth.UserFilter{Query: c.Find}, after, auth.MaxUsers)
			if err != nil {
				return err
			}
			for _, u := range page {
				status, login := "active", "never"
				if !u.Active {
					status = "not active"
				}
				if !u.LastLoginAt.IsZero() {
					login = u.LastLoginAt.UTC().Format(minutes)
				}
				fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s", u.Name, u.Role, status, login, u.ID)
				if c.ShowAddresses {
					fmt.Fprintf(t, "\t%s", u.Email)
				}
				fmt.Fprintln(t)
			}
			after = next
		}
		return t.Flush()
	})
}

// deed is what is done to a user, and why.
type deed struct {
	Name   string `arg:"" help:"Name, mail address or id."`
	Reason string `required:"" placeholder:"TEXT" help:"Why: it is kept in the audit trail."`
}

// do does it, and says what was done.
func (c *deed) do(ctx context.Context, d dataFolder, s streams, do func(accounts *auth.Service, u auth.User) (string, error)) error {
	return d.withAccounts(ctx, func(accounts *auth.Service) error {
		u, err := named(ctx, accounts, c.Name)
		if err != nil {
			return err
		}
		done, err := do(accounts, u)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(s.out, "%s %s\n", u.Name, done)
		return err
	})
}

type userRoleCmd struct {
	deed
	Role string `arg:"" enum:"user,admin" help:"user or admin."`
}

// Run gives a user another role.
func (c *userRoleCmd) Run(ctx context.Context, d *dataFolder, s streams) error {
	return c.do(ctx, *d, s, func(accounts *auth.Service, u auth.User) (string, error) {
		err := accounts.SetRole(ctx, auth.Operator(commandLine), u.ID, auth.Role(c.Role), c.Reason)
		return "is " + map[string]string{"user": "a user", "admin": "an admin"}[c.Role] + " now.", err
	})
}

type userEmailCmd struct {
	deed
	Address string `arg:"" help:"The new address."`
}

// Run gives a user another mail address. Nobody is mailed: who has the old one is not told.
func (c *userEmailCmd) Run(ctx context.Context, d *dataFolder, s streams) error {
	return c.do(ctx, *d, s, func(accounts *auth.Service, u auth.User) (string, error) {
		return "has another mail address now.", accounts.SetEmail(ctx, auth.Operator(commandLine), u.ID, c.Address, c.Reason)
	})
}

type userDeactivateCmd struct{ deed }

// Run keeps a user out.
func (c *userDeactivateCmd) Run(ctx context.Context, d *dataFolder, s streams) error {
	return c.do(ctx, *d, s, func(accounts *auth.Service, u auth.User) (string, error) {
		return "is not active any more.", accounts.SetActive(ctx, auth.Operator(commandLine), u.ID, false, c.Reason)
	})
}

type userActivateCmd struct{ deed }

// Run lets a user in again.
func (c *userActivateCmd) Run(ctx context.Context, d *dataFolder, s streams) error {
	return c.do(ctx, *d, s, func(accounts *auth.Service, u auth.User) (string, error) {
		return "is active.", accounts.SetActive(ctx, auth.Operator(commandLine), u.ID, true, c.Reason)
	})
}

type userResetLinkCmd struct {
	web
	Name   string `arg:"" help:"Name, mail address or id."`
	Reason string `placeholder:"TEXT" default:"asked for at the command line" help:"Why: it is kept in the audit trail."`
	Days   days   `default:"1" help:"How many days the link works, up to 7."`
}

// Run makes a link that sets a new password.
func (c *userResetLinkCmd) Run(ctx context.Context, d *dataFolder, s streams) error {
	if _, err := c.planned(); err != nil {
		return err
	}
	return d.withAccounts(ctx, func(accounts *auth.Service) error {
		u, err := named(ctx, accounts, c.Name)
		if err != nil {
			return err
		}
		return printLink(ctx, s, accounts, c.web, u, c.Reason, c.Days)
	})
}

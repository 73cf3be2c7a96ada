package auth_test

import (
	"context"
	"fmt"
	"time"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/authtest"
	"github.com/einkpdf/platform/sqldb"
)

// Who is logged in changes the password, and all other sessions end.
func ExampleService_ChangePassword() {
	ctx := context.Background()
	a := newAccounts()
	defer a.close()
	here, elsewhere := a.login(), a.login()
	fmt.Println(a.ChangePassword(ctx, here, "wrong horse", "battery staple"))
	fmt.Println(a.ChangePassword(ctx, here, "correct horse", "battery staple"))
	_, err := a.Sessions(ctx, here)
	fmt.Println(err)
	_, err = a.Sessions(ctx, elsewhere)
	fmt.Println(err)
	fmt.Println(a.mailed().Subject)
	// Output:
	// auth: This is not your password.
	// <nil>
	// <nil>
	// auth: Please log in.
	// Your password for einkpdf was changed
}

// A new address counts when its owner has opened the link.
func ExampleService_RequestEmailChange() {
	ctx := context.Background()
	a := newAccounts()
	defer a.close()
	fmt.Println(a.RequestEmailChange(ctx, a.login(), "correct horse", "lovelace@example.org"))
	m := a.mailed()
	fmt.Println(m.To, "-", m.Subject)
	u, err := a.ConfirmEmailChange(ctx, authtest.Token(m))
	fmt.Println(u.Email, err)
	m = a.mailed()
	fmt.Println(m.To, "-", m.Subject)
	// Output:
	// <nil>
	// lovelace@example.org - Confirm your new mail address for einkpdf
	// lovelace@example.org <nil>
	// ada@example.org - Your mail address for einkpdf was changed
}

// Who has forgotten the password asks for a link. Nobody learns whether an
// address has an account.
func ExampleService_RequestReset() {
	ctx := context.Background()
	a := newAccounts()
	defer a.close()
	fmt.Println(a.RequestReset(ctx, "nobody@example.org"))
	fmt.Printf("%q\n", a.mailed().Subject)
	fmt.Println(a.RequestReset(ctx, "ada@example.org"))
	m := a.mailed()
	fmt.Printf("%q\n", m.Subject)
	fmt.Println(a.ConfirmReset(ctx, authtest.Token(m), "battery staple"))
	_, err := a.Login(ctx, auth.Credentials{Name: "ada", Password: "battery staple"}, auth.CookieSession)
	fmt.Println(err)
	// Output:
	// <nil>
	// ""
	// <nil>
	// "Choose a new password for einkpdf"
	// <nil>
	// <nil>
}

// Terms of use are accepted by their version.
func ExampleService_AcceptTerms() {
	ctx := context.Background()
	a := newAccounts(func(c *auth.Config) { c.TermsVersion = "2026-03" })
	defer a.close()
	id := a.login()
	fmt.Println(id.User.Terms == "2026-03")
	_, err := a.AcceptTerms(ctx, id, "2025-01")
	fmt.Println(err)
	u, err := a.AcceptTerms(ctx, id, "2026-03")
	fmt.Println(u.TermsAcceptedAt.Format(time.DateTime), err)
	// Output:
	// false
	// auth: The terms of use have changed. Please read the current version.
	// 2026-03-02 09:30:00 <nil>
}

// What other services keep for a user goes when the account does.
func ExampleService_DeleteAccount() {
	ctx := context.Background()
	a := newAccounts()
	defer a.close()
	id := a.login()
	a.outbox.Handle(auth.TopicUserDeleted, func(_ context.Context, e sqldb.Event) error {
		fmt.Println("the files of the user go, too:", string(e.Payload) == `{"id":"`+id.User.ID+`"}`)
		return nil
	})
	fmt.Println(a.DeleteAccount(ctx, id, "correct horse"))
	a.mailed() // lets the outbox work
	_, err := a.Sessions(ctx, id)
	fmt.Println(err)
	// Output:
	// <nil>
	// the files of the user go, too: true
	// auth: Please log in.
}

// A host has its own words for mails, here in German.
func ExampleLetter() {
	a := newAccounts(func(c *auth.Config) {
		c.Mails = func(l auth.Letter) (subject, text string, err error) {
			switch l.Kind {
			case auth.LetterPasswordChanged:
				return "Dein Passwort wurde geändert", "Hallo " + l.Name + ",\n\nwarst du das nicht? " + l.Link + "\n", nil
			default:
				return "", "", fmt.Errorf("no German words for %s", l.Kind)
			}
		}
	})
	defer a.close()
	check(a.ChangePassword(context.Background(), a.login(), "correct horse", "battery staple"))
	m := a.mailed()
	fmt.Println(m.Subject)
	fmt.Print(m.Text)
	// Output:
	// Dein Passwort wurde geändert
	// Hallo Ada,
	//
	// warst du das nicht? https://planner.example/forgot
}

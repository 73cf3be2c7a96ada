package auth_test

import (
	"context"
	"fmt"
	"time"

	"github.com/einkpdf/platform/auth"
)

// A command line of the server makes the first admin.
func ExampleOperator() {
	ctx := context.Background()
	a := newAccounts()
	defer a.close()
	u, err := a.CreateUser(ctx, auth.Operator("setup"), auth.NewUser{
		Name: "Boss", Email: "boss@example.org", Password: "battery staple", Role: auth.RoleAdmin,
	})
	fmt.Println(u.Name, u.Role, err)
	// Output:
	// Boss admin <nil>
}

// An admin keeps somebody out, and says why.
func ExampleService_SetActive() {
	ctx := context.Background()
	a := newAccounts()
	defer a.close()
	id, admin := a.login(), auth.Operator("support")
	fmt.Println(a.SetActive(ctx, admin, id.User.ID, false, ""))
	fmt.Println(a.SetActive(ctx, admin, id.User.ID, false, "sends spam"))
	_, err := a.Sessions(ctx, id)
	fmt.Println(err)
	fmt.Println(a.SetActive(ctx, id, id.User.ID, true, "please"))
	fmt.Println(a.SetActive(ctx, admin, id.User.ID, true, "said sorry"))
	// Output:
	// auth: Please say why: it is kept with what you do.
	// <nil>
	// auth: Please log in.
	// auth: Please log in.
	// <nil>
}

// There is always an admin left.
func ExampleService_SetRole() {
	ctx := context.Background()
	a := newAccounts()
	defer a.close()
	id, setup := a.login(), auth.Operator("setup")
	fmt.Println(a.SetRole(ctx, id, id.User.ID, auth.RoleAdmin, "I would like to"))
	fmt.Println(a.SetRole(ctx, setup, id.User.ID, auth.RoleAdmin, "operates the server"))
	fmt.Println(a.SetRole(ctx, id, id.User.ID, auth.RoleUser, "had enough"))
	// Output:
	// auth: This is for admins. Please ask one.
	// <nil>
	// auth: This is the last active admin. Please make somebody else one first.
}

// A page of users after the other.
func ExampleService_Users() {
	ctx := context.Background()
	a := newAccounts()
	defer a.close()
	admin := auth.Operator("support")
	for _, name := range []string{"Grace", "Hedy"} {
		a.clock.Advance(time.Minute)
		_, err := a.CreateUser(ctx, admin, auth.NewUser{Name: name, Email: name + "@example.org", Password: "battery staple"})
		check(err)
	}
	for after, page := "", 1; ; page++ {
		users, next, err := a.Users(ctx, admin, auth.UserFilter{}, after, 2)
		check(err)
		for _, u := range users {
			fmt.Println(page, u.Name)
		}
		if next == "" {
			break
		}
		after = next
	}
	found, _, err := a.Users(ctx, admin, auth.UserFilter{Query: "ＨＥＤ"}, "", 0)
	fmt.Println(found[0].Email, err)
	// Output:
	// 1 Hedy
	// 1 Grace
	// 2 Ada
	// Hedy@example.org <nil>
}

// An admin helps somebody who cannot log in, without knowing a password.
func ExampleService_RequestResetFor() {
	ctx := context.Background()
	a := newAccounts()
	defer a.close()
	fmt.Println(a.RequestResetFor(ctx, auth.Operator("support"), a.login().User.ID, "asked on the phone"))
	m := a.mailed()
	fmt.Println(m.To, "-", m.Subject)
	// Output:
	// <nil>
	// ada@example.org - Choose a new password for einkpdf
}

// A host calls Sweep once an hour or so.
func ExampleService_Sweep() {
	ctx := context.Background()
	a := newAccounts()
	defer a.close()
	a.login()
	check(a.RequestReset(ctx, "nobody@example.org"))
	a.clock.Advance(30 * 24 * time.Hour)
	fmt.Println(a.Sweep(ctx)) // the secret of the session, and what was asked for
	a.clock.Advance(60 * 24 * time.Hour)
	fmt.Println(a.Sweep(ctx)) // the session, which told where Ada has logged in
	// Output:
	// 2 <nil>
	// 1 <nil>
}

// Names and addresses that read as the same have the same key.
func ExampleKey() {
	fmt.Println(auth.Key("STRAẞE"), auth.Key("Straße"))
	fmt.Println(auth.Key("ﬁnance"), auth.Key("ＦＩＮＡＮＣＥ"))
	// Output:
	// strasse strasse
	// finance finance
}

// Users find each other by name, to share something.
func ExampleService_FindPerson() {
	ctx := context.Background()
	a := newAccounts()
	defer a.close()
	id := a.login()
	p, err := a.FindPerson(ctx, id, id.User.Name)
	fmt.Println(p.ID == id.User.ID, err)
	there, err := a.Exists(ctx, p.ID)
	fmt.Println(there, err)
	_, err = a.FindPerson(ctx, id, "nobody")
	fmt.Println(err)
	// Output:
	// true <nil>
	// true <nil>
	// auth: There is no such user. Please look for them in the list of users.
}

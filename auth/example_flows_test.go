package auth_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/authtest"
	"github.com/einkpdf/platform/auth/keys"
	"github.com/einkpdf/platform/auth/mail"
	"github.com/einkpdf/platform/auth/password"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// accounts is a Service as the first example sets it up, but quick, with a clock
// that stands still and a mailbox.
type accounts struct {
	*auth.Service
	outbox *sqldb.Outbox
	mails  *authtest.Mailbox
	clock  *sqldbtest.Clock
	close  func()
}

// newAccounts has a user Ada with the password "correct horse".
func newAccounts(change ...func(c *auth.Config)) *accounts {
	ctx := context.Background()
	db, remove, err := temporary(ctx)
	check(err)
	a := &accounts{mails: &authtest.Mailbox{}, clock: sqldbtest.NewClock(), close: remove}
	hasher, err := password.New(password.Config{Params: password.Params{MemoryKiB: 8, Time: 1}, Weak: true})
	check(err)
	ring, err := keys.New(keys.Config{Now: a.clock.Now}, keys.Secret{ID: "1", Key: []byte("an example has a key like this one, a server does not")})
	check(err)
	c := auth.Config{
		Store: auth.NewSQL(db), Throttle: auth.NewSQLThrottle(db, auth.ThrottleConfig{Now: a.clock.Now}), Hasher: hasher, Keys: ring,
		Mailer: a.mails, Links: authtest.Links(), LoginFloor: -1, Now: a.clock.Now, Contact: "help@planner.example",
	}
	for _, fn := range change {
		fn(&c)
	}
	a.Service, err = auth.New(c)
	check(err)
	a.outbox = sqldb.NewOutbox(db, sqldb.OutboxConfig{})
	a.Subscribe(a.outbox)
	_, err = a.CreateUser(ctx, auth.Operator("example"), auth.NewUser{Name: "Ada", Email: "ada@example.org", Password: "correct horse"})
	check(err)
	return a
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

// mailed is the mail that has to go out.
func (a *accounts) mailed() mail.Message {
	_, err := a.outbox.Drain(context.Background())
	check(err)
	for _, m := range a.mails.Take() {
		return m
	}
	return mail.Message{}
}

// login is Ada with a session.
func (a *accounts) login() auth.Identity {
	g, err := a.Login(context.Background(), auth.Credentials{Name: "Ada", Password: "correct horse"}, auth.CookieSession)
	check(err)
	id, err := a.AuthenticateCookie(context.Background(), g.Secret)
	check(err)
	return id
}

// Somebody asks for an account, opens the link of the mail and gives the password
// again.
func ExampleService_Register() {
	ctx := context.Background()
	a := newAccounts()
	defer a.close()

	form := auth.Registration{Name: "Grace", Email: "grace@example.org", Password: "battery staple"}
	fmt.Println(a.Register(ctx, form))

	m := a.mailed()
	fmt.Println(m.To, "-", m.Subject)
	_, err := a.ConfirmRegistration(ctx, authtest.Token(m), "another password") // of another sign-up
	fmt.Println(err)
	u, err := a.ConfirmRegistration(ctx, authtest.Token(m), "battery staple")
	fmt.Println(u.Name, err)
	_, err = a.ConfirmRegistration(ctx, authtest.Token(m), "battery staple")
	fmt.Println(err)

	// An address with an account: who asks learns nothing, the owner does.
	form = auth.Registration{Name: "Mallory", Email: "ada@example.org", Password: "battery staple"}
	fmt.Println(a.Register(ctx, form))
	fmt.Println(a.mailed().Subject)
	// Output:
	// <nil>
	// grace@example.org - Confirm your mail address for einkpdf
	// auth: This is not the password of the sign-up that this link is for. If you signed up more than once, each mail has its own.
	// Grace <nil>
	// auth: This link has expired, was used already, or a newer mail replaced it. Please ask for a new one.
	// <nil>
	// You already have an account with einkpdf
}

// What is wrong comes with a code for programs, a sentence for people, and the
// field of the form.
func ExampleError() {
	a := newAccounts()
	defer a.close()
	err := a.Register(context.Background(), auth.Registration{Name: "Grace", Email: "grace@example.org", Password: "grace"})
	if e, ok := errors.AsType[*auth.Error](err); ok {
		fmt.Printf("%s (%s): %s\n", e.Field, e.Code, e.Message)
	}
	// Output:
	// password (invalid-password): The password is too short: please use at least 8 characters.
}

// Name or address, in any case; and one answer for all that is wrong.
func ExampleService_Login() {
	ctx := context.Background()
	a := newAccounts()
	defer a.close()
	for _, c := range []auth.Credentials{
		{Name: "ADA", Password: "correct horse"},
		{Name: "ada@example.org", Password: "correct horse"},
		{Name: "ada", Password: "wrong horse"},
		{Name: "nobody", Password: "correct horse"},
	} {
		g, err := a.Login(ctx, c, auth.CookieSession)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println("welcome,", g.User.Name)
	}
	// Output:
	// welcome, Ada
	// welcome, Ada
	// auth: Name or password is wrong. Please try again, or ask for a new password.
	// auth: Name or password is wrong. Please try again, or ask for a new password.
}

// Who tries often has to wait.
func ExampleService_Login_throttled() {
	ctx := context.Background()
	a := newAccounts()
	defer a.close()
	for i := range 11 {
		from := audit.WithOrigin(ctx, audit.Origin{Address: fmt.Sprintf("192.0.2.%d", i)})
		_, err := a.Login(from, auth.Credentials{Name: "ada", Password: "a guess"}, auth.CookieSession)
		if e, ok := errors.AsType[*auth.Error](err); ok && e.Code == auth.CodeThrottled {
			fmt.Println("try", i+1, "has to wait", e.RetryAfter)
		}
	}
	// Output:
	// try 11 has to wait 1m0s
}

// A program keeps the refresh token and sends the access token with each request.
func ExampleService_Refresh() {
	ctx := context.Background()
	a := newAccounts()
	defer a.close()
	first, err := a.Login(ctx, auth.Credentials{Name: "ada", Password: "correct horse"}, auth.TokenSession)
	check(err)
	id, err := a.AuthenticateToken(ctx, first.Access)
	fmt.Println(id.User.Name, err)

	a.clock.Advance(10 * time.Minute)
	_, err = a.AuthenticateToken(ctx, first.Access)
	fmt.Println(auth.CodeOf(err))
	second, err := a.Refresh(ctx, first.Secret)
	check(err)
	id, err = a.AuthenticateToken(ctx, second.Access)
	fmt.Println(id.User.Name, err)

	// A refresh token that comes a second time was stolen: nobody goes on.
	_, err = a.Refresh(ctx, first.Secret)
	fmt.Println(auth.CodeOf(err))
	_, err = a.AuthenticateToken(ctx, second.Access)
	fmt.Println(auth.CodeOf(err))
	// Output:
	// Ada <nil>
	// unauthenticated
	// Ada <nil>
	// unauthenticated
	// unauthenticated
}

// Somebody looks where they are logged in, and ends what they do not know.
func ExampleService_Sessions() {
	a := newAccounts()
	defer a.close()
	for _, o := range []audit.Origin{
		{Address: "192.0.2.1", UserAgent: "Firefox"},
		{Address: "2001:db8::1", UserAgent: "an old phone"},
	} {
		_, err := a.Login(audit.WithOrigin(context.Background(), o), auth.Credentials{Name: "ada", Password: "correct horse"}, auth.CookieSession)
		check(err)
		a.clock.Advance(time.Hour)
	}
	ctx, id := context.Background(), a.login()
	sessions, err := a.Sessions(ctx, id)
	check(err)
	for _, s := range sessions {
		if s.ID == id.Session.ID {
			fmt.Println("this one")
			continue
		}
		fmt.Println(s.LastUsedAt.Format(time.DateTime), s.Address, s.UserAgent)
		check(a.RevokeSession(ctx, id, s.ID))
	}
	sessions, err = a.Sessions(ctx, id)
	fmt.Println(len(sessions), err)
	// Output:
	// this one
	// 2026-03-02 10:30:00 2001:db8::/64 an old phone
	// 2026-03-02 09:30:00 192.0.2.1 Firefox
	// 1 <nil>
}

// Logout ends one session, LogoutEverywhere all of them.
func ExampleService_LogoutEverywhere() {
	ctx := context.Background()
	a := newAccounts()
	defer a.close()
	first, second, third := a.login(), a.login(), a.login()
	fmt.Println(a.Logout(ctx, first))
	fmt.Println(a.LogoutEverywhere(ctx, second))
	_, err := a.Sessions(ctx, third)
	fmt.Println(auth.CodeOf(err))
	// Output:
	// <nil>
	// 2 <nil>
	// unauthenticated
}

// Package auth is accounts: who somebody is, how they prove it, and what becomes
// of it. It knows no HTTP; package authhttp puts it in front of handlers.
//
//	err = db.Migrate(ctx, auth.Schema()) // db of sqldb.OpenSQLite, for one
//	service, err := auth.New(auth.Config{
//		Store:    auth.NewSQL(db),
//		Throttle: auth.NewSQLThrottle(db, auth.ThrottleConfig{}),
//		Keys:     ring,   // keys.Open: signs access tokens
//		Mailer:   mailer, // mail.NewSMTP
//		Links:    auth.Links{Confirm: "https://planner.example/confirm", …},
//	})
//	service.Subscribe(outbox) // and outbox.Run somewhere: mails go out from there
//
// The first admin is made by an operator, when the program starts or at the command
// line. CodeNameTaken says that it is there already:
//
//	_, err = service.CreateUser(ctx, auth.Operator("start"), auth.NewUser{
//		Name: "admin", Email: email, Password: first, Role: auth.RoleAdmin,
//	})
//	if auth.CodeOf(err) == auth.CodeNameTaken {
//		err = nil
//	}
//
// Then somebody logs in, and the next request comes with the cookie:
//
//	grant, err := service.Login(ctx, auth.Credentials{Name: name, Password: given}, auth.CookieSession)
//	id, err := service.AuthenticateCookie(ctx, cookie)
//
// # Flows
//
// Somebody asks for an account (Register), opens the link of a mail and gives the
// password again (ConfirmRegistration): so who chose the password is who reads the
// mailbox. Or an operator makes an account (CreateUser). Login begins a session, of
// one of two kinds. A cookie session has one secret, for pages: AuthenticateCookie.
// A token session has an access token for ten minutes, AuthenticateToken, and a
// refresh token that is good for one Refresh, which gives the next pair. One that
// comes twice was stolen, and ends the session.
//
// Who is logged in sees and ends sessions (Sessions, RevokeSession, Logout,
// LogoutEverywhere), changes the password (ChangePassword) and the address
// (RequestEmailChange, ConfirmEmailChange), accepts terms (AcceptTerms) and leaves
// (DeleteAccount). Who is not asks for a new password (RequestReset,
// ConfirmReset). Admins and operators look (User, Users) and act (SetActive,
// SetRole, RequestResetFor, DeleteUser), and say why.
//
// # What strangers learn
//
// Names are public, the rest is not. Login says one thing and takes one time
// whether a name is unknown, a password wrong or an account inactive. Register
// and RequestReset answer alike whether an address has an account: only its
// mailbox learns it.
//
// # Guessing
//
// Logins are throttled for each address they come from and for each name tried.
// That cannot lock the owner out: where somebody has logged in before, the tries
// of strangers elsewhere do not count; and from anywhere else, a reset lets the
// owner in at once, whatever strangers do. Without a Mailer there are no resets:
// then it takes one of the tries that are free each minute.
//
// What succeeds is bounded too, far above what anybody needs: hashes for each
// address, changes of a password for each user, refreshes for each session.
//
// Addresses come from audit.WithOrigin, which a middleware calls: authhttp does.
// Requests without one count as coming from one place.
//
// # What is kept
//
// Passwords as argon2id, or the predecessor's bcrypt until the next login.
// Cookies, refresh tokens and the tokens of mails as their SHA-256 alone; the
// token of a mail is made when the mail goes out. Every flow records an audit
// event in its transaction, without secrets and mail addresses.
//
// # What a host does
//
//   - It sets the Origin of requests, or uses authhttp.
//   - It runs the outbox, in one process or several, so that mails go out.
//   - It calls Sweep once an hour or so, from one process or several.
//   - It handles TopicUserDeleted, if it keeps something for users.
//   - It lets keys.Ring.Rotate change the signing key now and then.
//
// Without a Mailer, what needs a mail is refused (CodeNoMail), and the rest
// works: operators make the accounts,
// and hand over links that set passwords (ResetToken).
//
// # Errors
//
// An *Error is for the one who asked: its Code does not change, its Message is a
// sentence to show. Everything else is for the operator: show none of it.
package auth

package authtest

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/mail"
	"github.com/einkpdf/platform/auth/password"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

func flowRegister(t *testing.T, db *sqldb.DB) {
	s := New(t, db, func(c *auth.Config) { c.TermsVersion = "2026-01" })
	form := registrationOf("Ada Lovelace")
	form.Name, form.Email, form.Terms = "  Ada  Lovelace ", "Ada@Example.org", "2026-01"
	asked := s.deeds(t, func() { require.NoError(t, s.Service.Register(t.Context(), form)) })
	require.Len(t, asked, 1)
	require.True(t, strings.HasPrefix(asked[0], "auth.register ok  registration:"), asked)

	m := s.Mail(t)
	require.Equal(t, "Ada@Example.org", m.To)
	require.Contains(t, m.Text, "\nhttps://planner.example/confirm#token="+Token(m)+"\n")
	require.NotContains(t, m.Text+m.Subject, "Ada", "a stranger's words in a mail")
	_, err := s.loginAs(t.Context(), "Ada Lovelace", form.Password)
	requireCode(t, auth.CodeLogin, err)

	s.Clock.Advance(time.Hour)
	var u auth.User
	deeds := s.deeds(t, func() {
		u, err = s.Service.ConfirmRegistration(t.Context(), Token(m), form.Password)
		require.NoError(t, err)
	})
	require.Equal(t, []string{"auth.registered ok " + u.ID + " user:" + u.ID}, deeds)
	require.Equal(t, auth.User{
		ID: u.ID, Name: "Ada Lovelace", Email: "Ada@Example.org", Role: auth.RoleUser, Active: true,
		Terms: "2026-01", TermsAcceptedAt: sqldbtest.ClockStart(), CreatedAt: sqldbtest.ClockStart().Add(time.Hour), UpdatedAt: sqldbtest.ClockStart().Add(time.Hour),
	}, u)
	require.Zero(t, s.rows(t)["ep_pending"])

	_, err = s.Service.ConfirmRegistration(t.Context(), Token(m), form.Password)
	requireCode(t, auth.CodeLink, err)
	g, err := s.loginAs(t.Context(), "ada lovelace", form.Password)
	require.NoError(t, err)
	require.Equal(t, u.ID, g.User.ID)
}

// The answer, the rows and the reservation of the name are the same, and only the
// mailbox learns the difference.
func flowRegisterTakenAddress(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	owner := s.User(t, "owner", "")
	try := func(name, email string) (m mail.Message) {
		form := registrationOf(name)
		form.Email = email
		rows := s.growth(t, func() { require.NoError(t, s.Service.Register(t.Context(), form)) })
		require.Equal(t, map[string]int{"ep_pending": 1, "ep_outbox": 1, "ep_audit": 1}, rows)
		rows = s.growth(t, func() { m = s.Mail(t) })
		require.Equal(t, map[string]int{"ep_outbox": -1}, rows)
		return m
	}
	require.NotEmpty(t, Token(try("first", "first@example.org")))
	taken := try("second", "OWNER@example.org")
	require.Equal(t, owner.Email, taken.To)
	require.Empty(t, Token(taken))
	require.Contains(t, taken.Text, "Hello owner,")
	require.Contains(t, taken.Text, "https://planner.example/forgot\n")
	for _, name := range []string{"first", "second"} {
		form := registrationOf(name)
		form.Email = "other@example.org"
		requireCode(t, auth.CodeNameTaken, s.Service.Register(t.Context(), form))
	}
	// Both rows have the hash of a token, but nobody has the second one.
	var tokens int
	require.NoError(t, db.Get(t.Context(), &tokens, `select count(*) from ep_pending where token_hash is not null`))
	require.Equal(t, 2, tokens)
}

func flowRegisterWrong(t *testing.T, db *sqldb.DB) {
	breached := password.Policy{Breached: func(_ context.Context, p string) (bool, error) { return p == "iloveyou and you", nil }}
	s := New(t, db, func(c *auth.Config) { c.TermsVersion, c.Policy = "2", breached })
	s.User(t, "taken", "")
	for name, test := range map[string]struct {
		change func(r *auth.Registration)
		code   auth.Code
		field  string
	}{
		"name short":        {func(r *auth.Registration) { r.Name = "ab" }, auth.CodeName, "name"},
		"name long":         {func(r *auth.Registration) { r.Name = strings.Repeat("a", 51) }, auth.CodeName, "name"},
		"name of a mailbox": {func(r *auth.Registration) { r.Name = "a@b.example" }, auth.CodeName, "name"},
		"name taken":        {func(r *auth.Registration) { r.Name = "TAKEN" }, auth.CodeNameTaken, "name"},
		"address":           {func(r *auth.Registration) { r.Email = "nobody" }, auth.CodeEmail, "email"},
		"address injection": {func(r *auth.Registration) { r.Email = "a@b.example\r\nBcc: c@d.example" }, auth.CodeEmail, "email"},
		"password short":    {func(r *auth.Registration) { r.Password = "1234567" }, auth.CodePassword, "password"},
		"password is name":  {func(r *auth.Registration) { r.Name, r.Password = "marguerite", "marguerite1" }, auth.CodePassword, "password"},
		"password breached": {func(r *auth.Registration) { r.Password = "iloveyou and you" }, auth.CodePassword, "password"},
		"terms missing":     {func(r *auth.Registration) { r.Terms = "" }, auth.CodeTerms, "terms"},
		"old terms":         {func(r *auth.Registration) { r.Terms = "1" }, auth.CodeTerms, "terms"},
	} {
		form := registrationOf("somebody")
		form.Terms = "2"
		test.change(&form)
		var err error
		require.Empty(t, s.growth(t, func() { err = s.Service.Register(t.Context(), form) }), name)
		requireCode(t, test.code, err)
		var e *auth.Error
		require.ErrorAs(t, err, &e, name)
		require.Equal(t, test.field, e.Field, name)
		require.NotContains(t, err.Error(), form.Password, name)
	}
}

// Where nobody signs up, links that were mailed before lead to nothing, and operators make the accounts.
func flowRegisterClosed(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	require.NoError(t, s.Service.Register(t.Context(), registrationOf("early")))
	link := Token(s.Mail(t))
	config := s.Config
	config.Closed = true
	closed, err := auth.New(config)
	require.NoError(t, err)
	require.Empty(t, s.growth(t, func() {
		requireCode(t, auth.CodeClosed, closed.Register(t.Context(), registrationOf("late")))
		_, err := closed.ConfirmRegistration(t.Context(), link, Password("early"))
		requireCode(t, auth.CodeClosed, err)
	}))
	_, err = closed.CreateUser(t.Context(), auth.Operator("op"), auth.NewUser{Name: "guest", Email: Email("guest"), Password: Password("guest")})
	require.NoError(t, err)
	require.NoError(t, closed.RequestReset(t.Context(), Email("guest")))
	_, err = s.Service.ConfirmRegistration(t.Context(), link, Password("early"))
	require.NoError(t, err, "where it is open again")
}

func flowRegisterReservesName(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	require.NoError(t, s.Service.Register(t.Context(), registrationOf("wanted")))
	m := s.Mail(t)
	other := registrationOf("other")
	other.Name = "Wanted"
	s.Clock.Advance(24*time.Hour - time.Millisecond)
	requireCode(t, auth.CodeNameTaken, s.Service.Register(t.Context(), other))
	_, err := s.Service.CreateUser(t.Context(), auth.Operator("op"), auth.NewUser{Name: "WANTED", Email: "x@example.org", Password: Password("x")})
	requireCode(t, auth.CodeNameTaken, err)

	s.Clock.Advance(time.Millisecond)
	_, err = s.Service.ConfirmRegistration(t.Context(), Token(m), Password("wanted"))
	requireCode(t, auth.CodeLink, err)
	require.NoError(t, s.Service.Register(t.Context(), other))
	u, err := s.Service.ConfirmRegistration(t.Context(), Token(s.Mail(t)), other.Password)
	require.NoError(t, err)
	require.Equal(t, "Wanted", u.Name)
}

func flowRegisterOneName(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	errs := make([]error, 8)
	together(len(errs), func(i int) {
		form := registrationOf("wanted")
		form.Email = Email(string(rune('a' + i)))
		errs[i] = s.Service.Register(t.Context(), form)
	})
	ok := 0
	for _, err := range errs {
		if err == nil {
			ok++
			continue
		}
		requireCode(t, auth.CodeNameTaken, err)
	}
	require.Equal(t, 1, ok)
}

func flowRegisterOneAddress(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	for _, name := range []string{"first", "second", "third"} {
		form := registrationOf(name)
		form.Email, form.Password = "same@example.org", Password("same")
		require.NoError(t, s.Service.Register(t.Context(), form))
	}
	mails := s.Mails(t)
	require.Len(t, mails, 3)
	errs := make([]error, len(mails))
	together(len(mails), func(i int) {
		_, errs[i] = s.Service.ConfirmRegistration(t.Context(), Token(mails[i]), Password("same"))
	})
	ok := 0
	for _, err := range errs {
		if err == nil {
			ok++
			continue
		}
		requireCode(t, auth.CodeLink, err)
	}
	require.Equal(t, 1, ok)
	require.Equal(t, 1, s.rows(t)["ep_user"])
}

// Names that read as the same are the same.
func flowRegisterFolded(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	for _, test := range []struct {
		name, email string
		others      []string
	}{
		{"Straße", "str@example.org", []string{"STRASSE", "straẞe", "ＳＴＲＡＳＳＥ"}},
		{"İstanbul", "ist@example.org", []string{"i\u0307stanbul"}},
		{"ﬁnance", "fin@example.org", []string{"FINANCE", "ｆｉｎａｎｃｅ", "ﬁNANCE"}},
		{"Ναύτης", "nau@example.org", []string{"ΝΑΎΤΗΣ", "ναύτησ"}},
		{"Zoë", "zoe@example.org", []string{"zoe\u0308", "ZOË"}},
	} {
		form := auth.Registration{Name: test.name, Email: test.email, Password: Password("x")}
		require.NoError(t, s.Service.Register(t.Context(), form), test.name)
		u, err := s.Service.ConfirmRegistration(t.Context(), Token(s.Mail(t)), Password("x"))
		require.NoError(t, err, test.name)
		for _, other := range test.others {
			form := registrationOf("else")
			form.Name = other
			requireCode(t, auth.CodeNameTaken, s.Service.Register(t.Context(), form))
			g, err := s.loginAs(t.Context(), other, Password("x"))
			require.NoError(t, err, other)
			require.Equal(t, u.ID, g.User.ID, other)
		}
	}
}

// Who registers again has another link.
func flowRegisterAgain(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	require.NoError(t, s.Service.Register(t.Context(), registrationOf("again")))
	first := s.Mail(t)
	rows := s.growth(t, func() { require.NoError(t, s.Service.Register(t.Context(), registrationOf("again"))) })
	require.Equal(t, map[string]int{"ep_outbox": 1, "ep_audit": 1}, rows, "the older one is replaced")
	second := s.Mail(t)
	_, err := s.Service.ConfirmRegistration(t.Context(), Token(first), Password("again"))
	requireCode(t, auth.CodeLink, err)
	_, err = s.Service.ConfirmRegistration(t.Context(), Token(second), Password("again"))
	require.NoError(t, err)
	_, err = s.loginAs(t.Context(), "again", Password("again"))
	require.NoError(t, err)
}

// A stranger who knows what somebody registers with cannot put a password of his
// own behind the link that they wait for, and does not learn whose the name is.
func flowRegisterTakeover(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	require.NoError(t, s.Service.Register(t.Context(), registrationOf("victim")))
	for _, email := range []string{Email("victim"), "VICTIM@example.org", Email("stranger")} {
		form := registrationOf("victim")
		form.Email, form.Password = email, Password("stranger")
		var err error
		require.Empty(t, s.growth(t, func() { err = s.Service.Register(t.Context(), form) }))
		requireCode(t, auth.CodeNameTaken, err)
	}
	form := registrationOf("victim")
	form.Email = Email("stranger")
	requireCode(t, auth.CodeNameTaken, s.Service.Register(t.Context(), form))
	_, err := s.Service.ConfirmRegistration(t.Context(), Token(s.Mail(t)), Password("victim"))
	require.NoError(t, err)
	s.Login(t, "victim", auth.CookieSession)
}

func flowCreateUser(t *testing.T, db *sqldb.DB) {
	s := New(t, db, func(c *auth.Config) { c.TermsVersion = "1" })
	var admin auth.User
	deeds := s.deeds(t, func() { admin = s.User(t, "admin", auth.RoleAdmin) })
	require.Equal(t, []string{"auth.create ok operator user:" + admin.ID}, deeds)
	require.Equal(t, auth.RoleAdmin, admin.Role)
	by := s.As(t, "admin")

	u, err := s.Service.CreateUser(t.Context(), by, auth.NewUser{Name: "user", Email: Email("user"), Password: Password("user"), Terms: "1"})
	require.NoError(t, err)
	require.Equal(t, auth.User{
		ID: u.ID, Name: "user", Email: Email("user"), Role: auth.RoleUser, Active: true,
		Terms: "1", TermsAcceptedAt: sqldbtest.ClockStart(), CreatedAt: sqldbtest.ClockStart(), UpdatedAt: sqldbtest.ClockStart(),
	}, u)
	require.Empty(t, s.Mails(t))

	for code, n := range map[auth.Code]auth.NewUser{
		auth.CodeNameTaken:  {Name: "USER", Email: Email("x"), Password: Password("x")},
		auth.CodeEmailTaken: {Name: "xyz", Email: "USER@example.org", Password: Password("x")},
		auth.CodeRole:       {Name: "xyz", Email: Email("x"), Password: Password("x"), Role: "root"},
		auth.CodePassword:   {Name: "xyz", Email: Email("x"), Password: "short"},
		auth.CodeName:       {Name: "...", Email: Email("x"), Password: Password("x")},
		auth.CodeEmail:      {Name: "xyz", Email: "x", Password: Password("x")},
		auth.CodeTerms:      {Name: "xyz", Email: Email("x"), Password: Password("x"), Terms: strings.Repeat("1", 65)},
	} {
		_, err := s.Service.CreateUser(t.Context(), by, n)
		requireCode(t, code, err)
	}
	_, err = s.Service.CreateUser(t.Context(), s.As(t, "user"), auth.NewUser{Name: "xyz", Email: Email("x"), Password: Password("x")})
	requireCode(t, auth.CodeForbidden, err)
}

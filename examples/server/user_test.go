package main

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/auth"
)

// used is a place where a server ran before.
func used(t *testing.T) place {
	t.Helper()
	p := place{data: filepath.Join(t.TempDir(), "data")}
	h := openHouse(t, p.data)
	_, err := h.firstAdmin(t.Context())
	require.NoError(t, err)
	return p
}

func TestUserCommands(t *testing.T) {
	t.Parallel()
	p := used(t)
	made := p.server(t, "user", "add", "Ann B.", "--email", "ann@example.org", "--url", "https://planner.example.com")
	require.Equal(t, exitOK, made.code, made.err)
	link := regexp.MustCompile(`https://planner\.example\.com/reset#token=[A-Z2-7]{26}\n`).FindString(made.out)
	require.NotEmpty(t, link, made.out)
	require.Contains(t, made.out, "It works once, for 7 days. Whoever has it sets the password: give it to Ann B. alone.\n")
	require.NotContains(t, made.out, "@")
	taken := p.server(t, "user", "add", "ANN B.", "--email", "other@example.org")
	require.Equal(t, exitUsage, taken.code)
	require.NotContains(t, taken.err, "auth:")

	// By name, address and id, whatever the case; a part of a name is nobody's.
	h := openHouse(t, p.data)
	require.NoError(t, h.accounts.ConfirmReset(t.Context(), tokenOf(t, strings.TrimSpace(link)), secret))
	u, err := named(t.Context(), h.accounts, "ann b.")
	require.NoError(t, err)
	require.Equal(t, exitOK, p.server(t, "user", "role", "ANN@example.org", "admin", "--reason", "helps").code)
	require.Equal(t, exitOK, p.server(t, "user", "role", u.ID, "user", "--reason", "helps no more").code)
	off := p.server(t, "user", "deactivate", "ann b.", "--reason", "left")
	require.Equal(t, "Ann B. is not active any more.\n", off.out, off.err)
	require.Equal(t, exitUsage, p.server(t, "user", "reset-link", "Ann B.").code, "of nobody who is not active")
	list := p.server(t, "user", "list")
	require.Regexp(t, `(?m)^Ann B\.  user   not active  never       `+u.ID+`$`, list.out)
	require.NotContains(t, list.out, "@")
	require.Contains(t, p.server(t, "user", "list", "--show-addresses", "ann").out, "ann@example.org")
	require.NotContains(t, p.server(t, "user", "list", "ann").out, "admin@")
	require.Equal(t, "Ann B. is active.\n", p.server(t, "user", "activate", "Ann B.", "--reason", "is back").out)
	again := p.server(t, "user", "reset-link", "Ann B.", "--days", "2")
	require.Equal(t, exitOK, again.code, again.err)
	require.Contains(t, again.out, "http://127.0.0.1:8080/reset#token=")
	require.Contains(t, again.out, "for 2 days")

	require.Equal(t, "note: EINKPDF_URL is not set, so the link begins with http://127.0.0.1:8080; where people find the server elsewhere, run this again with --url https://…\n", again.err)
	require.Empty(t, made.err)
	moved := p.server(t, "user", "email", "Ann B.", "new@example.org", "--reason", "asked by phone")
	require.Equal(t, "Ann B. has another mail address now.\n", moved.out, moved.err)
	require.Contains(t, p.server(t, "user", "list", "--show-addresses", "ann").out, "new@example.org")
	require.Equal(t, exitOK, p.server(t, "user", "email", "new@example.org", "ann@example.org", "--reason", "asked again").code)

	for _, test := range []struct {
		args []string
		say  string
	}{
		{[]string{"user", "email", "Ann B.", "admin@einkpdf.invalid", "--reason", "x"}, "has an account already"},
		{[]string{"user", "email", "Ann B.", "nowhere", "--reason", "x"}, "mail address"},
		{[]string{"user", "email", "Ann B.", "new@example.org"}, "--reason"},
		{[]string{"user", "role", "Ann", "admin", "--reason", "x"}, `there is no user "Ann"`},
		{[]string{"user", "role", "Ann B.", "boss", "--reason", "x"}, "must be one of"},
		{[]string{"user", "role", "Ann B.", "admin"}, "--reason"},
		{[]string{"user", "role", "Ann B.", "admin", "--reason", " "}, "say why"},
		{[]string{"user", "role", "admin", "user", "--reason", "x"}, "last active admin"},
		{[]string{"user", "add", "x", "--email", "x@example.org"}, "3 to 50"},
		{[]string{"user", "add", "Ben"}, "--email"},
		{[]string{"user"}, "expected one of"},
	} {
		r := p.server(t, test.args...)
		require.Equal(t, exitUsage, r.code, test.args)
		require.Contains(t, r.err, test.say, test.args)
	}
	none := place{data: filepath.Join(t.TempDir(), "data")}
	require.Equal(t, exitUsage, none.server(t, "user", "list").code)
	require.NoDirExists(t, none.data)

	events, _, err := h.trail.List(t.Context(), audit.Filter{Object: "user:" + u.ID}, audit.Page{})
	require.NoError(t, err)
	var deeds []string
	for _, e := range events {
		deeds = append(deeds, e.Action+" "+e.Actor+" "+e.Detail["operator"])
	}
	require.Equal(t, []string{
		"auth.email-change operator command line", "auth.email-change operator command line",
		"auth.reset-request operator command line", "auth.activate operator command line", "auth.deactivate operator command line",
		"auth.role operator command line", "auth.role operator command line", "auth.reset " + u.ID + " ", "auth.reset-request operator command line",
		"auth.create operator command line",
	}, deeds)
	_, err = h.accounts.Login(t.Context(), auth.Credentials{Name: "Ann B.", Password: secret}, auth.CookieSession)
	require.NoError(t, err, "what she had before the link that she did not open")
}

func TestQuotaCommands(t *testing.T) {
	t.Parallel()
	p := used(t)
	require.Equal(t, exitOK, p.server(t, "user", "add", "ann", "--email", "ann@example.org").code)
	show := p.server(t, "quota", "show", "ann")
	require.Equal(t, exitOK, show.code, show.err)
	require.Regexp(t, `^ann: Free\nRESOURCE +LIMIT +USED +RESERVED +REMARKS\nprojects +100 +0 +0`, show.out)
	require.Contains(t, p.server(t, "quota", "show", "ann", "--tier", "unlimited").out, "ann: Unlimited\n", "what everybody has there")
	require.Contains(t, p.server(t, "quota", "tier", "ann", "plus", "--reason", "paid").out, "ann: Plus\n")
	require.Regexp(t, `storage +1000 .*own limit: for a while, until \d{4}-`, p.server(t, "quota", "override", "ann", "storage", "1000", "--reason", "for a while", "--days", "3").out)
	require.Regexp(t, `projects +unlimited .*own limit: writes a book\n`, p.server(t, "quota", "override", "ann", "projects", "unlimited", "--reason", "writes a book").out)
	require.NotContains(t, p.server(t, "quota", "end", "ann", "projects", "--reason", "wrote it").out, "book")
	require.Contains(t, p.server(t, "quota", "tier", "ann", "default", "--reason", "no more").out, "ann: Free\n")
	for _, test := range []struct {
		args []string
		say  string
	}{
		{[]string{"quota", "show", "ben"}, `there is no user "ben"`},
		{[]string{"quota", "tier", "ann", "gold", "--reason", "x"}, "no such tier"},
		{[]string{"quota", "tier", "ann", "plus"}, "--reason"},
		{[]string{"quota", "override", "ann", "planners", "1", "--reason", "x"}, "no such resource"},
		{[]string{"quota", "override", "ann", "projects", "many", "--reason", "x"}, "is no limit"},
		{[]string{"quota", "override", "ann", "projects", "1", "--reason", "x", "--days", "5000"}, "1 to 3650"},
		{[]string{"quota", "end", "ann", "projects", "--reason", "x"}, "own"},
	} {
		r := p.server(t, test.args...)
		require.Equal(t, exitUsage, r.code, test.args)
		require.Contains(t, r.err, test.say, test.args)
	}
}

package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write docs/operating.md's table of settings and deploy/.env.example anew")

// rows are the settings of the server.
func rows(t *testing.T) []setting {
	t.Helper()
	p, err := parser(t.Context(), new(cli), streams{}, func(int) {})
	require.NoError(t, err)
	return table(p.Model)
}

// TestSettingsAreDocumented says that the page and the example have the table, and nothing else. With -update it writes them.
func TestSettingsAreDocumented(t *testing.T) {
	t.Parallel()
	var page, example strings.Builder
	page.WriteString("| Environment | Flag | Default | |\n|---|---|---|---|\n")
	example.WriteString("# Settings of the server, with their defaults. Take away the # of those that are to be others.\n")
	for _, row := range rows(t) {
		preset := row.Default
		if preset != "" {
			preset = "`" + preset + "`"
		}
		fmt.Fprintf(&page, "| `%s` | `%s` | %s | %s |\n", row.Env, row.Flag, preset, row.Help)
		fmt.Fprintf(&example, "\n# %s\n# %s=%s\n", row.Help, row.Env, row.Default)
	}
	between := regexp.MustCompile(`(?s)<!-- settings -->\n.*?<!-- /settings -->`)
	docs, env := filepath.Join("..", "..", "docs", "operating.md"), filepath.Join("deploy", ".env.example")
	text, err := os.ReadFile(docs)
	require.NoError(t, err)
	want := "<!-- settings -->\n" + page.String() + "<!-- /settings -->"
	if *update {
		require.NoError(t, os.WriteFile(docs, between.ReplaceAllLiteral(text, []byte(want)), 0o644))
		require.NoError(t, os.WriteFile(env, []byte(example.String()), 0o644))
		return
	}
	require.Equal(t, want, string(between.Find(text)), "go test ./examples/server -run Settings -update")
	text, err = os.ReadFile(env)
	require.NoError(t, err)
	require.Equal(t, example.String(), string(text), "go test ./examples/server -run Settings -update")
}

func TestSettings(t *testing.T) {
	t.Parallel()
	known := rows(t)
	require.NotEmpty(t, known)
	for _, row := range known {
		require.Regexp(t, `^EINKPDF_[A-Z]+(_[A-Z]+)*$`, row.Env)
		require.NotContains(t, row.Help, "|")
		require.Equal(t, row.Env, environment+strings.ToUpper(strings.ReplaceAll(strings.TrimPrefix(row.Flag, "--"), "-", "_")), "one name in two forms")
	}
	require.NoError(t, checkEnvironment([]string{"PATH=/bin", "EINKPDF_DATA=x", "EINKPDF_TEST_POSTGRES=y", "=C:=C:\\"}, known))
	for name, say := range map[string]string{
		"EINKPDF_LISTNE":       "there is no setting EINKPDF_LISTNE; did you mean EINKPDF_LISTEN?",
		"EINKPDF_SMTP_SERVER":  "there is no setting EINKPDF_SMTP_SERVER; docs/operating.md lists those that there are",
		"EINKPDF_LIMIT_PDFS":   "there is no setting EINKPDF_LIMIT_PDFS; did you mean EINKPDF_LIMIT_PDF?",
		"EINKPDF_":             "there is no setting EINKPDF_; docs/operating.md lists those that there are",
		"EINKPDF_WHATEVER_IS":  "there is no setting EINKPDF_WHATEVER_IS; docs/operating.md lists those that there are",
		"EINKPDF_SMTPPASSWORD": "there is no setting EINKPDF_SMTPPASSWORD; docs/operating.md lists those that there are",
	} {
		require.EqualError(t, checkEnvironment([]string{name + "=x"}, known), say)
	}
}

// What is wrong with settings is said before anything is made.
func TestWrongSettings(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	secret := filepath.Join(folder, "secret")
	require.NoError(t, os.WriteFile(secret, []byte(strings.Repeat("x", 5000)), 0o600))
	for _, test := range []struct {
		args []string
		say  string
	}{
		{[]string{"--tier", "gold"}, `--tier must be one of "free","plus","unlimited"`},
		{[]string{"--limit-pdf", "often"}, `--limit-pdf (EINKPDF_LIMIT_PDF) is "often": like 10/min`},
		{[]string{"--keep-hits", "0"}, "1 to 3650"},
		{[]string{"--keep-hits", "-1"}, `--keep-hits: "-1" is not a number of days from 1 to 3650`},
		{[]string{"--log-level", "loud"}, "--log-level must be one of"},
		{[]string{"--listen", "nowhere"}, `--listen (EINKPDF_LISTEN) is "nowhere": say host and port`},
		{[]string{"--listen="}, `--listen (EINKPDF_LISTEN) is "": say host and port`},
		{[]string{"--listen", "127.0.0.1:99999"}, `--listen (EINKPDF_LISTEN) is "127.0.0.1:99999": say host and port`},
		{[]string{"--listen", "0.0.0.0:0"}, "say --url (EINKPDF_URL)"},
		{[]string{"--url", "https://planner.example.com/planner"}, "scheme and host alone"},
		{[]string{"--url", "http://planner.example.com"}, "passwords would cross the network in the clear"},
		{[]string{"--tls-cert", "cert.pem"}, "--tls-cert and --tls-key go together"},
		{[]string{"--tls-cert", secret, "--tls-key", secret}, "the certificate cannot be used"},
		{[]string{"--trusted-proxies", "10.0.0.0/8,proxy"}, `has "proxy"`},
		{[]string{"--mail-from", "planner@example.com"}, "say --smtp-host"},
		{[]string{"--smtp-host", "smtp.example.com"}, "say --mail-from (EINKPDF_MAIL_FROM)"},
		{[]string{"--smtp-host", "smtp.example.com", "--mail-from", "planner"}, "say: the sender is not an address"},
		{[]string{"--smtp-host", "smtp.example.com", "--mail-from", "planner@example.com", "--smtp-port", "70000"}, "--smtp-port (EINKPDF_SMTP_PORT) is 70000"},
		{[]string{"--smtp-host", "smtp.example.com", "--mail-from", "planner@example.com", "--smtp-user", "me"}, "--smtp-password-file (EINKPDF_SMTP_PASSWORD_FILE) go together"},
		{[]string{"--smtp-host", "smtp.example.com", "--mail-from", "planner@example.com", "--smtp-security", "plain"}, "on this machine alone"},
		{[]string{"--smtp-host", "smtp.example.com", "--smtp-user", "me", "--smtp-password-file", secret, "--mail-from", "planner@example.com"}, "too long"},
		{[]string{"--renders=-1"}, "--renders (EINKPDF_RENDERS) is -1: 1 to 1000"},
		{[]string{"--renders", "-1"}, "--renders (EINKPDF_RENDERS) is -1: 1 to 1000"},
		{[]string{"--renders", "1001"}, "--renders (EINKPDF_RENDERS) is 1001: 1 to 1000"},
		{[]string{"--renders", "many"}, `--renders: "many" is not a whole number`},
		{[]string{"--renders"}, "--renders: say a number"},
		{[]string{"--renders", "--plain-http"}, "--renders: say a number"},
		{[]string{"--terms", strings.Repeat("x", 65)}, "--terms (EINKPDF_TERMS) is one line of at most 64 characters"},
		{[]string{"--quota-more", "a\nb"}, "--quota-more (EINKPDF_QUOTA_MORE) is one line"},
		{[]string{"--metrics-listen", "nowhere"}, `--metrics-listen (EINKPDF_METRICS_LISTEN) is "nowhere": say host and port`},
		{[]string{"--registration", "open"}, "no mail goes out that confirms it: say --smtp-host"},
	} {
		p := place{data: filepath.Join(t.TempDir(), "data")}
		r := p.server(t, append([]string{"serve", "--listen", "127.0.0.1:0"}, test.args...)...)
		require.NotEqual(t, exitOK, r.code, test.args)
		require.Contains(t, r.err, test.say, test.args)
		require.NotRegexp(t, `Config|\b(jobs|auth|mail|ratelimit|quota|isolate): `, r.err, "words of a program's author")
		require.NoDirExists(t, p.data, test.args)
	}
	r := invoke(t, "--data=", "serve")
	require.Equal(t, exitUsage, r.code)
	require.Equal(t, "server: --data (EINKPDF_DATA) names no folder\n", r.err)
}

// A variable without a value says nothing: the default counts, as if it were not there.
func TestEmptySettings(t *testing.T) {
	var environ []string
	want := defaults(t)
	for _, row := range rows(t) {
		t.Setenv(row.Env, "")
		environ = append(environ, row.Env+"=")
	}
	require.Equal(t, want, defaults(t))
	require.NoError(t, checkEnvironment(environ, rows(t)), "they are settings all the same")
	t.Chdir(t.TempDir())
	var out, wrong strings.Builder
	require.Equal(t, exitUsage, start(t.Context(), []string{"user", "list"}, environ, streams{&out, &wrong}))
	require.Contains(t, wrong.String(), filepath.Join("data", "server.sqlite"), "of the folder that is the default")
	t.Setenv("EINKPDF_RENDERS", "-1")
	require.Contains(t, invoke(t, "serve").err, "--renders (EINKPDF_RENDERS) is -1")
}

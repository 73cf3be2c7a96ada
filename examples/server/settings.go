package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// settings are what an operator can say, each by a flag or in the environment. Their tags are the one table of them: the command line, docs/operating.md
// and deploy/.env.example are made from it.
type settings struct {
	web
	mailing
	plans
	limits
	work
	logs
}

// web is where the server is, and for whom.
type web struct {
	Listen         string   `env:"EINKPDF_LISTEN" default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Where to listen. Port 0 is any that is free."`
	URL            string   `env:"EINKPDF_URL" name:"url" placeholder:"URL" help:"What people type into a browser: https://planner.example.com. Without it: where it listens."`
	TLSCert        string   `env:"EINKPDF_TLS_CERT" placeholder:"FILE" help:"Certificate with its chain, PEM. A new one is taken without a restart. Without it: plain HTTP, for a proxy in front."`
	TLSKey         string   `env:"EINKPDF_TLS_KEY" placeholder:"FILE" help:"Key of the certificate, PEM."`
	PlainHTTP      bool     `env:"EINKPDF_PLAIN_HTTP" help:"Let others than this machine log in without TLS: anybody on the way reads their passwords."`
	TrustedProxies []string `env:"EINKPDF_TRUSTED_PROXIES" placeholder:"CIDR,..." help:"Addresses of your own proxies, whose X-Forwarded-For is believed: 10.0.0.0/8."`
	MetricsListen  string   `env:"EINKPDF_METRICS_LISTEN" placeholder:"HOST:PORT" help:"Where to serve /metrics for Prometheus, for nobody else to reach: 127.0.0.1:8081. Without it: nowhere."`
}

// mailing is how mails go out, and who signs up by them.
type mailing struct {
	SMTPHost         string `env:"EINKPDF_SMTP_HOST" placeholder:"HOST" help:"Mail server. Without it no mails go out: links to reset passwords are made by operators."`
	SMTPPort         number `env:"EINKPDF_SMTP_PORT" placeholder:"PORT" help:"Its port. Without it: 587, 465 or 25, as the security says."`
	SMTPSecurity     string `env:"EINKPDF_SMTP_SECURITY" enum:"starttls,tls,plain" default:"starttls" help:"starttls, tls, or plain for a mail server on this machine."`
	SMTPUser         string `env:"EINKPDF_SMTP_USER" placeholder:"NAME" help:"Name to log in to the mail server with."`
	SMTPPasswordFile string `env:"EINKPDF_SMTP_PASSWORD_FILE" placeholder:"FILE" help:"File with the password for it, in one line."`
	MailFrom         string `env:"EINKPDF_MAIL_FROM" placeholder:"SENDER" help:"Sender of the mails: Planner <planner@example.com>."`
	Contact          string `env:"EINKPDF_CONTACT" placeholder:"ADDRESS" help:"Whom to ask, in mails."`
	Product          string `env:"EINKPDF_PRODUCT" default:"einkpdf" placeholder:"NAME" help:"What this is called, in mails and on pages."`
	Registration     string `env:"EINKPDF_REGISTRATION" enum:"closed,open" default:"closed" help:"open: anybody signs up who confirms a mail address, so it needs a mail server. closed: operators make the accounts."`
	Terms            string `env:"EINKPDF_TERMS" placeholder:"VERSION" help:"Version of the terms of use that are to be accepted: 2026-01. Without it there are none."`
}

// plans are how much users may have.
type plans struct {
	Tier      string `env:"EINKPDF_TIER" enum:"free,plus,unlimited" default:"free" help:"How much users may have who were given nothing else: free, plus or unlimited."`
	QuotaMore string `env:"EINKPDF_QUOTA_MORE" placeholder:"SENTENCE" help:"How to get more, said to whoever is at a limit. Without it: ask an administrator."`
}

// limits are how often users may do something.
type limits struct {
	LimitAll      string `env:"EINKPDF_LIMIT_ALL" default:"300/min" placeholder:"RATE" help:"Requests of a user, or else of an address: 300/min, 300/min burst 600, 1/5s, or off."`
	LimitPDF      string `env:"EINKPDF_LIMIT_PDF" name:"limit-pdf" default:"10/min" placeholder:"RATE" help:"Planners."`
	LimitPreview  string `env:"EINKPDF_LIMIT_PREVIEW" default:"60/min" placeholder:"RATE" help:"Previews."`
	LimitUpload   string `env:"EINKPDF_LIMIT_UPLOAD" default:"20/min" placeholder:"RATE" help:"Uploads."`
	LimitCreate   string `env:"EINKPDF_LIMIT_CREATE" default:"30/min" placeholder:"RATE" help:"New projects."`
	LimitLogin    string `env:"EINKPDF_LIMIT_LOGIN" default:"10/min" placeholder:"RATE" help:"Logins from an address, and of an account."`
	LimitsCounted string `env:"EINKPDF_LIMITS_COUNTED" enum:"memory,database" default:"memory" help:"Where this is counted: memory is faster, database outlasts a restart."`
}

// work is what the server does beside answering.
type work struct {
	Renders       number `env:"EINKPDF_RENDERS" placeholder:"NUMBER" help:"Planners that are made at a time. Without it: one for each processor."`
	SandboxStrict bool   `env:"EINKPDF_SANDBOX_STRICT" help:"Refuse to start where the system cannot hold renders to all their bounds."`
	KeepPlanners  days   `env:"EINKPDF_KEEP_PLANNERS" default:"1" placeholder:"DAYS" help:"How many days finished planners can be downloaded."`
	KeepHits      days   `env:"EINKPDF_KEEP_HITS" default:"30" placeholder:"DAYS" help:"How many days it is kept who was refused for asking too often."`
	KeepAudit     days   `env:"EINKPDF_KEEP_AUDIT" default:"731" placeholder:"DAYS" help:"How many days the audit trail is kept."`
}

// logs are what the server says.
type logs struct {
	LogFormat string `env:"EINKPDF_LOG_FORMAT" enum:"text,json" default:"text" help:"Form of the log, which goes to standard error: text or json."`
	LogLevel  string `env:"EINKPDF_LOG_LEVEL" enum:"debug,info,warn,error" default:"info" help:"The least that is logged: debug, info, warn or error."`
}

// environment is what the names of all settings begin with.
const environment = "EINKPDF_"

// forTests begins what tests read.
const forTests = environment + "TEST_"

// setting is a row of the table.
type setting struct{ Flag, Env, Default, Help string }

// table lists the settings of the server.
func table(app *kong.Application) (rows []setting) {
	seen := map[string]bool{}
	for _, flags := range app.Node.AllFlags(false) {
		rows = append(rows, settingsOf(flags, seen)...)
	}
	for _, c := range app.Leaves(false) {
		rows = append(rows, settingsOf(c.Flags, seen)...)
	}
	return rows
}

// settingsOf are those flags that are settings, and not seen before.
func settingsOf(flags []*kong.Flag, seen map[string]bool) (rows []setting) {
	for _, f := range flags {
		if len(f.Envs) == 1 && !seen[f.Envs[0]] {
			seen[f.Envs[0]] = true
			row := setting{"--" + f.Name, f.Envs[0], f.Default, f.Help}
			if f.IsBool() && row.Default == "" {
				row.Default = "false"
			}
			rows = append(rows, row)
		}
	}
	return rows
}

// checkEnvironment refuses settings that there are not: a mistyped one would go unseen.
func checkEnvironment(environ []string, known []setting) error {
	var names []string
	for _, row := range known {
		names = append(names, row.Env)
	}
	for _, text := range environ {
		name, _, _ := strings.Cut(text, "=")
		if !strings.HasPrefix(name, environment) || strings.HasPrefix(name, forTests) || slices.Contains(names, name) {
			continue
		}
		message := fmt.Sprintf("there is no setting %s; docs/operating.md lists those that there are", name)
		if meant := nearest(name, names); meant != "" {
			message = fmt.Sprintf("there is no setting %s; did you mean %s?", name, meant)
		}
		return &usageError{message}
	}
	return nil
}

// nearest is the name that was probably meant, or "".
func nearest(word string, names []string) string {
	best, least := "", len(strings.TrimPrefix(word, environment))/3
	for _, name := range names {
		if d := distance(word, name); d <= least {
			best, least = name, d-1
		}
	}
	return best
}

// distance is how many letters are to be changed, left out or put in (Levenshtein).
func distance(a, b string) int {
	a, b = a[:min(len(a), 100)], b[:min(len(b), 100)]
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			d := before
			if a[i] != b[j] {
				d = 1 + min(before, row[j], row[j+1])
			}
			before, row[j+1] = row[j+1], d
		}
	}
	return row[len(b)]
}

package main

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"github.com/einkpdf/platform/auth/mail"
	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/ratelimit"
)

// What settings come to, in the words of the services.

// days are whole days, as settings have them.
type days time.Duration

// Decode reads a number of days, 1 to 3,650.
func (d *days) Decode(c *kong.DecodeContext) error {
	text, err := popText(c)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > 3650 {
		return fmt.Errorf("%q is not a number of days from 1 to 3650", text)
	}
	*d = days(time.Duration(n) * 24 * time.Hour)
	return nil
}

func (d days) duration() time.Duration { return time.Duration(d) }

// config is how much users may have.
func (p plans) config() quota.Config { return quota.Config{Default: p.Tier, More: p.QuotaMore} }

// policies are how often users may do something.
func (l limits) policies() (ratelimit.Policies, error) {
	all := ratelimit.Defaults()
	for _, is := range []struct{ name, text string }{
		{ratelimit.All, l.LimitAll}, {ratelimit.PDF, l.LimitPDF}, {ratelimit.Preview, l.LimitPreview},
		{ratelimit.Upload, l.LimitUpload}, {ratelimit.Create, l.LimitCreate}, {ratelimit.Login, l.LimitLogin},
	} {
		next, err := all.With(is.name, is.text)
		if err != nil {
			return nil, &usageError{fmt.Sprintf("--limit-%s (%sLIMIT_%s) is %.64q: like 10/min, 10/min burst 20 or 1/5s, or off", is.name, environment, strings.ToUpper(is.name), is.text)}
		}
		all = next
	}
	return all, nil
}

// registrationOpen lets anybody sign up.
const registrationOpen = "open"

// maxSecret is how long a file with a password may be, in bytes.
const maxSecret = 4096

// mailer sends mails; nil: none go out.
func (m mailing) mailer() (mail.Mailer, error) {
	if m.SMTPHost == "" {
		if m.Registration == registrationOpen {
			return nil, &usageError{"anybody may sign up, and no mail goes out that confirms it: say --smtp-host (EINKPDF_SMTP_HOST), or --registration closed"}
		}
		if m.MailFrom != "" || m.SMTPUser != "" || m.SMTPPasswordFile != "" {
			return nil, &usageError{"mails are set up without a mail server: say --smtp-host (EINKPDF_SMTP_HOST)"}
		}
		return nil, nil
	}
	if m.MailFrom == "" {
		return nil, &usageError{"mails need a sender: say --mail-from (EINKPDF_MAIL_FROM), as Planner <planner@example.com>"}
	}
	if m.SMTPPort < 0 || m.SMTPPort > 65535 {
		return nil, &usageError{fmt.Sprintf("--smtp-port (EINKPDF_SMTP_PORT) is %d: 1 to 65535, or nothing for the usual one", m.SMTPPort)}
	}
	if (m.SMTPUser == "") != (m.SMTPPasswordFile == "") {
		return nil, &usageError{"--smtp-user (EINKPDF_SMTP_USER) and --smtp-password-file (EINKPDF_SMTP_PASSWORD_FILE) go together"}
	}
	if m.SMTPSecurity == "plain" && !isLoopback(m.SMTPHost) {
		return nil, &usageError{"--smtp-security plain (EINKPDF_SMTP_SECURITY) is for a mail server on this machine alone: say starttls or tls"}
	}
	c := mail.SMTPConfig{Host: m.SMTPHost, Port: int(m.SMTPPort), Username: m.SMTPUser, From: m.MailFrom}
	switch m.SMTPSecurity {
	case "tls":
		c.Security = mail.ImplicitTLS
	case "plain":
		c.Security = mail.Plain
	}
	if m.SMTPPasswordFile != "" {
		data, err := os.ReadFile(m.SMTPPasswordFile)
		if err != nil {
			return nil, fmt.Errorf("--smtp-password-file (EINKPDF_SMTP_PASSWORD_FILE): %w", err)
		}
		if c.Password = string(bytes.TrimRight(data, "\r\n")); len(data) > maxSecret {
			return nil, &usageError{"--smtp-password-file is no file with a password: it is too long"}
		}
	}
	s, err := mail.NewSMTP(c)
	if err != nil {
		return nil, &usageError{"mails cannot be sent as --smtp-host, --mail-from and the others say: " + strings.TrimPrefix(err.Error(), "mail: ")}
	}
	return s, nil
}

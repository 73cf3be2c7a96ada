package main

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/einkpdf/platform/auth/mail"
	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/ratelimit"
)

// What settings come to, in the words of the services.

// days are whole days, as settings have them.
type days time.Duration

// UnmarshalText reads a number of days, 1 to 3,650.
func (d *days) UnmarshalText(text []byte) error {
	n, err := strconv.Atoi(string(text))
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
			return nil, &usageError{fmt.Sprintf("--limit-%s: %v", is.name, err)}
		}
		all = next
	}
	return all, nil
}

// maxSecret is how long a file with a password may be, in bytes.
const maxSecret = 4096

// mailer sends mails; nil: none go out.
func (m mailing) mailer() (mail.Mailer, error) {
	if m.SMTPHost == "" {
		if m.MailFrom != "" || m.SMTPUser != "" || m.SMTPPasswordFile != "" {
			return nil, &usageError{"mails are set up without a mail server: say --smtp-host (EINKPDF_SMTP_HOST)"}
		}
		return nil, nil
	}
	c := mail.SMTPConfig{Host: m.SMTPHost, Port: m.SMTPPort, Username: m.SMTPUser, From: m.MailFrom}
	switch m.SMTPSecurity {
	case "tls":
		c.Security = mail.ImplicitTLS
	case "plain":
		c.Security = mail.Plain
	}
	if m.SMTPPasswordFile != "" {
		data, err := os.ReadFile(m.SMTPPasswordFile)
		if err != nil {
			return nil, fmt.Errorf("--smtp-password-file: %w", err)
		}
		if c.Password = string(bytes.TrimRight(data, "\r\n")); len(data) > maxSecret {
			return nil, &usageError{"--smtp-password-file is no file with a password: it is too long"}
		}
	}
	s, err := mail.NewSMTP(c)
	if err != nil {
		return nil, &usageError{"mails cannot be sent as the settings say: " + err.Error()}
	}
	return s, nil
}

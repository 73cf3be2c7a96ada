package mail_test

import (
	"context"
	"crypto/tls"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth/mail"
	"github.com/einkpdf/platform/auth/mail/mailtest"
)

// client returns a Mailer for the server, after change.
func client(t testing.TB, s *server, change func(*mail.SMTPConfig)) *mail.SMTP {
	t.Helper()
	c := mail.SMTPConfig{
		Host: s.host, Port: s.port, Username: serverUser, Password: serverPassword,
		From: "Plänner <noreply@planner.example>", TLS: &tls.Config{RootCAs: s.pool}, Timeout: time.Minute,
	}
	if change != nil {
		change(&c)
	}
	mailer, err := mail.NewSMTP(c)
	require.NoError(t, err)
	return mailer
}

func TestSMTPSuite(t *testing.T) {
	t.Parallel()
	mailtest.Run(t, func(t *testing.T) (mail.Mailer, func() [][]byte) {
		s := new(server).start(t)
		return client(t, s, nil), s.sent
	})
}

func TestSMTPConversation(t *testing.T) {
	t.Parallel()
	plain := []string{"AUTH PLAIN"}
	for name, c := range map[string]struct {
		server *server
		change func(*mail.SMTPConfig)
		steps  string
	}{
		"STARTTLS": {steps: "EHLO STARTTLS EHLO AUTH MAIL RCPT DATA QUIT"},
		"implicit TLS": {
			server: &server{secure: true},
			change: func(c *mail.SMTPConfig) { c.Security = mail.ImplicitTLS },
			steps:  "EHLO AUTH MAIL RCPT DATA QUIT",
		},
		"plain on loopback": {
			server: &server{offers: plain},
			change: func(c *mail.SMTPConfig) { c.Security, c.Host = mail.Plain, "127.0.0.1" },
			steps:  "EHLO AUTH MAIL RCPT DATA QUIT",
		},
		"LOGIN": {
			server: &server{inside: []string{"AUTH LOGIN CRAM-MD5"}},
			steps:  "EHLO STARTTLS EHLO AUTH MAIL RCPT DATA QUIT",
		},
		"no password": {
			change: func(c *mail.SMTPConfig) { c.Username, c.Password = "", "" },
			steps:  "EHLO STARTTLS EHLO MAIL RCPT DATA QUIT",
		},
		"greeting of our own": {
			change: func(c *mail.SMTPConfig) { c.Hello = "planner.example" },
			steps:  "EHLO STARTTLS EHLO AUTH MAIL RCPT DATA QUIT",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := c.server.start(t)
			require.NoError(t, client(t, s, c.change).Send(t.Context(), mailtest.Message()))
			require.Len(t, s.sent(), 1)
			var steps []string
			for line := range strings.Lines(s.said()) {
				verb, _, _ := strings.Cut(strings.TrimSpace(line), " ")
				steps = append(steps, verb)
			}
			require.Equal(t, c.steps, strings.Join(steps, " "))
			require.Contains(t, s.said(), "MAIL FROM:<noreply@planner.example>")
			require.Contains(t, s.said(), "RCPT TO:<reader@example.org>")
		})
	}
}

// Replies quote the address, as servers do.
func TestSMTPReplies(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		verb, reply string
		refused     bool
		message     string
	}{
		{"CONNECT", "421 reader@example.org later", false, "mail: greeting: the mail server answers 421"},
		{"CONNECT", "554 no service", false, "mail: greeting: the mail server answers 554"},
		{"EHLO", "550 go away reader@example.org", false, "mail: EHLO: the mail server answers 550"},
		{"STARTTLS", "454 4.7.0 not now", false, "mail: STARTTLS: the mail server answers 454 4.7.0"},
		{"AUTH", "535 5.7.8 planner correct horse", false, "mail: AUTH: the mail server answers 535 5.7.8"},
		{"AUTH", "454 4.7.0 later", false, "mail: AUTH: the mail server answers 454 4.7.0"},
		{"MAIL", "530 5.7.0 log in first", false, "mail: MAIL FROM: the mail server answers 530 5.7.0"},
		{"MAIL", "550 5.7.1 sender noreply@planner.example", false, "mail: MAIL FROM: the mail server answers 550 5.7.1"},
		{"MAIL", "451 4.3.0 try later", false, "mail: MAIL FROM: the mail server answers 451 4.3.0"},
		{"RCPT", "450 4.2.1 <reader@example.org>: greylisted", false, "mail: RCPT TO: the mail server answers 450 4.2.1"},
		{"RCPT", "550 5.1.1 <reader@example.org>: unknown", true, "mail: RCPT TO: the mail server answers 550 5.1.1"},
		{"RCPT", "550-5.1.1 <reader@example.org>\r\n550 5.1.1 unknown", true, "mail: RCPT TO: the mail server answers 550 5.1.1"},
		{"RCPT", "553 reader@example.org", true, "mail: RCPT TO: the mail server answers 553"},
		{"RCPT", "reader@example.org is unknown", false, "mail: RCPT TO: the mail server's answer makes no sense"},
		{"DATA", "452 4.3.1 full", false, "mail: DATA: the mail server answers 452 4.3.1"},
		{"DATA", "554 5.5.1 no", true, "mail: DATA: the mail server answers 554 5.5.1"},
		{".", "552 5.3.4 too large for reader@example.org", true, "mail: DATA: the mail server answers 552 5.3.4"},
		{".", "451 4.7.1 reset-0192f0aa greylisted", false, "mail: DATA: the mail server answers 451 4.7.1"},
	} {
		t.Run(c.verb+" "+c.reply[:3], func(t *testing.T) {
			t.Parallel()
			s := (&server{replies: map[string]string{c.verb: c.reply}}).start(t)
			err := client(t, s, nil).Send(t.Context(), mailtest.Message())
			require.EqualError(t, err, c.message)
			if c.refused {
				require.ErrorIs(t, err, mail.ErrRefused)
			} else {
				require.NotErrorIs(t, err, mail.ErrRefused)
			}
			require.Empty(t, s.sent())
		})
	}
}

// What a server does wrong after it has accepted the mail changes nothing: an
// error would send it again.
func TestSMTPAcceptedIsAccepted(t *testing.T) {
	t.Parallel()
	for _, reply := range []string{"drop", "hang", "421 busy", "nonsense"} {
		t.Run(reply, func(t *testing.T) {
			t.Parallel()
			s := (&server{replies: map[string]string{"QUIT": reply}}).start(t)
			require.NoError(t, client(t, s, nil).Send(t.Context(), mailtest.Message()))
			require.Len(t, s.sent(), 1)
		})
	}
}

func TestSMTPServerHangs(t *testing.T) {
	t.Parallel()
	for _, verb := range []string{"CONNECT", "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "."} {
		t.Run(verb, func(t *testing.T) {
			t.Parallel()
			s := (&server{replies: map[string]string{verb: "hang"}}).start(t)
			ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
			defer cancel()
			err := client(t, s, nil).Send(ctx, mailtest.Message())
			require.ErrorIs(t, err, context.DeadlineExceeded)
			require.NotErrorIs(t, err, mail.ErrRefused)

			short := client(t, s, func(c *mail.SMTPConfig) { c.Timeout = 100 * time.Millisecond })
			require.ErrorIs(t, short.Send(t.Context(), mailtest.Message()), context.DeadlineExceeded)
		})
	}
}

func TestSMTPServerDrops(t *testing.T) {
	t.Parallel()
	for _, verb := range []string{"CONNECT", "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "."} {
		t.Run(verb, func(t *testing.T) {
			t.Parallel()
			s := (&server{replies: map[string]string{verb: "drop"}}).start(t)
			err := client(t, s, nil).Send(t.Context(), mailtest.Message())
			require.Error(t, err)
			require.NotErrorIs(t, err, mail.ErrRefused)
			require.NotContains(t, err.Error(), "reader")
			require.NotContains(t, err.Error(), "makes no sense")
		})
	}
}

// A reply without an end costs a bounded amount of memory, and no retry limit.
func TestSMTPEndlessReply(t *testing.T) {
	t.Parallel()
	s := (&server{replies: map[string]string{"EHLO": strings.Repeat("250-reader@example.org\r\n", 1<<15)}}).start(t)
	err := client(t, s, nil).Send(t.Context(), mailtest.Message())
	require.EqualError(t, err, "mail: EHLO: the mail server says too much")
}

func TestSMTPTrust(t *testing.T) {
	t.Parallel()
	wrongName, wrongPool := certificate(t, "other.example", time.Now().Add(time.Hour))
	old, oldPool := certificate(t, "localhost", time.Now().Add(-time.Hour))
	for name, c := range map[string]struct {
		server  *server
		change  func(*server, *mail.SMTPConfig)
		message string
	}{
		"STARTTLS is not offered": {
			server:  &server{offers: []string{"AUTH PLAIN"}},
			message: "mail: STARTTLS: the mail server offers no STARTTLS",
		},
		"unknown authority": {
			change:  func(_ *server, c *mail.SMTPConfig) { c.TLS = nil },
			message: "mail: STARTTLS: the mail server's certificate is signed by an unknown authority",
		},
		"unknown authority, implicit": {
			server:  &server{secure: true},
			change:  func(_ *server, c *mail.SMTPConfig) { c.TLS, c.Security = nil, mail.ImplicitTLS },
			message: "mail: connect: the mail server's certificate is signed by an unknown authority",
		},
		"another name": {
			change:  func(s *server, c *mail.SMTPConfig) { s.tls, c.TLS.RootCAs = wrongName, wrongPool },
			message: "mail: STARTTLS: the mail server's certificate is for another name",
		},
		"expired": {
			change:  func(s *server, c *mail.SMTPConfig) { s.tls, c.TLS.RootCAs = old, oldPool },
			message: "mail: STARTTLS: the mail server's certificate has expired, or is not yet valid",
		},
		"AUTH is not offered": {
			server:  &server{inside: []string{"AUTH CRAM-MD5"}},
			message: "mail: AUTH: the mail server offers neither AUTH PLAIN nor LOGIN",
		},
		"TLS 1.1": {
			change: func(s *server, c *mail.SMTPConfig) {
				s.tls.MinVersion, s.tls.MaxVersion, c.TLS.MinVersion = tls.VersionTLS10, tls.VersionTLS11, tls.VersionTLS10
			},
			message: "mail: STARTTLS: remote error: tls: protocol version not supported",
		},
		"TLS where none is spoken": {
			change:  func(_ *server, c *mail.SMTPConfig) { c.Security = mail.ImplicitTLS },
			message: "mail: connect: first record does not look like a TLS handshake",
		},
		"no address outside ASCII": {
			message: "mail: refused: the mail server takes no addresses outside ASCII",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := c.server.start(t)
			mailer := client(t, s, func(config *mail.SMTPConfig) {
				if c.change != nil {
					c.change(s, config)
				}
			})
			m := mailtest.Message()
			if strings.Contains(c.message, "ASCII") {
				m.To = "lesér@example.org"
			}
			err := mailer.Send(t.Context(), m)
			require.EqualError(t, err, c.message)
			require.Empty(t, s.sent())
			if strings.Contains(c.message, "TLS") || strings.Contains(c.message, "certificate") {
				require.NotContains(t, s.said(), "AUTH", "no password without TLS")
			}
		})
	}
}

func TestSMTPUTF8(t *testing.T) {
	t.Parallel()
	s := (&server{inside: []string{"8BITMIME", "SMTPUTF8", "AUTH PLAIN"}}).start(t)
	mailer := client(t, s, nil)
	m := mailtest.Message()
	require.NoError(t, mailer.Send(t.Context(), m))
	require.NotContains(t, s.said(), "SMTPUTF8", "asked for only when needed: the next server may not know it")
	m.To = "lesér@example.org"
	require.NoError(t, mailer.Send(t.Context(), m))
	require.Contains(t, s.said(), "SMTPUTF8")
	require.Contains(t, s.said(), "RCPT TO:<lesér@example.org>")
	header, _ := mailtest.Parse(t, s.sent()[1])
	to, err := header.AddressList("To")
	require.NoError(t, err)
	require.Equal(t, m.To, to[0].Address)
}

// What the host gives stays the host's.
func TestSMTPCopiesTLS(t *testing.T) {
	t.Parallel()
	config := &tls.Config{MinVersion: tls.VersionTLS10}
	_, err := mail.NewSMTP(mail.SMTPConfig{Host: "smtp.example.com", From: "a@b.example", TLS: config})
	require.NoError(t, err)
	require.Empty(t, config.ServerName)
	require.EqualValues(t, tls.VersionTLS10, config.MinVersion)
}

func TestSMTPUnreachable(t *testing.T) {
	t.Parallel()
	mailer, err := mail.NewSMTP(mail.SMTPConfig{Host: "127.0.0.1", Port: 1, From: "a@b.example"})
	require.NoError(t, err)
	err = mailer.Send(t.Context(), mailtest.Message())
	require.ErrorContains(t, err, "mail: connect: dial tcp 127.0.0.1:1: ")
	require.NotErrorIs(t, err, mail.ErrRefused)
}

func TestNewSMTPRefuses(t *testing.T) {
	t.Parallel()
	valid := mail.SMTPConfig{Host: "smtp.example.com", From: "a@b.example"}
	_, err := mail.NewSMTP(valid)
	require.NoError(t, err)
	for name, change := range map[string]func(*mail.SMTPConfig){
		"no host":                func(c *mail.SMTPConfig) { c.Host = "" },
		"URL":                    func(c *mail.SMTPConfig) { c.Host = "smtp://example.com" },
		"host and port":          func(c *mail.SMTPConfig) { c.Host = "example.com:25" },
		"line break in the host": func(c *mail.SMTPConfig) { c.Host = "example.com\r\n" },
		"port":                   func(c *mail.SMTPConfig) { c.Port = 65536 },
		"negative port":          func(c *mail.SMTPConfig) { c.Port = -1 },
		"unknown security":       func(c *mail.SMTPConfig) { c.Security = 3 },
		"plain, far away":        func(c *mail.SMTPConfig) { c.Security = mail.Plain },
		"plain, private address": func(c *mail.SMTPConfig) { c.Security, c.Host = mail.Plain, "10.0.0.1" },
		"no password":            func(c *mail.SMTPConfig) { c.Username = "a" },
		"no user":                func(c *mail.SMTPConfig) { c.Password = "secret" },
		"NUL in the password":    func(c *mail.SMTPConfig) { c.Username, c.Password = "a", "secret\x00" },
		"no sender":              func(c *mail.SMTPConfig) { c.From = "" },
		"sender's line break":    func(c *mail.SMTPConfig) { c.From = "a\r\nBcc: x@y.example <a@b.example>" },
		"sender outside ASCII":   func(c *mail.SMTPConfig) { c.From = "a@bücher.example" },
		"sender's domain":        func(c *mail.SMTPConfig) { c.From = "a@[127.0.0.1]" },
		"greeting":               func(c *mail.SMTPConfig) { c.Hello = "a\r\nRSET" },
		"negative timeout":       func(c *mail.SMTPConfig) { c.Timeout = -1 },
	} {
		c := valid
		change(&c)
		_, err := mail.NewSMTP(c)
		require.ErrorContains(t, err, "mail: ", name)
		require.NotContains(t, err.Error(), "secret", name)
	}
}

// Whoever logs a value by accident logs no secret.
func TestPrintedValuesKeepSecrets(t *testing.T) {
	t.Parallel()
	c := mail.SMTPConfig{Host: "smtp.example.com", Username: "user", Password: "secret", From: "a@b.example"}
	mailer, err := mail.NewSMTP(c)
	require.NoError(t, err)
	for _, value := range []any{c, &c, mailer, mailtest.Message(), []mail.Message{mailtest.Message()}} {
		var log strings.Builder
		slog.New(slog.NewTextHandler(&log, nil)).Info("x", "value", value)
		for _, text := range []string{fmt.Sprintf("%v %+v %s", value, value, value), fmt.Sprintf("%#v", value), log.String()} {
			require.NotContains(t, text, "secret")
			require.NotContains(t, text, "reader@")
			require.NotContains(t, text, "reset#")
		}
	}
}

package mail

import (
	"context"
	"errors"
	"net"
	netmail "net/mail"
	"slices"
	"time"

	"github.com/wneessen/go-mail/smtp"
)

// quitTimeout is how long we wait for the farewell of a server that has already
// answered for the mail.
const quitTimeout = time.Second

// Errors that say what a mail server lacks.
var (
	errNoSTARTTLS = errors.New("the mail server offers no STARTTLS")
	errNoAuth     = errors.New("the mail server offers neither AUTH PLAIN nor LOGIN")
)

// session is the conversation about one mail (RFC 5321, 3). It speaks through
// go-mail's smtp.Client step by step instead of its DialAndSend: that one makes an
// error of a connection that breaks after the mail was accepted, so that the mail
// would go out twice, and its errors quote addresses.
type session struct {
	config *SMTPConfig
	ctx    context.Context
	conn   net.Conn
	client *smtp.Client
}

// deliver returns nil when the server has accepted the mail.
func (s *session) deliver(from, to string, mail []byte) error {
	// The server must know addresses outside ASCII (RFC 6531) when we need it.
	utf8 := !isASCII(to)
	steps := []struct {
		name string
		run  func() error
	}{
		{"greeting", s.greet},
		{"EHLO", func() error { return s.client.Hello(s.config.Hello) }},
		{"STARTTLS", s.startTLS},
		{"AUTH", s.authenticate},
		{"MAIL FROM", func() error {
			if known, _ := s.client.Extension("SMTPUTF8"); utf8 && !known {
				return refused("the mail server takes no addresses outside ASCII")
			}
			s.client.SkipSMTPUTF8(!utf8)
			return s.client.Mail(path(from))
		}},
		{"RCPT TO", func() error { return s.client.Rcpt(path(to)) }},
		{"DATA", func() error { return s.data(mail) }},
	}
	for _, step := range steps {
		if err := step.run(); err != nil {
			err = problem(s.ctx, step.name, err)
			s.quit(err)
			return err
		}
	}
	s.quit(nil) // whatever happens from here on, the mail is theirs
	return nil
}

func (s *session) greet() (err error) {
	s.client, err = smtp.NewClient(s.conn, s.config.Host)
	return err
}

func (s *session) startTLS() error {
	if s.config.Security != STARTTLS {
		return nil
	}
	if offered, _ := s.client.Extension("STARTTLS"); !offered {
		return errNoSTARTTLS
	}
	return s.client.StartTLS(s.config.TLS)
}

func (s *session) authenticate() error {
	if s.config.Username == "" {
		return nil
	}
	return s.client.Auth(&login{user: s.config.Username, password: s.config.Password, plain: s.config.Security == Plain})
}

func (s *session) data(mail []byte) error {
	w, err := s.client.Data()
	if err != nil {
		return err
	}
	if _, err := w.Write(mail); err != nil {
		return err // not closed: that would send what is there
	}
	return w.Close() // waits for the answer
}

// quit takes leave of a server that is still listening. Nothing depends on it.
func (s *session) quit(err error) {
	var reply *ReplyError
	if s.client == nil || err != nil && !errors.As(err, &reply) && !errors.Is(err, ErrRefused) {
		return
	}
	if s.conn.SetDeadline(time.Now().Add(quitTimeout)) == nil {
		_ = s.client.Quit()
	}
}

// path writes an address for MAIL and RCPT: in angle brackets, quoted if need be.
func path(address string) string { return (&netmail.Address{Address: address}).String() }

// login authenticates with PLAIN, or else LOGIN: over TLS both are as safe, and
// every server has one of them.
type login struct {
	user, password string
	plain          bool // no TLS, on loopback
	smtp.Auth           // the chosen one
}

// Start chooses by what the server offers.
func (l *login) Start(server *smtp.ServerInfo) (string, []byte, error) {
	switch {
	case slices.Contains(server.Auth, "PLAIN"):
		l.Auth = smtp.PlainAuth("", l.user, l.password, server.Name, l.plain)
	case slices.Contains(server.Auth, "LOGIN"):
		l.Auth = smtp.LoginAuth(l.user, l.password, server.Name, l.plain)
	default:
		return "", nil, errNoAuth
	}
	return l.Auth.Start(server)
}

package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// Security says how the connection to the mail server is protected.
type Security int

const (
	// STARTTLS demands TLS on a connection that begins in the clear (RFC 3207).
	// A server that does not offer it gets neither password nor mail.
	STARTTLS Security = iota
	// ImplicitTLS begins with TLS (RFC 8314, port 465).
	ImplicitTLS
	// Plain has no TLS, and is for a mail server on the same machine: any
	// address but a loopback one is refused.
	Plain
)

// SMTPConfig describes the mail server. Host and From must be set.
type SMTPConfig struct {
	// Host is the mail server's name, or its IP address. Its certificate must be
	// for this name.
	Host string
	// Port is 587 if 0; 465 with ImplicitTLS, 25 with Plain.
	Port int
	// Security is STARTTLS if not set.
	Security Security
	// Username and Password are for AUTH PLAIN or LOGIN: both, or none.
	Username, Password string
	// From is the sender of all mails, "Name <address>", ASCII in the address.
	From string
	// Hello is the name that we greet with; empty, localhost. Relays on the
	// internet may ask for the machine's full name here.
	Hello string
	// Timeout is for a mail from first packet to last, 45 s if 0, which fits into
	// an Outbox's lease of a minute. Servers look at a mail before they accept it,
	// some for half a minute; who does not wait for the answer sends it again, for
	// nothing (RFC 5321, 4.5.3.2.6).
	Timeout time.Duration
	// TLS has the roots and what else differs from the default: the system's
	// roots, Host as the server's name, TLS 1.2 or newer. It is cloned.
	TLS *tls.Config
	// Now is the clock for the mails' dates, time.Now if nil.
	Now func() time.Time
}

// String names the server, and keeps the password out of logs.
func (c SMTPConfig) String() string { return "SMTP server " + c.address() }

// GoString is String, for %#v.
func (c SMTPConfig) GoString() string { return c.String() }

func (c SMTPConfig) address() string { return net.JoinHostPort(c.Host, strconv.Itoa(c.Port)) }

// SMTP is a [Mailer] that hands each mail to a mail server, on a connection of
// its own.
type SMTP struct {
	config SMTPConfig // defaults filled in
	from   *netmail.Address
}

// String names the server, and keeps the password out of logs.
func (s *SMTP) String() string { return s.config.String() }

// GoString is String, for %#v.
func (s *SMTP) GoString() string { return s.String() }

// NewSMTP checks c and connects to nothing.
func NewSMTP(c SMTPConfig) (*SMTP, error) {
	from, err := parseFrom(c.From)
	if err != nil {
		return nil, err
	}
	if err := c.fill(); err != nil {
		return nil, fmt.Errorf("mail: %w", err)
	}
	return &SMTP{config: c, from: from}, nil
}

// fill checks c and sets its defaults.
func (c *SMTPConfig) fill() error {
	if !isHost(c.Host) {
		return errors.New("the mail server's Host must be a name or an IP address, without a port")
	}
	if c.Hello == "" {
		c.Hello = "localhost"
	}
	if !isHost(c.Hello) {
		return errors.New("the Hello must be the name of a machine")
	}
	if c.Security < STARTTLS || c.Security > Plain {
		return fmt.Errorf("unknown Security %d", c.Security)
	}
	if c.Security == Plain && !isLoopback(c.Host) {
		return errors.New("a connection without TLS is for localhost alone: use STARTTLS or ImplicitTLS")
	}
	if c.Port == 0 {
		c.Port = map[Security]int{STARTTLS: 587, ImplicitTLS: 465, Plain: 25}[c.Security]
	}
	if c.Port < 1 || c.Port > 65535 {
		return fmt.Errorf("port %d is not in 1..65535", c.Port)
	}
	if (c.Username == "") != (c.Password == "") {
		return errors.New("user name and password for the mail server: set both or none")
	}
	// RFC 4616: PLAIN separates them with NUL.
	if len(c.Username) > 255 || len(c.Password) > 1024 || !oneLine(c.Username) || !oneLine(c.Password) {
		return errors.New("user name or password for the mail server are too long, or have control characters")
	}
	if c.Timeout < 0 {
		return errors.New("the Timeout is negative")
	}
	if c.Timeout == 0 {
		c.Timeout = 45 * time.Second
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	config := &tls.Config{}
	if c.TLS != nil {
		config = c.TLS.Clone()
	}
	if config.ServerName == "" {
		config.ServerName = c.Host
	}
	config.MinVersion = max(config.MinVersion, tls.VersionTLS12)
	c.TLS = config
	return nil
}

// Send hands m to the mail server and returns when it has accepted it. When ctx
// ends or Config.Timeout is over, the connection is closed at once. Its errors
// are those of [Mailer]; what the server answered is a [*ReplyError].
func (s *SMTP) Send(ctx context.Context, m Message) error {
	mail, err := compose(s.from, m, s.config.Now(), forTransport)
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, s.config.Timeout)
	defer cancel()

	conn, err := s.connect(ctx)
	if err != nil {
		return problem(ctx, "connect", err)
	}
	defer func() { _ = conn.Close() }()
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	return (&session{config: &s.config, ctx: ctx, conn: conn}).deliver(s.from.Address, m.To, mail)
}

// isHost tells names and IP addresses from URLs, host:port and worse.
func isHost(s string) bool {
	if _, err := netip.ParseAddr(s); err == nil {
		return true
	}
	return s != "" && len(s) <= 253 && !strings.ContainsFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '.' && r != '_'
	})
}

func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}

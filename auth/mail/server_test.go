package mail_test

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"math/big"
	"net"
	"net/textproto"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// What the test server's account is.
const (
	serverUser     = "planner"
	serverPassword = "correct horse"
)

// server is a mail server on a real connection (RFC 5321). Its zero value offers
// STARTTLS, and AUTH PLAIN behind it, and accepts everything.
type server struct {
	tls     *tls.Config
	pool    *x509.CertPool
	secure  bool              // TLS from the first byte
	offers  []string          // EHLO lines before TLS; nil: STARTTLS
	inside  []string          // EHLO lines with TLS; nil: AUTH PLAIN
	replies map[string]string // by verb: instead of the usual one; "." after DATA; "hang" and "drop"
	host    string
	port    int

	mu    sync.Mutex
	lines []string // what clients said, without the mails
	mails [][]byte
	conns sync.WaitGroup
}

// start listens on a free port of the loopback interface until the test's end.
func (s *server) start(t testing.TB) *server {
	t.Helper()
	if s == nil {
		s = new(server)
	}
	s.tls, s.pool = certificate(t, "localhost", time.Now().Add(time.Hour))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s.host, s.port = "localhost", listener.Addr().(*net.TCPAddr).Port
	ctx, stop := context.WithCancel(context.Background())
	s.conns.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			s.conns.Go(func() {
				defer func() { _ = conn.Close() }()
				defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
				s.serve(conn)
			})
		}
	})
	t.Cleanup(func() {
		stop()
		_ = listener.Close()
		s.conns.Wait()
	})
	return s
}

// serve holds one conversation.
func (s *server) serve(conn net.Conn) {
	encrypted := false
	if s.secure {
		conn, encrypted = tls.Server(conn, s.tls), true
	}
	r := textproto.NewReader(bufio.NewReader(conn))
	// answer replies. It says whether all is well, and whether to go on at all.
	answer := func(verb, usual string) (fine, alive bool) {
		reply, other := s.replies[verb]
		switch {
		case !other:
			reply = usual
		case reply == "hang":
			_, _ = r.ReadLine() // until somebody closes
			return false, false
		case reply == "drop":
			return false, false
		}
		_, err := conn.Write([]byte(reply + "\r\n"))
		return reply[0] == '2' || reply[0] == '3', err == nil
	}
	_, alive := answer("CONNECT", "220 localhost ready")
	for alive {
		line, err := r.ReadLine()
		if err != nil {
			return
		}
		s.note(line)
		verb, argument, _ := strings.Cut(line, " ")
		switch verb = strings.ToUpper(verb); verb {
		case "EHLO":
			_, alive = answer(verb, ehlo(append([]string{"localhost"}, s.extensions(encrypted)...)))
		case "STARTTLS":
			var fine bool
			if fine, alive = answer(verb, "220 go ahead"); fine {
				conn, encrypted = tls.Server(conn, s.tls), true
				r = textproto.NewReader(bufio.NewReader(conn))
			}
		case "AUTH":
			_, alive = answer(verb, s.authenticate(conn, r, argument))
		case "DATA":
			var fine bool
			if fine, alive = answer(verb, "354 go ahead"); !fine {
				continue
			}
			mail, err := r.ReadDotBytes()
			if err != nil {
				return
			}
			if s.replies["."] == "" {
				s.keep(mail)
			}
			_, alive = answer(".", "250 2.0.0 queued")
		case "QUIT":
			answer(verb, "221 bye")
			return
		case "MAIL", "RCPT":
			_, alive = answer(verb, "250 2.1.0 fine")
		default:
			_, alive = answer(verb, "502 5.5.1 what?")
		}
	}
}

// ehlo writes the lines of a reply, the last one without a dash.
func ehlo(lines []string) string {
	last := len(lines) - 1
	reply := ""
	for _, line := range lines[:last] {
		reply += "250-" + line + "\r\n"
	}
	return reply + "250 " + lines[last]
}

func (s *server) extensions(encrypted bool) []string {
	switch {
	case encrypted && s.inside != nil:
		return s.inside
	case encrypted:
		return []string{"8BITMIME", "ENHANCEDSTATUSCODES", "AUTH PLAIN LOGIN"}
	case s.offers != nil:
		return s.offers
	}
	return []string{"STARTTLS"}
}

// authenticate checks PLAIN (RFC 4616) and LOGIN.
func (s *server) authenticate(conn net.Conn, r *textproto.Reader, argument string) string {
	ask := func(challenge string) string {
		_, _ = conn.Write([]byte("334 " + base64.StdEncoding.EncodeToString([]byte(challenge)) + "\r\n"))
		line, _ := r.ReadLine()
		answer, _ := base64.StdEncoding.DecodeString(line)
		return string(answer)
	}
	mechanism, initial, _ := strings.Cut(argument, " ")
	var user, password string
	if mechanism == "LOGIN" {
		user, password = ask("Username:"), ask("Password:")
	} else if plain, err := base64.StdEncoding.DecodeString(initial); err == nil {
		if parts := strings.Split(string(plain), "\x00"); len(parts) == 3 {
			user, password = parts[1], parts[2]
		}
	}
	if user != serverUser || password != serverPassword {
		return "535 5.7.8 no: " + user + " " + password
	}
	return "235 2.7.0 welcome"
}

func (s *server) note(line string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lines = append(s.lines, line)
}

func (s *server) keep(mail []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mails = append(s.mails, mail)
}

func (s *server) said() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.lines, "\n")
}

func (s *server) sent() [][]byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([][]byte(nil), s.mails...)
}

// certificate makes a self-signed one, and the pool that trusts it.
func certificate(t testing.TB, name string, until time.Time) (*tls.Config, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name},
		NotBefore: until.Add(-24 * time.Hour), NotAfter: until,
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	leaf, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, pool
}

package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"syscall"
)

// maxReplies bounds all that a mail server says during one mail, TLS included:
// the answers have no limit of their own. Ordinary ones are a few thousand bytes.
const maxReplies = 256 << 10

var errTooMuch = errors.New("the mail server says too much")

// connect opens the connection; with implicit TLS after its handshake.
func (s *SMTP) connect(ctx context.Context) (net.Conn, error) {
	dialer := net.Dialer{}
	if s.config.Security == Plain {
		dialer.Control = onlyLoopback
	}
	conn, err := dialer.DialContext(ctx, "tcp", s.config.address())
	if err != nil {
		return nil, err
	}
	conn = &boundedConn{Conn: conn, left: maxReplies}
	if s.config.Security != ImplicitTLS {
		return conn, nil
	}
	secure := tls.Client(conn, s.config.TLS)
	if err := secure.HandshakeContext(ctx); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return secure, nil
}

// onlyLoopback looks at the address that a name led to, before anything is sent.
func onlyLoopback(_, address string, _ syscall.RawConn) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return err
	}
	if !isLoopback(host) {
		return errors.New("not a loopback address, and no TLS")
	}
	return nil
}

// boundedConn reads at most left bytes. One goroutine reads it.
type boundedConn struct {
	net.Conn
	left int
}

func (c *boundedConn) Read(p []byte) (int, error) {
	if c.left <= 0 {
		return 0, errTooMuch
	}
	n, err := c.Conn.Read(p[:min(len(p), c.left)])
	c.left -= n
	return n, err
}

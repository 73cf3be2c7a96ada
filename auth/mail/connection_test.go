package mail

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A name that is for this machine may lead elsewhere: /etc/hosts says where to.
func TestOnlyLoopback(t *testing.T) {
	t.Parallel()
	for address, ok := range map[string]bool{
		"127.0.0.1:25": true, "127.8.9.1:25": true, "[::1]:25": true, "[::ffff:127.0.0.1]:25": true,
		"192.0.2.1:25": false, "[2001:db8::1]:25": false, "[::ffff:192.0.2.1]:25": false, "0.0.0.0:25": false, "127.0.0.1": false, "": false,
	} {
		require.Equal(t, ok, onlyLoopback("tcp", address, nil) == nil, address)
	}
}

// The answer to a mail is waited for as long as an Outbox's lease, a minute, allows.
func TestDefaultTimeout(t *testing.T) {
	t.Parallel()
	s, err := NewSMTP(SMTPConfig{Host: "smtp.example.com", From: "a@b.example"})
	require.NoError(t, err)
	require.Equal(t, 45*time.Second, s.config.Timeout)
}

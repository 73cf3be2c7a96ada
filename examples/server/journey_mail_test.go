package main

import (
	"bufio"
	"io"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"net/textproto"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// mailbox is a mail server that keeps the tokens of the links in what it is sent, whomever it is for.
type mailbox struct {
	listener net.Listener

	mu     sync.Mutex
	tokens []string
	came   chan struct{} // closed by the next one
}

// openMailbox opens one, in which there are some already.
func openMailbox(t *testing.T, tokens []string) *mailbox {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	b := &mailbox{listener: l, tokens: append([]string{}, tokens...), came: make(chan struct{})}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go b.receive(c)
		}
	}()
	return b
}

// settings are those of a server that sends its mails here.
func (b *mailbox) settings() []string {
	port := strconv.Itoa(b.listener.Addr().(*net.TCPAddr).Port)
	return []string{"--registration", "open", "--smtp-host", "127.0.0.1", "--smtp-port", port, "--smtp-security", "plain", "--mail-from", "Planner <planner@example.com>"}
}

// receive speaks as much SMTP as a client needs (RFC 5321).
func (b *mailbox) receive(c net.Conn) {
	defer c.Close() //nolint:errcheck // who sends has its answer
	text := textproto.NewConn(c)
	say := func(line string) bool { return text.PrintfLine("%s", line) == nil }
	for ok := say("220 here"); ok; {
		line, err := text.ReadLine()
		if err != nil {
			return // also where the server was killed
		}
		switch verb, _, _ := strings.Cut(strings.ToUpper(line), " "); verb {
		case "DATA":
			ok = say("354 go on")
			data, err := text.ReadDotBytes()
			if err != nil {
				return
			}
			b.put(string(data))
			ok = ok && say("250 kept")
		case "QUIT":
			say("221 bye")
			return
		default:
			ok = say("250 fine")
		}
	}
}

// put keeps the token of a mail.
func (b *mailbox) put(data string) {
	m, err := mail.ReadMessage(bufio.NewReader(strings.NewReader(data)))
	if err != nil {
		return
	}
	body := m.Body
	if strings.EqualFold(m.Header.Get("Content-Transfer-Encoding"), "quoted-printable") {
		body = quotedprintable.NewReader(body)
	}
	words, err := io.ReadAll(body)
	found := regexp.MustCompile(`#token=(\S+)`).FindSubmatch(words)
	if err != nil || found == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.tokens = append(b.tokens, string(found[1]))
	close(b.came)
	b.came = make(chan struct{})
}

// has are the tokens that came, and what is closed when there is another one.
func (b *mailbox) has() ([]string, <-chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string{}, b.tokens...), b.came
}

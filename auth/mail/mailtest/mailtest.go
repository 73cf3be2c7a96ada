// Package mailtest is the suite that every [mail.Mailer] passes.
package mailtest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime"
	"mime/quotedprintable"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth/mail"
)

// Run tests what open returns: a new Mailer, and what it has sent so far, each
// mail as the bytes of RFC 5322. A service that is not reached that way may
// return nil for the second: then what arrives is not looked at.
func Run(t *testing.T, open func(t *testing.T) (mail.Mailer, func() [][]byte)) {
	t.Run("Delivers", func(t *testing.T) { t.Parallel(); delivers(t, open) })
	t.Run("SameIDTwice", func(t *testing.T) { t.Parallel(); sameIDTwice(t, open) })
	t.Run("RefusesInvalid", func(t *testing.T) { t.Parallel(); refusesInvalid(t, open) })
	t.Run("ContextEnded", func(t *testing.T) { t.Parallel(); contextEnded(t, open) })
	t.Run("Concurrent", func(t *testing.T) { t.Parallel(); concurrent(t, open) })
}

// Message returns a valid message.
func Message() mail.Message {
	return mail.Message{
		To: "reader@example.org", Subject: "Neues Kennwort für deinen Planer", ID: "reset-0192f0aa",
		Text: "Grüße,\n\n.\n..zwei Punkte am Anfang\nFrom here\n" + strings.Repeat("long ", 300) + "\n\thttps://planner.example/reset#t=ABC=\n",
	}
}

func delivers(t *testing.T, open func(t *testing.T) (mail.Mailer, func() [][]byte)) {
	mailer, sent := open(t)
	want := Message()
	require.NoError(t, mailer.Send(t.Context(), want))
	if sent == nil {
		return
	}
	require.Len(t, sent(), 1)
	header, text := Parse(t, sent()[0])
	require.Equal(t, want.Text, text)
	to, err := header.AddressList("To")
	require.NoError(t, err)
	require.Len(t, to, 1)
	require.Equal(t, want.To, to[0].Address)
	subject, err := new(mime.WordDecoder).DecodeHeader(header.Get("Subject"))
	require.NoError(t, err)
	require.Equal(t, want.Subject, subject)
	require.Contains(t, header.Get("Message-Id"), want.ID)
	_, err = header.Date()
	require.NoError(t, err)
	_, err = header.AddressList("From")
	require.NoError(t, err)
}

func sameIDTwice(t *testing.T, open func(t *testing.T) (mail.Mailer, func() [][]byte)) {
	mailer, sent := open(t)
	for range 2 {
		require.NoError(t, mailer.Send(t.Context(), Message()))
	}
	if sent == nil {
		return
	}
	ids := map[string]bool{}
	for _, m := range sent() {
		header, _ := Parse(t, m)
		ids[header.Get("Message-Id")] = true
	}
	require.Len(t, ids, 1)
}

func refusesInvalid(t *testing.T, open func(t *testing.T) (mail.Mailer, func() [][]byte)) {
	mailer, sent := open(t)
	for name, change := range map[string]func(*mail.Message){
		"no recipient":         func(m *mail.Message) { m.To = "" },
		"not an address":       func(m *mail.Message) { m.To = "secret" },
		"name and address":     func(m *mail.Message) { m.To = "Secret <secret@example.org>" },
		"comment":              func(m *mail.Message) { m.To = "secret@example.org (me)" },
		"two recipients":       func(m *mail.Message) { m.To = "secret@example.org, b@example.org" },
		"group":                func(m *mail.Message) { m.To = "g: secret@example.org;" },
		"line break in To":     func(m *mail.Message) { m.To = "secret@example.org\r\nBcc: b@example.org" },
		"quoted line break":    func(m *mail.Message) { m.To = "\"secret\r\nBcc: b\"@example.org" },
		"long address":         func(m *mail.Message) { m.To = strings.Repeat("secret", 50) + "@example.org" },
		"no subject":           func(m *mail.Message) { m.Subject = " " },
		"CRLF in subject":      func(m *mail.Message) { m.Subject = "secret\r\nBcc: b@example.org" },
		"LF in subject":        func(m *mail.Message) { m.Subject = "secret\nBcc: b@example.org" },
		"CR in subject":        func(m *mail.Message) { m.Subject = "secret\rBcc: b@example.org" },
		"NUL in subject":       func(m *mail.Message) { m.Subject = "secret\x00" },
		"Unicode line break":   func(m *mail.Message) { m.Subject = "secret\u2028Bcc: b@example.org" },
		"subject not UTF-8":    func(m *mail.Message) { m.Subject = "secret\xff" },
		"long subject":         func(m *mail.Message) { m.Subject = strings.Repeat("s", mail.MaxSubject+1) },
		"line break in ID":     func(m *mail.Message) { m.ID = "secret\r\nBcc: b@example.org" },
		"ID with @":            func(m *mail.Message) { m.ID = "secret@example.org" },
		"ID with empty atom":   func(m *mail.Message) { m.ID = "secret..a" },
		"long ID":              func(m *mail.Message) { m.ID = strings.Repeat("s", mail.MaxID+1) },
		"text not UTF-8":       func(m *mail.Message) { m.Text = "secret\xff" },
		"NUL in text":          func(m *mail.Message) { m.Text = "secret\x00" },
		"CR alone in text":     func(m *mail.Message) { m.Text = "secret\r.\r" },
		"long text":            func(m *mail.Message) { m.Text = strings.Repeat("s", mail.MaxText+1) },
		"escape codes in text": func(m *mail.Message) { m.Text = "secret\x1b[2J" },
	} {
		m := Message()
		change(&m)
		err := mailer.Send(t.Context(), m)
		require.ErrorIs(t, err, mail.ErrRefused, name)
		require.NotContains(t, err.Error(), "secret", name)
		require.NotContains(t, err.Error(), "example", name)
	}
	if sent != nil {
		require.Empty(t, sent())
	}
}

func contextEnded(t *testing.T, open func(t *testing.T) (mail.Mailer, func() [][]byte)) {
	mailer, sent := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := mailer.Send(ctx, Message())
	require.ErrorIs(t, err, context.Canceled)
	require.NotErrorIs(t, err, mail.ErrRefused)
	if sent != nil {
		require.Empty(t, sent())
	}
}

func concurrent(t *testing.T, open func(t *testing.T) (mail.Mailer, func() [][]byte)) {
	const senders = 16
	mailer, sent := open(t)
	errs := make([]error, senders)
	var group sync.WaitGroup
	for i := range senders {
		group.Go(func() {
			m := Message()
			m.ID = fmt.Sprintf("event-%d", i)
			errs[i] = mailer.Send(t.Context(), m)
		})
	}
	group.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
	if sent == nil {
		return
	}
	ids := map[string]bool{}
	for _, m := range sent() {
		header, text := Parse(t, m)
		require.Equal(t, Message().Text, text)
		ids[header.Get("Message-Id")] = true
	}
	require.Len(t, ids, senders)
}

// Parse reads a mail as a mail program does: its header, and its text with \n
// between lines.
func Parse(t testing.TB, data []byte) (netmail.Header, string) {
	t.Helper()
	m, err := netmail.ReadMessage(bytes.NewReader(data))
	require.NoError(t, err)
	kind, parameters, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	require.NoError(t, err)
	require.Equal(t, "text/plain", kind)
	require.Equal(t, "utf-8", strings.ToLower(parameters["charset"]))
	body := m.Body
	if m.Header.Get("Content-Transfer-Encoding") == "quoted-printable" {
		body = quotedprintable.NewReader(body)
	}
	text, err := io.ReadAll(body)
	require.NoError(t, err)
	return m.Header, strings.ReplaceAll(string(text), "\r\n", "\n")
}

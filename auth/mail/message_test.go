package mail

import (
	"bytes"
	"io"
	"mime"
	"mime/quotedprintable"
	netmail "net/mail"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestComposeHeader(t *testing.T) {
	t.Parallel()
	from, err := parseFrom("Plänner <noreply@planner.example>")
	require.NoError(t, err)
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.FixedZone("", 3600))
	data, err := compose(from, Message{To: "a@b.example", Subject: "Hello", Text: "Grüße", ID: "reset-7"}, at, forTransport)
	require.NoError(t, err)
	require.Equal(t, strings.ReplaceAll(`Auto-Submitted: auto-generated
Date: Sun, 01 Mar 2026 11:00:00 +0000
MIME-Version: 1.0
Message-ID: <reset-7@planner.example>
Subject: Hello
From: =?utf-8?q?Pl=C3=A4nner?= <noreply@planner.example>
To: <a@b.example>
Content-Transfer-Encoding: quoted-printable
Content-Type: text/plain; charset=UTF-8

Gr=C3=BC=C3=9Fe`, "\n", "\r\n"), string(data))
}

// A link in a file can be copied as it stands, unless a line is too long for mail.
func TestComposeForFile(t *testing.T) {
	t.Parallel()
	from, err := parseFrom("noreply@planner.example")
	require.NoError(t, err)
	m := Message{To: "a@b.example", Subject: "s", Text: "Grüße:\nhttps://planner.example/reset#t=" + strings.Repeat("x", 100) + "\n"}
	data, err := compose(from, m, time.Now(), forFile)
	require.NoError(t, err)
	require.Contains(t, string(data), "Content-Transfer-Encoding: 8bit\r\n")
	require.True(t, strings.HasSuffix(string(data), "\r\n\r\n"+strings.ReplaceAll(m.Text, "\n", "\r\n")))

	m.Text += strings.Repeat("x", 999)
	data, err = compose(from, m, time.Now(), forFile)
	require.NoError(t, err)
	require.Contains(t, string(data), "Content-Transfer-Encoding: quoted-printable\r\n")
}

func TestComposeRandomID(t *testing.T) {
	t.Parallel()
	from, err := parseFrom("noreply@planner.example")
	require.NoError(t, err)
	seen := map[string]bool{}
	for range 3 {
		data, err := compose(from, Message{To: "a@b.example", Subject: "s"}, time.Now(), forTransport)
		require.NoError(t, err)
		m, err := netmail.ReadMessage(bytes.NewReader(data))
		require.NoError(t, err)
		require.Regexp(t, `^<[a-z2-7]{26}@planner\.example>$`, m.Header.Get("Message-Id"))
		seen[m.Header.Get("Message-Id")] = true
	}
	require.Len(t, seen, 3)
}

// Whatever a message holds, it is refused, or it becomes a mail with these very
// fields and no other.
func FuzzCompose(f *testing.F) {
	f.Add("a@b.example", "Hello", "text\n.\n", "id", true)
	f.Add("a@b.example\r\nBcc: c@d.example", "Hello", "text", "", false)
	f.Add("\"a b\"@b.example", "x\r\nBcc: c@d.example", "text\r\n.\r\nMAIL FROM:<>", "a@b", true)
	f.Add("lesér@bücher.example", strings.Repeat("ü", 120), strings.Repeat("=", 1000), "a.b", false)
	f.Add("a@[127.0.0.1]", "=?utf-8?q?a=0D=0AB?=", "\t\n \n", ".a", true)
	f.Add("a@b.example", strings.Repeat("x", 255), "a \r\nb\t\r\n", "!#$%&'*+-/=?^_`{|}~", false)
	f.Add("a@b.example", "  a   b  ", "From a\n", "a", true)
	from, err := parseFrom(`"Planner, the" <noreply@planner.example>`)
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, to, subject, text, id string, file bool) {
		encoding := forTransport
		if file {
			encoding = forFile
		}
		want := Message{To: to, Subject: subject, Text: text, ID: id}
		data, err := compose(from, want, time.Unix(1_800_000_000, 0), encoding)
		if err != nil {
			require.ErrorIs(t, err, ErrRefused)
			require.Less(t, len(err.Error()), 120)
			return
		}
		m, err := netmail.ReadMessage(bytes.NewReader(data))
		require.NoError(t, err)
		var names []string
		for name, values := range m.Header {
			require.Len(t, values, 1, name)
			names = append(names, name)
		}
		slices.Sort(names)
		require.Equal(t, []string{"Auto-Submitted", "Content-Transfer-Encoding", "Content-Type", "Date", "From", "Message-Id", "Mime-Version", "Subject", "To"}, names)
		for line := range bytes.Lines(data) {
			require.LessOrEqual(t, len(line), 1000, "RFC 5322, 2.1.1")
			require.True(t, len(line) == 1000 || bytes.HasSuffix(line, []byte("\r\n")) || !bytes.ContainsAny(line, "\r\n"))
		}
		recipients, err := m.Header.AddressList("To")
		require.NoError(t, err)
		require.Len(t, recipients, 1)
		require.Equal(t, to, recipients[0].Address)
		if !strings.Contains(subject, "=?") { // it may say that it is encoded
			got, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
			require.NoError(t, err)
			require.Equal(t, strings.Fields(subject), strings.Fields(got))
		}
		body := m.Body
		if m.Header.Get("Content-Transfer-Encoding") == "quoted-printable" {
			body = quotedprintable.NewReader(body)
		}
		got, err := io.ReadAll(body)
		require.NoError(t, err)
		require.Equal(t, strings.ReplaceAll(text, "\r\n", "\n"), strings.ReplaceAll(string(got), "\r\n", "\n"))
	})
}

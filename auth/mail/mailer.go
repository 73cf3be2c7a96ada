package mail

import (
	"context"
	"errors"
)

// What a [Message] may hold, in bytes.
const (
	MaxTo      = 254      // RFC 5321, 4.5.3.1.3: a path of 256 with its angle brackets
	MaxSubject = 255      // of UTF-8
	MaxText    = 64 << 10 // of UTF-8
	MaxID      = 128
)

// Message is a mail to one person.
type Message struct {
	// To is the bare address, someone@example.com, without a name. One outside
	// ASCII needs a mail server that knows SMTPUTF8 (RFC 6531).
	To string
	// Subject is one line of UTF-8, not empty.
	Subject string
	// Text is the body: UTF-8, lines end with \n or \r\n, tabs, and no other
	// control characters.
	Text string
	// ID names the event that the mail is about. It becomes the left side of
	// Message-ID, so that a mail sent a second time is recognisable: mail
	// programs show one. Letters, digits and any of !#$%&'*+-/=?^_`{|}~ with
	// single dots inside (RFC 5322, dot-atom-text). Empty: a random one.
	ID string
}

// String keeps address, subject and text out of logs.
func (m Message) String() string { return "mail " + m.ID }

// GoString is String, for %#v.
func (m Message) GoString() string { return m.String() }

// ErrRefused says that this message will never be delivered as it is: it is not
// valid, or the mail server said so for good (a 5xx reply). Do not send it again.
var ErrRefused = errors.New("mail: refused")

// Mailer sends mails.
//
// Send returns nil once somebody else answers for the mail: a mail server has
// accepted it, or it is safely in its file. That is not yet its delivery.
//
// An error that is [ErrRefused] (errors.Is) is permanent. Any other error means
// "try again later": the network, a busy server, a wrong password of ours, ctx at
// its end. The mail may have gone out all the same, when the connection broke
// before the answer came; so retries send some mails twice, with the same
// Message-ID if Message.ID is set.
//
// No error holds the recipient, the subject, the text or a password, and none
// holds what a mail server wrote, which likes to repeat these.
//
// Send respects ctx, keeps nothing of m, and may be called concurrently.
type Mailer interface {
	Send(ctx context.Context, m Message) error
}

var (
	_ Mailer = (*SMTP)(nil)
	_ Mailer = (*Dir)(nil)
)

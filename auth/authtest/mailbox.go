package authtest

import (
	"context"
	"strings"
	"sync"

	"github.com/einkpdf/platform/auth/mail"
)

// Mailbox is a mail.Mailer that keeps the mails, for tests of accounts. The zero
// value is ready. It is safe for concurrent use.
type Mailbox struct {
	mu   sync.Mutex
	all  []mail.Message
	fail error
}

var _ mail.Mailer = (*Mailbox)(nil)

// Send implements mail.Mailer.
func (m *Mailbox) Send(ctx context.Context, message mail.Message) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	if m.fail != nil {
		return m.fail
	}
	m.all = append(m.all, message)
	return nil
}

// Fail lets Send return err from now on; nil lets it work again.
func (m *Mailbox) Fail(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fail = err
}

// Take returns the mails that came since the last Take.
func (m *Mailbox) Take() []mail.Message {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := m.all
	m.all = nil
	return all
}

// Token returns the token in the link of a mail, or "" if it has none.
func Token(m mail.Message) string {
	_, rest, _ := strings.Cut(m.Text, "#token=")
	token, _, _ := strings.Cut(rest, "\n")
	return strings.TrimSpace(token)
}

package auth

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/auth/mail"
	"github.com/einkpdf/platform/sqldb"
)

// Subscribe lets the mails go out while o runs. Without a Mailer it does nothing,
// and what is to be mailed waits for a process that has one.
func (s *Service) Subscribe(o *sqldb.Outbox) {
	if s.c.Mailer != nil {
		o.Handle(TopicMail, s.deliver)
	}
}

// deliver sends the mail of a Pending. A token is made here and not with the
// request, so that it is never at rest but in the mail. When an event comes again,
// because nobody knows whether its mail went out, there is another mail with
// another token, and the older link dies.
func (s *Service) deliver(ctx context.Context, e sqldb.Event) error {
	var m mailEvent
	if err := json.Unmarshal(e.Payload, &m); err != nil {
		return fmt.Errorf("auth: event %s: %w", TopicMail, err)
	}
	l, err := s.letter(ctx, m.Pending)
	if err != nil || l.Kind == "" {
		return err
	}
	subject, text, err := s.c.Mails(l)
	if err != nil {
		return fmt.Errorf("auth: words of mail %s: %w", l.Kind, err)
	}
	err = s.c.Mailer.Send(ctx, mail.Message{
		To: l.to, Subject: subject, Text: text,
		// Unlike at the time before, since some mailboxes show only the first
		// mail of an id, and the link of that is dead.
		ID: fmt.Sprintf("%s.%d", m.Pending, e.Attempt),
	})
	switch {
	case errors.Is(err, mail.ErrRefused):
		s.c.Observer.OnMail(l.pending, "refused")
		s.c.Logger.WarnContext(ctx, "auth: a mail was refused", slog.String("pending", m.Pending), slog.Any("error", err))
		return s.mailed(ctx, m.Pending, audit.Failed)
	case err != nil:
		s.c.Observer.OnMail(l.pending, "failed")
		return fmt.Errorf("auth: mail %s: %w", l.Kind, err)
	}
	s.c.Observer.OnMail(l.pending, "sent")
	return s.mailed(ctx, m.Pending, audit.OK)
}

// letter decides what a Pending's mail says, and gives it a token. Without a Kind
// there is nothing to send: it was confirmed meanwhile, has expired, or is for
// nobody.
func (s *Service) letter(ctx context.Context, id string) (Letter, error) {
	var l Letter
	err := s.c.Store.Write(ctx, func(w Writer) error {
		l = Letter{}
		p, err := w.Pending(ctx, id)
		if errors.Is(err, ErrNotFound) || err == nil && !s.now().Before(p.ExpiresAt) {
			return nil
		}
		if err != nil {
			return err
		}
		if l, err = s.content(ctx, w, p); err != nil {
			return err
		}
		if p.Kind.isNotice() {
			return nil
		}
		// Also where no mail will show it, so that rows tell nothing.
		token := newSecret("")
		p.TokenHash = digest(token)
		if page := s.page(l.Kind); page != "" {
			l.Link, l.Valid = page+"#token="+token, p.ExpiresAt.Sub(s.now())
		}
		return w.PutPending(ctx, p)
	})
	return l, err
}

// content is what the mail of p says, without its link.
func (s *Service) content(ctx context.Context, r Reader, p Pending) (Letter, error) {
	l := Letter{to: p.Email, pending: p.Kind, At: p.CreatedAt}
	if p.UserID != "" {
		a, err := r.Account(ctx, p.UserID)
		if err != nil || !a.Active && (p.Kind == PendingEmail || p.Kind == PendingReset) {
			return Letter{}, notFoundIsNil(err)
		}
		l.Name = a.Name
	}
	switch p.Kind {
	case PendingRegistration:
		l.Kind = LetterRegistration
		a, err := r.AccountByEmail(ctx, p.EmailKey)
		if err == nil {
			l.Kind, l.Name, l.to, l.Link = LetterHasAccount, a.Name, a.Email, s.c.Links.Forgot
		}
		return l, notFoundIsNil(err)
	case PendingEmail:
		l.Kind, l.Name = LetterEmail, ""
		a, err := r.AccountByEmail(ctx, p.EmailKey)
		if err == nil && a.ID != p.UserID {
			l.Kind, l.Name, l.to, l.Link = LetterEmailTaken, a.Name, a.Email, s.c.Links.Forgot
		}
		return l, notFoundIsNil(err)
	case PendingReset:
		if p.UserID != "" {
			l.Kind = LetterReset
		}
	case PendingPasswordNotice:
		l.Kind, l.Link = LetterPasswordChanged, s.c.Links.Forgot
	case PendingEmailNotice:
		l.Kind = LetterEmailChanged
	case PendingDeletedNotice:
		l.Kind, l.Name = LetterDeleted, p.Name
	}
	return l, nil
}

// page is where the token of a letter is good for something.
func (s *Service) page(k LetterKind) string {
	switch k {
	case LetterRegistration:
		return s.c.Links.Confirm
	case LetterEmail:
		return s.c.Links.Email
	case LetterReset:
		return s.c.Links.Reset
	}
	return ""
}

// mailed notes that a mail went out, or never will: notices have no further use.
func (s *Service) mailed(ctx context.Context, id string, outcome audit.Outcome) error {
	return s.c.Store.Write(ctx, func(w Writer) error {
		p, err := w.Pending(ctx, id)
		if err != nil {
			return notFoundIsNil(err) // opened already
		}
		if p.Kind.isNotice() {
			if err := w.DeletePending(ctx, id); err != nil {
				return err
			}
		}
		if outcome == audit.OK {
			return nil
		}
		d := deed{action: ActionMailRefused, by: audit.System, outcome: outcome, detail: map[string]string{"kind": string(p.Kind)}}
		switch {
		case p.UserID != "":
			d.object = user(p.UserID)
		case p.Kind == PendingRegistration:
			d.object = "registration:" + p.ID
		}
		return s.record(ctx, w, d)
	})
}

func notFoundIsNil(err error) error {
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}

package auth

import (
	"context"
	"errors"
	"time"

	"github.com/einkpdf/platform/audit"
)

// pending makes a Pending that a mail to email asks to confirm within ttl.
func (s *Service) pending(kind PendingKind, email string, ttl time.Duration) Pending {
	now := s.now()
	return Pending{ID: newID(), Kind: kind, Email: email, EmailKey: Key(email), CreatedAt: now, ExpiresAt: now.Add(ttl)}
}

// put writes p after what before does, and the event that lets its mail go out,
// in one transaction. Above the limit of the mailbox it writes an audit event
// alone, so that links that were mailed before stay good.
func (s *Service) put(ctx context.Context, p Pending, d deed, before func(w Writer, p *Pending) error) error {
	err := s.take(ctx, mailTo(p.Kind, p.EmailKey))
	limited := CodeOf(err) == CodeThrottled
	if err != nil && !limited {
		return err
	}
	return s.c.Store.Write(ctx, func(w Writer) error {
		if limited {
			d := d
			d.action, d.outcome = ActionMailboxLimited, audit.Refused
			return s.record(ctx, w, d)
		}
		p := p
		if err := before(w, &p); err != nil {
			return err
		}
		if err := s.post(ctx, w, p); err != nil {
			return err
		}
		return s.record(ctx, w, d)
	})
}

// post writes p and the event that lets its mail go out.
func (s *Service) post(ctx context.Context, w Writer, p Pending) error {
	if err := w.PutPending(ctx, p); err != nil {
		return err
	}
	return w.Publish(ctx, TopicMail, mailEvent{Pending: p.ID})
}

// notice tells the address of a of a change, unless there is no Mailer. That a was
// deleted is told with what the notice itself holds.
func (s *Service) notice(ctx context.Context, w Writer, kind PendingKind, a Account) error {
	if s.c.Mailer == nil {
		return nil
	}
	const ttl = 7 * 24 * time.Hour // a mail server that is down for longer is not waited for
	p := s.pending(kind, a.Email, ttl)
	if kind == PendingDeletedNotice {
		p.Name = a.Name
	} else {
		p.UserID = a.ID
	}
	return s.post(ctx, w, p)
}

// confirm runs fn with what a token is for. A token that is unknown, used or
// expired is CodeLink.
func (s *Service) confirm(ctx context.Context, kind PendingKind, token string, fn func(w Writer, p Pending) error) error {
	// Who tries tokens does not make others wait to write.
	err := s.c.Store.Read(ctx, func(r Reader) error { _, err := s.opened(ctx, r, kind, token); return err })
	if err != nil {
		return err
	}
	return s.c.Store.Write(ctx, func(w Writer) error {
		p, err := s.opened(ctx, w, kind, token)
		if err != nil {
			return err
		}
		return fn(w, p)
	})
}

// opened finds what a token is for.
func (s *Service) opened(ctx context.Context, r Reader, kind PendingKind, token string) (Pending, error) {
	if !isMailToken(kind, token) {
		return Pending{}, badLink()
	}
	p, err := r.PendingByToken(ctx, kind, digest(token))
	if errors.Is(err, ErrNotFound) {
		return Pending{}, badLink()
	}
	if err != nil {
		return Pending{}, err
	}
	if !s.now().Before(p.ExpiresAt) {
		return Pending{}, badLink()
	}
	return p, nil
}

// dropLinks makes the links die that were mailed to a user.
func dropLinks(ctx context.Context, w Writer, userID string) error {
	for _, kind := range []PendingKind{PendingReset, PendingEmail} {
		if err := w.DeletePendingOf(ctx, kind, userID); err != nil {
			return err
		}
	}
	return nil
}

func badLink() error {
	return refuse(CodeLink, "token", "This link has expired, was used already, or a newer mail replaced it. Please ask for a new one.")
}

package auth

import "context"

// DeleteAccount removes the account of somebody who is logged in, with its
// sessions and links. What other services keep for the user follows through
// TopicUserDeleted, which is published in the same transaction. A mail tells the
// address, which is kept until that went out, for a week at most. There is no way
// back.
//
// Errors: CodeUnauthenticated, CodeWrongPassword, CodeLastAdmin, CodeThrottled,
// CodeBusy.
func (s *Service) DeleteAccount(ctx context.Context, id Identity, password string) error {
	a, err := s.confirmed(ctx, id, password, ActionDelete)
	if err != nil {
		return err
	}
	return s.c.Store.Write(ctx, func(w Writer) error {
		a, err := s.unchanged(ctx, w, id, a)
		if err != nil {
			return err
		}
		return s.remove(ctx, w, a, deed{action: ActionDelete, by: a.ID})
	})
}

// DeleteUser removes a user as DeleteAccount does. It is for operators and
// admins, who say why. Errors: CodeForbidden, CodeReason, CodeNoUser,
// CodeLastAdmin.
func (s *Service) DeleteUser(ctx context.Context, by Identity, userID, reason string) error {
	return s.operate(ctx, by, userID, reason, func(w Writer, a Account, reason string) error {
		return s.remove(ctx, w, a, deed{action: ActionDelete, by: by.actor(), detail: by.detail("reason", reason)})
	})
}

func (s *Service) remove(ctx context.Context, w Writer, a Account, d deed) error {
	if err := s.notLast(ctx, w, a); err != nil {
		return err
	}
	if err := w.DeleteAccount(ctx, a.ID); err != nil {
		return err
	}
	if err := w.Publish(ctx, TopicUserDeleted, UserEvent{ID: a.ID}); err != nil {
		return err
	}
	if err := s.notice(ctx, w, PendingDeletedNotice, a); err != nil {
		return err
	}
	d.object = user(a.ID)
	return s.record(ctx, w, d)
}

package auth

import (
	"context"
	"time"
)

// MaxResetToken is how long a token of ResetToken may be good.
const MaxResetToken = 7 * 24 * time.Hour

// ResetToken makes the token of a link that leads to ConfirmReset, and mails it to nobody: for an operator at the
// command line, who hands it to the owner of the account. It needs no Mailer. The token is good once, for a minute
// to MaxResetToken (what is outside is brought inside), and all that were made or mailed before it die. It is a
// secret like a password; only its SHA-256 is kept.
//
// It is for operators alone: an admin who had it could log in as anybody. Errors: CodeForbidden, CodeReason,
// CodeNoUser (also for an inactive one).
func (s *Service) ResetToken(ctx context.Context, by Identity, userID, reason string, valid time.Duration) (token string, err error) {
	if !by.operator {
		return "", refuse(CodeForbidden, "", "This is for operators at the command line of the server. Please ask one.")
	}
	token = newSecret("")
	err = s.operate(ctx, by, userID, reason, func(w Writer, a Account, reason string) error {
		if !a.Active {
			return refuse(CodeNoUser, "", "This account is inactive. Please activate it first.")
		}
		if err := w.DeletePendingOf(ctx, PendingReset, a.ID); err != nil {
			return err
		}
		p := s.pending(PendingReset, a.Email, max(time.Minute, min(valid, MaxResetToken)))
		p.UserID, p.TokenHash = a.ID, digest(token)
		if err := w.PutPending(ctx, p); err != nil {
			return err
		}
		return s.record(ctx, w, deed{action: ActionResetRequest, by: by.actor(), object: user(a.ID), detail: by.detail("reason", reason)})
	})
	if err != nil {
		return "", err
	}
	return token, nil
}

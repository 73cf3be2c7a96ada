package admin

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/quota"
	"github.com/einkpdf/platform/ratelimit"
)

// may refuses who is neither an admin nor an operator. Errors: CodeUnauthenticated, CodeForbidden.
func (s *Service) may(ctx context.Context, by auth.Identity) error {
	switch {
	case by.IsOperator():
		return nil
	case by.User.ID == "":
		return deny(CodeUnauthenticated, "", "You are not logged in. Please log in.")
	case by.User.Role != auth.RoleAdmin:
		return adminsOnly()
	case s.c.Users == nil:
		return nil
	}
	u, err := s.c.Users.User(ctx, by, by.User.ID) // as he is now
	switch {
	case auth.CodeOf(err) == auth.CodeUnauthenticated:
		return deny(CodeUnauthenticated, "", "You are not logged in any more. Please log in again.")
	case err != nil:
		return broken("role", err)
	case u.Role != auth.RoleAdmin:
		return adminsOnly()
	}
	return nil
}

func adminsOnly() error { return deny(CodeForbidden, "", "This is for admins. Please ask one.") }

// maySay is may for what wants a reason, which it returns as it is kept. Errors: CodeReason besides.
func (s *Service) maySay(ctx context.Context, by auth.Identity, reason string) (string, error) {
	if err := s.may(ctx, by); err != nil {
		return "", err
	}
	return plainReason(reason)
}

// By as each service knows who asks, once may has let him pass.

func inProjects(by auth.Identity) projects.Actor {
	if by.IsOperator() {
		return projects.Operator()
	}
	return projects.Actor{User: by.User.ID, Admin: true}
}

func inAssets(by auth.Identity) assets.Actor {
	if by.IsOperator() {
		return assets.Operator()
	}
	return assets.Actor{User: by.User.ID, Admin: true}
}

func inJobs(by auth.Identity) jobs.Actor { return jobs.Actor{User: actor(by), Admin: true} }

func inQuotas(by auth.Identity) quota.Actor {
	if by.IsOperator() {
		return quota.Operator()
	}
	return quota.Actor{User: by.User.ID, Admin: true}
}

func inHits(by auth.Identity) ratelimit.Actor { return ratelimit.Actor{User: actor(by), Admin: true} }

// MaxReason is how long a reason is, in bytes: longer ones are cut, after a whole character.
const MaxReason = 200

// maxLook is how much of a reason is looked at, in bytes.
const maxLook = 4096

// plainReason is a reason as it is kept: one line of what can be seen, and without mail addresses: with one the trail would drop all of it.
func plainReason(s string) (string, error) {
	s = strings.ToValidUTF8(s[:min(len(s), maxLook)], " ")
	words := strings.Fields(strings.Map(visible, s))
	for i, w := range words {
		if strings.ContainsAny(w, "@＠﹫") {
			words[i] = "[address]"
		}
	}
	s = strings.Join(words, " ")
	end := min(len(s), MaxReason)
	for end < len(s) && !utf8.RuneStart(s[end]) {
		end--
	}
	if s = strings.TrimSpace(s[:end]); s == "" {
		return "", deny(CodeReason, "reason", "Please say why: it is kept with what you do.")
	}
	return s, nil
}

// visible is a space in place of what cannot be seen, or turns the direction of what follows.
func visible(r rune) rune {
	if !unicode.IsPrint(r) {
		return ' '
	}
	return r
}

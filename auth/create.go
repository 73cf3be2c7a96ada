package auth

import (
	"context"
	"errors"
	"log/slog"
)

// NewUser is an account that an operator makes.
type NewUser struct {
	Name     string
	Email    string
	Password string
	Role     Role   // "" = RoleUser
	Terms    string // version accepted, or ""
}

// String keeps the password and the address out of logs.
func (n NewUser) String() string { return "new user" }

// GoString is String, for %#v.
func (n NewUser) GoString() string { return n.String() }

// LogValue is String, for slog.
func (n NewUser) LogValue() slog.Value { return slog.StringValue(n.String()) }

// CreateUser makes an account at once, without a mail. It is for operators and
// admins. Errors: CodeForbidden, CodeName, CodeNameTaken (or reserved by a
// registration that has not expired), CodeEmail, CodeEmailTaken, CodePassword,
// CodeRole, CodeBusy.
func (s *Service) CreateUser(ctx context.Context, by Identity, n NewUser) (User, error) {
	if err := s.c.Store.Read(ctx, func(r Reader) error { return s.mayOperate(ctx, r, by) }); err != nil {
		return User{}, err
	}
	name, err := CheckName(n.Name)
	if err != nil {
		return User{}, err
	}
	email, err := CheckEmail(n.Email)
	if err != nil {
		return User{}, err
	}
	if err := s.policy(ctx, s.c.Policy, n.Password, name, email); err != nil {
		return User{}, err
	}
	if n.Role == "" {
		n.Role = RoleUser
	}
	if n.Role != RoleUser && n.Role != RoleAdmin {
		return User{}, badRole()
	}
	if len(n.Terms) > maxTerms || !isText(n.Terms) {
		return User{}, refuse(CodeTerms, "terms", "This is no version of the terms of use.")
	}
	now := s.now()
	a := Account{
		User: User{
			ID: newID(), Name: name, Email: email, Role: n.Role, Active: true, Terms: n.Terms, CreatedAt: now, UpdatedAt: now,
		},
		NameKey: Key(name), EmailKey: Key(email),
	}
	if n.Terms != "" {
		a.TermsAcceptedAt = now
	}
	if a.PasswordHash, err = s.hash(ctx, n.Password); err != nil {
		return User{}, err
	}
	err = s.c.Store.Write(ctx, func(w Writer) error {
		if err := s.mayOperate(ctx, w, by); err != nil {
			return err
		}
		if err := s.reserve(ctx, w, Pending{NameKey: a.NameKey}); err != nil {
			return err
		}
		if err := s.free(ctx, w, a); err != nil {
			return err
		}
		if err := w.AddAccount(ctx, a); err != nil {
			return err
		}
		return s.record(ctx, w, deed{
			action: ActionCreate, by: by.actor(), object: user(a.ID), detail: by.detail("role", string(a.Role)),
		})
	})
	if err != nil {
		return User{}, err
	}
	return a.User, nil
}

// free refuses a name or an address that another account has.
func (s *Service) free(ctx context.Context, r Reader, a Account) error {
	for _, look := range []struct {
		find func(context.Context, string) (Account, error)
		key  string
		err  error
	}{
		{r.AccountByName, a.NameKey, nameTaken()},
		{r.AccountByEmail, a.EmailKey, refuse(CodeEmailTaken, "email", "This mail address has an account already.")},
	} {
		other, err := look.find(ctx, look.key)
		if err == nil && other.ID != a.ID {
			return look.err
		}
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
	}
	return nil
}

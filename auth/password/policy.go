package password

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Policy is what a person may choose as a new password, after NIST SP 800-63B
// (5.1.1.2) and OWASP ASVS 5.0 (6.2): long enough, not their own name, not known
// from a breach, and any character that can be typed. There are no rules about
// which kinds of characters it must have. The zero value is a sound policy but
// for the list of passwords that everybody tries, which the host brings. A
// Policy is safe for concurrent use if its Breached is.
type Policy struct {
	// Min and Max count characters: code points of the normal form. Min: 0 = 8.
	// Max: 0 = 256; more than 1024 counts as 1024.
	Min, Max int

	// Breached says whether a list of breached or common passwords has this one; nil
	// = there is no list. It is asked last and given the normal form. Its error is
	// no verdict and makes Check fail with it.
	Breached func(ctx context.Context, password string) (bool, error)
}

// Why a password is refused. Each is an [ErrPolicy] for errors.Is, and says to
// the person who chose it what to do. None contains the password.
var (
	ErrPolicy = errors.New("the password cannot be used")

	ErrCharacters error = refusal("the password has a character that cannot be typed: please leave it out")
	ErrRelated    error = refusal("the password is mostly your name or mail address: please use something else")
	ErrBreached   error = refusal("the password is in a list of stolen passwords: please use another one")
)

// ErrTooShort says that a password has fewer than Min characters. It is an [ErrPolicy].
type ErrTooShort struct{ Min int }

// ErrTooLong says that a password has more than Max characters. It is an [ErrPolicy].
type ErrTooLong struct{ Max int }

type refusal string

func (e ErrTooShort) Error() string {
	return fmt.Sprintf("the password is too short: please use at least %d characters", e.Min)
}

func (e ErrTooLong) Error() string {
	return fmt.Sprintf("the password is too long: please use at most %d characters", e.Max)
}

func (e refusal) Error() string { return string(e) }

// Is makes it an [ErrPolicy].
func (ErrTooShort) Is(target error) bool { return target == ErrPolicy }

// Is makes it an [ErrPolicy].
func (ErrTooLong) Is(target error) bool { return target == ErrPolicy }

func (refusal) Is(target error) bool { return target == ErrPolicy }

// Check returns nil for a password that may be used, and then [Hasher.Hash] can
// hash it. Related are the person's names and mail addresses, perhaps the
// service's name. The error is [ErrTooShort], [ErrTooLong], [ErrCharacters],
// [ErrRelated], [ErrBreached], or what Breached failed with.
func (p Policy) Check(ctx context.Context, password string, related ...string) error {
	least, most := p.Min, p.Max
	if least == 0 {
		least = 8
	}
	if most == 0 {
		most = 256
	}
	most = min(most, 1024)

	if len(password) > MaxBytes {
		return ErrTooLong{most}
	}
	if !utf8.ValidString(password) || strings.ContainsFunc(password, unicode.IsControl) {
		return ErrCharacters
	}
	normal := Normal(password)
	n := utf8.RuneCountInString(normal)
	switch {
	case n < least || n == 0:
		return ErrTooShort{max(least, 1)}
	case n > most:
		return ErrTooLong{most}
	case madeOf(normal, related):
		return ErrRelated
	}
	if p.Breached == nil {
		return nil
	}
	known, err := p.Breached(ctx, normal)
	if err != nil {
		return fmt.Errorf("password: asking whether it was breached: %w", err)
	}
	if known {
		return ErrBreached
	}
	return nil
}

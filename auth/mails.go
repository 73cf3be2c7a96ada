package auth

import (
	_ "embed"
	"fmt"
	"log/slog"
	"strings"
	"text/template"
	"time"
)

// LetterKind is what a mail is about.
type LetterKind string

// The kinds of letters.
const (
	LetterRegistration    LetterKind = "registration"     // confirm your address
	LetterHasAccount      LetterKind = "has-account"      // somebody wanted an account for your address, which has one
	LetterEmail           LetterKind = "email"            // confirm your other address
	LetterEmailTaken      LetterKind = "email-taken"      // somebody wanted to use your address for another account
	LetterReset           LetterKind = "reset"            // choose another password
	LetterPasswordChanged LetterKind = "password-changed" //
	LetterEmailChanged    LetterKind = "email-changed"    // to the address that was replaced
	LetterDeleted         LetterKind = "deleted"          // the account is gone
)

// Letter is what a mail has to say. Config.Mails puts it into words: a subject of
// one line and a plain text, in which the link stands alone on its line.
type Letter struct {
	Kind LetterKind
	// Name is that of the account which the recipient has, or had. It is empty in
	// LetterRegistration and LetterEmail: a stranger who gives somebody else's
	// address must not have a line in the mail to write what he likes.
	Name  string
	Link  string        // page to open, with the token if there is one; a secret
	Valid time.Duration // of the token; 0: there is none
	At    time.Time     // of what it is about

	to      string
	pending PendingKind
}

// String keeps the link out of logs.
func (l Letter) String() string { return "letter " + string(l.Kind) }

// GoString is String, for %#v.
func (l Letter) GoString() string { return l.String() }

// LogValue is String, for slog.
func (l Letter) LogValue() slog.Value { return slog.StringValue(l.String()) }

//go:embed mails.txt
var mailTexts string

// english are the words of mails unless the host has its own.
func english(product, contact string) (func(l Letter) (subject, text string, err error), error) {
	t, err := template.New("mails").Option("missingkey=error").Parse(mailTexts)
	if err != nil {
		return nil, fmt.Errorf("auth: %w", err)
	}
	product, contact = strings.Join(strings.Fields(product), " "), strings.Join(strings.Fields(contact), " ")
	return func(l Letter) (subject, text string, err error) {
		var b strings.Builder
		err = t.ExecuteTemplate(&b, string(l.Kind), map[string]string{
			"Product": product, "Contact": contact, "Link": l.Link, "Valid": spell(l.Valid),
			"Name": plain(l.Name, maxName), "At": l.At.UTC().Format("2 January 2006, 15:04 UTC"),
		})
		if err != nil {
			return "", "", err
		}
		subject, text, _ = strings.Cut(b.String(), "\n")
		return subject, strings.TrimLeft(text, "\n"), nil
	}, nil
}

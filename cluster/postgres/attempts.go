package postgres

import (
	"slices"
	"strings"
)

// attempts are the errors of several tries to connect, in one line. pgx tries
// each address of a host with and without TLS (sslmode=prefer), which often fails
// for the same reason each time.
type attempts []error

// Error has each text once.
func (a attempts) Error() string {
	var texts []string
	for _, err := range a {
		if text := err.Error(); !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	return strings.Join(texts, "; ")
}

// Unwrap has all of them for errors.Is and errors.As.
func (a attempts) Unwrap() []error { return a }

// each takes an error of errors.Join apart.
func each(err error) error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok { //nolint:errorlint // the outermost alone: what is wrapped keeps its text
		return attempts(joined.Unwrap())
	}
	return err
}

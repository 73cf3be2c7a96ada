package httpapi

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/einkpdf/platform/problem"
)

// How many files of the predecessor are here at a time, each of up to 32 MiB, and how many of these are being read, which takes several times as much.
const (
	importsHere    = 8
	importsReading = 2
)

// imports bound what imports take of memory: one of each user, and so many of all. It is safe for concurrent use.
type imports struct {
	mu      sync.Mutex
	users   map[string]bool
	reading chan struct{}
}

func newImports() *imports {
	return &imports{users: map[string]bool{}, reading: make(chan struct{}, importsReading)}
}

// enter lets a user's import in, until leave. It waits for nobody.
func (i *imports) enter(user string) (leave func(), err error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	switch {
	case i.users[user]:
		return nil, importsBusy("Another import of yours is still going on. Please wait until it is done, and try again.")
	case len(i.users) >= importsHere:
		return nil, importsBusy("There are too many imports at once. Please try again in a few seconds.")
	}
	i.users[user] = true
	return func() {
		i.mu.Lock()
		defer i.mu.Unlock()
		delete(i.users, user)
	}, nil
}

// convert waits for its turn to read a file, until done.
func (i *imports) convert(ctx context.Context) (done func(), err error) {
	select {
	case i.reading <- struct{}{}:
		return func() { <-i.reading }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func importsBusy(message string) error {
	return &refusal{Problem{Details: problem.Details{Status: http.StatusServiceUnavailable, Code: "busy", Detail: message, RetryAfter: 5 * time.Second}}}
}

// cut is s in at most so many bytes, without half a character at its end.
func cut(s string, most int) string {
	if len(s) <= most {
		return strings.ToValidUTF8(s, "\ufffd")
	}
	return strings.ToValidUTF8(s[:most-len("…")], "") + "…"
}

package jobs

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// filledSpec is s with its defaults, and with the owner that its row has, if it is a job at all: CodeInvalid says what is wrong with it.
func (q *SQL) filledSpec(s Spec) (Spec, error) {
	wrong := func(field, format string, args ...any) (Spec, error) {
		return Spec{}, refuse(CodeInvalid, field, fmt.Sprintf(format, args...))
	}
	switch {
	case !isKind(s.Kind):
		return wrong("kind", "The kind of a job has 1 to %d characters, a to z, 0 to 9, dots and hyphens, and begins with a letter.", maxKind)
	case s.Owner == "":
		return Spec{}, refuse(CodeUnauthenticated, "owner", "You are not logged in. Please log in.")
	case !isText(s.Owner, maxOwner):
		return wrong("owner", "The owner of a job is an id of up to %d bytes, in UTF-8 and without NUL.", maxOwner)
	case s.Owner == Everybody:
		return wrong("owner", "The owner of a job is the id of a user, and %q is none.", s.Owner)
	case len(s.Input) > MaxInput:
		return wrong("input", "What the job is made from has %s. At most %s are allowed: make it smaller.", bytesOf(len(s.Input)), bytesOf(MaxInput))
	case !isText(s.Key, maxKey):
		return wrong("key", "The key of a request has up to %d bytes, in UTF-8 and without NUL.", maxKey)
	case !isText(s.Request, maxKey):
		return wrong("request", "What was asked for has up to %d bytes, in UTF-8 and without NUL.", maxKey)
	case !isText(s.Unique, maxKey):
		return wrong("unique", "What makes a job unique has up to %d bytes, in UTF-8 and without NUL.", maxKey)
	case !isText(s.Subject, maxKey):
		return wrong("subject", "What a job is about has up to %d bytes, in UTF-8 and without NUL.", maxKey)
	case s.About != nil && (!isText(string(s.About), MaxAbout) || !json.Valid(s.About)):
		return wrong("about", "What is told of a job is JSON of up to %s, in UTF-8.", bytesOf(MaxAbout))
	case s.Reuse && s.Unique == "":
		return wrong("reuse", "Only a job that says what makes it unique can be used again.")
	case s.Priority < -maxPriority || s.Priority > maxPriority:
		return wrong("priority", "The priority of a job is a number from %d to %d.", -maxPriority, maxPriority)
	case s.Delay < 0 || s.Delay > maxDelay:
		return wrong("delay", "A job can be delayed by up to %d days.", maxDelay/day)
	case s.Attempts < 0 || s.Attempts > maxAttempts:
		return wrong("attempts", "A job can be tried 1 to %d times.", maxAttempts)
	case s.Keep < 0 || s.Keep > maxKeep:
		return wrong("keep", "A job can be kept for up to %d days once it is done.", maxKeep/day)
	}
	if s.Owner == System {
		s.Owner = "" // as the rows have it
	}
	if s.Attempts == 0 {
		s.Attempts = q.c.Attempts
	}
	if s.Keep == 0 {
		s.Keep = q.c.Retention
	}
	s.Keep = max(s.Keep.Truncate(time.Millisecond), time.Millisecond)
	return s, nil
}

// bytesOf is a size for people.
func bytesOf(n int) string {
	if n < 1<<20 {
		return fmt.Sprintf("%d bytes", n)
	}
	return strings.TrimSuffix(fmt.Sprintf("%.1f", float64(n)/(1<<20)), ".0") + " MiB"
}

// sum is the same for two specs with the same Key if they are the same request: SHA-256, in hex, of what Enqueue's comment
// says, each part behind its length.
func (s Spec) sum() string {
	h := sha256.New()
	var size [8]byte
	part := func(b []byte) {
		binary.BigEndian.PutUint64(size[:], uint64(len(b)))
		h.Write(size[:])
		h.Write(b)
	}
	part([]byte(s.Kind))
	if s.Request != "" {
		part([]byte(s.Request))
		return hex.EncodeToString(h.Sum(nil))
	}
	part(s.Input)
	part([]byte(s.Unique))
	part(fmt.Appendf(nil, "%d %d", s.Priority, s.Delay))
	return hex.EncodeToString(h.Sum(nil))
}

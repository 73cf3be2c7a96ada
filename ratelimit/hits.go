package ratelimit

import (
	"context"
	"fmt"
	"time"
)

// Hit is how often somebody was refused under a policy in an hour.
type Hit struct {
	Hour   time.Time `json:"hour"`   // its beginning, UTC
	Policy string    `json:"policy"` // its name
	Who    string    `json:"who"`    // Who.String, or "others": those for whom there was no room any more. 1 to 200 bytes
	Count  int64     `json:"count"`
	Last   time.Time `json:"last_at"`
}

// HitFilter chooses hits. The zero value is all that are kept.
type HitFilter struct {
	Policy string    // "" = all
	Who    string    // "" = all
	Since  time.Time // of hours that begin then or later; zero = all
}

// Total is how often somebody was refused since a time, under one policy or all.
type Total struct {
	Who   string    `json:"who"`
	Count int64     `json:"count"`
	Last  time.Time `json:"last_at"`
}

// Actor is who asks. The zero Actor is somebody who is not logged in.
type Actor struct {
	User  string // id; "" = nobody
	Admin bool
}

// Bounds of Hits.
const (
	MaxPage = 200 // rows of a page
	MaxTop  = 100
	MaxAdd  = 10_000 // rows of an Add

	pageRows = 50
	topRows  = 20
	maxCount = 1_000_000_000_000 // of a Hit
)

// Hits keeps who was refused how often. NewHits returns one. It is safe for concurrent use.
type Hits interface {
	// Add adds counts to what is kept, all of them or none. Errors: ErrInvalid of a Hit that is none, or more than MaxAdd.
	Add(ctx context.Context, hits []Hit) error
	// List lists hits for admins, the last hour first: at most limit (1 to MaxPage; 0 = 50) after the cursor that the page before
	// returned. next is "" at the end. Errors: CodeForbidden, CodeFilter, CodeCursor.
	List(ctx context.Context, by Actor, f HitFilter, after string, limit int) (page []Hit, next string, err error)
	// Top is who was refused most often, at most limit (1 to MaxTop; 0 = 20). It reads all rows that the filter chooses. Errors: CodeForbidden,
	// CodeFilter.
	Top(ctx context.Context, by Actor, f HitFilter, limit int) ([]Total, error)
	// Sweep removes hours that ended before a time, in short transactions, and says how many rows.
	Sweep(ctx context.Context, before time.Time) (int, error)
}

// check says what is wrong with a Hit.
func (h Hit) check() error {
	switch {
	case !isName(h.Policy):
		return fmt.Errorf("%w: a hit's Policy is the name of one, and not %.64q", ErrInvalid, h.Policy)
	case h.Who == "" || len(h.Who) > maxWho || !isText(h.Who):
		return fmt.Errorf("%w: a hit's Who has 1 to %d bytes of text", ErrInvalid, maxWho)
	case h.Count < 1 || h.Count > maxCount:
		return fmt.Errorf("%w: a hit's Count is 1 to %d, and not %d", ErrInvalid, int64(maxCount), h.Count)
	case !isTime(h.Hour) || !isTime(h.Last):
		return fmt.Errorf("%w: a hit has times of the years 1970 to 9999", ErrInvalid)
	}
	return nil
}

func isTime(t time.Time) bool { return t.Unix() > 0 && t.Year() <= 9999 }

// refuseList says what is wrong with who asks, or for what.
func refuseList(by Actor, f HitFilter, limit, most int) error {
	switch {
	case !by.Admin:
		return &Error{Code: CodeForbidden, Message: "Only admins see who was refused. Please ask one."}
	case f.Policy != "" && !isName(f.Policy):
		return &Error{Code: CodeFilter, Field: "policy", Message: "There is no such policy."}
	case len(f.Who) > maxWho || !isText(f.Who):
		return &Error{Code: CodeFilter, Field: "who", Message: `Who is counted is named like "user:ID" or "address:192.0.2.1".`}
	case !f.Since.IsZero() && !isTime(f.Since):
		return &Error{Code: CodeFilter, Field: "since", Message: "There is nothing of that time."}
	case limit < 0 || limit > most:
		return &Error{Code: CodeFilter, Field: "limit", Message: fmt.Sprintf("A page has 1 to %d rows.", most)}
	}
	return nil
}

package ratelimit

import (
	"context"
	"time"

	"github.com/einkpdf/platform/sqldb"
)

// Hit is how often somebody was refused under a policy in an hour.
type Hit struct {
	Hour   time.Time `json:"hour"`   // its beginning, UTC
	Policy string    `json:"policy"` // its name
	Who    string    `json:"who"`    // Who.String
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
)

// Hits keeps who was refused how often. NewHits returns one. It is safe for concurrent use.
type Hits interface {
	// Add adds counts to what is kept, all of them or none.
	Add(ctx context.Context, hits []Hit) error
	// List lists hits for admins, the last hour first: at most limit (1 to MaxPage; 0 = 50) after the cursor that the page before
	// returned. next is "" at the end. Errors: CodeForbidden, CodeFilter, CodeCursor.
	List(ctx context.Context, by Actor, f HitFilter, after string, limit int) (page []Hit, next string, err error)
	// Top is who was refused most often, at most limit (1 to MaxTop; 0 = 20). Errors: CodeForbidden, CodeFilter.
	Top(ctx context.Context, by Actor, f HitFilter, limit int) ([]Total, error)
	// Sweep removes hours that ended before a time, in short transactions, and says how many rows.
	Sweep(ctx context.Context, before time.Time) (int, error)
}

// SQLHits is the Hits in a database, SQLite or PostgreSQL.
type SQLHits struct{ db *sqldb.DB }

// NewHits returns the Hits in db, which has the tables of Schema and stays the caller's to close.
func NewHits(db *sqldb.DB) *SQLHits { return &SQLHits{db} }

// Subscribe handles the deletion of users: what is kept of them goes. users is where accounts tell of it (auth.TopicUserDeleted), with a
// payload that has the user's "id". Call it before o.Run.
func (h *SQLHits) Subscribe(o *sqldb.Outbox, users string) {}

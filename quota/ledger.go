package quota

import (
	"context"
	"time"

	"github.com/einkpdf/platform/sqldb"
)

// Item is an amount of something: 1 of Projects, some bytes of Storage.
type Item struct {
	Resource Resource
	Amount   int64
}

// Ledger counts what users have, for whatever makes and removes it. NewSQL returns one. It is safe for concurrent use.
//
// What is counted has an owner, the id of a user, and a key, the id of what is made: unique for the owner and the resource. Methods that
// write take part in the transaction tx, or have one of their own if that is nil; what they refuse leaves the transaction as it was, but it
// is to be rolled back by whoever wanted to make something. Of all who ask at once, no more get something than the limit allows.
//
// A limit is only asked for more: an amount of 0, or less than the key has already, always passes. PagesPerJob is not counted: ErrInvalid.
type Ledger interface {
	// Reserve counts items for a key, which is neither made nor sure to be, as reserved, from now on (see Config.ReserveFor). For what the
	// key has already, reserved or used, the amount is changed; what is used stays used, and what is of another day stays of that.
	// Errors: of a limit, and then nothing of the call is counted; ErrInvalid.
	Reserve(ctx context.Context, tx *sqldb.Tx, owner, key string, items ...Item) error
	// Add is Reserve of what is made in this very transaction: it is used at once.
	Add(ctx context.Context, tx *sqldb.Tx, owner, key string, items ...Item) error
	// Put is Add beyond any limit: for what is brought in by an operator, or was there before.
	Put(ctx context.Context, tx *sqldb.Tx, owner, key string, items ...Item) error
	// Commit makes what is reserved used, with these amounts, whatever the limit says by now: it is there. What is reserved no
	// longer, for it was too old, is counted as well; something of JobsPerDay on the day on which it was reserved, if that is
	// known, or else today. It does what Put does: two names, so that the caller says which of both it means.
	Commit(ctx context.Context, tx *sqldb.Tx, owner, key string, items ...Item) error
	// Release takes back what is counted for a key, reserved or used; what is not is no error.
	Release(ctx context.Context, tx *sqldb.Tx, owner, key string, resources ...Resource) error

	// Room says whether items could be reserved now, and promises nothing: for who is about to do something expensive first. Errors: of a limit; also of
	// PagesPerJob, whose amount is that of one job.
	Room(ctx context.Context, owner string, items ...Item) error
	// Limit is how much an owner may have: the tier's, or an override's.
	Limit(ctx context.Context, owner string, r Resource) (int64, error)
}

// Admin is what people see and change.
type Admin interface {
	// Usage is what a user has and may have: to the user, and to admins. Errors: CodeUnauthenticated, CodeForbidden, CodeNoUser.
	Usage(ctx context.Context, by Actor, user string) (Usage, error)
	// SetTier gives a user a tier, "" = Config.Default. Errors: CodeForbidden, CodeNoUser, CodeTier, CodeReason.
	SetTier(ctx context.Context, by Actor, user, tier, reason string) (Usage, error)
	// Override gives a user a limit of their own for a resource, in place of the one before. Errors: CodeForbidden, CodeNoUser, CodeResource,
	// CodeLimit, CodeExpiry (not in the future, or in more than ten years), CodeReason.
	Override(ctx context.Context, by Actor, user string, o NewOverride) (Usage, error)
	// EndOverride takes it away again. Errors: CodeForbidden, CodeNoUser, CodeResource, CodeNoOverride, CodeReason.
	EndOverride(ctx context.Context, by Actor, user string, r Resource, reason string) (Usage, error)
	// Users lists users of whom something is counted, or who have a tier or an override of their own, by id, for admins: at most limit (1 to
	// MaxPage; 0 = 50) after the cursor that the page before returned; next is "" at the end. Errors: CodeForbidden, CodeFilter, CodeCursor.
	Users(ctx context.Context, by Actor, f Filter, after string, limit int) (page []Usage, next string, err error)
	// Stats sums up all users, for metrics.
	Stats(ctx context.Context) (Stats, error)
}

// Actor is who asks. The zero Actor is somebody who is not logged in.
type Actor struct {
	User  string // id; "" = nobody
	Admin bool

	operator bool
}

// Operator is a person at the command line of the server, who may do what admins do.
func Operator() Actor { return Actor{Admin: true, operator: true} }

// MaxPage is the most rows of a page; MaxReason bounds reasons, in bytes: longer ones are cut, after a whole character.
const (
	MaxPage   = 200
	MaxReason = 200
)

// Usage is what a user has, and may have.
type Usage struct {
	User      string `json:"user"`
	Tier      string `json:"tier"`            // its name
	TierTitle string `json:"tier_title"`      //
	Given     *Given `json:"given,omitempty"` // who gave the tier; nil: nobody did, it is Config.Default
	// RemovedTier is the name of the one that was given, if the configuration has it no longer: Tier is Config.Default then. It counts again when the
	// configuration has it again, unless SetTier gave another one meanwhile.
	RemovedTier string          `json:"removed_tier,omitempty"`
	Resources   []ResourceUsage `json:"resources"` // all, in the order of Resources
}

// Given is who gave a tier, when and why.
type Given struct {
	By     string    `json:"by"` // id of an admin, or audit.Operator
	At     time.Time `json:"at"`
	Reason string    `json:"reason"`
}

// ResourceUsage is that of one resource.
type ResourceUsage struct {
	Resource Resource  `json:"resource"`
	Limit    int64     `json:"limit"` // Unlimited = none
	Used     int64     `json:"used"`  // today, of JobsPerDay; 0 of PagesPerJob
	Reserved int64     `json:"reserved"`
	ResetsAt time.Time `json:"resets_at,omitzero"` // of JobsPerDay: the next midnight, UTC
	Override *Override `json:"override,omitempty"` // that Limit is of; nil: it is the tier's
}

// NewOverride is an override to be made.
type NewOverride struct {
	Resource Resource
	Limit    int64     // 0 to 1<<50, or Unlimited
	Reason   string    // shown to the user as well
	Expires  time.Time // zero = never
}

// Override is a limit of a user's own.
type Override struct {
	Limit   int64     `json:"limit"`
	Reason  string    `json:"reason"`
	By      string    `json:"by"` // id of an admin, or audit.Operator
	At      time.Time `json:"at"`
	Expires time.Time `json:"expires_at,omitzero"` // zero = never
}

// Filter chooses users. The zero value is all.
type Filter struct {
	Tier      string   // "" = all; also one that the configuration has no longer, as long as somebody has it: Usage.RemovedTier
	Overrides bool     // only those who have one
	Resource  Resource // with Percent
	Percent   int      // only those who have used or reserved so much of their limit, 1 to 100; 0 = all
}

// Stats sums up users, for metrics.
type Stats struct {
	Tiers map[string]TierStats `json:"tiers"` // by name
}

// TierStats is that of a tier.
type TierStats struct {
	Users     int                        `json:"users"` // whom Users lists
	Resources map[Resource]ResourceStats `json:"resources"`
}

// ResourceStats is that of a resource in a tier.
type ResourceStats struct {
	Used     int64 `json:"used"` // sum
	Reserved int64 `json:"reserved"`
	High     int   `json:"high"` // users at 80 % of their limit or more
	Full     int   `json:"full"` // users at their limit, or beyond it
}

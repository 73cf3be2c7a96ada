package quota

import (
	"context"
	"embed"
	"log/slog"
	"time"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/sqldb"
)

//go:embed migrations
var migrations embed.FS

// Schema is the tables of this package, for sqldb.DB.Migrate. Those of package audit belong to them.
func Schema() sqldb.Schema { return sqldb.Sub("quota", migrations, "migrations", audit.Schema()) }

// Config says who may have how much. The zero value is right for a server, but for Truths.
type Config struct {
	Tiers   []Tier // nil = Tiers()
	Default string // name of the tier of whoever was given none; "" = that of the first
	// More is a sentence that says how to get more, which ends the messages about limits: "Write to us, or choose a larger plan at
	// https://planner.example.com/plans."; "" = "Ask an administrator of this server for more."
	More string
	// Users tells which users there are, for Admin; nil: any id is one.
	Users Users
	// Truths list what there is, for Sweep. What is used of a resource without one is left as it is. Of JobsPerDay only what is reserved is
	// compared: jobs that wait or run.
	Truths map[Resource]Truth
	// ReserveFor is how long something stays reserved that there is not (yet); 0 = 1 hour, a minute at least.
	ReserveFor time.Duration

	Now      func() time.Time // nil = time.Now
	Logger   *slog.Logger     // nil = silent
	Observer Observer
}

// Users tells which users there are.
type Users interface {
	// Exists tells whether somebody has this id.
	Exists(ctx context.Context, user string) (bool, error)
}

// Observer is told what happens, to be counted. Each may be nil; they are called from any goroutine and must be quick.
type Observer struct {
	OnRefuse func(e Error) // a limit; e.Message is for the user. In a transaction that runs twice it is told twice
	OnSweep  func(s Swept)
}

// SQL is the Ledger and the Admin in a database, SQLite or PostgreSQL. Any number of processes may have one on the same database; they have the same
// Config.
type SQL struct{}

var (
	_ Ledger = (*SQL)(nil)
	_ Admin  = (*SQL)(nil)
)

// NewSQL returns the SQL in db, which has the tables of Schema and stays the caller's to close. The error says what is wrong with c.
func NewSQL(db *sqldb.DB, c Config) (*SQL, error) { return nil, errTodo }

// Reserve implements Ledger.
func (q *SQL) Reserve(ctx context.Context, tx *sqldb.Tx, owner, key string, items ...Item) error {
	return errTodo
}

// Add implements Ledger.
func (q *SQL) Add(ctx context.Context, tx *sqldb.Tx, owner, key string, items ...Item) error {
	return errTodo
}

// Put implements Ledger.
func (q *SQL) Put(ctx context.Context, tx *sqldb.Tx, owner, key string, items ...Item) error {
	return errTodo
}

// Commit implements Ledger.
func (q *SQL) Commit(ctx context.Context, tx *sqldb.Tx, owner, key string, items ...Item) error {
	return errTodo
}

// Release implements Ledger.
func (q *SQL) Release(ctx context.Context, tx *sqldb.Tx, owner, key string, resources ...Resource) error {
	return errTodo
}

// Room implements Ledger.
func (q *SQL) Room(ctx context.Context, owner string, items ...Item) error { return errTodo }

// Limit implements Ledger.
func (q *SQL) Limit(ctx context.Context, owner string, r Resource) (int64, error) { return 0, errTodo }

// Usage implements Admin.
func (q *SQL) Usage(ctx context.Context, by Actor, user string) (Usage, error) {
	return Usage{}, errTodo
}

// SetTier implements Admin.
func (q *SQL) SetTier(ctx context.Context, by Actor, user, tier, reason string) (Usage, error) {
	return Usage{}, errTodo
}

// Override implements Admin.
func (q *SQL) Override(ctx context.Context, by Actor, user string, o NewOverride) (Usage, error) {
	return Usage{}, errTodo
}

// EndOverride implements Admin.
func (q *SQL) EndOverride(ctx context.Context, by Actor, user string, r Resource, reason string) (Usage, error) {
	return Usage{}, errTodo
}

// Users implements Admin.
func (q *SQL) Users(ctx context.Context, by Actor, f Filter, after string, limit int) (page []Usage, next string, err error) {
	return nil, "", errTodo
}

// Stats implements Admin.
func (q *SQL) Stats(ctx context.Context) (Stats, error) { return Stats{}, errTodo }

// Sweep puts right what is counted, by Config.Truths, and removes what is over, in short transactions. Call it each hour or so, from any
// number of processes. After an error Swept says what was done.
func (q *SQL) Sweep(ctx context.Context) (Swept, error) { return Swept{}, errTodo }

// Subscribe handles the deletion of users: their tier, their overrides and what is counted of them goes. users is where accounts tell of it
// (auth.TopicUserDeleted), with a payload that has the user's "id". Call it before o.Run.
func (q *SQL) Subscribe(o *sqldb.Outbox, users string) {}

package assets

import (
	"context"
	"errors"
	"time"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/sqldb"
)

// What a Store's methods return beside errors of its database.
var (
	ErrNotFound = errors.New("assets: not found")
	ErrExists   = errors.New("assets: exists already")
	ErrInvalid  = errors.New("assets: cannot be kept") // fields.go has the bounds
)

// Store keeps which assets there are, who holds them, and who read them by share. It
// keeps rows and decides nothing: the rules are in Service, the bytes in a blob.Store.
// NewSQL gives the default; package assetstest says whether another one keeps the contract.
//
// An asset is there as long as somebody holds it. Times come in UTC and are kept to the
// millisecond. Text is UTF-8 with no NUL in it. To add what has a field that is missing, too long or
// otherwise hostile is ErrInvalid, to look for it ErrNotFound. A Store is safe for concurrent use.
type Store interface {
	// Read runs fn on one consistent picture.
	Read(ctx context.Context, fn func(r Reader) error) error
	// Write runs fn in a transaction that behaves as if nothing ran beside it,
	// and commits when fn returns nil: then everything that it wrote and its audit
	// events are there after a crash; otherwise none of it is. fn may run more than
	// once, and returns each error that it gets from w. What fn itself returns, Write
	// returns.
	Write(ctx context.Context, fn func(w Writer) error) error
}

// Reader finds rows. What is not there is ErrNotFound. Listings with a cursor have at most
// limit rows (brought into 1 to MaxPage) after the one that the page before returned; next is ""
// at the end. A cursor that no page returned for the same listing is ErrCursor, an order or a kind that
// there is not ErrInvalid. A page costs the same wherever it stands.
type Reader interface {
	// Asset finds one whoever holds it.
	Asset(ctx context.Context, id string) (Asset, error)
	// Held finds one that the owner holds.
	Held(ctx context.Context, owner, id string) (Held, error)
	// HeldBySum finds one that the owner holds whose bytes have this SHA-256 (hex): as stored, or else as
	// uploaded; of several, that which came first.
	HeldBySum(ctx context.Context, owner, sum string) (Held, error)
	// AtHome finds the asset with this Home and this SHA-256 of its bytes as stored, whoever holds
	// it now.
	AtHome(ctx context.Context, home, sum string) (Asset, error)

	// List lists what a user holds.
	List(ctx context.Context, owner string, f Filter, after string, limit int) (page []Held, next string, err error)
	// Usage adds up what a user holds.
	Usage(ctx context.Context, owner string) (Usage, error)

	// Assets lists all, by id.
	Assets(ctx context.Context, after string, limit int) (page []Asset, next string, err error)
	// UsedOnes lists all that are marked as used, those of an owner or ("") of all, by owner and id.
	UsedOnes(ctx context.Context, owner, after string, limit int) (page []Held, next string, err error)
	// Holders lists the ids of those who hold an asset, by owner as UsedOnes has them: at most limit (brought into 1 to
	// MaxPage) that come after an owner, "" before all.
	Holders(ctx context.Context, id, after string, limit int) ([]string, error)

	// Accessed tells whether NoteAccess was called for this.
	Accessed(ctx context.Context, asset, user string, day time.Time) (bool, error)
	// Gone tells whether PutGone was called for the user.
	Gone(ctx context.Context, user string) (bool, error)

	// SQL is the picture, for Projects; nil in a Store of another kind, whose Projects do without.
	SQL() sqldb.Reader
}

// Writer finds and changes rows within one transaction. To change what is not there is
// ErrNotFound; to remove it is no error.
type Writer interface {
	Reader

	// Add adds an asset with its first holder, whose it is from then on. An id that is taken, or another asset of
	// h.Home with the same SHA256, is ErrExists.
	Add(ctx context.Context, h Held) error
	// Hold lets another user hold an asset that is there: h.Asset counts by its ID alone. One who holds it
	// already keeps Name and At; Used stays true once it was; UnusedSince becomes h's; Upload becomes h's unless that is "".
	Hold(ctx context.Context, h Held) error
	// SetThumbnail writes Thumbnail and ThumbnailSHA256 of an image, whose small picture was made anew: 0 and "", or more.
	SetThumbnail(ctx context.Context, id string, size int64, sum string) error
	// SetName writes Name of a holding.
	SetName(ctx context.Context, owner, id, name string) error
	// SetUnused writes UnusedSince of a holding; the zero time ends it.
	SetUnused(ctx context.Context, owner, id string, since time.Time) error
	// Drop ends a holding. When it was the last one, the asset goes, and everything that belongs to it:
	// then gone is true.
	Drop(ctx context.Context, owner, id string) (gone bool, err error)
	// HeldBy lists ids that a user holds, in no order, at most limit: for transactions that remove them.
	HeldBy(ctx context.Context, owner string, limit int) ([]string, error)

	// NoteAccess notes that a user read an asset by share on a day (UTC), and tells whether it was the
	// first time.
	NoteAccess(ctx context.Context, asset, user string, day time.Time) (first bool, err error)
	// PruneAccess removes notes of days before one, at most limit, and returns how many.
	PruneAccess(ctx context.Context, day time.Time, limit int) (int, error)

	// PutGone notes that a user is deleted for good.
	PutGone(ctx context.Context, user string, at time.Time) error

	// Record adds an audit event.
	Record(ctx context.Context, e audit.Event) error
	// Tx is the transaction, for Projects and Quota; nil where SQL is.
	Tx() *sqldb.Tx
}

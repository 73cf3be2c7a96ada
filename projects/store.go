package projects

import (
	"context"
	"errors"
	"time"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/sqldb"
)

// What a Store's methods return beside errors of its database.
var (
	ErrNotFound = errors.New("projects: not found")
	ErrExists   = errors.New("projects: exists already")
	ErrInvalid  = errors.New("projects: cannot be kept") // fields.go has the bounds
)

// Store keeps projects, their versions, who may see them, and the gallery. It
// keeps rows and decides nothing: the rules are in Service. NewSQL gives the
// default; package projectstest says whether another one keeps the contract.
//
// Times come in UTC and are kept to the millisecond. Text is UTF-8 with no NUL
// in it; files are any bytes and come back as they were. To add what has a field
// that is missing, too long or otherwise hostile is ErrInvalid, to look for it
// ErrNotFound. A Store is safe for concurrent use.
type Store interface {
	// Read runs fn on one consistent picture.
	Read(ctx context.Context, fn func(r Reader) error) error
	// Write runs fn in a transaction that behaves as if nothing ran beside it,
	// and commits when fn returns nil: then everything that it wrote, its audit
	// events and its published events are there after a crash; otherwise none
	// of it is. fn may run more than once, and returns each error that it gets
	// from w. What fn itself returns, Write returns.
	Write(ctx context.Context, fn func(w Writer) error) error
}

// Reader finds rows. What is not there is ErrNotFound. Lists of Projects,
// Versions and Gallery have at most limit rows (brought into 1 to MaxPage) after
// the cursor that the page before returned; next is "" at the end. A cursor that
// no page returned for the same listing is ErrCursor, a shelf or an order that
// there is not ErrInvalid. A page costs the same wherever it stands. With a query,
// of which the first 64 characters and MaxWords words count, a page looks at a
// bounded number of rows: then it may have less than limit, or none, though next is
// not "".
type Reader interface {
	// Project has Slug, Clones and Withheld, and no Role.
	Project(ctx context.Context, id string) (Project, error)
	// Role is what the user is to the project: Owner, Editor, Viewer.
	Role(ctx context.Context, project, user string) (Role, error)
	// Grants lists those of a project by user.
	Grants(ctx context.Context, project string) ([]Grant, error)
	// Projects lists a shelf of a user, with the user's Role.
	Projects(ctx context.Context, user string, f Filter, after string, limit int) (page []Project, next string, err error)
	// OwnedBy lists ids of projects with this owner, in no order, at most limit.
	OwnedBy(ctx context.Context, owner string, limit int) ([]string, error)
	// TrashedBefore lists ids of projects in the trash since before a time,
	// oldest first, at most limit.
	TrashedBefore(ctx context.Context, t time.Time, limit int) ([]string, error)

	// Version has the Facts.
	Version(ctx context.Context, project string, number int) (Version, error)
	// Versions lists those of a project, newest first, without Facts.
	Versions(ctx context.Context, project, after string, limit int) (page []Version, next string, err error)
	// Source is the file of a version, which the caller may change.
	Source(ctx context.Context, project string, number int) ([]byte, error)
	// Assets lists the assets that a version uses, by name: what Add or Update was
	// told.
	Assets(ctx context.Context, project string, number int) ([]string, error)

	// Entry and EntryBySlug find a published project.
	Entry(ctx context.Context, project string) (Entry, error)
	EntryBySlug(ctx context.Context, slug string) (Entry, error)
	Gallery(ctx context.Context, f GalleryFilter, after string, limit int) (page []Entry, next string, err error)

	// UsedIn tells whether some version of a project that is kept uses the asset.
	UsedIn(ctx context.Context, project, asset string) (bool, error)
	// Uses lists projects of which some version that is kept uses the asset, by
	// id, at most limit.
	Uses(ctx context.Context, asset string, limit int) ([]string, error)
	// UsedBy returns projects with this owner of which some version that is kept uses
	// the asset: their names by id, at most limit.
	UsedBy(ctx context.Context, owner, asset string, limit int) (map[string]string, error)
	// MayReadAsset tells whether the user ("" = nobody in particular) may read a
	// version that uses the asset: an owner or editor any, a viewer the current
	// one, everybody a published one. Projects in the trash count for their owner
	// alone.
	MayReadAsset(ctx context.Context, user, asset string) (bool, error)

	// Gone tells whether PutGone was called for the user.
	Gone(ctx context.Context, user string) (bool, error)
}

// Writer finds and changes rows within one transaction. To change what is not
// there is ErrNotFound, and so is adding to a project that is not there; to
// remove it is no error.
type Writer interface {
	Reader

	// Add adds a project with its first version, whose number is p.Version, and
	// the assets that it uses; an id that is taken is ErrExists. p.Clones is where
	// it begins to count; Slug and Withheld are not written. nil for source is an empty file.
	Add(ctx context.Context, p Project, v Version, source []byte, uses []string) error
	// Update writes p and adds the version that it came to, v. nil for source
	// means that of the version before; uses are the assets of the version.
	// Clones, Slug and Withheld are not written, and another Owner is ErrInvalid. A version
	// number that is not above the current one is ErrExists.
	Update(ctx context.Context, p Project, v Version, source []byte, uses []string) error
	// Prune removes versions of a project below a number, but neither the current
	// nor the published one, nor the last one of each day (in UTC, by Version.At):
	// a version goes if the next one that is kept is of the same day. It looks at
	// the oldest ones first, at each that stays as the last of its day once, and at
	// limit of them at most. It returns how many it removed.
	Prune(ctx context.Context, project string, below, limit int) (int, error)
	// PruneBefore removes versions of all projects that were replaced by another
	// one before t, but neither current nor published ones, at most limit, and
	// returns how many.
	PruneBefore(ctx context.Context, t time.Time, limit int) (int, error)
	// Purge removes a project with everything that belongs to it.
	Purge(ctx context.Context, project string) error
	// Detach forgets that versions of projects with this owner use the asset, also
	// published ones.
	Detach(ctx context.Context, owner, asset string) error

	// PutGrant adds or replaces the grant of a user; one to the owner is
	// ErrInvalid.
	PutGrant(ctx context.Context, g Grant) error
	// DeleteGrant tells whether there was one.
	DeleteGrant(ctx context.Context, project, user string) (bool, error)
	// DeleteGrantsOf removes at most limit grants of a user, and returns the ids of
	// the projects.
	DeleteGrantsOf(ctx context.Context, user string, limit int) ([]string, error)

	// PutEntry adds or replaces that of a project, but for Clones; a slug of
	// another one is ErrExists, a version that is not kept ErrNotFound.
	PutEntry(ctx context.Context, e Entry) error
	// DeleteEntry tells whether there was one.
	DeleteEntry(ctx context.Context, project string) (bool, error)
	// Withhold writes why a project is kept out of the gallery: Project.Withheld; ""
	// ends that. It decides nothing: an entry that there is stays.
	Withhold(ctx context.Context, project, reason string) error
	// CountClone counts a user who cloned a project, once.
	CountClone(ctx context.Context, project, user string) error

	// PutGone notes that a user is deleted for good.
	PutGone(ctx context.Context, user string, at time.Time) error

	// Record adds an audit event.
	Record(ctx context.Context, e audit.Event) error
	// Publish adds an event that handlers get after the commit, at least once.
	Publish(ctx context.Context, topic string, payload any) error
	// Tx is the transaction, for Assets and Quota; nil in a Store of another kind, whose
	// Assets and Quota do without.
	Tx() *sqldb.Tx
}

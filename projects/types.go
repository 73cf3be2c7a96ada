package projects

import "time"

// Role is what a user may do with a project.
type Role string

// The roles, each of which may do what those below it may.
const (
	Owner  Role = "owner"  // shares, publishes, deletes
	Editor Role = "editor" // changes it, and sees how it was before
	Viewer Role = "viewer" // sees what it is now, and may take a copy
)

// Project is a project without its file: what lists show.
type Project struct {
	ID      string `json:"id"`      // opaque, at most 64 bytes; never used again
	Owner   string `json:"owner"`   // id of a user
	Version int    `json:"version"` // 1 when it is made, and 1 more with each write
	Name    string `json:"name"`    // its own name, or else the title of its file, or else "Untitled"
	Named   bool   `json:"named"`   // has a name of its own

	// What the file says: that of the last version that could be read, if the
	// current one is a draft.
	Title  string `json:"title"`
	Device string `json:"device"` // name of a device
	Pages  int    `json:"pages"`
	Draft  bool   `json:"draft"` // the current version cannot be rendered: Version.Facts says why

	Bytes     int       `json:"bytes"`  // of the current version's file
	SHA256    string    `json:"sha256"` // of the current version's file, hex
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"` // of the current version
	UpdatedBy string    `json:"updated_by"` // id of who wrote the current version
	TrashedAt time.Time `json:"trashed_at,omitzero"`
	Origin    *Origin   `json:"origin,omitempty"` // what it is a clone of
	Clones    int       `json:"clones"`           // by how many users it was cloned, its owner not counted
	Slug      string    `json:"slug,omitempty"`   // its place in the gallery, "" while it is not published
	// Withheld is why an admin keeps it out of the gallery; "" = nobody does.
	Withheld string `json:"withheld,omitempty"`

	Role Role `json:"role,omitempty"` // of who asked; "" in a Store, and for admins who are no member
}

// Origin is what a project was cloned from, as it was then.
type Origin struct {
	Project string `json:"project"`
	Version int    `json:"version"`
	Name    string `json:"name"`
}

// Facts are what Files found in a project file.
type Facts struct {
	Title   string   `json:"title"`
	Device  string   `json:"device"`
	Pages   int      `json:"pages"`
	Designs []string `json:"designs,omitempty"` // names, at most MaxDesigns
	// Assets are the names of images and fonts that the file uses, at most
	// MaxAssets, each once and at most MaxAsset bytes long.
	Assets []string `json:"assets,omitempty"`
	// Read is false when the file could not be read, so that the rest, but for
	// Errors, is not known.
	Read bool `json:"read"`
	// Errors are why it cannot be rendered, in the order of the file, at most
	// MaxErrors; with any it is a draft. More is how many others there are.
	Errors []Problem `json:"errors,omitempty"`
	More   int       `json:"more,omitempty"`
	// Missing are those of Assets that whoever wrote the version might not use, that
	// were not there, or that were taken away since. Set by Service.
	Missing []string `json:"missing,omitempty"`
}

// Draft tells that the file cannot be rendered as it is.
func (f Facts) Draft() bool { return !f.Read || len(f.Errors) > 0 }

// Problem is one thing that is wrong with a project file.
type Problem struct {
	Line    int    `json:"line,omitempty"` // from 1; 0 = about no line
	Col     int    `json:"col,omitempty"`  // from 1, in characters
	Pointer string `json:"pointer,omitempty"`
	Code    string `json:"code"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
}

// Change is what a write did.
type Change string

// The changes.
const (
	Created  Change = "created"
	Imported Change = "imported" // from another product
	Cloned   Change = "cloned"   // Version 1 of a clone
	Edited   Change = "edited"   // another file
	Renamed  Change = "renamed"  // the file stayed
	Refitted Change = "refitted" // for another device
	Reverted Change = "reverted" // to the file of version Of
	Trashed  Change = "trashed"  // the file stayed
	Restored Change = "restored" // from the trash; the file stayed
)

// Version is a version of a project: what was written, by whom and when.
type Version struct {
	Project string    `json:"project"`
	Number  int       `json:"number"`
	At      time.Time `json:"at"`
	By      string    `json:"by"` // id of a user
	Change  Change    `json:"change"`
	Of      int       `json:"of,omitempty"` // the version that was reverted to
	Name    string    `json:"name"`         // of the project, then
	Bytes   int       `json:"bytes"`
	SHA256  string    `json:"sha256"` // of the file, hex
	Draft   bool      `json:"draft"`
	Pages   int       `json:"pages"`  // 0 for a file that cannot be read
	Device  string    `json:"device"` // "" for a file that cannot be read

	Facts Facts `json:"facts,omitzero"` // not in listings
}

// Grant lets a user work with somebody else's project.
type Grant struct {
	Project string    `json:"project"`
	User    string    `json:"user"`
	Role    Role      `json:"role"` // Editor or Viewer
	At      time.Time `json:"at"`
}

// Entry is a project in the public gallery: one version of it, which stays the
// same until it is published again.
type Entry struct {
	Project     string    `json:"project"`
	Owner       string    `json:"owner"`
	Slug        string    `json:"slug"` // unique: its place in URLs
	Version     int       `json:"version"`
	Name        string    `json:"name"`
	Description string    `json:"description"` // plain text
	Author      string    `json:"author"`      // as the owner wants to be called
	Device      string    `json:"device"`
	Pages       int       `json:"pages"`
	Clones      int       `json:"clones"`       // by how many users the project was cloned
	PublishedAt time.Time `json:"published_at"` // the first time
	UpdatedAt   time.Time `json:"updated_at"`   // the last time
}

// Shelf is where somebody finds a project.
type Shelf string

// The shelves. A project in the trash is on its owner's alone.
const (
	Mine   Shelf = "mine"
	Shared Shelf = "shared" // somebody else's, granted
	Trash  Shelf = "trash"  // one's own
)

// Order is how a listing is sorted; what is equal in that, by id.
type Order string

// The orders. Projects have the first three, the gallery has the last three.
const (
	Recent  Order = "recent"  // changed last first
	ByName  Order = "name"    // by folded name, from A
	Newest  Order = "newest"  // made (in the gallery: published) last first
	Popular Order = "popular" // cloned most first
)

// Filter chooses projects of a listing. The zero value is a user's own, changed last first.
// Of a query the first MaxWords words count, in any order.
type Filter struct {
	Shelf Shelf  // "" = Mine
	Query string // words, each part of the name, folded; "" = all
	Order Order  // "" = Recent
}

// GalleryFilter chooses entries of the gallery. The zero value is all, newest
// first. Of a query the first MaxWords words count, in any order.
type GalleryFilter struct {
	Query  string // words, each part of the name, the description or the author, folded; "" = all
	Device string // name of a device; "" = all
	Order  Order  // "" = Newest
}

// Bounds, in bytes unless it says otherwise.
const (
	MaxSource      = 1 << 20 // of a file: einkpdf.Limits.FileBytes
	MaxName        = 200     // characters of a project's name
	MaxSlug        = 80      // at least 3
	MaxDescription = 2000    // characters of an entry
	MaxAuthor      = 100     // characters of an entry
	MaxReason      = 200     // of what admins do: longer ones are cut
	MaxDesigns     = 200
	MaxAssets      = 500
	MaxAsset       = 128
	MaxErrors      = 20
	MaxFact        = 2000 // each other text of Facts: title, design, message, …
	MaxPage        = 200  // rows of a page of any listing
	MaxWords       = 8    // of a query that count
)

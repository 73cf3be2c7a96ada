package assets

import "time"

// Kind is what an asset is.
type Kind string

// The kinds.
const (
	KindImage Kind = "image"
	KindFont  Kind = "font"
)

// Asset is an image or a font, the same for everybody who has it. It never changes: other
// bytes are another asset.
type Asset struct {
	ID     string `json:"id"`              // unique, not to be guessed, never used again; by it project files name the asset
	Kind   Kind   `json:"kind"`            //
	Type   string `json:"type"`            // media type of the bytes: one of Types
	Bytes  int64  `json:"bytes"`           // as stored
	SHA256 string `json:"sha256"`          // of the bytes as stored, hex
	Width  int    `json:"width,omitempty"` // of an image, in pixels
	Height int    `json:"height,omitempty"`
	Font   *Font  `json:"font,omitempty"` // of a font
	// Thumbnail is how many bytes the small picture of an image has; 0 = there is none: the
	// image itself is no larger, or has no more bytes, or it is a font.
	Thumbnail int64 `json:"thumbnail,omitempty"`
	// ThumbnailSHA256 is that of its bytes, hex; "" = there is none.
	ThumbnailSHA256 string `json:"-"`

	// Home is the folder of the blobs: of who stored it first. Hidden from others, for
	// the asset may have come to them from somebody they do not know.
	Home string `json:"-"`
}

// The media types of assets as they are stored. Images of other types become one of
// the first two.
const (
	PNG  = "image/png"
	JPEG = "image/jpeg"
	TTF  = "font/ttf"
	OTF  = "font/otf"
	TTC  = "font/collection"
)

// Font is what is in a font file. Its texts are the font's own words: of bounded length, clean, and
// not to be trusted.
type Font struct {
	Family    string    `json:"family"`          // of the first face
	Style     string    `json:"style,omitempty"` // of the first face: "Bold Italic"
	Faces     int       `json:"faces"`           // more than 1 in collections
	Glyphs    int       `json:"glyphs"`          // of the first face
	Outlines  string    `json:"outlines"`        // "truetype" or "cff"
	Embedding Embedding `json:"embedding"`
}

// Embedding is what the maker of a font allows those to do who put it into documents (OS/2
// fsType, OpenType 1.9.1). Fonts that may not be embedded at all, or not in part, are refused.
type Embedding string

// The permissions.
const (
	Installable  Embedding = "installable"   // anything
	Editable     Embedding = "editable"      // in documents that may be edited
	PreviewPrint Embedding = "preview-print" // in documents that are only read and printed
	Unstated     Embedding = "unstated"      // the font says nothing
)

// Held is an asset as one of those who hold it sees it.
type Held struct {
	Asset
	Owner string    `json:"owner"` // id of a user
	Name  string    `json:"name"`  // of the file that was uploaded, to show: cleaned, with an ending that is true of Type; not unique
	At    time.Time `json:"at"`    // when it came to the owner
	// Used says that a project of the owner's uses it, or did. What none uses any more goes at
	// GoesAt; what none ever used stays until its owner deletes it.
	Used        bool      `json:"used"`
	UnusedSince time.Time `json:"unused_since,omitzero"` // when it was found that none does
	GoesAt      time.Time `json:"goes_at,omitzero"`      // set by Service

	// Upload is the SHA-256 of the file as it was uploaded, hex, or "".
	Upload string `json:"-"`
}

// Usage is how much a user has. Bytes are those of the assets as stored, without their small pictures, which a
// Quota counts as well: see Holding. Each who holds an asset is charged for all of it.
type Usage struct {
	Count  int                `json:"count"`
	Bytes  int64              `json:"bytes"`
	ByKind map[Kind]KindUsage `json:"by_kind"` // both kinds, always
}

// KindUsage is a part of Usage.
type KindUsage struct {
	Count int   `json:"count"`
	Bytes int64 `json:"bytes"`
}

// Order is how a listing is sorted; what is equal in that, by id.
type Order string

// The orders.
const (
	Newest  Order = "newest" // came last, first
	ByName  Order = "name"   // by folded name, from A
	Largest Order = "largest"
)

// Filter chooses assets of a listing. The zero value is all, newest first.
type Filter struct {
	Kind  Kind  // "" = both
	Order Order // "" = Newest
}

// Bounds of what a Store keeps.
const (
	MaxName = 200 // characters of Held.Name
	MaxPage = 200 // rows of a page
)

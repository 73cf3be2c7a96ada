package blob

import (
	"context"
	"errors"
	"io"
	"iter"
	"time"
)

// What a Store's methods return beside errors of its disk or network, wrapped.
var (
	ErrNotFound = errors.New("blob: not found")
	ErrKey      = errors.New("blob: not a key")            // see CheckKey
	ErrSize     = errors.New("blob: not the size it said") // of what Put was given
)

// Info is a blob without its bytes.
type Info struct {
	Key  string
	Size int64     // bytes
	At   time.Time // when it was put, by the clock of the store; to the second at least
}

// Store keeps blobs: bytes that are written once and read often, by key. It is safe
// for concurrent use, and any number of processes may have one on the same place.
// Package blobtest says whether one keeps this contract.
//
// A key that CheckKey refuses is ErrKey. All methods honour ctx: when it ends they
// return its error, a Put as soon as r lets it. Then, and after any error but ErrKey, ErrSize and
// those of r, a Put may have taken effect or not. Errors tell keys, and no paths of the
// host.
type Store interface {
	// Put keeps what r gives under the key. When it returns nil, the bytes are there
	// after a crash of the machine. They appear all at once when all have come, in the
	// place of those that the key had before, if any; whoever has those open reads on
	// in them. r must give exactly size bytes, or else Put is ErrSize and changes nothing. What r returns as an error, Put returns,
	// wrapped. The store does not close r, and knows nothing of it afterwards.
	Put(ctx context.Context, key string, r io.Reader, size int64) error
	// Open opens a blob, which the caller closes. What it reads stays as it was when
	// it was opened, also when the key is put again or deleted meanwhile, or else
	// reading fails: never other bytes. ErrNotFound.
	Open(ctx context.Context, key string) (io.ReadSeekCloser, Info, error)
	// Stat says what there is under a key. ErrNotFound.
	Stat(ctx context.Context, key string) (Info, error)
	// Delete removes a blob for good, also after a crash. One that is not there is
	// no error.
	Delete(ctx context.Context, key string) error
	// List gives the blobs in a folder, "a/b" for those of keys that begin with "a/b/";
	// "" is all, and another that is no key itself is ErrKey. The order is the store's
	// own. What is put or deleted meanwhile may be in it or not; what stays is in it once. After an error it gives nothing more.
	List(ctx context.Context, folder string) iter.Seq2[Info, error]
	// Sweep removes what was left before a time by Puts that never returned, which
	// nobody can see and which takes room. Of a Put that is still on its way and had nothing from r
	// since that time it may take what there is; then the Put fails.
	Sweep(ctx context.Context, before time.Time) (Swept, error)
}

// Swept is what Sweep removed, and what it found.
type Swept struct {
	Files int
	Bytes int64
	// Young is how many others there are, of Puts that are on their way or ended not so long ago.
	Young int
}

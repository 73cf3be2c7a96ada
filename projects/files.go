package projects

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/einkpdf/platform/sqldb"
)

// What Files.Refit returns for what it cannot do.
var (
	ErrDevice = errors.New("projects: no such device")
	ErrDraft  = errors.New("projects: the file has errors")
	ErrBusy   = errors.New("projects: too many files at once") // also of Inspect
)

// Files understands project files, of whatever format. Package projectfile has
// those of the renderer. It is safe for concurrent use, and what it does is
// bounded in time and memory whatever the file is.
type Files interface {
	// Inspect says what a file is. Whatever is wrong with the file is in Facts;
	// the error is ErrBusy, or ctx's.
	Inspect(ctx context.Context, source []byte) (Facts, error)
	// Refit makes of a file one for another device. A file that is for it already
	// stays as it is. Errors are ErrDevice, ErrDraft, either of them also in a
	// *Refusal, ErrBusy and ctx's.
	Refit(ctx context.Context, source []byte, device string) (Refit, error)
}

// Refusal is an ErrDevice or ErrDraft of Files.Refit with what whoever asked is to
// know of it.
type Refusal struct {
	Reason string // one or more sentences; more than 500 bytes are cut
	Err    error  // what is ErrDevice or ErrDraft; not part of the reason
}

func (r *Refusal) Error() string { return r.Err.Error() }

// Unwrap returns Err.
func (r *Refusal) Unwrap() error { return r.Err }

// Refit is a file for another device.
type Refit struct {
	Source []byte
	// Scaled says that places and sizes were changed to fit, which cannot be
	// undone by going back to the device before. So it becomes a copy.
	Scaled bool
	// Report is what the checks find on the device, as JSON.
	Report json.RawMessage
}

// Assets keeps images and fonts for users; files use them by name. A name is given
// by whoever keeps them, and is of the same asset for everybody and for good: an id
// that is unique in the host and cannot be guessed (OWASP ASVS 4.0.3, 6.3.1), not what
// a user calls it. Whoever may read a file may read what it names; and an owner who
// saves what an editor wrote brings in those of the owner's assets that it names.
// Both methods take part in the transaction, and may be called more than once for it.
// Which projects use an asset, AssetUses tells.
type Assets interface {
	// Usable returns those of names that are assets which the user may use.
	Usable(ctx context.Context, tx *sqldb.Tx, user string, names []string) ([]string, error)
	// Adopt is told of every asset that a project of the owner's begins to use: in a
	// version whose predecessor did not, or after it had ended. Those that the owner
	// does not have become the owner's as well, under the same names, so that they stay
	// when whoever had them before goes. Its error refuses the write: a quota. One that
	// says Refused() bool, and that it is, is the owner's alone to read: it comes back to
	// the owner as it was, and to an editor as CodeOwnerFull, with nothing of it.
	Adopt(ctx context.Context, tx *sqldb.Tx, owner string, names []string) error
}

// Users tells which users there are.
type Users interface {
	// Exists tells whether somebody has this id and may be shared with.
	Exists(ctx context.Context, user string) (bool, error)
}

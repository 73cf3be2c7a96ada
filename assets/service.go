package assets

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"github.com/einkpdf/platform/blob"
	"github.com/einkpdf/platform/sqldb"
)

// Config is what a Service works with. Store and Blobs must be given; the zero
// value of everything else is what its comment says.
type Config struct {
	Store Store
	Blobs blob.Store
	// Fonts reads font files. nil: no fonts are taken.
	Fonts Fonts
	// Projects tells which projects use an asset. nil: none does, and only who holds
	// an asset may read it.
	Projects Projects
	// Quota bounds how much users hold. nil: nothing does.
	Quota Quota

	MaxBytes int64 // of a file that is uploaded, and as it is stored; 0 = 20 MiB, at most 32 MiB
	// Decodes is how many images and fonts are looked into at a time; 0 = 2. As many of one user's wait for that, and the others for these.
	Decodes int
	// Uploads is how many are on their way at a time, each with a temporary file; 0 = 128. As many again wait, and
	// more are CodeBusy at once.
	Uploads int
	// UploadsEach is how many of them, and of those that wait, are one user's; more are CodeBusy at once, for them alone.
	// 0 = half of Uploads; at most all.
	UploadsEach int
	// Wait is how long an upload waits to be one of Uploads, and then to be one of Decodes, before it is
	// CodeBusy; 0 = 30 s.
	Wait time.Duration
	// TempDir is where uploads are kept while they come; "" = os.TempDir. The files have
	// no name there, or lose it when the upload ends.
	TempDir string

	// UnusedFor is how long an asset is kept that projects of its owner used, and none uses any
	// more; 0 = 30 days, at least a minute.
	UnusedFor time.Duration
	// Grace is how old a blob that belongs to no asset must be to be removed: longer than any
	// upload takes; 0 = 24 hours, at least a minute.
	Grace time.Duration

	Now      func() time.Time // nil = time.Now
	Logger   *slog.Logger     // nil = silent
	Observer Observer
}

// Fonts reads font files. It is safe for concurrent use, and what it does is bounded in
// time and memory whatever the file is. Package assetfile has those that the renderer
// can use.
type Fonts interface {
	// Read says what a font file is: its media type (TTF, OTF or TTC) and what is in it. Whatever is wrong
	// with the file is an *Error with CodeFont, CodeEmbedding, CodeTrailing or CodeDamaged; any other error means
	// that it could not find out.
	Read(ctx context.Context, data []byte) (mediaType string, f Font, err error)
}

// Projects tells which projects use an asset. Package projects has one: AssetUses. It is
// safe for concurrent use; methods with a tx take part in the transaction.
type Projects interface {
	// MayReadAsset tells whether a user ("" = anybody at all) may read a version of a project
	// that uses the asset.
	MayReadAsset(ctx context.Context, user, asset string) (bool, error)
	// ProjectsUsing returns projects of the owner of which some version that is kept uses the asset,
	// those in the trash as well: their names by id, at most limit.
	ProjectsUsing(ctx context.Context, tx sqldb.Reader, owner, asset string, limit int) (map[string]string, error)
	// DetachAsset forgets that projects of the owner use the asset, in any version and in the gallery.
	DetachAsset(ctx context.Context, tx *sqldb.Tx, owner, asset string) error
}

// Observer is told what happens, to be counted. Each may be nil; they are called
// from any goroutine and must be quick.
type Observer struct {
	OnUpload  func(k Kind, bytes int64, existed bool, took time.Duration)
	OnRefuse  func(code Code)           // an upload was, by an *Error: what a Quota refuses, it counts itself
	OnRead    func(k Kind, bytes int64) // a file was opened
	OnCollect func(c Collected)
}

// Service is assets and everything that is done with them. It is safe for
// concurrent use, and any number of processes may have one on the same Store and Blobs.
//
// Its methods return *Error for whatever the one who asked is to be told, and
// other errors for what broke: those of the Store, of Blobs, of ctx. Those of
// Quota come back so that errors.As finds them. An error
// means that nothing was changed, but for what the method's comment says.
//
// Where requests come from is taken from the context: see audit.WithOrigin.
type Service struct {
	c       Config
	uploads *places // taken while an upload is on its way
	decodes *turns  // taken while a file is looked into
}

// maxStored bounds Config.MaxBytes: what the renderer takes.
const maxStored = 32 << 20

// New makes a Service. Its errors say which field of c is wrong.
func New(c Config) (*Service, error) {
	if c.Store == nil || c.Blobs == nil {
		return nil, errors.New("assets: Config needs a Store and Blobs")
	}
	if err := c.bounds(); err != nil {
		return nil, err
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	c.Observer = c.Observer.filled()
	return &Service{c: c, uploads: newPlaces(c.Uploads, c.UploadsEach, c.Wait), decodes: newTurns(c.Decodes, c.Wait)}, nil
}

// bounds fills in and checks numbers and durations.
func (c *Config) bounds() error {
	const day = 24 * time.Hour
	for _, d := range []struct {
		name          string
		value         *time.Duration
		preset, least time.Duration
	}{
		{"Wait", &c.Wait, 30 * time.Second, time.Millisecond},
		{"UnusedFor", &c.UnusedFor, 30 * day, time.Minute},
		{"Grace", &c.Grace, day, time.Minute},
	} {
		if *d.value == 0 {
			*d.value = d.preset
		}
		if *d.value < d.least {
			return fmt.Errorf("assets: Config.%s is %s: %s at least, or 0 for %s", d.name, *d.value, d.least, d.preset)
		}
	}
	for _, n := range []struct {
		name   string
		value  *int
		preset int
	}{
		{"Decodes", &c.Decodes, 2},
		{"Uploads", &c.Uploads, 128},
	} {
		if *n.value == 0 {
			*n.value = n.preset
		}
		if *n.value < 1 {
			return fmt.Errorf("assets: Config.%s is %d: 1 at least, or 0 for %d", n.name, *n.value, n.preset)
		}
	}
	if c.UploadsEach == 0 {
		c.UploadsEach = (c.Uploads + 1) / 2
	}
	if c.UploadsEach < 1 || c.UploadsEach > c.Uploads {
		return fmt.Errorf("assets: Config.UploadsEach is %d: 1 to %d, or 0 for half of them", c.UploadsEach, c.Uploads)
	}
	if c.MaxBytes == 0 {
		c.MaxBytes = 20 << 20
	}
	if c.MaxBytes < 1 || c.MaxBytes > maxStored {
		return fmt.Errorf("assets: Config.MaxBytes is %d: 1 to %d, or 0 for 20 MiB", c.MaxBytes, maxStored)
	}
	return nil
}

func (o Observer) filled() Observer {
	if o.OnUpload == nil {
		o.OnUpload = func(Kind, int64, bool, time.Duration) {}
	}
	if o.OnRefuse == nil {
		o.OnRefuse = func(Code) {}
	}
	if o.OnRead == nil {
		o.OnRead = func(Kind, int64) {}
	}
	if o.OnCollect == nil {
		o.OnCollect = func(Collected) {}
	}
	return o
}

// MaxBytes is how large a file may be that is uploaded.
func (s *Service) MaxBytes() int64 { return s.c.MaxBytes }

// now is the time as a Store keeps it.
func (s *Service) now() time.Time { return s.c.Now().UTC().Truncate(time.Millisecond) }

// newID makes the id of an asset: 122 random bits.
func newID() string { return uuid.NewString() }

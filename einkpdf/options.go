package einkpdf

import "github.com/einkpdf/platform/einkpdf/device"

// Options says how a project is compiled. The zero value is right for most uses.
type Options struct {
	// Device is used instead of the one that the project names: one of its own, see
	// [Project.LookupDevice], or a built-in one. Empty = the project's.
	Device string
	// Profile is a device of the caller's own; it wins over Device. It needs a Width
	// and Height of 50 to 20,000 pixels and a PPI of 20 to 2,000; its Page is empty
	// or 20 to 5,000 pt on each side. It is copied; nothing else of it must be set.
	Profile *device.Profile
	// Hand is the hand that holds the pen; toolbars stand on the other side.
	Hand device.Hand
	// Orientation is portrait or landscape, instead of the project's. Empty = the project's.
	Orientation string
	// Locale is used instead of the project's. Empty = the project's.
	Locale string
	// Assets gives the images and fonts that the project names. Without it every
	// asset is missing.
	Assets Assets
	// Limits bound what a project may ask for.
	Limits Limits
	// Strict makes warnings errors: a document with findings is not written.
	Strict bool
	// Progress is told after each page that was written, from the writing goroutine.
	Progress func(done, total int)
}

// Assets opens the images and fonts that a project names.
type Assets interface {
	// Asset returns the bytes of an asset. An error for which
	// errors.Is(err, fs.ErrNotExist) holds means that there is none of that name, or
	// none for whoever asks. An error with a method Hint() string says with it what to
	// do. A name is what the project says, whatever it is: it must not be taken for a path.
	Asset(name string) ([]byte, error)
}

// AssetFunc is a function as Assets.
type AssetFunc func(name string) ([]byte, error)

// Asset calls the function.
func (f AssetFunc) Asset(name string) ([]byte, error) { return f(name) }

// Limits bound what one project may ask for. Zero fields have the default.
type Limits struct {
	FileBytes   int // size of the project file; 1 MiB
	Depth       int // nesting of the file; 64
	Nodes       int // values in the file, aliases expanded; 100,000
	Pages       int // pages of the document; 1,000
	Links       int // links of the document; 300,000
	Anchors     int // anchors of the document; 50,000
	Operations  int // drawing operations of all pages; 2,000,000
	ImagePixels int // pixels of one image; 16,000,000
	TotalPixels int // pixels of all images of the document together, those that turn out damaged included; 32,000,000
	AssetBytes  int // size of one image or font; 32 MiB
	FontBytes   int // size of all fonts together; 128 MiB
}

func (l Limits) withDefaults() Limits {
	def := func(v *int, d int) {
		if *v <= 0 {
			*v = d
		}
	}
	def(&l.FileBytes, 1<<20)
	def(&l.Depth, 64)
	def(&l.Nodes, 100_000)
	def(&l.Pages, 1_000)
	def(&l.Links, 300_000)
	def(&l.Anchors, 50_000)
	def(&l.Operations, 2_000_000)
	def(&l.ImagePixels, 16_000_000)
	def(&l.TotalPixels, 32_000_000)
	def(&l.AssetBytes, 32<<20)
	def(&l.FontBytes, 128<<20)
	return l
}

package assethttp

import (
	"cmp"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/einkpdf/platform/assets"
)

// maxRanges is how many ranges of a file one request may ask for. Whoever asks for more gets the whole file, for
// each range has a header of its own (RFC 9110, 14.2 and 17.15).
const maxRanges = 16

// File is what ServeFile sends.
type File struct {
	io.ReadSeeker
	Name string // to save it by; "" = none. It may say anything: what no file system should see is left out of it
	Type string // media type
	ETag string // strong, with its quotes
	// Attachment is for what is to be saved, and not to be shown.
	Attachment bool
	// Fresh is for how long a browser need not ask for it again, in whole seconds; 0 = a year.
	Fresh time.Duration
}

// Serve answers GET and HEAD with an asset or its thumbnail: all of it, ranges of it, or that it is what the
// browser has already (RFC 9110, 13 and 14). It does not close c.
//
// The headers are those that ASVS 5.0 and the OWASP cheat sheet on file uploads ask for with files from users:
// an exact type that is not guessed again, a policy in which nothing runs, no embedding by others.
func Serve(w http.ResponseWriter, r *http.Request, c *assets.Content) {
	servePaced(w, r, c, usual())
}

func servePaced(w http.ResponseWriter, r *http.Request, c *assets.Content, p pace) {
	serveFile(w, r, File{ReadSeeker: c, Name: c.Name, Type: c.Type, ETag: c.ETag}, p)
}

// ServeFile is Serve for another file that never changes, as one that a job has made.
func ServeFile(w http.ResponseWriter, r *http.Request, f File) { serveFile(w, r, f, usual()) }

const aYear = 365 * 24 * time.Hour

func serveFile(w http.ResponseWriter, r *http.Request, f File, p pace) {
	h := w.Header()
	h.Set("Content-Type", f.Type)
	h.Set("ETag", f.ETag)
	h.Set("Cache-Control", fmt.Sprintf("private, max-age=%d, immutable", cmp.Or(f.Fresh, aYear)/time.Second)) // RFC 9111, 5.2.2.7 and RFC 8246
	if r.Header.Get("If-Match") != "" {
		h.Set("Cache-Control", "no-store") // the answer may be 412, which is not to be kept for a year
	}
	shown := "inline"
	if f.Attachment {
		shown = "attachment"
	}
	h.Set("Content-Disposition", disposition(shown, f.Name))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	p.begin(http.NewResponseController(w).SetWriteDeadline)
	o := &outgoing{file: f.ReadSeeker, pace: p}
	defer o.end()
	http.ServeContent(w, withRanges(r), "", time.Time{}, o)
}

// withRanges returns r, or the same request for all of the file, if what it says of ranges is to be ignored: with
// another method than GET, in a unit that is none here (RFC 9110, 14.2), or too many.
func withRanges(r *http.Request) *http.Request {
	ranges := r.Header.Get("Range")
	if ranges == "" || r.Method == http.MethodGet && strings.HasPrefix(ranges, "bytes=") && strings.Count(ranges, ",") < maxRanges {
		return r
	}
	r = r.Clone(r.Context())
	r.Header.Del("Range")
	return r
}

// outgoing is a file whose bytes are written to somebody as they are read. Of several ranges net/http reads them in a
// goroutine that it does not wait for when the client is gone. So after end nothing of the file and the connection is
// touched any more: the one is the caller's to close, and the other is of no request, which over HTTP/2 is a panic.
type outgoing struct {
	mu   sync.Mutex
	file io.ReadSeeker
	pace pace
	over bool
}

func (o *outgoing) Read(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.over {
		return 0, fs.ErrClosed
	}
	o.pace.wait() // until those that were read before are written, and these
	n, err := o.file.Read(p)
	o.pace.n += int64(n)
	return n, err
}

func (o *outgoing) Seek(offset int64, whence int) (int64, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.over {
		return 0, fs.ErrClosed
	}
	return o.file.Seek(offset, whence)
}

func (o *outgoing) end() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.over = true
}

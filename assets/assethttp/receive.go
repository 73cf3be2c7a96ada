package assethttp

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/einkpdf/platform/assets"
)

const (
	field     = "file"   // of a form
	nameKey   = "name"   // of a query
	maxMax    = 1 << 50  // as good as no bound
	formBytes = 64 << 10 // that a form may have beside the file, before it or behind
)

// Receive takes the file that comes with a request, of at most max bytes, and returns what the request says of it
// and the file itself, of which nothing has been read yet. One whose Content-Length says that it is too large is refused
// before a byte is read, so that a client which waits for "100 Continue" sends nothing.
//
// The file is the body, with its Content-Type, and its name in Content-Disposition
// ("attachment; filename=…", or filename* of RFC 8187) or in the query ("?name=…"); or it is the part with the name "file" of a
// form (multipart/form-data); other parts are passed over. Of two with this name the Reader gives the first, and then
// CodeForm instead of io.EOF. Names in forms have the escapes %22, %0D and %0A, as browsers write them.
//
// Errors, and those of the Reader, are *assets.Error: assets.CodeTooLarge, assets.CodeIncomplete for what came too
// slowly or ended too soon, and CodeForm. The Reader is for the goroutine of the handler, until it returns.
func Receive(w http.ResponseWriter, r *http.Request, max int64) (assets.NewUpload, io.Reader, error) {
	return receive(w, r, max, usual())
}

func receive(w http.ResponseWriter, r *http.Request, most int64, p pace) (assets.NewUpload, io.Reader, error) {
	most = min(max(most, 0), maxMax)
	isForm := strings.HasPrefix(strings.ToLower(strings.TrimSpace(r.Header.Get("Content-Type"))), "multipart/")
	limit := most
	if isForm {
		limit += 3 * formBytes // before the file, behind it, and more than is read ahead
	}
	if r.Body == nil { // of a request that no server read
		r.Body = http.NoBody
	}
	p.begin(http.NewResponseController(w).SetReadDeadline)
	if r.Body != http.NoBody {
		p.wait() // also if nobody reads it in the end: then the server does
	}
	if r.ContentLength > limit {
		return assets.NewUpload{}, nil, tooLarge(most)
	}
	b := &body{ReadCloser: http.MaxBytesReader(w, r.Body, limit), pace: p, most: most}
	if isForm {
		return receiveForm(r, b)
	}
	return assets.NewUpload{Name: nameOf(r), Type: r.Header.Get("Content-Type"), Size: r.ContentLength}, b, nil
}

// nameOf is what a request calls the file that is its body, or "".
func nameOf(r *http.Request) string {
	_, params, err := mime.ParseMediaType(r.Header.Get("Content-Disposition"))
	if name := params["filename"]; err == nil && name != "" {
		return name
	}
	return r.URL.Query().Get(nameKey)
}

// body is that of a request, with errors for the one who sent it.
type body struct {
	io.ReadCloser
	pace pace
	most int64
	err  error // that broke it
}

func (b *body) Read(p []byte) (int, error) {
	b.pace.wait()
	n, err := b.ReadCloser.Read(p)
	b.pace.got(n, err)
	if err != nil && !errors.Is(err, io.EOF) {
		err = refusal(err, b.most)
		b.err = err
	}
	return n, err
}

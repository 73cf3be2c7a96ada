package assethttp

import (
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strings"

	"github.com/einkpdf/platform/assets"
)

// receiveForm finds the file in a form (RFC 7578).
func receiveForm(r *http.Request, b *body) (assets.NewUpload, io.Reader, error) {
	around := &bounded{body: b, left: formBytes, where: "before"}
	r.Body = around
	parts, err := r.MultipartReader()
	if err != nil { // the header alone was read
		return assets.NewUpload{}, nil, badForm("This is not a form with a file: it should be multipart/form-data, with a boundary.", err)
	}
	for {
		part, err := parts.NextPart()
		if err == io.EOF { //nolint:errorlint // within another error it is a form that was cut off
			return assets.NewUpload{}, nil, badForm(fmt.Sprintf("There is no file in this form: it should be the part with the name %q.", field), nil)
		}
		if err != nil {
			return assets.NewUpload{}, nil, b.formFault(err)
		}
		if part.FormName() == field {
			around.left = -1
			f := &partFile{parts: parts, part: part, around: around, left: b.most, most: b.most}
			return assets.NewUpload{Name: unescaped.Replace(part.FileName()), Type: part.Header.Get("Content-Type"), Size: -1}, f, nil
		}
	}
}

// unescaped takes back what browsers do to the name of a file in a form ("escape a name", WHATWG HTML, multipart/form-data encoding
// algorithm), and curl as they do. They leave % as it is, so nothing else may be decoded.
var unescaped = strings.NewReplacer("%22", `"`, "%0D", "\r", "%0A", "\n")

// formFault is an error of package multipart for the one who sent the form. It says
// that half a header is wrong where in truth the rest never came.
func (b *body) formFault(err error) error {
	if b.err != nil {
		return b.err
	}
	if e, ok := errors.AsType[*assets.Error](err); ok {
		return e
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return refusal(io.ErrUnexpectedEOF, b.most)
	}
	return badForm("This form cannot be read.", err)
}

// bounded is a body of which so many bytes may be read; -1 = all. Parts and headers have a
// size each, and no form needs much beside the file.
type bounded struct {
	*body
	left  int64
	where string // they are, as seen from the file
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left < 0 {
		return b.body.Read(p)
	}
	if b.left == 0 && len(p) > 0 {
		return 0, badForm(fmt.Sprintf("There is too much %s the file in this form: at most %s.", b.where, sizeText(formBytes)), nil)
	}
	n, err := b.body.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	return n, err
}

// partFile is the file in a form.
type partFile struct {
	parts      *multipart.Reader
	part       *multipart.Part
	around     *bounded
	left, most int64
	err        error // that it ended with
}

func (f *partFile) Read(p []byte) (int, error) {
	if f.err != nil || len(p) == 0 {
		return 0, f.err
	}
	n, err := f.part.Read(p[:min(int64(len(p)), f.left+1)])
	if int64(n) > f.left {
		n, err = int(f.left), tooLarge(f.most)
	}
	f.left -= int64(n)
	switch {
	case errors.Is(err, io.EOF):
		err = f.rest()
	case err != nil:
		err = f.around.formFault(err)
	}
	f.err = err
	return n, err
}

// rest reads what comes behind the file, and returns io.EOF if that is a form without another file: of several, all but the first
// would be lost and nobody be told. What follows the form is read too, so that the connection can be used again, unless
// that is too much.
func (f *partFile) rest() error {
	f.around.left, f.around.where = formBytes, "behind"
	for {
		part, err := f.parts.NextPart()
		switch {
		case err == io.EOF: //nolint:errorlint // see receiveForm
			if _, err := io.Copy(io.Discard, f.around); assets.CodeOf(err) == assets.CodeIncomplete {
				return err
			}
			return io.EOF
		case err != nil:
			return f.around.formFault(err)
		case part.FormName() == field:
			return badForm("There are several files in this form. Please upload one at a time.", nil)
		}
	}
}

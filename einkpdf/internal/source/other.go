package source

import "bytes"

// others are kinds of files that are taken for a project by mistake, by their
// first bytes.
var others = [...]struct{ start, what, hint string }{
	{"%PDF-", "a PDF file", "einkpdf links and einkpdf verify read PDFs; a project is the text file that one is made of"},
	{"\x89PNG\r\n", "a picture (PNG)", pictureHint},
	{"\xff\xd8\xff", "a picture (JPEG)", pictureHint},
	{"GIF8", "a picture (GIF)", pictureHint},
	{"<svg", "a picture (SVG)", pictureHint},
	{"PK\x03\x04", "a ZIP archive", "unpack it; a project is a text file in YAML or JSON"},
}

const pictureHint = "a project is a text file in YAML or JSON, which shows pictures with the widget image"

// otherKind says what a file is that can be no project, or nil.
func otherKind(data []byte) *Error {
	for _, o := range others {
		if bytes.HasPrefix(data, []byte(o.start)) {
			return &Error{Line: 1, Col: 1, Code: CodeEncoding, Message: "this is " + o.what + ", not a project", Hint: o.hint}
		}
	}
	return nil
}

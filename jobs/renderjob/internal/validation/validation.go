// Package validation is what renderjob and pdfvalidate say to each other. It stands apart so that programs which do not validate link no pdfcpu.
package validation

// Work names the work of pdfvalidate.Worker.
const Work = "validate-pdf"

// Piece is how many bytes of the PDF one answer has, but for the last.
const Piece = 4 << 20

// Request is what a child is to look into. It asks for the pieces of the PDF, each by its number, from 0, in decimal.
type Request struct {
	Bytes int64 `json:"bytes"`
	Pages int   `json:"pages"` // how many there must be
}

// Result is what it found.
type Result struct {
	Links    int       `json:"links"`
	Findings []Finding `json:"findings"` // at most MaxFindings; none = the PDF is in order
}

// Finding is something that is wrong with a PDF.
type Finding struct {
	Code    string `json:"code"`
	Page    int    `json:"page,omitempty"`
	Message string `json:"message"` // up to MaxMessage bytes
}

// Bounds of a Result.
const (
	MaxFindings = 50
	MaxMessage  = 500
	MaxResult   = 256 << 10 // bytes of JSON, in which a byte has up to six
)

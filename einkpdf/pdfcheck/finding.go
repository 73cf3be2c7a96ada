package pdfcheck

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Codes of findings. They do not change.
const (
	CodeHeader      = "header"        // bytes before %PDF-
	CodeXref        = "xref"          // cross-reference table or trailer
	CodeOffset      = "xref-offset"   // an object is not where the table has it
	CodeSyntax      = "syntax"        // an object is not written as PDF demands, numbers among it
	CodeLength      = "stream-length" // a stream ends elsewhere than it says
	CodeData        = "stream-data"   // a stream cannot be decoded
	CodeReference   = "reference"     // an object refers to one that is not there, or to another generation
	CodePageTree    = "page-tree"     // nodes, parents
	CodePageCount   = "page-count"    // /Count of a node, or the number of planned pages
	CodePageBox     = "page-box"      // boxes and rotation
	CodeContent     = "content"       // operators, operands, resources
	CodeAnnotation  = "annotation"    // no object of its own, listed twice, or outside of the page
	CodeLink        = "link"          // leads nowhere
	CodeDestination = "destination"   // leads nowhere, or is written wrongly
	CodeDestDoubled = "destination-doubled"
	CodeNameTree    = "name-tree" // order and limits, on which readers rely
	CodeOutline     = "outline"   // parents, neighbours, counts, targets
	CodeFont        = "font"      // not embedded
	CodePageLabels  = "page-labels"
	CodePageMap     = "page-map" // doubled keys, or others than the destinations
	CodePdfcpu      = "pdfcpu"   // what pdfcpu's strict validation says, or why it was not asked
	CodeMore        = "more"     // there are more findings of a code
)

// MaxFindings is how many findings of a code are listed.
const MaxFindings = 50

// Finding is something that is wrong with a PDF.
type Finding struct {
	Code    string `json:"code"`
	Page    int    `json:"page,omitempty"`   // from 1; 0 where no page is meant
	Object  int    `json:"object,omitempty"` // object number, 0 for none
	Offset  int    `json:"offset,omitempty"` // byte of the file, 0 for none
	Message string `json:"message"`
}

// String is the finding in a line, as "page 3, object 12: … (link)".
func (f Finding) String() string {
	var places []string
	for _, p := range []struct {
		name string
		n    int
	}{{"page", f.Page}, {"object", f.Object}, {"byte", f.Offset}} {
		if p.n > 0 {
			places = append(places, fmt.Sprintf("%s %d", p.name, p.n))
		}
	}
	if len(places) == 0 {
		return fmt.Sprintf("%s (%s)", f.Message, f.Code)
	}
	return fmt.Sprintf("%s: %s (%s)", strings.Join(places, ", "), f.Message, f.Code)
}

// findings is a list that does not grow without end.
type findings struct {
	list  []Finding
	count map[string]int
}

func (l *findings) add(f Finding) {
	if l.count == nil {
		l.count = map[string]int{}
	}
	if l.count[f.Code]++; l.count[f.Code] <= MaxFindings {
		l.list = append(l.list, f)
	}
}

// all is the list, with a word about what is not in it.
func (l *findings) all() []Finding {
	list := l.list
	for _, code := range slices.Sorted(maps.Keys(l.count)) {
		if more := l.count[code] - MaxFindings; more > 0 {
			list = append(list, Finding{Code: CodeMore, Message: fmt.Sprintf("and %d more of %s", more, code)})
		}
	}
	return list
}

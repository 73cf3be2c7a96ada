package migrate

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/einkpdf/platform/projects/projectfile"
)

// damage is a projectfile.ErrForeign of a file that is no JSON, such as one that was cut
// off: where it stops being JSON, and why.
type damage struct {
	line   int   // from 1
	offset int64 // bytes before it
	why    string
}

func (d *damage) Error() string {
	return fmt.Sprintf("it is damaged: line %d, byte %d: %s", d.line, d.offset, d.why)
}

// Unwrap returns projectfile.ErrForeign.
func (d *damage) Unwrap() error { return projectfile.ErrForeign }

// damageOf says why a file is none of the predecessor's: a damage, or
// projectfile.ErrForeign alone where it is whole, or does not begin as JSON does.
func damageOf(data []byte) error {
	const mark = "\xef\xbb\xbf" // of byte order
	text := bytes.TrimPrefix(data, []byte(mark))
	trimmed := bytes.TrimLeft(text, " \t\r\n")
	if len(trimmed) == 0 || trimmed[0] != '{' {
		return projectfile.ErrForeign
	}
	var nothing struct{} // whose content is of no interest
	syntax, ok := errors.AsType[*json.SyntaxError](json.Unmarshal(text, &nothing))
	if !ok {
		return projectfile.ErrForeign
	}
	at := min(max(syntax.Offset, 0), int64(len(text)))
	return &damage{1 + bytes.Count(text[:at], []byte("\n")), at + int64(len(data)-len(text)), syntax.Error()}
}

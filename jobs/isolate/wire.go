package isolate

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// setup is what a child knows before it closes the sandbox.
type setup struct {
	Work   string `json:"work"`
	Limits Limits `json:"limits"`
	Output bool   `json:"output"` // there is a Job.Output
	Nice   int    `json:"nice"`   // as Config.Nice, 0 = not at all
	Strict bool   `json:"strict"`
}

type progress struct {
	Done  int    `json:"done"`
	Total int    `json:"total"` // 0 = not known
	Note  string `json:"note"`
}

const maxNote = 256 // bytes of progress.Note

// valid tells whether a child of ours would have sent this.
func (p progress) valid() bool {
	return p.Done >= 0 && p.Total >= 0 && (p.Total == 0 || p.Done <= p.Total) && len(p.Note) <= maxNote && utf8.ValidString(p.Note)
}

// clamped is p as it may be sent.
func (p progress) clamped() progress {
	p.Total = max(p.Total, 0)
	p.Done = max(p.Done, 0)
	if p.Total > 0 {
		p.Done = min(p.Done, p.Total)
	}
	p.Note = clip(p.Note, maxNote)
	return p
}

// fault is how work ended that has no result.
type fault struct {
	Kind  string `json:"kind"` // a Code, or one of the two below
	Text  string `json:"text,omitempty"`
	Fault *Fault `json:"fault,omitempty"` // of kindFault
	Peak  int64  `json:"peak"`
}

const (
	kindFault  = "fault"   // Work.Do returned one
	kindNoWork = "no-work" // ErrNoWork
)

const (
	maxText   = 4 << 10
	maxDetail = 1 << 20
)

// crossing is f as it may cross, or why it may not.
func (f *Fault) crossing() (*Fault, error) {
	if len(f.Detail) > maxDetail {
		return nil, fmt.Errorf("the detail of a fault has %d bytes, more than %d", len(f.Detail), maxDetail)
	}
	return &Fault{Code: clip(f.Code, 64), Message: clip(f.Message, maxText), Detail: f.Detail}, nil
}

// arrived tells whether f is one that crossing made.
func (f *Fault) arrived() bool {
	return len(f.Code) <= 64 && len(f.Message) <= maxText && len(f.Detail) <= maxDetail
}

// clip is the beginning of s, valid UTF-8 of up to n bytes.
func clip(s string, n int) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// writeJSON writes a frame with v.
func writeJSON(w io.Writer, kind frameType, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return writeFrame(w, kind, b)
}

// readJSON reads v from the payload of a frame, which has nothing else.
func readJSON(payload []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(payload))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return fmt.Errorf("%w: %w", errFrame, err)
	}
	if d.More() {
		return fmt.Errorf("%w: more than one value", errFrame)
	}
	return nil
}

package renderjob

import (
	"cmp"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// Finding is something that is wrong with a project, or doubtful.
type Finding struct {
	Severity string `json:"severity"`       // error, warning or notice
	Line     int    `json:"line,omitempty"` // of the project file, from 1; 0 = about no line
	Col      int    `json:"col,omitempty"`  // from 1, in characters
	Pointer  string `json:"pointer,omitempty"`
	Page     string `json:"page,omitempty"` // key of the page with the worst place
	Pages    int    `json:"pages,omitempty"`
	Code     string `json:"code"` // of the renderer: see docs/checks.md and docs/format.md
	Message  string `json:"message"`
	Hint     string `json:"hint,omitempty"`
}

// MaxFindings is how many findings are in an Error, a Failure and a Result. check.json has all of them.
const MaxFindings = 50

// The bounds of a finding's texts, which repeat what a project says, in bytes.
const (
	maxText    = 500
	maxPointer = 200
)

// bounded is f with short texts.
func (f Finding) bounded() Finding {
	f.Message, f.Hint, f.Page = short(f.Message, maxText), short(advice(f.Hint), maxText), short(f.Page, maxPointer)
	if len(f.Pointer) > maxPointer {
		f.Pointer = ""
	}
	return f
}

// short is s cut to so many bytes, without half a character at its end.
func short(s string, most int) string {
	s = strings.ToValidUTF8(s, "\ufffd")
	if len(s) <= most {
		return s
	}
	const mark = "…"
	s = s[:most-len(mark)]
	for r, n := utf8.DecodeLastRuneInString(s); r == utf8.RuneError && n == 1; r, n = utf8.DecodeLastRuneInString(s) {
		s = s[:len(s)-1]
	}
	return s + mark
}

// advice is a hint of the renderer's without what only a program can do: to raise a limit, with which hints end.
func advice(hint string) string {
	for _, raise := range []string{"raise the limit of ", "raise Limits."} {
		if before, _, found := strings.Cut(hint, raise); found {
			return cmp.Or(strings.TrimRight(strings.TrimSuffix(before, "or "), ", "), "make it smaller")
		}
	}
	return hint
}

func fromError(e *einkpdf.Error) Finding {
	return Finding{Severity: widget.Failure.String(), Line: e.Line, Col: e.Col, Pointer: e.Pointer, Code: e.Code, Message: e.Message, Hint: e.Hint}
}

func fromCheck(f *einkpdf.CheckFinding) Finding {
	return Finding{Severity: f.Severity.String(), Line: f.Line, Col: f.Col, Pointer: f.Pointer, Page: f.Page, Pages: f.Pages, Code: f.Code, Message: f.Message, Hint: f.Hint}
}

// Check is what the checks found, in short.
type Check struct {
	Errors   int       `json:"errors"`
	Warnings int       `json:"warnings"`
	Notices  int       `json:"notices"`
	Ignored  int       `json:"ignored"`  // that the project says are meant to be so
	Findings []Finding `json:"findings"` // the worst first: at most MaxFindings
	More     int       `json:"more,omitempty"`
}

// summary is a report in short, within a number of bytes as JSON.
func summary(r *einkpdf.CheckReport, bytes int) Check {
	c := Check{Errors: r.Count(widget.Failure), Warnings: r.Count(widget.Warning), Notices: r.Count(widget.Notice), Ignored: len(r.Ignored), Findings: []Finding{}}
	for _, severity := range []widget.Severity{widget.Failure, widget.Warning, widget.Notice} {
		for i := range r.Findings {
			if f := &r.Findings[i]; f.Severity == severity {
				c.Findings = append(c.Findings, fromCheck(f))
			}
		}
	}
	total := len(c.Findings)
	c.Findings = fitting(c.Findings, bytes)
	c.More = total - len(c.Findings) + r.More
	return c
}

// fitting is the first MaxFindings of a list, or fewer where these have more bytes as JSON.
func fitting(list []Finding, bytes int) []Finding {
	kept := make([]Finding, 0, min(len(list), MaxFindings))
	for _, f := range list[:cap(kept)] {
		f = f.bounded()
		if bytes -= sizeOf(f); bytes < 0 {
			break
		}
		kept = append(kept, f)
	}
	return kept
}

// sizeOf is how many bytes a finding has in a list, as JSON.
func sizeOf(f Finding) int {
	data, err := json.Marshal(f)
	if err != nil {
		return 1 << 20 // never: texts and numbers
	}
	return len(data) + 1
}

// problems is the Detail of a Failure: what is wrong with a project.
type problems struct {
	Findings []Finding `json:"findings"`
	More     int       `json:"more,omitempty"`
}

// maxDetail is how many bytes problems may have as JSON; jobs takes 64 KiB.
const maxDetail = 60 << 10

// detail is a list as a Detail.
func detail(list []Finding, more int) json.RawMessage {
	p := problems{Findings: fitting(list, maxDetail)}
	p.More = more + len(list) - len(p.Findings)
	data, err := json.Marshal(p)
	if err != nil {
		return nil // never: texts and numbers
	}
	return data
}

// beside adds those of the others that are about something else.
func beside(list, others []Finding) []Finding {
	type place struct {
		line, col int
		code      string
	}
	known := map[place]bool{}
	for _, f := range list {
		known[place{f.Line, f.Col, f.Code}] = true
	}
	for _, f := range others {
		if !known[place{f.Line, f.Col, f.Code}] {
			list = append(list, f)
		}
	}
	return list
}

package projectstest

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"unicode/utf8"

	"github.com/einkpdf/platform/projects"
)

// Files understands files of a made-up format, for tests that do without the
// renderer: lines, of which it knows
//
//	title: A planner
//	device: kobo-libra   "remarkable-2" without
//	pages: 3             1 without
//	design: day          any number of them
//	asset: logo          any number of them
//	broken               the file cannot be read
//	faulty               the file can be read, and has an error
//	absolute             it can only be scaled for another device
//
// and takes no notice of others. An empty file cannot be read, nor can one that is
// no UTF-8 or has a NUL. The zero value works; it is safe for concurrent use.
type Files struct {
	Inspected atomic.Int64 // how often Inspect was asked
	Refitted  atomic.Int64 // how often Refit was asked
	Busy      atomic.Bool  // answer projects.ErrBusy from now on
	Slow      atomic.Bool  // take too long to read any file from now on
}

var _ projects.Files = (*Files)(nil)

// Devices are those that Files know.
func Devices() []string { return []string{"remarkable-2", "kobo-libra", "supernote-a5"} }

// Inspect implements projects.Files.
func (f *Files) Inspect(ctx context.Context, source []byte) (projects.Facts, error) {
	f.Inspected.Add(1)
	if f.Busy.Load() {
		return projects.Facts{}, projects.ErrBusy
	}
	if f.Slow.Load() {
		return unreadable(0, "too slow"), ctx.Err()
	}
	return factsOf(source), ctx.Err()
}

// Refit implements projects.Files. The file gets another line "device: …", and a
// scaled one a line "scaled: …" as well.
func (f *Files) Refit(ctx context.Context, source []byte, device string) (projects.Refit, error) {
	f.Refitted.Add(1)
	switch {
	case f.Busy.Load():
		return projects.Refit{}, projects.ErrBusy
	case factsOf(source).Draft():
		return projects.Refit{}, projects.ErrDraft
	case !slices.Contains(Devices(), device):
		return projects.Refit{}, projects.ErrDevice
	}
	report, err := json.Marshal(map[string]string{"device": device})
	if err != nil {
		return projects.Refit{}, err
	}
	r := projects.Refit{Report: report}
	var lines []string
	found := false
	for line := range strings.SplitSeq(string(source), "\n") {
		if key, _, _ := strings.Cut(line, ":"); key == "device" {
			line, found = "device: "+device, true
		}
		r.Scaled = r.Scaled || strings.TrimSpace(line) == "absolute"
		lines = append(lines, line)
	}
	if !found {
		lines = append([]string{"device: " + device}, lines...)
	}
	if r.Scaled {
		lines = append([]string{"scaled: " + device}, lines...)
	}
	r.Source = []byte(strings.Join(lines, "\n"))
	return r, ctx.Err()
}

func factsOf(source []byte) projects.Facts {
	if len(source) == 0 || !utf8.Valid(source) || bytes.ContainsRune(source, 0) {
		return unreadable(1, "not a text")
	}
	f := projects.Facts{Device: Devices()[0], Pages: 1, Read: true}
	number := 0
	for line := range strings.SplitSeq(string(source), "\n") {
		number++
		key, value, _ := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		switch strings.TrimSpace(key) {
		case "title":
			f.Title = value
		case "device":
			f.Device = value
		case "pages":
			f.Pages, _ = strconv.Atoi(value)
		case "design":
			f.Designs = append(f.Designs, value)
		case "asset":
			if !slices.Contains(f.Assets, value) {
				f.Assets = append(f.Assets, value)
			}
		case "broken":
			return unreadable(number, "broken")
		case "faulty":
			f.Errors = append(f.Errors, projects.Problem{Line: number, Col: 1, Code: "faulty", Message: "This is a fault.", Hint: "Take it away."})
		}
	}
	return f
}

func unreadable(line int, why string) projects.Facts {
	return projects.Facts{Errors: []projects.Problem{{Line: line, Col: 1, Code: "unreadable", Message: "This cannot be read: " + why + "."}}}
}

package einkpdf_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/device"
	"github.com/einkpdf/platform/einkpdf/gallery"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// tiny has a link that is too small, on two designs; by way of a part it is the
// same widget on both.
const tiny = head + `parts:
  back: {type: link, text: "«", to: "@first", width: 20mm, height: 5mm}
designs:
  note: {body: {type: stack, children: [{type: part, part: back}, {type: lines, pitch: 8mm}]}}
  list: {outline: "{n}", body: {type: stack, children: [{type: part, part: back}, {type: checklist, pitch: 8mm}]}}
plan:
  - {design: note, each: 1..3, pages: 2}
  - {design: list, each: 1..5}
`

func checkOf(t *testing.T, source string, o einkpdf.Options, c einkpdf.CheckOptions) *einkpdf.CheckReport {
	t.Helper()
	r, err := compile(t, source, o).Check(context.Background(), c)
	require.NoError(t, err)
	return r
}

// told are findings in short: severity, code, line, places and pages.
func told(list []einkpdf.CheckFinding) []string {
	var s []string
	for _, f := range list {
		s = append(s, fmt.Sprintf("%s %s line %d: %d on %d", f.Severity, f.Code, f.Line, f.Places, f.Pages))
	}
	return s
}

func TestCheck(t *testing.T) {
	r := checkOf(t, tiny, einkpdf.Options{}, einkpdf.CheckOptions{})
	require.Equal(t, []string{"warning tap-size line 5: 11 on 11", "warning unreachable-page line 7: 4 on 4"}, told(r.Findings))
	require.Equal(t, []any{"remarkable-2", "right", "portrait", 11}, []any{r.Device, r.Hand, r.Orientation, r.Pages})
	require.Equal(t, []int{0, 2, 0}, []int{r.Count(widget.Failure), r.Count(widget.Warning), r.Count(widget.Notice)})

	strict := checkOf(t, tiny, einkpdf.Options{Hand: device.Left, Orientation: "landscape", Device: "supernote-nomad"}, einkpdf.CheckOptions{Strict: true})
	require.Equal(t, []string{"error tap-size line 5: 11 on 11", "error unreachable-page line 7: 4 on 4"}, told(strict.Findings))
	require.Equal(t, []any{"supernote-nomad", "left", "landscape"}, []any{strict.Device, strict.Hand, strict.Orientation})
}

// A finding is ignored where an entry of checks says so, and nowhere else.
func TestIgnore(t *testing.T) {
	tests := []struct {
		name, ignore   string
		found, ignored []string
	}{
		{"a check", `{ignore: tap-size, reason: r}`, []string{"warning unreachable-page line 7: 4 on 4"}, []string{"warning tap-size line 5: 11 on 11"}},
		{"two checks", `{ignore: [tap-size, unreachable-page], reason: r}`, nil, []string{"warning tap-size line 5: 11 on 11", "warning unreachable-page line 7: 4 on 4"}},
		{"of a design", `{ignore: tap-size, design: list, reason: r}`, []string{"warning tap-size line 5: 6 on 6", "warning unreachable-page line 7: 4 on 4"}, []string{"warning tap-size line 5: 5 on 5"}},
		{"of a device", `{ignore: tap-size, device: remarkable-2, reason: r}`, []string{"warning unreachable-page line 7: 4 on 4"}, []string{"warning tap-size line 5: 11 on 11"}},
		{"of devices", `{ignore: tap-size, device: [supernote-nomad, remarkable-2], reason: r}`, []string{"warning unreachable-page line 7: 4 on 4"}, []string{"warning tap-size line 5: 11 on 11"}},
		{"of another device", `{ignore: tap-size, device: supernote-nomad, reason: r}`, []string{"warning tap-size line 5: 11 on 11", "warning unreachable-page line 7: 4 on 4"}, nil},
		{"of a device by the predecessor's name", `{ignore: tap-size, device: REMARKABLE_2, reason: r}`, []string{"warning unreachable-page line 7: 4 on 4"}, []string{"warning tap-size line 5: 11 on 11"}},
		{"what is not there", `{ignore: text-size, reason: r}`, []string{"warning tap-size line 5: 11 on 11", "warning unreachable-page line 7: 4 on 4", "notice unused-ignore line 13: 0 on 0"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := checkOf(t, tiny+"checks:\n  - "+tt.ignore+"\n", einkpdf.Options{}, einkpdf.CheckOptions{})
			require.Equal(t, tt.found, told(r.Findings))
			require.Equal(t, tt.ignored, told(r.Ignored))
			for _, f := range r.Ignored {
				require.Equal(t, []string{"r", "/checks/0"}, []string{f.Reason, f.IgnoredBy})
			}
		})
	}
}

// An entry that is not used is a notice, which can be ignored as well.
func TestIgnoreUnused(t *testing.T) {
	r := checkOf(t, tiny+"checks:\n  - {ignore: unused-ignore, reason: for later}\n  - {ignore: text-size, reason: for later}\n", einkpdf.Options{}, einkpdf.CheckOptions{Strict: true})
	require.Equal(t, []string{"error tap-size line 5: 11 on 11", "error unreachable-page line 7: 4 on 4"}, told(r.Findings))
	require.Equal(t, []string{"notice unused-ignore line 14: 0 on 0"}, told(r.Ignored))
}

// Of several entries for one finding the first one counts, and all are of use.
func TestIgnoreTwice(t *testing.T) {
	r := checkOf(t, tiny+"checks:\n  - {ignore: tap-size, design: list, reason: lists}\n  - {ignore: [tap-size, unreachable-page], reason: all}\n  - {ignore: tap-size, design: list, reason: again}\n", einkpdf.Options{}, einkpdf.CheckOptions{})
	require.Empty(t, r.Findings)
	require.Equal(t, []string{"warning tap-size line 5: 6 on 6", "warning tap-size line 5: 5 on 5", "warning unreachable-page line 7: 4 on 4"}, told(r.Ignored))
	require.Equal(t, []string{"all", "lists", "all"}, []string{r.Ignored[0].Reason, r.Ignored[1].Reason, r.Ignored[2].Reason})
}

func TestIgnoreErrors(t *testing.T) {
	tests := []struct{ ignore, pointer, code, hint string }{
		{`{ignore: tap-sise, reason: r}`, "/checks/0/ignore", "unknown-check", "did you mean \"tap-size\"?"},
		{`{ignore: [tap-size, everything], reason: r}`, "/checks/0/ignore/1", "unknown-check", "einkpdf check names the code of each finding; errors cannot be ignored"},
		{`{ignore: [], reason: r}`, "/checks/0/ignore", "missing", "name its code, as in ignore: tap-size"},
		{`{reason: r}`, "/checks/0", "missing", "add ignore: code of the check whose findings are meant to be so, such as tap-size; or a list of codes"},
		{`{ignore: tap-size}`, "/checks/0", "missing", "add reason, a text: why they are meant to be so"},
		{`{ignore: tap-size, reason: ""}`, "/checks/0/reason", "missing", "say why this is meant to be so"},
		{`{ignore: tap-size, reason: "  "}`, "/checks/0/reason", "missing", "say why this is meant to be so"},
		{`{ignore: tap-size, design: lists, reason: r}`, "/checks/0/design", "unknown-design", "did you mean \"list\"?"},
		{`{ignore: tap-size, device: remarkable2, reason: r}`, "/checks/0/device", "unknown-device", ""},
		{`{ignore: tap-size, device: [remarkable-2, none], reason: r}`, "/checks/0/device/1", "unknown-device", ""},
		{`{ignore: tap-size, device: [], reason: r}`, "/checks/0/device", "missing", "name one, or leave device out for all of them"},
		{`{ignore: tap-size, reason: ` + strings.Repeat("r", 501) + `}`, "/checks/0/reason", "range", ""},
		{`{ignore: {code: tap-size}, reason: r}`, "/checks/0/ignore", "type", ""},
		{`{ignore: [tap-size` + strings.Repeat(", tap-size", 100) + `], reason: r}`, "/checks/0/ignore", "range", "use several entries"},
	}
	for _, tt := range tests {
		t.Run(tt.ignore[:min(len(tt.ignore), 40)], func(t *testing.T) {
			errs := fails(t, tiny+"checks:\n  - "+tt.ignore+"\n", einkpdf.Options{})
			require.Len(t, errs, 1, "%v", errs)
			require.Equal(t, []string{tt.pointer, tt.code}, []string{errs[0].Pointer, errs[0].Code})
			require.Equal(t, 13, errs[0].Line)
			if tt.hint != "" {
				require.Equal(t, tt.hint, errs[0].Hint)
			}
		})
	}
}

// Projects built by hand have the same checks, and their files keep what to ignore.
func TestIgnoreByHand(t *testing.T) {
	p := &einkpdf.Project{Format: 1, Title: "By hand",
		Designs: map[string]*einkpdf.Design{"page": {Body: &widget.TextBox{Text: "small", Style: widget.Inline(widget.Style{Size: geom.Points(3)})}}},
		Plan:    []einkpdf.Section{{Design: "page"}},
		Checks:  []einkpdf.Ignore{{Codes: einkpdf.Codes{"text-size"}, Devices: einkpdf.Names{"remarkable-1", "remarkable-2"}, Reason: "it is a stamp"}},
	}
	d, err := einkpdf.Compile(context.Background(), p, einkpdf.Options{})
	require.NoError(t, err)
	r, err := d.Check(context.Background(), einkpdf.CheckOptions{})
	require.NoError(t, err)
	require.Empty(t, r.Findings)
	require.Equal(t, "/designs/page/body", r.Ignored[0].Pointer)
	file, err := p.YAML()
	require.NoError(t, err)
	require.Contains(t, string(file), "checks:\n  - {ignore: text-size, device: [remarkable-1, remarkable-2], reason: it is a stamp}\n")
	require.Equal(t, p.Checks, parse(t, string(file)).Checks)

	for _, wrong := range []einkpdf.Ignore{{}, {Codes: einkpdf.Codes{"text-size"}}, {Codes: einkpdf.Codes{}, Reason: "r"}, {Codes: einkpdf.Codes{"no"}, Reason: "r"}, {Codes: einkpdf.Codes{"text-size"}, Reason: " "}} {
		p.Checks = []einkpdf.Ignore{wrong}
		_, err := einkpdf.Compile(context.Background(), p, einkpdf.Options{})
		require.Error(t, err, "%+v", wrong)
	}
}

// What would keep the document from being written is a finding: the other pages
// are checked all the same, but not what depends on all of them.
func TestCheckBrokenPages(t *testing.T) {
	r := checkOf(t, head+`device: wall
devices: {wall: {pixels: [5000, 5000], ppi: 72}}
designs:
  fine: {body: {type: link, text: on, to: "@first"}}
  odd: {body: {type: stack, children: [{type: lines, pitch: 8mm}, {type: checklist, pitch: 8mm, columns: 2, column-gap: 5mm}, {type: dots, pitch: 1mm}]}}
  lost: {body: {type: lines, pitch: 8mm}}
plan:
  - {design: fine}
  - {design: odd, each: 1..3}
  - {design: lost}
`, einkpdf.Options{}, einkpdf.CheckOptions{})
	require.NotEmpty(t, r.Findings)
	require.Equal(t, widget.Failure, r.Findings[0].Severity)
	require.Equal(t, 3, r.Findings[0].Pages)
	require.False(t, strings.HasPrefix(r.Findings[0].Message, "page "), r.Findings[0].Message)
	require.Equal(t, []string{"error too-fine line 8: 3 on 3", "warning stroke-width line 9: 1 on 1"}, told(r.Findings))
}

// The outline's warnings come up although nothing is written, and once.
func TestCheckOutline(t *testing.T) {
	source := head + `designs:
  first: {key: n/0, outline: Start, body: {type: lines, pitch: 8mm}}
  page: {key: "n/{n}", outline: {title: "{n}", under: "n/{n-1}"}, body: {type: lines, pitch: 8mm}}
  other: {outline: {title: Other, under: nowhere}, body: {type: lines, pitch: 8mm}}
plan:
  - {design: first}
  - {design: page, each: 1..40}
  - {design: other}
`
	d := compile(t, source, einkpdf.Options{})
	before := d.Findings()
	for range 2 {
		r, err := d.Check(context.Background(), einkpdf.CheckOptions{})
		require.NoError(t, err)
		require.Equal(t, []string{"warning outline-depth line 6: 9 on 9", "warning unknown-page line 7: 1 on 1"}, told(r.Findings))
	}
	require.Equal(t, before, d.Findings(), "checking is not drawing")
}

// Checks may run at the same time, and beside writing; they always say the same.
func TestCheckAtTheSameTime(t *testing.T) {
	data, err := gallery.Source("weekly-planner")
	require.NoError(t, err)
	d := compile(t, string(data), einkpdf.Options{Device: "kobo-clara-bw"})
	var group sync.WaitGroup
	reports := make([]string, 3)
	for i := range reports {
		group.Go(func() {
			r, err := d.Check(context.Background(), einkpdf.CheckOptions{})
			if err == nil {
				b, _ := json.Marshal(r)
				reports[i] = string(b)
			}
		})
	}
	var sink countingWriter
	require.NoError(t, d.WritePDF(context.Background(), &sink))
	group.Wait()
	require.NotEmpty(t, reports[0])
	require.Equal(t, reports[0], reports[1])
	require.Equal(t, reports[0], reports[2])
}

func TestCheckCancelled(t *testing.T) {
	d := compile(t, tiny, einkpdf.Options{})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := d.Check(ctx, einkpdf.CheckOptions{})
	require.ErrorIs(t, err, context.Canceled)
}

// The operations of all pages together are bounded: checking draws what pages
// share anew on each.
func TestCheckIsBounded(t *testing.T) {
	source := head + "designs:\n  page: {body: {type: grid, columns: 40, repeat: {each: 1..1000}, child: {type: box}}}\nplan:\n  - {design: page, each: 1..900}\n"
	r := checkOf(t, source, einkpdf.Options{Limits: einkpdf.Limits{Operations: 1000}}, einkpdf.CheckOptions{})
	require.Equal(t, []string{"error too-large line 5: 1 on 1"}, told(r.Findings))
}

// What keeps the whole document from being written is an error of the checks,
// too, and the same one.
func TestCheckLimits(t *testing.T) {
	own := "designs:\n  page: {body: {type: grid, columns: 40, repeat: {each: 1..1000}, child: {type: text, text: \"{n}\", fit: shrink}}}\nplan:\n  - {design: page, each: 1..9}\n"
	shared := "designs:\n"
	for _, name := range []string{"a", "b", "c", "d"} {
		shared += "  " + name + ": {body: {type: stack, children: [" + strings.Repeat("{type: grid, columns: 80, repeat: {each: 1..4000}, child: {type: box}}, ", 4) + "]}}\n"
	}
	shared += "plan:\n  - {design: a}\n  - {design: b}\n  - {design: c}\n  - {design: d}\n"
	small := einkpdf.Options{Limits: einkpdf.Limits{Operations: 5_500}}
	tests := []struct {
		name, source string
		options      einkpdf.Options
		pages        int // of the error, 0 for none
	}{
		{"enough", own, einkpdf.Options{}, 0},
		{"too much on the pages", own, small, 1},
		{"shared, and drawn once", strings.Replace(own, "{n}", "n", 1), small, 0},
		{"too much shared", shared, einkpdf.Options{}, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := compile(t, head+tt.source, tt.options)
			r, err := d.Check(context.Background(), einkpdf.CheckOptions{})
			require.NoError(t, err)
			require.Equal(t, tt.pages, r.Count(widget.Failure))
			errs, _ := errors.AsType[einkpdf.Errors](d.WritePDF(context.Background(), io.Discard))
			require.Len(t, errs, tt.pages)
			for _, f := range r.Findings {
				if f.Severity == widget.Failure {
					require.Equal(t, []any{errs[0].Code, errs[0].Pointer, errs[0].Line, errs[0].Message, errs[0].Hint}, []any{f.Code, f.Pointer, f.Line, "page " + f.Page + ": " + f.Message, f.Hint})
				}
			}
		})
	}
}

// paper is a widget of a program's own to write on. At a height of it something
// goes wrong.
type paper struct {
	widget.Frame
	Mistake string `key:"mistake" enum:"none,panic,fail" default:"none"`
}

func (p *paper) Draw(c *widget.Context, at geom.Rect) {
	c.Line(geom.Point{X: at.X, Y: at.Y}, geom.Point{X: at.Right(), Y: at.Y}, widget.Pen{Color: widget.Gray(0x22), Width: geom.Pt / 9})
	if p.Mistake == "fail" && !c.Dry() {
		c.Fail("stroke-width", "it goes wrong", "mend it")
	}
}

func (p *paper) Writing() string {
	if p.Mistake == "panic" {
		panic("no paper")
	}
	return "graph paper"
}

// Widgets of a program's own have all the checks; their errors are errors whatever
// code they have, and their panics, too.
func TestCheckCustomWidgets(t *testing.T) {
	parser := einkpdf.Parser{Widgets: []widget.Kind{{Name: "paper", Doc: "Paper.", Zero: &paper{}}}}
	found := func(mistake string) []string {
		p, err := parser.Parse([]byte(head + `designs:
  page:
    body:
      type: layers
      children:
        - {type: paper, mistake: ` + mistake + `}
        - {type: tap, to: "@first", x: 20mm, y: 20mm, width: 20mm, height: 20mm}
plan:
  - {design: page, each: 1..3}
checks:
  - {ignore: stroke-width, reason: it is thin}
  - {ignore: [unreachable-page, unused-ignore], reason: this is about paper}
`))
		require.NoError(t, err)
		d, err := einkpdf.Compile(context.Background(), p, einkpdf.Options{})
		require.NoError(t, err)
		r, err := d.Check(context.Background(), einkpdf.CheckOptions{})
		require.NoError(t, err)
		return append(told(r.Findings), told(r.Ignored)...)
	}
	require.Equal(t, []string{"warning link-in-writing-area line 10: 3 on 3", "warning unreachable-page line 6: 2 on 2", "warning stroke-width line 9: 3 on 3"}, found("none"))
	require.Equal(t, []string{"error stroke-width line 9: 3 on 3"}, found("fail"))
	require.Equal(t, []string{"error internal line 7: 3 on 3"}, found("panic"))
}

// Every check is known by its code once.
func TestCheckCodes(t *testing.T) {
	var codes []string
	for _, c := range einkpdf.Checks() {
		codes = append(codes, c.Code)
		require.Regexp(t, `^[a-z]+(-[a-z]+)*$`, c.Code)
		require.Regexp(t, `^[A-Z].*[^.]$`, c.Title)
		require.Regexp(t, `^[A-Z].*\.$`, c.Rule)
	}
	slices.Sort(codes)
	require.Equal(t, slices.Compact(slices.Clone(codes)), codes)
}

// The keys of the JSON do not change.
func TestCheckJSON(t *testing.T) {
	r := checkOf(t, head+"designs:\n  page: {body: {type: stack, children: [{type: tap, to: \"@first\", width: 20mm, height: 5mm}]}}\nplan:\n  - {design: page}\n", einkpdf.Options{}, einkpdf.CheckOptions{})
	b, err := json.Marshal(r)
	require.NoError(t, err)
	require.JSONEq(t, `{"device": "remarkable-2", "hand": "right", "orientation": "portrait", "pages": 1, "ignored": [], "findings": [{
		"severity": "warning", "code": "tap-size", "page": "page", "design": "page", "pointer": "/designs/page/body/children/0", "line": 5, "col": 41,
		"box": {"x": 38.230088, "y": 17.007874, "width": 56.692913, "height": 14.173228}, "measured": 5, "required": 7, "unit": "mm",
		"message": "the link to \"page\" is 20 × 5 mm, 7 mm are needed", "hint": "make it larger, show less on the page, or let a larger area lead there",
		"pages": 1, "places": 1}]}`, string(b))
}

// Progress is told of each page, whatever is found there.
func TestCheckProgress(t *testing.T) {
	t.Parallel()
	var told [][2]int
	report := checkOf(t, tiny, einkpdf.Options{}, einkpdf.CheckOptions{Progress: func(done, total int) { told = append(told, [2]int{done, total}) }})
	require.Len(t, told, report.Pages)
	for i, p := range told {
		require.Equal(t, [2]int{i + 1, report.Pages}, p)
	}
}

package pdfout

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/font"
)

// pageSize is the 1404x1872 panel of 226 ppi.
var pageSize = geom.Size{W: 447_292_035, H: 596_389_380}

var fonts = sync.OnceValue(font.Builtin)

func shape(t testing.TB, spec font.Spec, text string) []*font.Run {
	line, err := fonts().Shape(spec, "en", text)
	require.NoError(t, err)
	return line.Runs
}

// pt is a length in points.
func pt(v float64) geom.Unit { return geom.Unit(v * float64(geom.Pt)) }

func at(x, y float64) geom.Point { return geom.Point{X: pt(x), Y: pt(y)} }

func box(x, y, w, h float64) geom.Rect { return geom.Rect{X: pt(x), Y: pt(y), W: pt(w), H: pt(h)} }

// write appends text in the regular sans face to l.
func write(t testing.TB, l *draw.List, x, y, size float64, text string) {
	p := at(x, y)
	for _, r := range shape(t, font.Spec{Family: "sans"}, text) {
		l.Ops = append(l.Ops, draw.Text{At: p, Run: r, Size: pt(size), Color: draw.Gray(0)})
		p.X += r.Advance(pt(size))
	}
}

var pdfcpuOnce sync.Once

// requireValid runs the validators over a file and returns its path.
func requireValid(t *testing.T, pdf []byte) string {
	t.Helper()
	pdfcpuOnce.Do(api.DisableConfigDir)
	conf := model.NewDefaultConfiguration()
	conf.ValidationMode = model.ValidationStrict
	conf.Offline = true
	conf.Optimize = false
	require.NoError(t, api.Validate(bytes.NewReader(pdf), conf))

	path := filepath.Join(t.TempDir(), "out.pdf")
	require.NoError(t, os.WriteFile(path, pdf, 0o600))
	if tool(t, "qpdf") {
		out, err := exec.Command("qpdf", "--check", path).CombinedOutput()
		require.NoError(t, err, string(out))
	}
	return path
}

// keep stores a file in the folder PDFOUT_KEEP, to be looked at.
func keep(t *testing.T, name string, pdf []byte) {
	t.Helper()
	if dir := os.Getenv("PDFOUT_KEEP"); dir != "" {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name+".pdf"), pdf, 0o600))
	}
}

// tool says whether a program is installed; on CI it must be.
func tool(t *testing.T, name string) bool {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		require.NotEqual(t, "true", os.Getenv("CI"), "%s is not installed", name)
		t.Logf("%s is not installed", name)
		return false
	}
	return true
}

// plainText is what pdftotext finds, or "" and false without the tool.
func plainText(t *testing.T, path string) (string, bool) {
	t.Helper()
	if !tool(t, "pdftotext") {
		return "", false
	}
	out, err := exec.Command("pdftotext", "-layout", path, "-").Output()
	require.NoError(t, err)
	return string(out), true
}

// workload is a planner, laid out: per page 63 dynamic and 20 static runs, 40
// lines, 560 dots and 62 links, and an entry in a two-level outline.
type workload struct {
	base    *draw.List
	pages   []draw.Page
	outline []*draw.Outline
	keys    []string
}

func newWorkload(t testing.TB, pages int) *workload {
	p := &workload{base: &draw.List{}}
	for i := range 20 {
		write(t, p.base, 20, 30+float64(i)*25, 9, fmt.Sprintf("%02d:00", i+4))
	}
	p.base.Ops = append(p.base.Ops,
		draw.Lines{A: at(60, 40), B: at(430, 40), DY: pt(13), N: 40, Stroke: draw.Stroke{Color: draw.Gray(150), Width: pt(.4)}},
		draw.Dots{First: at(60, 47), PitchX: pt(18), PitchY: pt(18), NX: 20, NY: 28, Diameter: pt(1), Color: draw.Gray(120)})
	months := []string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}
	month := func(i int) string { return months[i%360/30] }
	for i := range pages {
		p.keys = append(p.keys, fmt.Sprintf("day/%04d-%02d-%02d", 2026+i/360, i%360/30+1, i%30+1))
		if i%30 == 0 {
			p.outline = append(p.outline, &draw.Outline{Title: month(i), Dest: p.keys[i]})
		}
		m := p.outline[len(p.outline)-1]
		m.Children = append(m.Children, &draw.Outline{Title: p.keys[i], Dest: p.keys[i]})
	}
	for i := range pages {
		l := &draw.List{}
		for _, r := range shape(t, font.Spec{Family: "sans", Bold: true}, fmt.Sprintf("%d %s %d", i%30+1, month(i), 2026+i/360)) {
			l.Ops = append(l.Ops, draw.Text{At: at(20, 20), Run: r, Size: pt(18), Color: draw.Gray(0)})
		}
		for k := range 42 {
			x, y := 250+float64(k%7)*25, 60+float64(k/7)*20
			write(t, l, x, y, 8, fmt.Sprint(k%30+1))
			l.Links = append(l.Links, draw.Link{Box: box(x, y-10, 25, 20), Target: p.keys[(i/30*30+k)%pages]})
		}
		for k := range 20 {
			y := 100 + float64(k)*20
			write(t, l, 20, y, 9, fmt.Sprintf("%s %d", months[k%12], i*7%100+k))
			l.Links = append(l.Links, draw.Link{Box: box(20, y-10, 50, 18), Target: p.keys[(k*30)%pages]})
		}
		p.pages = append(p.pages, draw.Page{Size: pageSize, List: l, Key: p.keys[i]})
	}
	return p
}

// write writes the whole planner.
func (p *workload) write(out io.Writer, level int) (*Writer, error) {
	w := New(out, Options{Info: draw.Info{Title: "Planner", Lang: "en"}, Pages: len(p.pages), Level: level})
	form, err := w.Form(pageSize, p.base)
	if err != nil {
		return nil, err
	}
	for _, page := range p.pages {
		page.Form = form
		if err := w.Page(page); err != nil {
			return nil, err
		}
	}
	return w, w.Close(p.outline, p.keys)
}

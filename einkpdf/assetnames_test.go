package einkpdf_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/go-fonts/liberation/liberationmonoregular"
	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/edit"
	"github.com/einkpdf/platform/einkpdf/internal/pdfread"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// hostileNames look like places where something might be.
func hostileNames() []string {
	return []string{
		"../x", "../../../../etc/passwd", "/etc/passwd", "./logo", "a/../../b", `C:\x`, `\\server\share\x`, "CON", "NUL", "COM1", "x:stream",
		"file:///etc/passwd", "http://127.0.0.1:1/x.png", "https://example.org/x.png", "//example.org/x.png", "ftp://example.org/x", "gopher://x",
		"data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==",
		"data:font/ttf;base64,AAEAAAAA", "javascript:alert(1)", "jar:file:///x!/y", "%2e%2e%2fx", "..%00x", "~/.ssh/id_rsa", "$HOME/x", "`id`", "$(id)", "| id", "-rf", "*", "?",
		"a\nb", "a\r\nLocation: x", "a\tb", "\"><script>", "&lt;", "]]>", "\u202egnp.x", "\u2028", "日本", strings.Repeat("../", 60), " ", ".", "..",
		"\x00", "a\x00.png", "\x1b[2J", "a\xffb", strings.Repeat("x", 10_000), strings.Repeat("/", 10_000),
	}
}

// spy is assets that note what they are asked for.
type spy struct {
	mu    sync.Mutex
	asked map[string]bool
	have  []byte // what each of them is; nil = there is none
}

func (s *spy) Asset(name string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.asked == nil {
		s.asked = map[string]bool{}
	}
	s.asked[name] = true
	if s.have == nil {
		return nil, fs.ErrNotExist
	}
	return s.have, nil
}

// nameFile is a project, as JSON, with an image and a font of that name.
func nameFile(t *testing.T, name string) []byte {
	t.Helper()
	file, err := json.Marshal(map[string]any{
		"einkpdf": 1, "title": "Names", "fonts": map[string]any{"own": map[string]any{"regular": name, "bold": name, "italic": name, "bold-italic": name}},
		"designs": map[string]any{"a": map[string]any{"body": map[string]any{"type": "stack", "children": []any{
			map[string]any{"type": "image", "asset": name},
			map[string]any{"type": "text", "text": "x", "style": map[string]any{"font": "own"}},
		}}}},
		"plan": []any{map[string]any{"design": "a"}},
	})
	require.NoError(t, err)
	return file
}

// writeAll writes a document in each way there is.
func writeAll(t *testing.T, d *einkpdf.Document) (pdf, svg []byte) {
	t.Helper()
	var p, s bytes.Buffer
	require.NoError(t, d.WritePDF(t.Context(), &p))
	require.NoError(t, d.WriteSVG(t.Context(), &s, 0, einkpdf.SVGOptions{}))
	require.NoError(t, d.WritePNG(t.Context(), io.Discard, 0, einkpdf.PreviewOptions{Width: 100}))
	return p.Bytes(), s.Bytes()
}

// TestHostileNames go to Assets as they are, or are refused before: no name is a place.
func TestHostileNames(t *testing.T) {
	font := liberationmonoregular.TTF
	refused := 0
	for i, name := range hostileNames() {
		for kind, have := range map[string][]byte{"missing": nil, "image": picture(3, 2), "font": font, "text": []byte("http://example.org/")} {
			if kind != "missing" && i%5 != 0 {
				continue // the name makes no difference any more
			}
			assets := &spy{have: have}
			o := einkpdf.Options{Assets: assets}
			p, err := einkpdf.Parse(nameFile(t, name))
			if err != nil {
				refused++
				require.Empty(t, assets.asked)
				continue
			}
			d, err := einkpdf.Compile(t.Context(), p, o)
			require.NoError(t, err, "%q", name)
			pdf, svg := writeAll(t, d)
			require.Equal(t, map[string]bool{spoken(name): true}, assets.asked, "%q, %s", name, kind)
			standsAlone(t, pdf, svg)
			report, err := d.Check(t.Context(), einkpdf.CheckOptions{})
			require.NoError(t, err)
			for _, f := range report.Findings {
				require.NotRegexp(t, `[\x00-\x1f\x7f]`, f.Message, "%q", name)
				require.Less(t, len(f.Message), 600)
			}
		}
	}
	require.Positive(t, refused, "those that are too long")
}

// spoken is a name as it comes out of JSON.
func spoken(name string) string { return strings.ToValidUTF8(name, "\uFFFD") }

// TestHostileNamesOfPrograms are of a project that was never a file.
func TestHostileNamesOfPrograms(t *testing.T) {
	for _, name := range hostileNames() {
		assets := &spy{}
		p := &einkpdf.Project{Title: "Names", Fonts: map[string]einkpdf.Font{"own": {Regular: name, Bold: name}},
			Designs: map[string]*einkpdf.Design{"a": {Body: &widget.Image{Asset: name}}}, Plan: []einkpdf.Section{{Design: "a"}}}
		d, err := einkpdf.Compile(t.Context(), p, einkpdf.Options{Assets: assets})
		if err == nil {
			writeAll(t, d)
		}
		for asked := range assets.asked {
			require.Equal(t, name, asked)
		}
	}
}

// standsAlone makes sure that files refer to nothing outside of them.
func standsAlone(t *testing.T, pdf, svg []byte) {
	t.Helper()
	file, err := pdfread.Open(t.Context(), pdf)
	require.NoError(t, err)
	file.Check(func(_ int, v pdfread.Value) {
		eachDict(v, func(d pdfread.Dict) {
			for _, key := range []pdfread.Name{"URI", "F", "UF", "EF", "JS", "JavaScript", "Launch", "GoToR", "OpenAction", "AA", "RF", "FFilter"} {
				require.NotContains(t, pdfread.Keys(d), key)
			}
		})
	})
	x := xml.NewDecoder(bytes.NewReader(svg))
	x.Strict = true
	var outside = regexp.MustCompile(`(?i)(url\s*\(|@import|src\s*:)\s*["']?([^"')]*)`)
	inside := func(at string) bool {
		return strings.HasPrefix(at, "#") || strings.HasPrefix(at, "data:image/") || strings.HasPrefix(at, "data:font/")
	}
	style := false
	for {
		token, err := x.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		require.NoError(t, err)
		switch e := token.(type) {
		case xml.StartElement:
			style = e.Name.Local == "style"
			require.NotContains(t, []string{"script", "foreignObject", "iframe", "object", "embed", "a"}, e.Name.Local)
			for _, a := range e.Attr {
				switch {
				case a.Name.Local == "href" || a.Name.Local == "src":
					require.True(t, inside(a.Value), "%.100s", a.Value)
				case a.Name.Local == "xmlns" || a.Name.Space == "xmlns":
				default:
					for _, m := range outside.FindAllStringSubmatch(a.Value, -1) {
						require.True(t, inside(m[2]), "%.100s", a.Value)
					}
				}
			}
		case xml.CharData:
			if style {
				for _, m := range outside.FindAllStringSubmatch(string(e), -1) {
					require.True(t, m[2] == "" || inside(m[2]) || strings.HasPrefix(m[2], "url("), "%.100s", e)
				}
			}
		case xml.EndElement:
			style = false
		case xml.ProcInst:
			require.Equal(t, "xml", e.Target)
		case xml.Directive:
			t.Fatal("no document type is needed")
		}
	}
}

// eachDict visits the dictionaries of an object.
func eachDict(v pdfread.Value, visit func(pdfread.Dict)) {
	switch o := v.(type) {
	case pdfread.Dict:
		visit(o)
		for _, key := range pdfread.Keys(o) {
			eachDict(o[key], visit)
		}
	case pdfread.Array:
		for _, item := range o {
			eachDict(item, visit)
		}
	case *pdfread.Stream:
		eachDict(o.Dict, visit)
	}
}

// TestAssetsAreKnown makes sure that package edit finds the assets of each widget that
// has any, so that services know them: a new widget with one must be added there.
func TestAssetsAreKnown(t *testing.T) {
	var with []string
	for _, k := range widget.Builtin() {
		fields := reflect.TypeOf(k.Zero).Elem()
		for i := range fields.NumField() {
			if f := fields.Field(i); strings.Contains(f.Tag.Get("doc"), "asset") || strings.Contains(f.Tag.Get("key"), "asset") {
				with = append(with, k.Name+"."+f.Tag.Get("key"))
			}
		}
	}
	require.Equal(t, []string{"image.asset"}, with)
	p, err := einkpdf.Parse(nameFile(t, "logo"))
	require.NoError(t, err)
	require.Len(t, edit.Assets(p), 1)
}

// TestNothingIsOpened: the renderer's packages know neither files nor networks.
func TestNothingIsOpened(t *testing.T) {
	goTool, err := exec.LookPath("go")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("the go command is missing")
		}
		t.Skip("the go command is not installed")
	}
	out, err := exec.Command(goTool, "list", "-deps", "-f", "{{.ImportPath}} {{join .Imports \" \"}}", ".", "./edit", "./legacy", "./fontcheck").CombinedOutput()
	require.NoError(t, err, "%s", out)
	ours := 0
	for line := range strings.Lines(string(out)) {
		list := strings.Fields(line)
		if !strings.HasPrefix(list[0], "github.com/einkpdf/platform/") {
			continue
		}
		ours++
		for _, banned := range []string{"os", "os/exec", "net", "net/url", "net/http", "syscall", "io/ioutil", "path/filepath", "plugin"} {
			require.False(t, slices.Contains(list[1:], banned), "%s imports %s", list[0], banned)
		}
	}
	require.Greater(t, ours, 10)
}

package preview_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io/fs"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/widget"
	"github.com/einkpdf/platform/jobs/renderjob"
	"github.com/einkpdf/platform/preview"
	"github.com/einkpdf/platform/projects"
)

const head = "einkpdf: 1\ntitle: Test\n"

// planner has three months and a page of notes, with links and an anchor.
const planner = head + `calendar: {from: 2026-01-01, to: 2026-03-31}
designs:
  month:
    key: month/{month}
    body: {type: stack, children: [{type: text, text: "{month|month-year}"}, {type: link, text: notes, to: here}]}
  notes:
    body: {type: stack, children: [{type: anchor, name: here}, {type: lines, pitch: 8mm}]}
plan:
  - {design: month, each: month}
  - {design: notes}
`

// using is a project of one page with images.
func using(names ...string) string {
	var list strings.Builder
	for _, name := range names {
		fmt.Fprintf(&list, "{type: image, asset: %q}, ", name)
	}
	return head + "designs: {a: {body: {type: stack, children: [" + list.String() + "{type: text, text: below}]}}}\nplan: [{design: a}]\n"
}

// stored are projects of a user, ada: their versions by id.
type stored map[string][]string

func (p stored) Source(_ context.Context, user, project string, version int) (renderjob.Source, error) {
	files := p[project]
	if user != "ada" || version > len(files) || len(files) == 0 {
		return renderjob.Source{}, &projects.Error{Code: projects.CodeNotFound, Message: "There is no such project."}
	}
	if version == 0 {
		version = len(files)
	}
	s := renderjob.Source{Project: project, Version: version, Name: "name", File: []byte(files[version-1])}
	if strings.Contains(files[version-1], "draft") {
		s.Problems = []renderjob.Finding{{Severity: "error", Line: 3, Code: "missing", Message: "it says that it is a draft", Hint: "finish it"}}
	}
	return s, nil
}

// shelf are assets: those of each user, and of "" those that everybody may read.
type shelf struct {
	mu    sync.Mutex
	files map[string]map[string][]byte
	reads int
	on    func(name string) error // called when one is read; nil = nothing
}

func newShelf() *shelf { return &shelf{files: map[string]map[string][]byte{}} }

func (s *shelf) put(user, name string, data []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.files[user] == nil {
		s.files[user] = map[string][]byte{}
	}
	s.files[user][name] = data
}

func (s *shelf) remove(user, name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.files[user], name)
}

func (s *shelf) read() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.reads
}

func (s *shelf) For(_ context.Context, user string) einkpdf.Assets { return &ofUser{s, user} }

type ofUser struct {
	s    *shelf
	user string
}

func (u *ofUser) find(name string) ([]byte, error) {
	u.s.mu.Lock()
	defer u.s.mu.Unlock()
	for _, user := range []string{u.user, ""} {
		if data, ok := u.s.files[user][name]; ok {
			return data, nil
		}
	}
	return nil, fs.ErrNotExist
}

func (u *ofUser) Tag(name string) (string, error) {
	data, err := u.find(name)
	return fmt.Sprintf("%d", len(data)), err
}

func (u *ofUser) Asset(name string) ([]byte, error) {
	u.s.mu.Lock()
	u.s.reads++
	u.s.mu.Unlock()
	if u.s.on != nil {
		if err := u.s.on(name); err != nil {
			return nil, err
		}
	}
	return u.find(name)
}

// untagged hides that a shelf knows what an asset is without reading it.
type untagged struct{ *shelf }

func (u untagged) For(ctx context.Context, user string) einkpdf.Assets {
	return einkpdf.AssetFunc(u.shelf.For(ctx, user).Asset)
}

// square is a black picture.
func square(t testing.TB, side int) []byte {
	m := image.NewGray(image.Rect(0, 0, side, side))
	for i := range m.Pix {
		m.Pix[i] = uint8(i)
	}
	m.SetGray(0, 0, color.Gray{})
	var out bytes.Buffer
	require.NoError(t, png.Encode(&out, m))
	return out.Bytes()
}

// bad is a widget of a program's own that is no good.
type bad struct {
	widget.Frame
	How string `key:"how" doc:"How it fails."`
}

func (b *bad) Draw(c *widget.Context, _ geom.Rect) {
	switch b.How {
	case "panic":
		panic("secret of the project")
	case "exit":
		runtime.Goexit()
	case "asset":
		_, _ = c.Facts().Picture("hidden")
	}
}

func badKinds() []widget.Kind { return []widget.Kind{{Name: "bad", Doc: "Fails.", Zero: &bad{}}} }

func newService(t testing.TB, c preview.Config) *preview.Service {
	if c.Projects == nil {
		c.Projects = stored{"p": {planner}}
	}
	s, err := preview.New(c)
	require.NoError(t, err)
	return s
}

func file(text string) preview.Of { return preview.Of{User: "ada", File: []byte(text)} }

func refused(t *testing.T, err error, code preview.Code) *preview.Error {
	t.Helper()
	require.Equal(t, code, preview.CodeOf(err), "%v", err)
	var e *preview.Error
	require.ErrorAs(t, err, &e)
	require.NotEmpty(t, e.Message)
	return e
}

func size(t *testing.T, f preview.File) image.Point {
	t.Helper()
	c, err := png.DecodeConfig(bytes.NewReader(f.Data))
	require.NoError(t, err)
	return image.Pt(c.Width, c.Height)
}

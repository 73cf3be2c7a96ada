package projectfile

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-fonts/liberation/liberationsansregular"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/edit"
	"github.com/einkpdf/platform/projects"
)

// standIns are the assets of a project as far as its file can be judged without
// them: each of its fonts is a built-in one, and each image a white dot. Who may
// use which asset is not known here, and Service says what is missing.
type standIns map[string]bool

func newStandIns(p *einkpdf.Project) standIns {
	fonts := standIns{}
	for _, f := range p.Fonts {
		for _, name := range []string{f.Regular, f.Bold, f.Italic, f.BoldItalic} {
			fonts[name] = true
		}
	}
	return fonts
}

// Asset returns a font or an image.
func (s standIns) Asset(name string) ([]byte, error) {
	if s[name] {
		return liberationsansregular.TTF, nil
	}
	var dot bytes.Buffer
	err := png.Encode(&dot, &image.Gray{Pix: []byte{0xff}, Stride: 1, Rect: image.Rect(0, 0, 1, 1)})
	return dot.Bytes(), err
}

// assets adds the names of the assets that a project uses, and says which
// cannot be.
func (facts *found) assets(p *einkpdf.Project) {
	used := edit.Assets(p)
	if n := len(used); n > projects.MaxAssets {
		facts.problem(projects.Problem{Code: CodeTooManyAssets,
			Message: fmt.Sprintf("the project uses %d images and fonts, at most %d are allowed", n, projects.MaxAssets),
			Hint:    "split the project, or use the same images more often"})
		used = used[:projects.MaxAssets]
	}
	for _, a := range used {
		if !nameable(a.Name) {
			facts.problem(projects.Problem{Pointer: a.Pointer, Code: CodeAssetName,
				Message: fmt.Sprintf("no image or font has the name %.40q", a.Name),
				Hint:    fmt.Sprintf("names have at most %d bytes and no control characters", projects.MaxAsset)})
			continue
		}
		facts.Assets = append(facts.Assets, a.Name)
	}
}

// nameable tells whether an asset can have a name.
func nameable(name string) bool {
	return len(name) <= projects.MaxAsset && utf8.ValidString(name) && !strings.ContainsFunc(name, unicode.IsControl)
}

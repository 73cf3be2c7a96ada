package einkpdf

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/einkpdf/platform/einkpdf/internal/font"
	"github.com/einkpdf/platform/einkpdf/internal/lint"
	"github.com/einkpdf/platform/einkpdf/internal/source"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// customFont is a font of the project, where it is named, and why it cannot be
// used.
type customFont struct {
	font.Custom
	pointer, asset string
	err            error
}

func (f *customFont) spec() font.Spec {
	return font.Spec{Family: strings.TrimSpace(f.Family), Bold: f.Bold, Italic: f.Italic}
}

func (c *compiler) setFonts() {
	c.doc.facts.Picture = c.doc.pictures(c.options)
	if len(c.project.Fonts) == 0 {
		c.doc.facts.Fonts = font.Builtin()
		return
	}
	fonts := c.customFonts()
	set, err := newSet(fonts)
	if err == nil && tryFonts(set, fonts) > 0 {
		set, err = newSet(fonts)
	}
	if err != nil {
		c.failWith("/fonts", CodeBadAsset, err)
		return
	}
	c.doc.facts.Fonts = set
	for i := range fonts {
		if fonts[i].err != nil {
			c.badFont(&fonts[i])
		}
	}
}

// customFonts reads the project's fonts.
func (c *compiler) customFonts() []customFont {
	var list []customFont
	files := fontFiles{options: &c.options, known: map[string]fontFile{}, left: c.options.Limits.FontBytes}
	for _, family := range sortedKeys(c.project.Fonts) {
		f := c.project.Fonts[family]
		for _, style := range []struct {
			key, asset   string
			bold, italic bool
		}{{"regular", f.Regular, false, false}, {"bold", f.Bold, true, false}, {"italic", f.Italic, false, true}, {"bold-italic", f.BoldItalic, true, true}} {
			if style.asset == "" {
				continue
			}
			one := customFont{Custom: font.Custom{Family: family, Bold: style.bold, Italic: style.italic}, pointer: pointerTo("fonts", family, style.key), asset: style.asset}
			if len(list) < font.MaxCustom { // more are refused, with or without their bytes
				one.Data, one.err = files.open(style.asset)
			}
			list = append(list, one)
		}
	}
	return list
}

// fontFiles reads the files of fonts, each once, and as many as may be.
type fontFiles struct {
	options *Options
	known   map[string]fontFile
	left    int // bytes
}

type fontFile struct {
	data []byte
	err  error
}

func (f *fontFiles) open(name string) ([]byte, error) {
	if file, ok := f.known[name]; ok {
		return file.data, file.err
	}
	data, err := f.options.asset(name)
	switch {
	case err != nil:
	case len(data) > font.MaxFontBytes:
		data, err = nil, fmt.Errorf("asset %s has %s bytes, a font has at most %s", quoted(name), thousands(int64(len(data))), thousands(font.MaxFontBytes))
	case len(data) > f.left:
		all := thousands(int64(f.options.Limits.FontBytes))
		data, err = nil, &assetError{message: "with it all fonts together have more than " + all + " bytes", hint: "use fewer or smaller fonts, or raise Limits.FontBytes"}
	default:
		f.left -= len(data)
	}
	f.known[name] = fontFile{data, err}
	return data, err
}

// newSet makes a set of fonts; for those that cannot be used others stand in.
func newSet(fonts []customFont) (*font.Set, error) {
	custom := make([]font.Custom, len(fonts))
	for i := range fonts {
		custom[i] = fonts[i].Custom
		if fonts[i].err != nil {
			custom[i].Data, custom[i].Missing = nil, true
		}
	}
	return font.NewSet(custom...)
}

// tryFonts reads all fonts, and counts those that could be read and cannot be used.
func tryFonts(set *font.Set, fonts []customFont) (bad int) {
	for i := range fonts {
		f := &fonts[i]
		if f.err != nil {
			continue
		}
		face, err := set.Face(f.spec())
		switch {
		case err != nil:
			f.err = err
		case !face.Embeddable():
			f.err = errRestricted
		default:
			continue
		}
		bad++
	}
	return bad
}

// errRestricted is the error of a font by its licence bits (OpenType 1.9.1, OS/2
// fsType).
var errRestricted = errors.New("its maker does not allow documents to carry a part of it (restricted licence embedding)")

// badFont says that a font cannot be used. Widgets report it for the pages with
// text in it.
func (c *compiler) badFont(f *customFont) {
	message := "the font " + source.Quote(f.Family) + " cannot be used: " + f.err.Error()
	hint := cmp.Or(hintOf(f.err), "give a TrueType or OpenType font that documents may carry")
	finding := widget.Finding{Code: lint.MissingFont, Pointer: f.pointer, Message: message, Hint: hint}
	if c.doc.facts.BadFonts == nil {
		c.doc.facts.BadFonts = map[font.Spec]widget.Finding{}
	}
	c.doc.facts.BadFonts[f.spec()] = finding
	c.doc.report(finding)
}

package renderjob

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/device"
	"github.com/einkpdf/platform/einkpdf/locale"
)

// Request is what somebody wants rendered.
type Request struct {
	Project string  // id
	Version int     // 0 = the current one
	Options Options // the zero value is a PDF as the project says
	// Key makes Submit idempotent: see jobs.Spec.Key. A request that is repeated with it stands for the job that it made the first
	// time, also when the project has another version since; one that can still be rendered. A request that made none, for an earlier job answered it, leaves no
	// trace of its key. "" = none.
	Key string
}

// Format is what is made of a project.
type Format string

// The formats.
const (
	PDF Format = "pdf" // one file with links; the default
	PNG Format = "png" // a ZIP archive with a picture of each page
)

// Options say how a project is rendered. Empty ones are as the project says.
type Options struct {
	Format      Format  `json:"format,omitempty"`
	Device      string  `json:"device,omitempty"`      // a built-in one, or one of the project's own
	Locale      string  `json:"locale,omitempty"`      // as en-GB
	Orientation string  `json:"orientation,omitempty"` // portrait or landscape
	Hand        string  `json:"hand,omitempty"`        // right, the default, or left
	Strict      bool    `json:"strict,omitempty"`      // warnings of the checks are errors
	Validate    bool    `json:"validate,omitempty"`    // a second program reads the PDF: see Config.Validate
	Picture     Picture `json:"picture,omitzero"`      // of format png
}

// Picture says how the pictures of an archive are. The zero value is what the device shows.
type Picture struct {
	Width  int               `json:"width,omitempty"`  // pixels, 16 to MaxWidth; 0 = the panel's
	Color  einkpdf.ColorMode `json:"color,omitempty"`  // grey or color; "" = as the panel
	Greys  int               `json:"greys,omitempty"`  // levels: 2, 4, 16 or 256; 0 = the panel's
	Dither bool              `json:"dither,omitempty"` // greys that are no levels become patterns
}

// Bounds of pictures.
const (
	MaxWidth  = 8_000      // pixels
	MaxPixels = 16_000_000 // of one picture
)

// maxOption bounds the words of Options, in bytes.
const maxOption = 100

// normal is o with defaults and in one spelling, so that what is the same looks the same. The device is not looked up: it may be the
// project's own.
func (o Options) normal() (Options, error) {
	for _, s := range []*string{(*string)(&o.Format), &o.Device, &o.Locale, &o.Orientation, &o.Hand, (*string)(&o.Picture.Color)} {
		if *s = strings.TrimSpace(*s); len(*s) > maxOption {
			return o, refuse(CodeInvalid, "options", fmt.Sprintf("%.20q… is too long for an option.", *s), "")
		}
	}
	o.Format = cmp.Or(o.Format, PDF)
	o.Hand = cmp.Or(o.Hand, "right")
	words := []struct {
		field, value string
		known        []string
	}{
		{"format", string(o.Format), []string{"pdf", "png"}},
		{"orientation", o.Orientation, []string{"", "portrait", "landscape"}},
		{"hand", o.Hand, []string{"right", "left"}},
		{"picture.color", string(o.Picture.Color), []string{"", "grey", "color"}},
		{"picture.greys", fmt.Sprint(o.Picture.Greys), []string{"0", "2", "4", "16", "256"}},
	}
	for _, w := range words {
		if !slices.Contains(w.known, w.value) {
			known := strings.Join(w.known, ", ")
			return o, refuse(CodeInvalid, w.field, fmt.Sprintf("%q is no %s.", w.value, strings.ReplaceAll(w.field, ".", " ")), "choose one of: "+strings.TrimPrefix(known, ", "))
		}
	}
	if w := o.Picture.Width; w != 0 && (w < 16 || w > MaxWidth) {
		return o, refuse(CodeInvalid, "picture.width", fmt.Sprintf("A picture cannot be %d pixels wide.", w), fmt.Sprintf("choose 16 to %d, or none for the width of the panel", MaxWidth))
	}
	if o.Locale != "" {
		l, err := locale.Lookup(o.Locale)
		if err != nil {
			return o, unknownName(CodeLocale, "locale", err)
		}
		o.Locale = l.Tag()
	}
	if o.Format == PDF {
		o.Picture = Picture{}
	} else if o.Validate {
		return o, refuse(CodeInvalid, "validate", "Only PDFs can be validated.", "leave it out for pictures")
	}
	return o, nil
}

// compile is how the renderer is told.
func (o Options) compile(limits einkpdf.Limits) einkpdf.Options {
	c := einkpdf.Options{Device: o.Device, Locale: o.Locale, Orientation: o.Orientation, Limits: limits}
	if o.Hand == "left" {
		c.Hand = device.Left
	}
	return c
}

// preview is how pictures are drawn.
func (o Options) preview() einkpdf.PreviewOptions {
	p := o.Picture
	return einkpdf.PreviewOptions{Width: p.Width, Color: p.Color, Greys: p.Greys, Dither: p.Dither, MaxPixels: MaxPixels}
}

// unknownName is an Error of looking a name up, which says behind a semicolon what may have been meant.
func unknownName(code Code, field string, err error) error {
	message, hint, _ := strings.Cut(err.Error(), "; ")
	e := refuse(code, field, sentence(message), hint)
	e.Err = err
	return e
}

// sentence is a message with a capital and a full stop, unless it is a question.
func sentence(s string) string {
	if s == "" {
		return s
	}
	s = strings.ToUpper(s[:1]) + s[1:]
	if strings.HasSuffix(s, "?") {
		return s
	}
	return s + "."
}

package preview

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/device"
)

// maxOption bounds the words of Options, in bytes.
const maxOption = 100

// normal is o with defaults. Devices and locales are looked up with the project.
func (o Options) normal() (Options, error) {
	o.Hand = cmp.Or(o.Hand, "right")
	for _, w := range []struct {
		field, value string
		known        []string
	}{
		{"device", o.Device, nil},
		{"locale", o.Locale, nil},
		{"orientation", o.Orientation, []string{"", "portrait", "landscape"}},
		{"hand", o.Hand, []string{"right", "left"}},
	} {
		switch {
		case len(w.value) > maxOption:
			return o, refuse(CodeInvalid, w.field, fmt.Sprintf("%.20q… is too long for an option.", w.value), "")
		case w.known != nil && !slices.Contains(w.known, w.value):
			known := strings.TrimPrefix(strings.Join(w.known, " or "), " or ")
			return o, refuse(CodeInvalid, w.field, fmt.Sprintf("%q is no %s.", w.value, w.field), "choose "+known)
		}
	}
	return o, nil
}

// compile is how the renderer is told.
func (o Options) compile() einkpdf.Options {
	c := einkpdf.Options{Device: o.Device, Locale: o.Locale, Orientation: o.Orientation}
	if o.Hand == "left" {
		c.Hand = device.Left
	}
	return c
}

package edit

import (
	"fmt"
	"strings"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/device"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// Refit makes of a project file one for another device, a built-in one or one of
// the project's own. p is what the file says; kinds are the kinds of widgets
// beside the built-in ones that it was parsed with.
//
// A file that is for the device already is returned as it is: one whose device it
// is, or whose own device is like it and held the same way.
//
// Where the project says its lengths for any page, or the pages are of the same
// size, only the name of the device is changed in the file, by [Set]. Else, with
// scaled, the file is that of the project from [Scale]: YAML without the comments
// of the old one, but with those at its head and one that says what was done.
//
// The errors are those of Set and Scale, and [einkpdf.CodeTooLarge].
func Refit(file []byte, p *einkpdf.Project, device string, kinds ...widget.Kind) (out []byte, scaled bool, err error) {
	profile, err := p.LookupDevice(device)
	if err != nil {
		return nil, false, err
	}
	from, to, orientation, err := turn(p, device)
	if err != nil {
		return nil, false, err
	}
	if isFor(p, from, to) {
		return file, false, nil
	}
	if IsAbsolute(p) && (from.size != to.size || from.body != to.body) {
		copied, err := Scale(p, device)
		if err != nil {
			return nil, false, err
		}
		if Larger(copied, maxTexts) {
			return nil, false, einkpdf.Errors{{Code: einkpdf.CodeTooLarge, Message: "the scaled file would be too large", Hint: "write long texts once, under vars or parts, rather than by aliases"}}
		}
		head := fmt.Sprintf("Scaled from %s to %s.", from, to)
		out, err := einkpdf.Encoder{Header: strings.Join(append([]string{head}, comments(file)...), "\n"), Widgets: kinds}.Encode(copied)
		return out, true, err
	}
	if out, err = Set(file, "/device", profile.Name); err == nil && orientation != p.Orientation {
		out, err = Set(out, "/orientation", orientation)
	}
	return out, false, err
}

// isFor tells whether a project on a page is for the device of another one already.
func isFor(p *einkpdf.Project, from, to page) bool {
	if from.landscape() != to.landscape() {
		return false
	}
	name := to.device.Name
	if from.device.Name == name {
		return true
	}
	_, own := p.Devices[name]
	like, err := device.Lookup(p.Devices[from.device.Name].Like)
	return !own && err == nil && like.Name == name
}

// maxTexts bounds the texts of a scaled file, in bytes: more than a file that is
// parsed again may have.
const maxTexts = 8 << 20

// turn is a project's page on its own device and on another one, and what its
// orientation is to be there, so that the pages are held as they were unless the
// name of the device says otherwise.
func turn(p *einkpdf.Project, device string) (from, to page, orientation string, err error) {
	if from, err = pageOf(p, "", p.Orientation); err != nil {
		return from, to, "", fmt.Errorf("the project's own device: %w", err)
	}
	held := p.Orientation
	if from.landscape() {
		held = "landscape"
	}
	if to, err = pageOf(p, device, held); err != nil {
		return from, to, "", err
	}
	bodies(p, &from, &to)
	switch {
	case to.landscape():
		return from, to, "landscape", nil
	case p.Orientation == "landscape":
		return from, to, "portrait", nil
	}
	return from, to, p.Orientation, nil
}

// String is the page in words.
func (p page) String() string {
	return fmt.Sprintf("%s (%.1f × %.1f pt)", p.device.Name, p.size.W.Points(), p.size.H.Points())
}

// maxComments bounds the lines of comments that a scaled file keeps, and
// maxComment the bytes of each.
const maxComments, maxComment = 10, 300

// comments are the first comments at the head of a YAML file, a line each.
func comments(file []byte) []string {
	var list []string
	t := newText(file)
	for i, start := range t.starts {
		end := len(t.src)
		if i+1 < len(t.starts) {
			end = t.starts[i+1]
		}
		text, ok := strings.CutPrefix(strings.TrimSpace(t.src[start:end]), "#")
		if !ok || len(list) == maxComments {
			break
		}
		if len(text) <= maxComment {
			list = append(list, strings.TrimSpace(text))
		}
	}
	return list
}

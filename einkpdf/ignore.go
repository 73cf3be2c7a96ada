package einkpdf

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/einkpdf/platform/einkpdf/internal/decode"
	"github.com/einkpdf/platform/einkpdf/internal/lint"
	"github.com/einkpdf/platform/einkpdf/internal/source"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// Ignore is a suppression: findings of [Document.Check] that are meant to be
// so. In the file it stands under checks.
type Ignore struct {
	Codes   Codes  `key:"ignore" required:"true" doc:"Code of the check whose findings are meant to be so, such as tap-size; or a list of codes."`
	Design  string `key:"design" doc:"Name of the only design that this is about." default:"all of them"`
	Devices Names  `key:"device" doc:"Name of the only device that this is about, or a list of names." default:"all of them"`
	Reason  string `key:"reason" required:"true" maxlen:"500" doc:"Why they are meant to be so."`
}

// Codes are codes of checks. In a project a single one need not be a list.
type Codes []string

// Names are names of the project. In a project a single one need not be a list.
type Names []string

// maxNames bounds lists of codes and names.
const maxNames = 100

// UnmarshalNode reads a code or a list of codes.
func (l *Codes) UnmarshalNode(n *source.Node, d *decode.Decoder, report func(*source.Error)) {
	*l = readNames(n, d, report)
}

// UnmarshalNode reads a name or a list of names.
func (l *Names) UnmarshalNode(n *source.Node, d *decode.Decoder, report func(*source.Error)) {
	*l = readNames(n, d, report)
}

func readNames(n *source.Node, d *decode.Decoder, report func(*source.Error)) []string {
	if n.Kind != source.Seq {
		list, fine := make([]string, 1), true
		d.DecodeInto(n, &list[0], func(e *source.Error) { fine = false; report(e) })
		if !fine {
			return nil
		}
		return list
	}
	if len(n.Items) > maxNames {
		report(&source.Error{Code: source.CodeRange, Message: fmt.Sprintf("at most %d names are allowed, here are %d", maxNames, len(n.Items)), Hint: "use several entries"})
		return nil
	}
	list := []string{}
	d.DecodeInto(n, &list, report)
	return list
}

// MarshalNode is the only code or the list.
func (l Codes) MarshalNode() any { return oneOrList(l) }

// MarshalNode is the only name or the list.
func (l Names) MarshalNode() any { return oneOrList(l) }

func oneOrList(l []string) any {
	if len(l) == 1 {
		return l[0]
	}
	return l
}

// JSONSchema describes the two forms.
func (Codes) JSONSchema() map[string]any {
	codes := []any{}
	for _, code := range lint.Codes() {
		codes = append(codes, code)
	}
	return namesSchema(map[string]any{"enum": codes})
}

// JSONSchema describes the two forms.
func (Names) JSONSchema() map[string]any { return namesSchema(map[string]any{"type": "string"}) }

func namesSchema(one map[string]any) map[string]any {
	return map[string]any{"oneOf": []any{one, map[string]any{"type": "array", "items": one, "minItems": 1, "maxItems": maxNames}}}
}

// ignores checks the names in the suppressions.
func (c *checker) ignores() {
	for i := range c.Checks {
		ignore, at := &c.Checks[i], pointerTo("checks", i)
		if len(ignore.Codes) == 0 && c.given(at+"/ignore", ignore.Codes != nil) {
			c.fail(at+"/ignore", CodeMissing, "no check is named", "name its code, as in ignore: tap-size")
		}
		for k, code := range ignore.Codes {
			if info, ok := lint.Lookup(code); ok && info.Severity == widget.Failure {
				c.fail(c.nameAt(at+"/ignore", k), CodeUnknownCheck, quoted(code)+" is an error, which cannot be ignored", "mend what it says")
			} else if !ok {
				c.fail(c.nameAt(at+"/ignore", k), CodeUnknownCheck, "there is no check "+quoted(code), didYouMean(code, lint.Codes(), "einkpdf check names the code of each finding; errors cannot be ignored"))
			}
		}
		if _, ok := c.Designs[ignore.Design]; !ok && ignore.Design != "" {
			c.fail(at+"/design", CodeUnknownDesign, "there is no design "+quoted(ignore.Design), didYouMean(ignore.Design, sortedKeys(c.Designs), "define it under designs"))
		}
		if ignore.Devices != nil && len(ignore.Devices) == 0 {
			c.fail(at+"/device", CodeMissing, "no device is named", "name one, or leave device out for all of them")
		}
		for k, name := range ignore.Devices {
			if _, err := c.LookupDevice(name); err != nil {
				c.fail(c.nameAt(at+"/device", k), CodeUnknownDevice, err.Error(), "")
			}
		}
		if strings.TrimSpace(ignore.Reason) == "" && c.given(at+"/reason", ignore.Reason != "") {
			c.fail(at+"/reason", CodeMissing, "there is no reason", "say why this is meant to be so")
		}
	}
}

// profileNames are the names of the profiles that the project means by names.
func (p *Project) profileNames(names Names) []string {
	list := slices.Clone(names)
	for i, name := range list {
		if profile, err := p.LookupDevice(name); err == nil {
			list[i] = profile.Name
		}
	}
	return list
}

// given says whether a key is there at all; the decoder reports those that are
// not. In projects built by hand that are those with the zero value.
func (c *checker) given(pointer string, set bool) bool {
	if c.file == nil {
		return set
	}
	n, _ := c.file.root.At(pointer)
	return n != nil
}

// nameAt is where a name of a list stands, which alone need not be a list.
func (c *checker) nameAt(pointer string, k int) string {
	inList := pointer + "/" + strconv.Itoa(k)
	if c.file != nil {
		if n, _ := c.file.root.At(inList); n == nil {
			return pointer
		}
	}
	return inList
}

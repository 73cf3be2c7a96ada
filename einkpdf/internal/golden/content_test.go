package golden

import (
	"fmt"
	"strings"

	"github.com/einkpdf/platform/einkpdf/internal/pdfread"
)

// drawing writes the content of pages and forms as text: an operator a line, with
// resources in place of their names and characters in place of the codes that
// they have in the file's fonts.
type drawing struct {
	*canon
	fonts map[pdfread.Ref]*codes
	drawn map[pdfread.Ref]object
}

// object is a form or picture that content draws.
type object struct {
	form bool
	hash string
}

// category says where the resources are that an operator names; "" for nowhere.
func category(operator string) pdfread.Name {
	switch operator {
	case "gs":
		return "ExtGState"
	case "cs", "CS":
		return "ColorSpace"
	case "scn", "SCN":
		return "Pattern"
	case "sh":
		return "Shading"
	}
	return ""
}

// onlyForm is the content of a page that draws a form and nothing else.
const onlyForm = "form Do\n"

// page gives the hashes of what a page draws by itself and of the forms that it
// shares with others, "-" for nothing.
func (d *drawing) page(page pdfread.Dict) (own, shared string) {
	content := d.file.Get(page["Contents"])
	var data []byte
	switch x := content.(type) {
	case *pdfread.Stream:
		data = d.decode(x)
	case nil:
	default:
		d.fail("a page's /Contents is %s", pdfread.Describe(content))
	}
	text, forms := d.content(data, d.dict(page["Resources"]), 0)
	own, shared = "-", "-"
	if text != "" && text != onlyForm {
		own = hashOf([]byte(text))
	}
	if len(forms) == 1 {
		shared = forms[0]
	} else if len(forms) > 1 {
		shared = hashOf([]byte(strings.Join(forms, " ")))
	}
	return own, shared
}

// content is a content stream as text, and the hashes of the forms that it draws,
// which are not in the text.
func (d *drawing) content(data []byte, resources pdfread.Dict, depth int) (text string, forms []string) {
	if depth > 8 {
		d.fail("forms in more than 8 forms")
		return "", nil
	}
	var b strings.Builder
	var font *codes
	err := pdfread.Operators(data, func(operator string, operands []pdfread.Value) error {
		for _, v := range operands {
			name, named := v.(pdfread.Name)
			switch {
			case operator == "Tf" && named:
				font = d.font(d.dict(resources["Font"])[name])
				b.WriteString(font.name)
			case operator == "Do" && named:
				o := d.object(d.dict(resources["XObject"])[name], resources, depth)
				if o.form {
					forms = append(forms, o.hash)
					o.hash = "form"
				}
				b.WriteString(o.hash)
			case named && category(operator) != "":
				b.WriteString(d.text(d.dict(resources[category(operator)])[name]))
			case operator == "Tj" || operator == "TJ":
				b.WriteString(d.shown(font, v))
			default:
				b.WriteString(d.text(v))
			}
			b.WriteByte(' ')
		}
		b.WriteString(operator + "\n")
		return nil
	})
	if err != nil {
		d.fail("a content stream: %w", err)
	}
	return b.String(), forms
}

// object reads a form or picture, once.
func (d *drawing) object(v pdfread.Value, resources pdfread.Dict, depth int) object {
	ref, _ := v.(pdfread.Ref)
	if o, ok := d.drawn[ref]; ok {
		return o
	}
	s, ok := d.file.Get(v).(*pdfread.Stream)
	if !ok {
		d.fail("a drawn object is %s", pdfread.Describe(v))
		return object{}
	}
	var o object
	if d.file.Get(s.Dict["Subtype"]) != pdfread.Name("Form") {
		o.hash = "image " + d.hash(v)
	} else {
		if own := d.dict(s.Dict["Resources"]); own != nil {
			resources = own
		}
		text, forms := d.content(d.decode(s), resources, depth+1)
		o = object{true, hashOf([]byte(d.text(s.Dict["BBox"]) + d.text(s.Dict["Matrix"]) + text + strings.Join(forms, " ")))}
	}
	d.drawn[ref] = o
	return o
}

// shown is a shown text: a string, or an array of strings and numbers.
func (d *drawing) shown(f *codes, v pdfread.Value) string {
	if f == nil {
		d.fail("text without a font")
		return ""
	}
	switch x := v.(type) {
	case pdfread.String:
		return fmt.Sprintf("%q", f.decode(string(x)))
	case pdfread.Array:
		var parts []string
		for _, v := range x {
			parts = append(parts, d.shown(f, v))
		}
		return strings.Join(parts, " ")
	}
	return d.text(v)
}

package legacy

import (
	"math"
	"strconv"
	"strings"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// value is what a name stands for on a page: nothing, a whole number, a number
// with decimals, or a text.
type value struct {
	kind  valueKind
	n     int64
	float float64
	s     string
	truth bool // a boolean: its text, and 1 or 0 as a number
}

type valueKind uint8

const (
	noValue valueKind = iota
	wholeValue
	floatValue
	textValue
)

func wholeOf(n int) value   { return value{kind: wholeValue, n: int64(n)} }
func textOf(s string) value { return value{kind: textValue, s: s} }

// millionths is a number of millionths: whole where it is.
func millionths(n int64) value {
	if n%int64(geom.Pt) == 0 {
		return value{kind: wholeValue, n: n / int64(geom.Pt)}
	}
	return value{kind: floatValue, float: float64(n) / float64(geom.Pt), s: geom.Decimal(n)}
}

// String is the value as Python writes it, except that decimals of a counter
// never have an exponent.
func (v value) String() string {
	switch v.kind {
	case wholeValue:
		return strconv.FormatInt(v.n, 10)
	case floatValue:
		if v.s != "" {
			return v.s
		}
		return pythonFloat(v.float)
	}
	return v.s
}

// pythonFloat is a float as Python's str() writes it.
func pythonFloat(f float64) string {
	if a := math.Abs(f); a != 0 && (a < 1e-4 || a >= 1e16) {
		return strconv.FormatFloat(f, 'e', -1, 64)
	}
	s := strconv.FormatFloat(f, 'f', -1, 64)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}

// pythonValue is a JSON value as Python has it: true becomes the text True, and
// lists and objects the texts that Python's str() makes of them.
func pythonValue(n *source.Node) value {
	switch n.Kind {
	case source.Null:
		return value{}
	case source.Number:
		if i, err := strconv.ParseInt(n.Value, 10, 64); err == nil {
			return value{kind: wholeValue, n: i}
		}
		if f, err := strconv.ParseFloat(n.Value, 64); err == nil && strings.ContainsAny(n.Value, ".eE") {
			return value{kind: floatValue, float: f}
		}
		return textOf(n.Value)
	case source.String:
		return textOf(n.Value)
	case source.Bool:
		v := textOf("False")
		if v.truth = true; n.Value == "true" {
			v.s, v.n = "True", 1
		}
		return v
	}
	var b strings.Builder
	pythonText(&b, n)
	return textOf(b.String())
}

// maxValue bounds the text of a list or object.
const maxValue = 10_000

// pythonText writes what Python's repr() makes of a value.
func pythonText(b *strings.Builder, n *source.Node) {
	if b.Len() > maxValue {
		return
	}
	switch n.Kind {
	case source.Null:
		b.WriteString("None")
	case source.String:
		quote := "'"
		if strings.Contains(n.Value, "'") && !strings.Contains(n.Value, `"`) {
			quote = `"`
		}
		b.WriteString(quote + strings.NewReplacer(`\`, `\\`, "\n", `\n`, quote, `\`+quote).Replace(n.Value) + quote)
	case source.Seq:
		b.WriteString("[")
		for i, item := range n.Items {
			if i > 0 {
				b.WriteString(", ")
			}
			pythonText(b, item)
		}
		b.WriteString("]")
	case source.Map:
		b.WriteString("{")
		for i, item := range n.Items {
			if i > 0 {
				b.WriteString(", ")
			}
			pythonText(b, n.Keys[i])
			b.WriteString(": ")
			pythonText(b, item)
		}
		b.WriteString("}")
	default:
		s, _ := scalarText(n)
		b.WriteString(s)
	}
}

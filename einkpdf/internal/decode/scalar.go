package decode

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/einkpdf/platform/einkpdf/internal/source"
)

func expected(v reflect.Value, otherwise string) string {
	if e, ok := as[Expecter](v); ok {
		return e.Expected()
	}
	return otherwise
}

func (r *run) scalar(n *source.Node, s Scalar, v reflect.Value, f *Field) {
	if n.Kind != source.String && n.Kind != source.Number {
		hint := ""
		switch n.Kind {
		case source.Bool:
			hint = "put it in quotes if it is a text"
		case source.Null:
			hint = r.quoteHint(n)
		}
		r.wrongType(n, expected(v, "a text"), hint)
		return
	}
	err := s.UnmarshalText([]byte(n.Value))
	if err == nil {
		r.leaf(n, v, f)
		return
	}
	p := &problem{source.CodeFormat, err.Error(), ""}
	pos := n.Pos
	var coded interface{ Code() string }
	if errors.As(err, &coded) {
		p.code = coded.Code()
	}
	var hinted interface{ Hint() string }
	if errors.As(err, &hinted) {
		p.hint = hinted.Hint()
	}
	if a, ok := s.(Advisor); ok {
		if hint := a.Advise(n.Value, f.Min, f.Max); hint != "" {
			p.hint = hint
		}
	}
	var placed interface{ Offset() int }
	if errors.As(err, &placed) {
		pos = n.PosAt(placed.Offset())
	}
	r.at(pos, p)
}

func (r *run) boolean(n *source.Node, v reflect.Value) {
	if n.Kind != source.Bool {
		hint := ""
		switch strings.ToLower(n.Value) {
		case "true", "yes", "on", "y", "1":
			hint = "write true, without quotes"
		case "false", "no", "off", "n", "0":
			hint = "write false, without quotes"
		}
		r.wrongType(n, "true or false", hint)
		return
	}
	v.SetBool(n.Value == "true")
}

func (r *run) integer(n *source.Node, v reflect.Value, f *Field) {
	const what = "a whole number"
	if n.Kind != source.Number || strings.ContainsAny(n.Value, ".eE") {
		hint := ""
		if n.Kind == source.String || n.Kind == source.Number {
			hint = "write it as plain digits without quotes, such as 1000"
		}
		r.wrongType(n, what, hint)
		return
	}
	low, high := f.bounds(v.Type())
	i, err := strconv.ParseInt(n.Value, 10, 64)
	if err != nil || i < low || i > high {
		is := n.Value
		if len(is) > 30 {
			is = is[:30] + "…"
		}
		hint := ""
		switch {
		case strings.HasPrefix(n.Value, "-") && i <= low || i < low:
			r.at(n.Pos, &problem{source.CodeRange, fmt.Sprintf("must be at least %d, is %s", low, is), hint})
			return
		case f.Min != "" && f.Min == f.Max: // a number with one value is the version of the format
			hint = fmt.Sprintf("the file is made for a newer version of the program; this one reads %s: %d", f.Key, high)
		}
		r.at(n.Pos, &problem{source.CodeRange, fmt.Sprintf("must be at most %d, is %s", high, is), hint})
		return
	}
	if isInt(v.Kind()) {
		v.SetInt(i)
	} else {
		v.SetUint(uint64(i))
	}
}

func (r *run) text(n *source.Node, v reflect.Value, f *Field) {
	if n.Kind != source.String && (n.Kind != source.Number || f.Enum != nil) {
		what, hint := "a text", ""
		switch {
		case f.Enum != nil:
			what = orList(f.Enum)
		case n.Kind != source.Bool:
			hint = r.quoteHint(n)
		}
		if n.Kind == source.Bool {
			hint = "put it in quotes if it is a text"
		}
		r.wrongType(n, what, hint)
		return
	}
	v.SetString(n.Value)
	r.leaf(n, v, f)
}

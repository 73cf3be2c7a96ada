package decode

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// problem is what is wrong with a value, without its place.
type problem struct{ code, message, hint string }

// checkSize checks the number of entries of a list or map.
func checkSize(f *Field, n int) *problem {
	switch {
	case n > f.MaxItems:
		return &problem{source.CodeRange, fmt.Sprintf("at most %d entries are allowed, here are %d", f.MaxItems, n), ""}
	case n < f.MinItems:
		return &problem{source.CodeRange, fmt.Sprintf("needs at least %d %s, here %s %d", f.MinItems, plural(f.MinItems, "entry", "entries"), plural(n, "is", "are"), n), ""}
	}
	return nil
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

func checkMapKey(key string) *problem {
	if mapKey.MatchString(key) {
		return nil
	}
	return &problem{source.CodeFormat, source.Quote(key) + " is not a name", "names have letters, digits, _ . and -, and begin with a letter or _"}
}

// checkLeaf checks a value that is no list, map or pointer against the bounds
// of its field.
func checkLeaf(f *Field, v reflect.Value) *problem {
	if f.Min != "" || f.Max != "" {
		if b, ok := as[Bounded](v); ok {
			if message, ok := b.CheckBounds(f.Min, f.Max); !ok {
				return &problem{source.CodeRange, message, ""}
			}
			return nil
		}
	}
	switch k := v.Kind(); {
	case k == reflect.String:
		return checkText(f, v.String())
	case isInt(k):
		return checkInt(f, v.Int())
	case isUint(k):
		return checkInt(f, int64(min(v.Uint(), math.MaxInt64)))
	}
	return nil
}

func checkText(f *Field, s string) *problem {
	if f.Enum != nil {
		if slices.Contains(f.Enum, s) {
			return nil
		}
		hint := ""
		if near := Suggest(s, f.Enum); near != "" {
			hint = "did you mean " + near + "?"
		}
		return &problem{source.CodeEnum, fmt.Sprintf("must be %s, is %s", orList(f.Enum), source.Quote(s)), hint}
	}
	if len(s) > f.MaxLen && utf8.RuneCountInString(s) > f.MaxLen {
		return &problem{source.CodeRange, fmt.Sprintf("has %d characters, at most %d are allowed", utf8.RuneCountInString(s), f.MaxLen), ""}
	}
	return nil
}

// orList is "a, b or c".
func orList(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// bounds are the bounds of a whole number, from the tags and the Go type.
func (f *Field) bounds(t reflect.Type) (low, high int64) {
	low, high = math.MinInt64, math.MaxInt64
	switch k := t.Kind(); {
	case isInt(k):
		low, high = math.MinInt64>>(64-t.Bits()), math.MaxInt64>>(64-t.Bits())
	case isUint(k):
		low = 0
		if t.Bits() < 64 {
			high = 1<<t.Bits() - 1
		}
	}
	if v, err := strconv.ParseInt(f.Min, 10, 64); err == nil {
		low = max(low, v)
	}
	if v, err := strconv.ParseInt(f.Max, 10, 64); err == nil {
		high = min(high, v)
	}
	return low, high
}

func checkInt(f *Field, n int64) *problem {
	if v, err := strconv.ParseInt(f.Min, 10, 64); err == nil && n < v {
		return &problem{source.CodeRange, fmt.Sprintf("must be at least %d, is %d", v, n), ""}
	}
	if v, err := strconv.ParseInt(f.Max, 10, 64); err == nil && n > v {
		return &problem{source.CodeRange, fmt.Sprintf("must be at most %d, is %d", v, n), ""}
	}
	return nil
}

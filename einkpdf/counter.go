package einkpdf

import (
	"fmt"
	"strings"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/plan"
	"github.com/einkpdf/platform/einkpdf/internal/source"
	"github.com/einkpdf/platform/einkpdf/internal/token"
)

// Counter is a number that grows from item to item of a section: start for the
// first one, start + step for the second, and so on.
type Counter struct {
	Start *Decimal `key:"start" doc:"Value for the first item." default:"1"`
	Step  *Decimal `key:"step" doc:"What is added for each further item; it may be negative." default:"1"`
}

// Check refuses numbers that no file can have.
func (c Counter) Check(report func(code, pointer, message, hint string)) {
	for _, f := range [...]struct {
		key string
		n   *Decimal
	}{{"/start", c.Start}, {"/step", c.Step}} {
		if f.n != nil && (int64(*f.n) <= -maxDecimal || int64(*f.n) >= maxDecimal) {
			report(CodeRange, f.key, "must lie between -999,999,999 and 999,999,999, is "+f.n.String(), "")
		}
	}
}

// Decimal is a number in millionths, such as 500_000 for 0.5. It lies between
// -999,999,999 and 999,999,999 and has at most six decimals.
type Decimal int64

// one is the Decimal of both defaults of a Counter.
const one Decimal = 1_000_000

// maxDecimal bounds decimals and the values of counters in both directions, in
// millionths.
const maxDecimal = 1_000_000_000 * int64(one)

// ParseDecimal reads a number such as "12" or "-0.25". The error has a Hint.
func ParseDecimal(s string) (Decimal, error) {
	var d Decimal
	return d, d.UnmarshalText([]byte(s))
}

// UnmarshalText reads a number such as "12" or "-0.25".
func (d *Decimal) UnmarshalText(b []byte) error {
	s := string(b)
	_, places, _ := strings.Cut(s, ".")
	v, ok := geom.ParseDecimal(s)
	if !ok || len(places) > 6 {
		return &geom.FormatError{Message: source.Quote(s) + " is not a number", HintText: decimalHint(s)}
	}
	*d = Decimal(v)
	return nil
}

func decimalHint(s string) string {
	if point := strings.Replace(s, ",", ".", 1); point != s && new(Decimal).UnmarshalText([]byte(point)) == nil {
		return "use a point: " + point
	}
	return "write a number with at most nine digits before the point and six behind it, such as 10 or -0.5"
}

// MarshalText writes the number without trailing zeros.
func (d Decimal) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// String is the number without trailing zeros.
func (d Decimal) String() string { return geom.Decimal(int64(d)) }

// Expected says what a counter's start and step are, for errors.
func (Decimal) Expected() string { return "a number such as 10 or 0.5" }

// JSONSchema describes the two forms.
func (Decimal) JSONSchema() map[string]any {
	return map[string]any{"oneOf": []any{
		map[string]any{"type": "number", "exclusiveMinimum": -1_000_000_000, "exclusiveMaximum": 1_000_000_000},
		map[string]any{"type": "string", "pattern": `^-?[0-9]{1,9}(\.[0-9]{1,6})?$`},
	}}
}

// at is the value for the item of an index from 0, in millionths, and whether it
// is within bounds.
func (c Counter) at(index int) (micros int64, ok bool) {
	start, step := int64(one), int64(one)
	if c.Start != nil {
		start = int64(*c.Start)
	}
	if c.Step != nil {
		step = int64(*c.Step)
	}
	if step != 0 && int64(index) > 2*maxDecimal/max(step, -step) {
		return 0, false
	}
	micros = start + int64(index)*step
	return micros, -maxDecimal <= micros && micros <= maxDecimal
}

// counters binds the counters of a section for one of its items.
func (l *lister) counters(names *token.Scope, s *Section, at string, it plan.Item) {
	for _, name := range sortedKeys(s.Counters) {
		micros, ok := s.Counters[name].at(it.Index - 1)
		if !ok {
			l.failOnce(at+pointerTo("counters", name), CodeRange,
				fmt.Sprintf("the counter goes beyond %s for item %d of %d", thousands(maxDecimal/int64(one)), it.Index, it.Count), "use a smaller start or step")
		}
		names.Set(name, token.Decimal(micros))
	}
}

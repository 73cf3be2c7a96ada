package main

import (
	"fmt"
	"reflect"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// values are the types of the format in the words of its users.
var values = []struct {
	t     reflect.Type
	name  string
	about string
}{
	{reflect.TypeFor[int](), "number", "A whole number."},
	{reflect.TypeFor[bool](), "true or false", "`true` or `false`, nothing else."},
	{reflect.TypeFor[string](), "word", "Text without tokens."},
	{reflect.TypeFor[widget.Text](), "text", "Text with [tokens](format.md#tokens): `\"Week {week.number}\"`."},
	{reflect.TypeFor[widget.Target](), "target", "Key of a page or name of an anchor, with tokens: `day/{date+1d}?`, or a page by its place: `@next?`. See [links](format.md#keys-and-links)."},
	{reflect.TypeFor[widget.Cond](), "condition", "A [condition](format.md#conditions): `month.number <= 6 and not last`."},
	{reflect.TypeFor[widget.Span](), "period", "A day, week, month, quarter or year: `\"{month}\"`, `2026-03-01`, `2026-W09`, `2026-03`, `2026-Q1`, `2026`."},
	{reflect.TypeFor[calendar.Date](), "date", "A day: `2026-03-01`."},
	{reflect.TypeFor[widget.Weekday](), "weekday", "`mon`, `tue`, `wed`, `thu`, `fri`, `sat` or `sun`."},
	{reflect.TypeFor[widget.Clock](), "time", "A time of day in quotes, `\"07:00\"` to `\"24:00\"`."},
	{reflect.TypeFor[widget.Minutes](), "duration", "Minutes and hours: `30m`, `1h`, `1h30m`."},
	{reflect.TypeFor[geom.Length](), "length", "A [length](format.md#lengths): `5mm`, `12pt`, `1in`, `3px`, and where it makes sense `2fr`, `50%` or `auto`."},
	{reflect.TypeFor[geom.Ratio](), "ratio", "A number with a point: `1.25`."},
	{reflect.TypeFor[widget.Edges](), "edges", "One length for all edges, `[top and bottom, left and right]`, or `[top, right, bottom, left]`."},
	{reflect.TypeFor[widget.Color](), "colour", "A [colour](format.md#colours): `#RRGGBB`, `#RGB`, `#RRGGBBAA`, `black`, `dark`, `mid`, `light`, `faint`, `white` or `none`."},
	{reflect.TypeFor[widget.Stroke](), "stroke", "A colour, or an object with the keys of [stroke](project.md#stroke)."},
	{reflect.TypeFor[widget.Dash](), "pattern", "`solid`, `dotted`, `dashed`, or two, four or six lengths drawn and left out in turn, each up to 50mm: `[3pt, 1pt]`."},
	{reflect.TypeFor[widget.StyleRef](), "style", "Name of a style, or an object with the keys of [style](project.md#style)."},
	{reflect.TypeFor[widget.Style](), "style object", "An object with the keys of [style](project.md#style)."},
	{reflect.TypeFor[widget.Each](), "each", "`once`, `day`, `week`, `month`, `quarter`, `year`, a range such as `1..40`, or a list. See [repeat](format.md#repeating-on-a-page)."},
	{reflect.TypeFor[widget.Repeat](), "repeat", "An object with the keys of [repeat](project.md#repeat)."},
	{reflect.TypeFor[widget.Widget](), "widget", "An object with a `type`: one of the [widgets](widgets.md)."},
	{reflect.TypeFor[einkpdf.Device](), "device", "An object with the keys of [device](project.md#device)."},
	{reflect.TypeFor[einkpdf.Calendar](), "calendar", "An object with the keys of [calendar](project.md#calendar)."},
	{reflect.TypeFor[einkpdf.Week](), "weeks", "`iso`, `us`, `locale`, or an object with the keys of [week](project.md#week)."},
	{reflect.TypeFor[einkpdf.Design](), "design", "An object with the keys of [design](project.md#design)."},
	{reflect.TypeFor[einkpdf.Outlines](), "outline", "A text, an object with the keys of [outline](project.md#outline), or a list of these."},
	{reflect.TypeFor[einkpdf.Counter](), "counter", "An object with the keys of [counter](project.md#counter)."},
	{reflect.TypeFor[einkpdf.Decimal](), "decimal", "A number with up to six decimals: `10`, `-0.5`."},
	{reflect.TypeFor[einkpdf.Section](), "section", "An object with the keys of [section](project.md#section)."},
	{reflect.TypeFor[einkpdf.Ignore](), "ignore", "An object with the keys of [ignore](project.md#ignore)."},
	{reflect.TypeFor[einkpdf.Codes](), "code or list of codes", "Codes of [checks](checks.md): `tap-size`, or `[tap-size, tap-gap]`."},
	{reflect.TypeFor[einkpdf.Names](), "word or list of words", "A name, or a list of names: `[kobo-clara-bw, kobo-clara-2e]`."},
	{reflect.TypeFor[einkpdf.Font](), "font", "An object with the keys of [font](project.md#font)."},
}

// valueName is the word for a type. An unknown type is a mistake of this
// program, which its test finds.
func valueName(t reflect.Type) string {
	for _, v := range values {
		if v.t == t {
			return v.name
		}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return valueName(t.Elem())
	case reflect.Slice:
		return "list of " + plural(t.Elem())
	case reflect.Map:
		return plural(t.Elem()) + " by name"
	}
	panic(fmt.Sprintf("docs: the type %s has no word in values", t))
}

func plural(t reflect.Type) string {
	if t.Kind() == reflect.Slice {
		return "lists of " + plural(t.Elem())
	}
	return valueName(t) + "s"
}

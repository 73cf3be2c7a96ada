package einkpdf_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/gallery"
	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// rest ends a file with a design and a plan that are right.
const rest = "designs: {a: {}}\nplan: [{design: a}]\n"

// wrongFiles are files with what is wrong with them: "line:column pointer code"
// and a part of the hint or, after a bar, of the message.
var wrongFiles = []struct {
	name, file string
	want       []string
	structural bool // the schema refuses it too
}{
	{"empty", "", []string{"1:1  type"}, true},
	{"a list", "[1, 2]", []string{"1:1  type|expected a map"}, true},
	{"no version", "title: x\n" + rest, []string{"1:1  missing add einkpdf: 1"}, true},
	{"no keys", "{}", []string{"1:1  missing begin with these four lines|the keys einkpdf, title, designs and plan are missing"}, true},
	{"a sentence", "hello world", []string{"1:1  type begin with these four lines"}, true},
	{"another version", "einkpdf: 2\ntitle: x\n" + rest, []string{"1:10 /einkpdf range|at most 1"}, true},
	{"no designs", "einkpdf: 1\ntitle: x\nplan: []\n", []string{"1:1  missing designs"}, true},
	{"unknown key", head + "colour: red\ndevcie: x\n" + rest, []string{"4:1 /colour unknown-key allowed here", "5:1 /devcie unknown-key did you mean device?"}, true},
	{"text for a list", head + "designs: {a: {}}\nplan: a\n", []string{"5:7 /plan type begin each entry with"}, true},
	{"list for a text", head + "author: [a]\n" + rest, []string{"4:9 /author type|expected a text, found a list"}, true},
	{"nothing", head + "author:\n" + rest, []string{"4:8 /author type give the key a value"}, true},
	{"text for a number", head + "designs: {a: {body: {type: grid, columns: two}}}\nplan: [{design: a}]", []string{"4:43 /designs/a/body/columns type plain digits"}, true},
	{"yes for true", head + "designs: {a: {outline: {title: x, open: yes}}}\nplan: [{design: a}]", []string{"4:41 /designs/a/outline/open type write true"}, true},
	{"outline entries", head + "designs: {a: {outline: [x, [y], {titel: x}, {title: x, open: 1}]}}\nplan: [{design: a}]",
		[]string{"4:28 /designs/a/outline/1 type|expected a text", "4:34 /designs/a/outline/2/titel unknown-key title", "4:62 /designs/a/outline/3/open type"}, true},
	{"many outline entries", head + "designs: {a: {outline: [" + strings.Repeat("x, ", 11) + "]}}\nplan: [{design: a}]", []string{"4:24 /designs/a/outline range|at most 10"}, true},
	{"a long title", "einkpdf: 1\ntitle: " + strings.Repeat("x", 201) + "\n" + rest, []string{"2:8 /title range|at most 200"}, true},
	{"columns", head + "designs: {a: {body: {type: grid, columns: 1000000000}}}\nplan: [{design: a}]", []string{"4:43 /designs/a/body/columns range|at most 100"}, true},
	{"many digits", head + "designs: {a: {body: {type: grid, columns: 99999999999999999999}}}\nplan: [{design: a}]", []string{"4:43 /designs/a/body/columns range|at most 100"}, true},
	{"not a number", head + "designs: {a: {body: {type: grid, columns: .nan}}}\nplan: [{design: a, pages: -.inf}]", []string{"4:43 /designs/a/body/columns type", "5:27 /plan/0/pages type"}, true},
	{"pitch too small", head + "designs: {a: {body: {type: dots, pitch: 0.0000001mm}}}\nplan: [{design: a}]", []string{"4:41 /designs/a/body/pitch range|at least 1mm"}, false},
	{"pitch in pixels", head + "designs: {a: {body: {type: dots, pitch: 0.001px}}}\nplan: [{design: a}]", []string{"4:41 /designs/a/body/pitch range|at least 1mm"}, false},
	{"pitch as a share", head + "designs: {a: {body: {type: dots, pitch: 1fr}}}\nplan: [{design: a}]", []string{"4:41 /designs/a/body/pitch range|physical"}, false},
	{"length without unit", head + "margin: 5\n" + rest, []string{"4:9 /margin format 5mm"}, true},
	{"length without number", head + "margin: mm\n" + rest, []string{"4:9 /margin format 5mm"}, true},
	{"three margins", head + "margin: [1mm, 2mm, 3mm]\n" + rest, []string{"4:9 /margin range [5mm, 8mm]"}, true},
	{"negative margin", head + "margin: -1mm\n" + rest, []string{"4:9 /margin range|at least 0mm"}, false},
	{"word", head + "orientation: landscap\n" + rest, []string{"4:14 /orientation enum did you mean landscape?"}, true},
	{"colour", head + "designs: {a: {body: {type: box, fill: '#12345'}}}\nplan: [{design: a}]", []string{"4:39 /designs/a/body/fill format #RRGGBB"}, true},
	{"date", head + "created: 1.3.2026\n" + rest, []string{"4:10 /created format YYYY-MM-DD"}, true},
	{"impossible date", head + "created: 2026-02-30\n" + rest, []string{"4:10 /created format|there is no date 2026-02-30"}, false},
	{"half a calendar", head + "calendar: {from: 2026-01-01}\n" + rest, []string{"4:11 /calendar missing|both from and to"}, false},
	{"calendar backwards", head + "calendar: {from: 2026-02-01, to: 2026-01-01}\n" + rest, []string{"4:34 /calendar/to range exchange"}, false},
	{"calendar of ages", head + "calendar: {from: 1000-01-01, to: 9999-12-31}\n" + rest, []string{"4:34 /calendar/to range shorter"}, false},
	{"week rule", head + "calendar: {week: german}\n" + rest, []string{"4:18 /calendar/week enum iso, us, locale"}, true},
	{"week object", head + "calendar: {week: {first: monday, min-days: 8}}\n" + rest,
		[]string{"4:26 /calendar/week/first format write mon", "4:44 /calendar/week/min-days range|at most 7"}, true},
	{"weekend", head + "calendar: {weekend: [sat, sonntag]}\n" + rest, []string{"4:27 /calendar/weekend/1 format mon, tue"}, true},
	{"clock", head + "designs: {a: {body: {type: schedule, from: '25:00', every: 3}}}\nplan: [{design: a}]",
		[]string{"4:44 /designs/a/body/from format \"07:00\"", "4:60 /designs/a/body/every format 30m"}, true},
	{"widget", head + "designs: {a: {body: {type: dotz}}}\nplan: [{design: a}]", []string{"4:28 /designs/a/body/type unknown-type did you mean dots?"}, true},
	{"no widget type", head + "designs: {a: {body: {pitch: 5mm}}}\nplan: [{design: a}]", []string{"4:21 /designs/a/body missing box, calendar"}, true},
	{"property of another widget", head + "designs: {a: {body: {type: space, pitch: 5mm}}}\nplan: [{design: a}]", []string{"4:35 /designs/a/body/pitch unknown-key"}, true},
	{"name of a style", head + "styles: {1st: {size: 9pt}}\n" + rest, []string{"4:10 /styles/1st format begin with a letter"}, true},
	{"device", "einkpdf: 1\ntitle: x\ndevice: remarkabel-2\n" + rest, []string{"3:9 /device unknown-device|remarkable-2"}, false},
	{"device of another project", head + "devices: {my-tablet: {like: boox-page}}\ndevice: my-tabelt\n" + rest, []string{"5:9 /device unknown-device|did you mean my-tablet?"}, false},
	{"device like none", head + "devices: {a: {like: remarkabel-2}, b: {like: a}}\n" + rest,
		[]string{"4:21 /devices/a/like unknown-device built-in devices|remarkable-2", "4:46 /devices/b/like unknown-device built-in devices"}, false},
	{"device without a panel", head + "devices: {a: {pixels: [600, 800]}, b: {ppi: 300}, c: {}}\n" + rest,
		[]string{"4:14 /devices/a missing add for example", "4:39 /devices/b missing like", "4:54 /devices/c missing like"}, false},
	{"device on its side", head + "devices: {a: {pixels: [800, 600], ppi: 100}, b: {like: boox-page, page: [11in, 8.5in]}}\n" + rest,
		[]string{"4:23 /devices/a/pixels range [600, 800]", "4:73 /devices/b/page range [8.5in, 11in]"}, false},
	{"device out of bounds", head + "devices: {a: {pixels: [99, 10001], ppi: 49, color-ppi: 1001, greys: 1, page: [19pt, 5001pt], min-tap: 0mm, min-text: 1pt, toolbar: -1mm}}\n" + rest,
		[]string{"4:24 /devices/a/pixels/0 range", "4:28 /devices/a/pixels/1 range", "4:41 /devices/a/ppi range", "4:56 /devices/a/color-ppi range", "4:69 /devices/a/greys range",
			"4:79 /devices/a/page/0 range", "4:85 /devices/a/page/1 range", "4:103 /devices/a/min-tap range", "4:118 /devices/a/min-text range", "4:132 /devices/a/toolbar range"}, true},
	{"device with half a page", head + "devices: {a: {like: boox-page, page: [100pt], pixels: [600, 700, 800]}}\n" + rest,
		[]string{"4:38 /devices/a/page range|at least 2", "4:55 /devices/a/pixels range|at most 2"}, true},
	{"device with pages in pixels", head + "devices: {a: {like: boox-page, page: [600px, 800px]}}\n" + rest, []string{"4:39 /devices/a/page/0 format give pixels"}, false},
	{"device with a share", head + "devices: {a: {like: boox-page, toolbar: 10%}}\n" + rest, []string{"4:41 /devices/a/toolbar range|physical"}, false},
	{"name of a device", head + "devices: {7in: {like: boox-page}}\n" + rest, []string{"4:11 /devices/7in format begin with a letter"}, true},
	{"locale", "einkpdf: 1\ntitle: x\nlocale: xx\n" + rest, []string{"3:9 /locale unknown-locale "}, false},
	{"style", head + "designs: {a: {body: {type: text, text: x, style: haeding}}}\nstyles: {heading: {size: 9pt, like: x}}\nplan: [{design: a}]",
		[]string{`4:50 /designs/a/body/style unknown-style did you mean "heading"?`, "5:37 /styles/heading/like unknown-style define it"}, false},
	{"design", head + "designs: {day: {}}\nplan: [{design: days}, {each: 1..2}]", []string{`5:17 /plan/0/design unknown-design did you mean "day"?`, "5:24 /plan/1 missing name a design"}, false},
	{"part", head + "designs: {a: {body: {type: part, part: hed}}}\nparts: {head: {type: space}}\nplan: [{design: a}]", []string{`4:40 /designs/a/body/part unknown-part did you mean "head"?`}, false},
	{"circle of styles", head + "styles: {a: {like: b}, b: {like: a}, c: {like: a}}\n" + rest,
		[]string{"4:20 /styles/a/like cycle break", "4:34 /styles/b/like cycle break", "4:48 /styles/c/like cycle break"}, false},
	{"circle of parts", head + "parts: {a: {type: part, part: b}, b: {type: stack, children: [{type: part, part: a}]}}\n" + rest, []string{"4:38 /parts/b cycle break"}, false},
	{"circle of aliases", head + "parts: {a: &a {type: stack, children: [*a]}}\n" + rest, []string{"4:40 /parts/a/children/0 alias"}, false},
	{"key twice", head + "author: a\nauthor: b\ncolour: red\n" + rest, []string{"5:1 /author duplicate-key remove one", "6:1 /colour unknown-key"}, false},
	{"token", head + "designs: {a: {key: '{', label: '{n:03d}', body: {type: text, text: 'x {date'}}}\nplan: [{design: a}]",
		[]string{"4:22 /designs/a/key syntax", "4:35 /designs/a/label syntax|':' does not belong", "4:71 /designs/a/body/text syntax close it with }"}, false},
	{"token with digits", head + "designs: {a: {body: {type: text, text: '{year:999999999d}'}}}\nplan: [{design: a}]", []string{"4:46 /designs/a/body/text syntax formats follow a bar"}, false},
	{"condition", head + "designs: {a: {body: {type: space, when: 'n >'}}}\nplan: [{design: a}]", []string{"4:45 /designs/a/body/when syntax"}, false},
	{"each", head + "designs: {a: {}}\nplan: [{design: a, each: days}, {design: a, each: 9..1}]", []string{"5:26 /plan/0/each syntax did you mean day?", "5:51 /plan/1/each range 1..9"}, true},
	{"item of a list", head + "designs: {a: {}}\nplan: [{design: a, each: [true, {a b: x}, [1]]}]",
		[]string{"5:27 /plan/0/each/0 type put it in quotes", "5:34 /plan/0/each/1/a b format", "5:43 /plan/0/each/2 type"}, true},
	{"dates without a calendar", head + "designs: {a: {}}\nplan: [{design: a, each: month}]", []string{"5:26 /plan/0/each no-calendar add for example calendar"}, false},
	{"section backwards", head + year + "designs: {a: {}}\nplan: [{design: a, from: 2026-03-01, to: 2026-02-01}]", []string{"6:42 /plan/0/to range exchange"}, false},
	{"turn", head + "designs: {a: {body: {type: text, text: x, rotate: 45}}}\nplan: [{design: a}]", []string{"4:51 /designs/a/body/rotate range|0, 90, 180 or 270"}, false},
	{"syntax", head + "plan: [\n", []string{"4:7  syntax write ] where the list ends"}, false},
}

func TestParseErrors(t *testing.T) {
	for _, tt := range wrongFiles {
		t.Run(tt.name, func(t *testing.T) {
			_, err := einkpdf.Parser{File: "x.yaml"}.Parse([]byte(tt.file))
			var errs einkpdf.Errors
			require.True(t, errors.As(err, &errs), "%v", err)
			require.Len(t, errs, len(tt.want), "%v", err)
			for i, want := range tt.want {
				got := short(errs[i])
				want, message, _ := strings.Cut(want, "|")
				require.True(t, strings.HasPrefix(want, got), "got %s, want %s\n%v", got, want, errs[i])
				require.Contains(t, errs[i].Hint, strings.TrimSpace(strings.TrimPrefix(want, got)))
				require.Contains(t, errs[i].Message, message)
				require.Equal(t, "x.yaml", errs[i].File)
			}
		})
	}
}

// TestParseJSON says that a file in JSON is the same project, and has the same
// errors, as in YAML.
func TestParseJSON(t *testing.T) {
	for _, e := range gallery.All() {
		yaml, err := gallery.Source(e.Name)
		require.NoError(t, err)
		fromYAML, err := einkpdf.Parse(yaml)
		require.NoError(t, err)
		fromJSON, err := einkpdf.Parse(toJSON(t, yaml))
		require.NoError(t, err)
		require.Equal(t, withoutFile(fromYAML), withoutFile(fromJSON))
	}
	says := func(errs einkpdf.Errors) map[string]bool {
		set := map[string]bool{}
		for _, e := range errs {
			hint := e.Hint
			if strings.Contains(hint, "needs quotes") { // advice about YAML
				hint = ""
			}
			set[e.Pointer+" "+e.Code+" "+e.Message+" "+hint] = true
		}
		return set
	}
	for _, tt := range wrongFiles {
		if tt.name == "key twice" || tt.name == "circle of aliases" || tt.name == "syntax" || tt.name == "empty" {
			continue
		}
		_, yaml := einkpdf.Parse([]byte(tt.file))
		_, json := einkpdf.Parse(toJSON(t, []byte(tt.file)))
		require.Equal(t, says(errorsOf(t, yaml)), says(errorsOf(t, json)), tt.name)
	}
	_, err := einkpdf.Parse([]byte(`{"einkpdf": 1, "title": "x", "title": "y", "designs": {"a": {}}, "plan": [{"design": "a"}]}`))
	require.Equal(t, []string{"1:30 /title duplicate-key"}, shorts(errorsOf(t, err)))
}

// TestAllErrorsInOneGo parses a file with a bit of everything.
func TestAllErrorsInOneGo(t *testing.T) {
	data, err := os.ReadFile("testdata/wrong.yaml")
	require.NoError(t, err)
	_, err = einkpdf.Parser{File: "wrong.yaml"}.Parse(data)
	require.Error(t, err)
	golden(t, "testdata/wrong.txt", []byte(err.Error()+"\n"))
}

func TestManyErrors(t *testing.T) {
	var file strings.Builder
	file.WriteString(head + rest + "styles:\n")
	for i := range 300 {
		fmt.Fprintf(&file, "  s%d: {size: 1}\n", i)
	}
	_, err := einkpdf.Parse([]byte(file.String()))
	errs := errorsOf(t, err)
	require.Len(t, errs, source.MaxErrors+1)
	require.Equal(t, source.CodeMore, errs[source.MaxErrors].Code)
}

// TestCompileErrors is about what needs the plan: names in texts, keys, links.
func TestCompileErrors(t *testing.T) {
	tests := []struct{ name, file, want string }{
		{"unknown name", "designs: {a: {body: {type: text, text: 'x {dat}'}}}\nplan: [{design: a, each: day}]", "5:44 /designs/a/body/text unknown-name did you mean date?"},
		{"name of another section", "designs: {a: {key: '{year}-{n}', body: {type: text, text: '{month}'}}}\nplan: [{design: a, each: year, vars: {n: '1'}}]", "5:61 /designs/a/body/text unknown-name "},
		{"unknown field", "designs: {a: {body: {type: text, text: '{date.moon}'}}}\nplan: [{design: a, each: day}]", "5:46 /designs/a/body/text unknown-name "},
		{"format of another type", "designs: {a: {body: {type: text, text: '{n|MMMM}'}}}\nplan: [{design: a, each: 1..2}]", "5:44 /designs/a/body/text type a number takes"},
		{"unknown name in a key", "designs: {a: {key: 'x/{dat}'}}\nplan: [{design: a, each: day}]", "5:24 /designs/a/key unknown-name did you mean date?"},
		{"unknown name in a label", "designs: {a: {label: '{nn}'}}\nplan: [{design: a, each: 1..3}]", "5:24 /designs/a/label unknown-name did you mean n?"},
		{"unknown name in a condition", "designs: {a: {body: {type: space, when: dat == 2026-01-01}}}\nplan: [{design: a, each: day}]", "5:41 /designs/a/body/when unknown-name did you mean date?"},
		{"unknown name in a part", "designs: {a: {body: {type: part, part: p}}}\nparts: {p: {type: stack, children: [{type: part, part: q}]}, q: {type: text, text: '{dat}'}}\nplan: [{design: a, each: day}]", "6:86 /parts/q/text unknown-name did you mean date?"},
		{"item outside its repeat", "designs: {a: {body: {type: stack, children: [{type: text, text: '{item}'}], repeat: {each: 1..2}, child: {type: space}}}}\nplan: [{design: a}]", "5:67 /designs/a/body/children/0/text unknown-name "},
		{"unknown name in vars", "designs: {a: {}}\nplan: [{design: a, each: 1..2, vars: {x: '{nn}'}}]", "6:44 /plan/0/vars/x unknown-name did you mean n?"},
		{"unknown name in a list", "designs: {a: {}}\nplan: [{design: a, each: [x, '{titel}']}]", "6:32 /plan/0/each/1 unknown-name did you mean title?"},
		{"key without a token", "designs: {a: {key: one}}\nplan: [{design: a, each: 1..900}]", "5:20 /designs/a/key doubled-key {date}, {n} or {subpage}"},
		{"section twice", "designs: {a: {}}\nplan: [{design: a}, {design: a}]", "5:14 /designs/a/key doubled-key put a token"},
		{"empty key", "designs: {a: {key: '{subpage|0}'}, b: {key: '{x}'}}\nvars: {x: ''}\nplan: [{design: b}]", "5:45 /designs/b/key range "},
		{"missing target", "designs: {a: {body: {type: link, text: x, to: 'day/{n}'}}}\nplan: [{design: a, each: 1..9}]", `5:47 /designs/a/body/to missing-target add "?"`},
		{"anchor twice", "designs: {a: {body: {type: anchor, name: here}}}\nplan: [{design: a, each: 1..2}]", "5:14 /designs/a doubled-key name of its own"},
		{"no pages", "designs: {a: {}}\nplan: [{design: a, each: []}]", "6:7 /plan no-pages check the dates"},
		{"a date beyond the calendar", "designs: {a: {label: '{date+9999y}'}}\nplan: [{design: a, each: day}]", "5:24 /designs/a/label range "},
		{"not a month", "designs: {a: {body: {type: calendar, of: june}}}\nplan: [{design: a}]", "5:21 /designs/a/body period {month}"},
		{"no calendar for a repeat", "designs: {a: {body: {type: stack, repeat: {each: day, in: '{title}'}, child: {type: space}}}}\nplan: [{design: a}]", "5:21 /designs/a/body period "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			errs := fails(t, head+year+tt.file, einkpdf.Options{})
			require.Len(t, errs, 1, "%v", errs)
			got := short(errs[0])
			require.True(t, strings.HasPrefix(tt.want, got), "got %s, want %s\n%v", got, tt.want, errs)
			require.Contains(t, errs[0].Hint, strings.TrimSpace(strings.TrimPrefix(tt.want, got)))
		})
	}
}

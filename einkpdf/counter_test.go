package einkpdf_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/widget"
)

func TestCounters(t *testing.T) {
	tests := []struct{ name, plan, key, want string }{
		{"default", "{design: d, each: 1..3, counters: {c: {}}}", "{c}", "1 2 3"},
		{"start", "{design: d, each: 1..3, counters: {c: {start: 10}}}", "{c}", "10 11 12"},
		{"step", "{design: d, each: 1..3, counters: {c: {step: 5}}}", "{c}", "1 6 11"},
		{"zero", "{design: d, each: 1..2, counters: {c: {start: 0, step: 0}}}", "{n}-{c}", "1-0 2-0"},
		{"down", "{design: d, each: 1..3, counters: {c: {start: 1, step: -2}}}", "{c}", "1 -1 -3"},
		{"decimals", "{design: d, each: 1..4, counters: {c: {start: 0.5, step: 0.25}}}", "{c}", "0.5 0.75 1 1.25"},
		{"in quotes", "{design: d, each: 1..2, counters: {c: {start: '-1.000001', step: '2'}}}", "{c}", "-1.000001 0.999999"},
		{"formats", "{design: d, each: 1..3, counters: {c: {start: 0.5, step: 0.5}}}", "{c|00.00}", "00.50 01.00 01.50"},
		{"arithmetic", "{design: d, each: 1..3, counters: {c: {start: 0.5, step: 0.5}}}", "{c*2+1}", "2 3 4"},
		{"two", "{design: d, each: 1..3, counters: {a: {}, b: {start: 7, step: 7}}}", "{a}/{b}", "1/7 2/14 3/21"},
		{"months", "{design: d, each: month, to: 2026-02-28, counters: {c: {start: 100}}}", "{month}/{c}", "2026-01/100 2026-02/101"},
		{"lists", "{design: d, each: [x, y], counters: {c: {start: 5}}}", "{n}{c}", "x5 y6"},
		{"pages of one item", "{design: d, each: 1..2, pages: 2, counters: {c: {start: 5}}}", "{c}.{subpage}", "5.1 5.2 6.1 6.2"},
		{"nested", "{each: 1..2, counters: {c: {start: 10, step: 10}}, nested: [{design: d, each: 1..2, as: m, counters: {k: {start: 0}}}]}", "{c}+{k}", "10+0 10+1 20+0 20+1"},
		{"in vars", "{design: d, each: 1..2, counters: {c: {start: 3}}, vars: {v: 'no. {c|00}, {index} of {count}, {first}, {last}'}}", "{v}",
			"no. 03, 1 of 2, true, false no. 04, 2 of 2, false, true"},
		{"inner one of the same name", "{each: 1..1, counters: {c: {start: 10}}, nested: [{design: d, each: 1..2, as: m, counters: {c: {}}}]}", "{c}", "1 2"},
		{"largest", "{design: d, each: 1..2, counters: {c: {start: -999999999, step: 999999999}}}", "{c}", "-999999999 0"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := compile(t, head+year+"designs: {d: {key: '"+tt.key+"'}}\nplan: ["+tt.plan+"]\n", einkpdf.Options{})
			require.Equal(t, tt.want, strings.Join(d.Keys(), " "))
		})
	}
}

func TestCounterConditions(t *testing.T) {
	d := compile(t, head+`
designs: {d: {body: {type: text, text: LATE, when: c >= 1.5 and c != 2}}}
plan: [{design: d, each: 1..5, counters: {c: {start: 0.5, step: 0.5}}}]
`, einkpdf.Options{})
	var late []string
	for _, key := range d.Keys() {
		if strings.Contains(page(t, d, key).Text, "LATE") {
			late = append(late, key)
		}
	}
	require.Equal(t, []string{"d/3", "d/5"}, late)
}

func TestCounterErrors(t *testing.T) {
	const design = "designs: {d: {}}\n"
	tests := []struct{ name, plan, want, hint string }{
		{"text", "{design: d, counters: {c: {start: one}}}", "5:42 /plan/0/counters/c/start format", "such as 10 or -0.5"},
		{"comma", "{design: d, counters: {c: {start: '0,5'}}}", "5:42 /plan/0/counters/c/start format", "use a point: 0.5"},
		{"too many decimals", "{design: d, counters: {c: {step: 0.1234567}}}", "5:41 /plan/0/counters/c/step format", "six"},
		{"too large", "{design: d, counters: {c: {step: 1000000000}}}", "5:41 /plan/0/counters/c/step format", "nine"},
		{"no map", "{design: d, counters: {c: 5}}", "5:34 /plan/0/counters/c type", ""},
		{"unknown key", "{design: d, counters: {c: {strat: 5}}}", "5:35 /plan/0/counters/c/strat unknown-key", "start"},
		{"no name", "{design: d, counters: {C: {}}}", "5:34 /plan/0/counters/C format", "small letters"},
		{"name of pages", "{design: d, counters: {page: {}}}", "5:37 /plan/0/counters/page duplicate-key", "another name"},
		{"name of the project", "{design: d, counters: {who: {}}}", "5:36 /plan/0/counters/who duplicate-key", "another name"},
		{"name of the section", "{design: d, vars: {c: x}, counters: {c: {}}}", "5:48 /plan/0/counters/c duplicate-key", "another name"},
		{"name of the number", "{design: d, each: 1..2, counters: {n: {}}}", "5:46 /plan/0/counters/n duplicate-key", "as"},
		{"name of the item", "{design: d, each: [x], as: p, counters: {p: {}}}", "5:52 /plan/0/counters/p duplicate-key", "as"},
		{"leaves the bounds", "{design: d, each: 1..5, counters: {c: {step: 300000000}}}", "5:46 /plan/0/counters/c range", "smaller"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			errs := fails(t, "einkpdf: 1\ntitle: x\nvars: {who: x}\n"+design+"plan: ["+tt.plan+"]\n", einkpdf.Options{})
			require.Len(t, errs, 1, "%v", errs)
			require.Equal(t, tt.want, short(errs[0]))
			require.Contains(t, errs[0].Hint, tt.hint)
		})
	}
	built := &einkpdf.Project{Format: 1, Title: "x", Designs: map[string]*einkpdf.Design{"d": {}},
		Plan: []einkpdf.Section{{Design: "d", Counters: map[string]einkpdf.Counter{"c": {Start: new(einkpdf.Decimal(1 << 62)), Step: new(einkpdf.Decimal(-1 << 63))}}}}}
	_, err := einkpdf.Compile(t.Context(), built, einkpdf.Options{})
	errs := errorsOf(t, err)
	require.Equal(t, "/plan/0/counters/c/start range", errs[0].Pointer+" "+errs[0].Code)
	require.Equal(t, "/plan/0/counters/c/step range", errs[1].Pointer+" "+errs[1].Code)
}

func TestDecimal(t *testing.T) {
	for in, want := range map[string]einkpdf.Decimal{"0": 0, "12": 12_000_000, "-0.25": -250_000, "0.000001": 1, "999999999.999999": 999_999_999_999_999} {
		d, err := einkpdf.ParseDecimal(in)
		require.NoError(t, err, in)
		require.Equal(t, want, d)
		require.Equal(t, in, d.String())
		text, err := json.Marshal(d)
		require.NoError(t, err)
		require.Equal(t, `"`+in+`"`, string(text))
	}
	for _, in := range []string{"", "x", "1.", ".5", "+1", "1e3", "0.0000001", "1000000000", "--1"} {
		_, err := einkpdf.ParseDecimal(in)
		require.Error(t, err, in)
	}
}

// Counters of projects that a program builds.
func ExampleCounter() {
	p := &einkpdf.Project{
		Format:  1,
		Title:   "Lessons",
		Designs: map[string]*einkpdf.Design{"lesson": {Key: "lesson/{no}", Body: &widget.TextBox{Text: "Lesson {no}"}}},
		Plan: []einkpdf.Section{{
			Design: "lesson", Each: widget.Over("1..3"),
			Counters: map[string]einkpdf.Counter{"no": {Start: new(einkpdf.Decimal(10_000_000)), Step: new(einkpdf.Decimal(500_000))}},
		}},
	}
	d, err := einkpdf.Compile(context.Background(), p, einkpdf.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(d.Keys())
	// Output: [lesson/10 lesson/10.5 lesson/11]
}

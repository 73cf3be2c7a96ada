package widget

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// readStroke decodes the stroke of a line.
func readStroke(t *testing.T, stroke string) (Stroke, source.Errors) {
	t.Helper()
	n, errs := source.Read("t.yaml", []byte("type: line\nstroke: "+stroke+"\n"), source.Limits{})
	require.Empty(t, errs)
	var w Widget
	errs = builtinDecoder().Decode(n, &w, "t.yaml")
	if len(errs) > 0 {
		return Stroke{}, errs
	}
	return w.(*Line).Stroke, nil
}

func TestStrokePens(t *testing.T) {
	pt := geom.Pt
	red := Color{R: 255, A: 255}
	tests := []struct {
		stroke string
		want   Pen
	}{
		{`"#f00"`, Pen{Color: red, Width: pt / 2}},
		{`{color: "#f00", width: 2pt, dash: solid}`, Pen{Color: red, Width: 2 * pt}},
		{`{color: "#f00", cap: square}`, Pen{Color: red, Width: pt / 2, Cap: draw.Square}},
		{`{color: "#f00", width: 2pt, dash: dotted}`, Pen{Color: red, Width: 2 * pt, Cap: draw.Round, Dash: draw.Dash{Off: 6 * pt}}},
		{`{color: "#f00", width: 2pt, dash: dotted, cap: round}`, Pen{Color: red, Width: 2 * pt, Cap: draw.Round, Dash: draw.Dash{Off: 6 * pt}}},
		{`{color: "#f00", width: 2pt, dash: dotted, cap: butt}`, Pen{Color: red, Width: 2 * pt, Dash: draw.Dash{On: 2 * pt, Off: 4 * pt}}},
		{`{color: "#f00", width: 2pt, dash: dotted, cap: square}`, Pen{Color: red, Width: 2 * pt, Dash: draw.Dash{On: 2 * pt, Off: 4 * pt}}},
		{`{color: "#f00", width: 2pt, dash: dashed}`, Pen{Color: red, Width: 2 * pt, Dash: draw.Dash{On: 10 * pt, Off: 6 * pt}}},
		{`{color: "#f00", width: 2pt, dash: dashed, cap: round}`, Pen{Color: red, Width: 2 * pt, Cap: draw.Round, Dash: draw.Dash{On: 10 * pt, Off: 6 * pt}}},
		{`{color: "#f00", dash: [1pt, 3pt]}`, Pen{Color: red, Width: pt / 2, Dash: draw.Dash{On: pt, Off: 3 * pt}}},
		{`{color: "#f00", dash: [0mm, 3pt]}`, Pen{Color: red, Width: pt / 2, Cap: draw.Round, Dash: draw.Dash{Off: 3 * pt}}},
		{`{color: "#f00", dash: [0mm, 3pt], cap: square}`, Pen{Color: red, Width: pt / 2, Dash: draw.Dash{On: pt / 2, Off: 5 * pt / 2}}},
		{`{color: "#f00", width: 3pt, dash: [5pt, 4pt, 0pt, 2pt], cap: square}`, Pen{Color: red, Width: 3 * pt, Dash: draw.Dash{On: 8 * pt, Off: pt, More: [4]geom.Unit{3 * pt, 0}}}},
		{`{color: "#f00", width: 3pt, dash: [5pt, 4pt], cap: square}`, Pen{Color: red, Width: 3 * pt, Cap: draw.Square, Dash: draw.Dash{On: 5 * pt, Off: 4 * pt}}},
		{`{color: "#f00", dash: [5pt, 2pt, 0pt, 2pt]}`, Pen{Color: red, Width: pt / 2, Cap: draw.Round, Dash: draw.Dash{On: 5 * pt, Off: 2 * pt, More: [4]geom.Unit{0, 2 * pt}}}},
		{`{color: "#f00", dash: [1in, 1pt, 2pt, 3pt, 4pt, 5pt]}`, Pen{Color: red, Width: pt / 2, Dash: draw.Dash{On: 72 * pt, Off: pt, More: [4]geom.Unit{2 * pt, 3 * pt, 4 * pt, 5 * pt}}}},
	}
	c := newBench(t).context()
	for _, tt := range tests {
		t.Run(tt.stroke, func(t *testing.T) {
			s, errs := readStroke(t, tt.stroke)
			require.Empty(t, errs)
			require.Equal(t, tt.want, c.Pen(s, ruling()))
		})
	}
}

// What a stroke leaves open comes from the one below it, ends included.
func TestStrokeOver(t *testing.T) {
	under := Stroke{Color: Gray(1), Width: geom.Points(3), Dash: Dashes(geom.Points(1), geom.Points(2)), Cap: "round"}
	require.Equal(t, under, Stroke{}.over(under))
	own := Stroke{Color: Gray(9), Width: geom.Points(1), Dash: Dash{Word: "solid"}, Cap: "butt"}
	require.Equal(t, own, own.over(under))
}

func TestStrokeErrors(t *testing.T) {
	tests := []struct{ stroke, want, hint string }{
		{`{dash: doted}`, `t.yaml:2:16: /stroke/dash: must be solid, dotted, dashed or a list of lengths, is "doted" (enum)`, "did you mean dotted?"},
		{`{dash: wavy}`, `t.yaml:2:16: /stroke/dash: must be solid, dotted, dashed or a list of lengths, is "wavy" (enum)`, dashForms},
		{`{dash: 3}`, `t.yaml:2:16: /stroke/dash: must be solid, dotted, dashed or a list of lengths, is "3" (enum)`, dashForms},
		{`{dash: [1pt]}`, `t.yaml:2:16: /stroke/dash: needs two, four or six lengths (range)`, dashForms},
		{`{dash: []}`, `t.yaml:2:16: /stroke/dash: needs two, four or six lengths (range)`, dashForms},
		{`{dash: [1pt, 1pt, 1pt]}`, `t.yaml:2:16: /stroke/dash: needs two, four or six lengths (range)`, dashForms},
		{`{dash: [1pt, 1pt, 1pt, 1pt, 1pt, 1pt, 1pt, 1pt]}`, `t.yaml:2:16: /stroke/dash: needs two, four or six lengths (range)`, dashForms},
		{`{dash: [1pt, 51mm]}`, `t.yaml:2:22: /stroke/dash/1: must be at most 50mm, is 51mm (range)`, ""},
		{`{dash: [-1pt, 5mm]}`, `t.yaml:2:17: /stroke/dash/0: must be at least 0mm, is -1pt (range)`, ""},
		{`{dash: [1pt, 2fr]}`, `t.yaml:2:22: /stroke/dash/1: must be a physical length such as 5mm, is 2fr (range)`, ""},
		{`{dash: [1pt, wide]}`, `t.yaml:2:22: /stroke/dash/1: "wide" is not a length (format)`, ""},
		{`{dash: [0mm, 0.1pt]}`, `t.yaml:2:16: /stroke/dash: the lengths together must be more than 0.1pt (range)`, ""},
		{`{dash: {on: 1pt}}`, `t.yaml:2:16: /stroke/dash: expected a text, found a map (type)`, ""},
		{`{dash: [0mm, 3pt], cap: butt}`, `t.yaml:2:16: /stroke/dash: dashes without length have no ends to be seen with cap: butt (range)`, ""},
		{`{dash: [5pt, 3pt, 0pt, 3pt], cap: butt}`, `t.yaml:2:16: /stroke/dash: dashes without length have no ends to be seen with cap: butt (range)`, ""},
		{`{cap: flat}`, `t.yaml:2:15: /stroke/cap: must be butt, round or square, is "flat" (enum)`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.stroke, func(t *testing.T) {
			_, errs := readStroke(t, tt.stroke)
			require.Len(t, errs, 1)
			require.Contains(t, errs[0].Error(), tt.want)
			if tt.hint != "" {
				require.Equal(t, tt.hint, errs[0].Hint)
			}
		})
	}
}

// Patterns built by a program are checked as those of a file.
func TestDashByHand(t *testing.T) {
	d := builtinDecoder()
	line := func(dash Dash) *Line { return &Line{Stroke: Stroke{Dash: dash}} }
	require.Empty(t, d.Validate(line(Dash{}), ""))
	require.Empty(t, d.Validate(line(Dash{Word: "dashed"}), ""))
	require.Empty(t, d.Validate(line(Dashes(geom.MM(1), geom.Px(2))), ""))
	require.Len(t, d.Validate(line(Dash{Word: "x"}), ""), 1)
	require.Len(t, d.Validate(line(Dashes(geom.MM(1))), ""), 1)
	require.Len(t, d.Validate(line(Dashes(geom.MM(1), geom.MM(60))), ""), 1)
	both := Dashes(geom.MM(1), geom.MM(2))
	both.Word = "solid"
	require.Len(t, d.Validate(line(both), ""), 1)
}

func TestDashForms(t *testing.T) {
	require.Equal(t, "dotted", Dash{Word: "dotted"}.MarshalNode())
	require.Equal(t, []geom.Length{geom.Points(1), geom.MM(2)}, Dashes(geom.Points(1), geom.MM(2)).MarshalNode())
	schema, err := builtinDecoder().Schema(&Line{}, "", "")
	require.NoError(t, err)
	var s struct {
		Defs map[string]struct {
			OneOf []struct {
				Enum     []string
				MinItems int
				MaxItems int
			}
		} `json:"$defs"`
	}
	require.NoError(t, json.Unmarshal(schema, &s))
	forms := s.Defs["Dash"].OneOf
	require.Len(t, forms, 2)
	require.Equal(t, dashWords, forms[0].Enum)
	require.Equal(t, [2]int{2, 6}, [2]int{forms[1].MinItems, forms[1].MaxItems})
}

// A width of nothing and the colour none leave lines out everywhere.
func TestStrokeOfNothing(t *testing.T) {
	at := pt(0, 0, 200, 200)
	for name, none := range map[string]Stroke{"none": {Color: None()}, "0pt": {Width: geom.Points(0)}} {
		widgets := map[string]Widget{
			"box":      &Box{Stroke: none},
			"line":     &Line{Stroke: none},
			"lines":    &Lines{Pitch: geom.MM(5), Stroke: none},
			"squares":  &Squares{Pitch: geom.MM(5), Stroke: none},
			"checkbox": &Checkbox{Stroke: none},
			"table":    &Table{Columns: 2, RowCount: 2, Header: []Text{""}, Stroke: none, HeaderStroke: none},
			"calendar": &Calendar{Of: "2026-03", Look: "page", Weekdays: "none", Stroke: none, TitleStroke: none, Title: "x", Mark: "2026-03-04", MarkStroke: none},
			"link":     &LinkBox{Text: "x", To: "x", Stroke: none},
			"stack":    &Stack{Group: Group{Stroke: none}},
		}
		for kind, w := range widgets {
			t.Run(name+" "+kind, func(t *testing.T) {
				for _, op := range newBench(t).draw(w, at).Ops {
					require.IsType(t, draw.Text{}, op)
				}
			})
		}
	}
}

package legacy

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

// anything is JSON.
type anything = map[string]any

// projectJSON is a project.json of masters and a plan.
func projectJSON(masters, sections []any, order []string, locale string) []byte {
	data, err := json.MarshalIndent(anything{
		"id":              "x",
		"metadata":        anything{"name": "Test", "device_profile": "remarkable-2", "created_at": "2026-01-01", "updated_at": "2026-01-01"},
		"masters":         masters,
		"plan":            anything{"sections": sections, "order": order, "locale": locale},
		"link_resolution": anything{},
		"default_canvas":  anything{"dimensions": anything{"width": 1000, "height": 1000, "margins": []int{0, 0, 0, 0}}},
	}, "", " ")
	if err != nil {
		panic(err)
	}
	return data
}

func masterJSON(name string, widgets ...any) any {
	return anything{"name": name, "created_at": "x", "updated_at": "x", "widgets": widgets}
}

func widgetJSON(id, kind string, content any, properties anything) anything {
	return anything{"id": id, "type": kind, "position": anything{"x": 0, "y": 10, "width": 900, "height": 30}, "content": content, "properties": properties}
}

// generator draws random projects.
type generator struct {
	*rapid.T
	kinds   int
	masters []any
	names   []string // of counters and constants
}

// tokens are names that texts ask for.
func tokens() []string {
	return []string{"date", "date_long", "year", "month", "day", "month_padded", "month_padded3", "day_padded", "month_name", "weekday", "week", "iso_week",
		"date_prev", "date_next", "year_prev", "year_next", "month_prev", "month_next", "week_prev", "week_next", "subpage", "locale", "page", "total_pages", "nothing"}
}

// text is a random text with tokens.
func (g *generator) text(label string, dest bool) string {
	names := append(tokens(), g.names...)
	pieces := []string{"day:", "x", "-", "week:", "{year}-{month_padded}", "{year}-{month:02d}-{day_padded}", "a"}
	if !dest {
		pieces = append(pieces, " ", "of ", "{ ", "}", "{}", "me@example", "@year ", "@month_padded:02d ", "{page:03d}", "{page:>4}", "{total_pages:.1f}", "{x y}", "@ ", ":02d")
	}
	var b strings.Builder
	for range rapid.IntRange(1, 4).Draw(g.T, label) {
		if rapid.Bool().Draw(g.T, "token") {
			name := rapid.SampledFrom(names).Draw(g.T, "name")
			format := rapid.SampledFrom([]string{"", "", "", ":02d", ":03d", ":.2f", ":.3", ":4d", ":s", ":06.2f", ":d", ":02"}).Draw(g.T, "format")
			if strings.HasPrefix(name, "half") && format != "" {
				format = ":.2f" // ours rounds where Python cuts off
			}
			b.WriteString("{" + name + format + "}")
		} else {
			b.WriteString(rapid.SampledFrom(pieces).Draw(g.T, "piece"))
		}
	}
	return b.String()
}

// section is a random section with those nested in it.
func (g *generator) section(level, room int) anything {
	g.kinds++
	kind := fmt.Sprintf("kind%d", g.kinds)
	s := anything{"kind": kind, "generate": rapid.SampledFrom([]string{"once", "count", "each_day", "each_week", "each_month"}).Draw(g.T, "mode")}
	starts := []string{"2026-01-01", "2025-12-24", "2026-05-11", "2027-01-01"}
	ends := map[string][]string{
		"2026-01-01": {"2026-01-01", "2026-01-09", "2026-02-03"}, "2025-12-24": {"2026-01-06", "2026-01-01"}, "2026-05-11": {"2026-05-12", "2026-05-10", "2026-05-24"}, "2027-01-01": {"2027-01-03"},
	}
	start := rapid.SampledFrom(starts).Draw(g.T, "start")
	s["start_date"], s["end_date"] = start, rapid.SampledFrom(ends[start]).Draw(g.T, "end")
	s["count"] = rapid.IntRange(1, 4).Draw(g.T, "count")
	s["pages_per_item"] = rapid.SampledFrom([]int{1, 1, 1, 2, 3}).Draw(g.T, "pages")
	own := len(g.names)
	context, counters := anything{}, anything{}
	for range rapid.IntRange(0, 2).Draw(g.T, "constants") {
		name := rapid.SampledFrom([]string{"year", "Team", "month_name", "a_b", "page"}).Draw(g.T, "constant") + []string{"", "_2", "_3", "_4"}[level]
		context[name] = rapid.SampledFrom([]any{2026, "Ann", "x{page}", "me@x", true, nil, 1.5, "", "07", []any{1, "a"}}).Draw(g.T, "value")
		g.names = append(g.names, name)
	}
	for range rapid.IntRange(0, 2).Draw(g.T, "counters") {
		name := rapid.SampledFrom([]string{"t", "lesson", "n", "index"}).Draw(g.T, "counter") + []string{"", "_2", "_3", "_4"}[level]
		counters[name] = rapid.SampledFrom([]anything{{"start": 1, "step": 1}, {"start": 0, "step": 5}, {"start": 200, "step": -2}, {"start": 30000, "step": 20000}, {"start": 10, "step": 1}}).Draw(g.T, "counter's numbers")
		g.names = append(g.names, name, name+"_prev", name+"_next")
		half := "half" + []string{"", "_2", "_3", "_4"}[level]
		counters[half] = anything{"start": 0.5, "step": 0.25}
		g.names = append(g.names, half, half+"_prev")
	}
	s["context"], s["counters"] = context, counters
	master := fmt.Sprintf("M%d", g.kinds)
	if len(g.masters) > 0 && rapid.IntRange(0, 3).Draw(g.T, "share") == 0 {
		master = rapid.SampledFrom(g.masters).Draw(g.T, "shared").(anything)["name"].(string)
	} else {
		g.masters = append(g.masters, masterJSON(master,
			widgetJSON("a1", "anchor", nil, anything{"dest_id": g.text("anchor", true)}),
			widgetJSON("a2", "anchor", nil, anything{"dest_id": rapid.SampledFrom([]string{"home", "day:{date}", "week:{week}", "month:{year}-{month_padded}", "year:{year}", "p:{page}", "notes:page:{t:03d}", "N:{weekday}"}).Draw(g.T, "plain anchor")}),
			widgetJSON("t", "text_block", g.text("text", false), nil),
			widgetJSON("c", "checkbox", "C"+g.text("label", false), nil),
			widgetJSON("l1", "internal_link", "1", anything{"to_dest": g.text("to", true)}),
			widgetJSON("l2", "internal_link", "2", anything{"bind": rapid.SampledFrom([]string{"day({date})", "day(@date_prev)", "notes({t})", "notes(@t_next)", "week({week_next})", "Page_3", "home", "month({year}-{month:02d})", "p({page})", "day({date_next})", "notes:page:{t:03d}"}).Draw(g.T, "bind")}),
		))
	}
	s["master"] = master
	if level < 3 && room > 1 {
		var nested []any
		for range rapid.IntRange(0, 2).Draw(g.T, "nested") {
			nested = append(nested, g.section(level+1, room/2))
		}
		s["nested"] = nested
	}
	g.names = g.names[:own]
	return s
}

// project is a random project.
func (g *generator) project() []byte {
	var sections []any
	var order []string
	for range rapid.IntRange(1, 3).Draw(g.T, "sections") {
		s := g.section(0, 8)
		sections = append(sections, s)
		order = append(order, s["kind"].(string))
	}
	if rapid.IntRange(0, 5).Draw(g.T, "twice") == 0 {
		order = append(order, order[0])
	}
	return projectJSON(g.masters, sections, order, rapid.SampledFrom([]string{"en", "pl-PL", "de", "ja", "zh", "xx"}).Draw(g.T, "locale"))
}

// The texts, links and names of every page are those that the predecessor's own
// rules give, whatever the plan and the texts.
func TestOracle(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		g := &generator{T: rt}
		data := g.project()
		compareWithOracle(rt, data)
	})
}

// A name that was filled up with spaces is not the one without them: a link to it leads
// nowhere, or where a page has the name with its spaces.
func TestPaddedNames(t *testing.T) {
	for _, anchor := range []string{"week:{month}", "week:{month_padded:4d}", "week:{year}", "week:{year:6d}"} {
		for _, to := range []string{"week:{month_padded:4d}", "week:{year:4d}", "week:{year:6d}"} {
			months := anything{"kind": "months", "generate": "each_month", "start_date": "2025-12-01", "end_date": "2026-01-31", "master": "M"}
			days := anything{"kind": "days", "generate": "each_day", "start_date": "2025-12-31", "end_date": "2026-01-02", "master": "L"}
			masters := []any{
				masterJSON("M", widgetJSON("a", "anchor", nil, anything{"dest_id": anchor})),
				masterJSON("L", widgetJSON("l", "internal_link", "1", anything{"to_dest": to})),
			}
			t.Run(anchor+" "+to, func(t *testing.T) {
				compareWithOracle(t, projectJSON(masters, []any{months, days}, []string{"months", "days"}, "en"))
			})
		}
	}
}

type tester interface {
	require.TestingT
	Skip(...any)
}

func compareWithOracle(t tester, data []byte) {
	const most = 100
	res, err := Read(data, Options{Limits: einkpdf.Limits{Pages: most}})
	var errs einkpdf.Errors
	if errors.As(err, &errs) && (errs[0].Code == "too-many-pages" || errs[0].Code == "no-pages" || errs[0].Code == "duplicate-key") {
		t.Skip("a plan of no use")
	}
	require.NoError(t, err)

	r := &reader{report: &reporter{}, limits: withDefaults(einkpdf.Limits{})}
	doc := r.read("", data)
	pager, failed := listPages(doc, most)
	require.Nil(t, failed)
	w := newWorld(doc.locale, doc.localeAt, len(pager.pages), r.report)
	dests := findDestinations(w, pager.pages, false, r.report)

	file, err := res.Project.YAML()
	require.NoError(t, err)
	say := func() string { return string(file) }
	_, err = einkpdf.Parse(file)
	require.NoError(t, err, say())
	compiled, err := einkpdf.Compile(context.Background(), res.Project, einkpdf.Options{})
	require.NoError(t, err, say())
	out := &sheets{places: map[string]int{}}
	require.NoError(t, compiled.Draw(context.Background(), func(draw.Info) draw.Backend { return out }), say())

	require.Len(t, out.pages, len(pager.pages), say())
	for id, c := range dests.winner {
		require.Equal(t, c.page.number, out.places[id], "%s\n%s", id, say())
	}
	for i, p := range pager.pages {
		var want []string
		add := func(s string) {
			if s = strings.Join(strings.Fields(s), " "); s != "" {
				want = append(want, s)
			}
		}
		var links []int
		for _, it := range p.master.items {
			switch it.kind {
			case "text_block":
				add(w.render(p, w.substitute(p, it.content, false)))
			case "checkbox":
				add(w.substitute(p, it.content, false))
			case "internal_link":
				raw := it.properties.quiet("to_dest") + it.properties.quiet("bind")
				to := target(w.substitute(p, raw, false))
				if n, ok := strings.CutPrefix(to, "@"); ok && dests.has(to) {
					add(it.content)
					var page int
					fmt.Sscan(n, &page) //nolint:errcheck // a number
					links = append(links, page)
				} else if c, ok := dests.winner[to]; ok && !emptyPart(w, p, raw) {
					add(it.content)
					links = append(links, c.page.number)
				}
			}
		}
		got := strings.Join(strings.Fields(strings.Join(sorted(out.pages[i].texts), "")), "")
		require.Equal(t, strings.Join(strings.Fields(strings.Join(sorted(want), "")), ""), got, "page %d of %s\nwant %q\ngot %q\n%s", i+1, p.kind, want, out.pages[i].texts, say())
		var to []int
		for _, l := range out.pages[i].links {
			to = append(to, l.page)
		}
		require.ElementsMatch(t, links, to, "page %d\n%s", i+1, say())
	}
}

// emptyPart says whether a name in a destination is empty on a page: there is no
// link then.
func emptyPart(w *world, p *page, raw string) bool {
	empty := false
	for _, m := range append(braceToken.FindAllStringSubmatch(raw, -1), atToken.FindAllStringSubmatch(raw, -1)...) {
		closed, ok := w.lookup(p, m[1], false)
		open, _ := w.lookup(p, m[1], true)
		empty = empty || ok && closed.String() == "" && open.String() != ""
	}
	return empty
}

// sorted is the characters of texts in order: the static ones of a page come
// before the others, and a line may have several runs.
func sorted(list []string) []string {
	chars := strings.Split(strings.Join(list, ""), "")
	out := append([]string{}, chars...)
	slices.Sort(out)
	return out
}

package golden

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/einkpdf/platform/einkpdf/internal/pdfread"
)

// anchors are the destinations but those that are pages by their keys.
func (g *digest) anchors() (lines []string) {
	numbers := map[pdfread.Ref]int{}
	for i, page := range g.nodes {
		numbers[page] = i + 1
	}
	g.names(g.dict(g.catalog["Names"])["Dests"], 0, func(name string, v pdfread.Value) {
		dest, _ := g.file.Get(v).(pdfread.Array)
		if len(dest) == 0 {
			g.fail("the destination %q is %s", name, pdfread.Describe(v))
			return
		}
		ref, _ := dest[0].(pdfread.Ref)
		number := numbers[ref]
		if number > 0 && number <= len(g.keys) && g.keys[number-1] == name && len(dest) == 2 {
			return
		}
		lines = append(lines, fmt.Sprintf("%s page %d %s", name, number, g.text(dest[1:])))
	})
	return lines
}

// names calls visit for the entries of a name tree, numbers for a number tree.
func (g *digest) names(v pdfread.Value, depth int, visit func(name string, v pdfread.Value)) {
	node := g.dict(v)
	if depth > 16 {
		g.fail("a tree that is too deep")
		return
	}
	kids, _ := g.file.Get(node["Kids"]).(pdfread.Array)
	for _, kid := range kids {
		g.names(kid, depth+1, visit)
	}
	for _, key := range []pdfread.Name{"Names", "Nums"} {
		list, _ := g.file.Get(node[key]).(pdfread.Array)
		for ; len(list) >= 2; list = list[2:] {
			switch k := g.file.Get(list[0]).(type) {
			case pdfread.String:
				visit(textString(k), list[1])
			default:
				visit(g.text(k), list[1])
			}
		}
	}
}

// outline is the entries below each other, with their places.
func (g *digest) outline(v pdfread.Value, depth int) (lines []string) {
	for n := 0; v != nil && n < 100_000; n++ {
		entry := g.dict(v)
		open := ""
		if count, ok := pdfread.Number(g.file.Get(entry["Count"])); ok && count > 0 {
			open = " open"
		}
		target := g.text(entry["Dest"])
		if entry["A"] != nil {
			target = g.text(g.dict(entry["A"])["D"])
		}
		lines = append(lines, fmt.Sprintf("%s%s to %s%s", strings.Repeat(". ", depth), g.text(entry["Title"]), target, open))
		if depth < 64 && entry["First"] != nil {
			lines = append(lines, g.outline(entry["First"], depth+1)...)
		}
		v = entry["Next"]
	}
	return lines
}

// labels are the labels of the pages.
func (g *digest) labels() map[int]string {
	labels := map[int]string{}
	type span struct {
		from int
		dict pdfread.Dict
	}
	var spans []span
	g.names(g.catalog["PageLabels"], 0, func(name string, v pdfread.Value) {
		n, err := strconv.Atoi(name)
		if err != nil {
			g.fail("page label: %w", err)
		}
		spans = append(spans, span{n, g.dict(v)})
	})
	for i, s := range spans {
		until := len(g.nodes)
		if i+1 < len(spans) {
			until = spans[i+1].from
		}
		start := 1
		if n, ok := pdfread.Number(g.file.Get(s.dict["St"])); ok {
			start = int(n)
		}
		prefix, _ := g.file.Get(s.dict["P"]).(pdfread.String)
		for p := s.from; p < until; p++ {
			labels[p] = textString(prefix)
			if s.dict["S"] != nil {
				labels[p] += strconv.Itoa(start + p - s.from)
			}
		}
	}
	return labels
}

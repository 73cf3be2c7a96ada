package legacy

import (
	"strconv"
	"strings"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/source"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// maxLinks bounds the items of a link list.
const maxLinks = 1000

// entry is an item of a link list.
type entry struct {
	labels []variant
	to     jump
	linked bool
	index  int // from 1
}

// linkList is a number of links in rows and columns, all of the same size.
func (m *mapper) linkList(it *item) []widget.Widget {
	p := it.properties
	list := linkGrid{
		mapper: m, it: it, turn: m.degrees(it), look: m.look(it, linkInk),
		columns: p.count("columns", 1, 1, 100), gapX: p.points("gap_x", 0, 0, 1000*geom.Pt), gapY: p.points("gap_y", 0, 0, 1000*geom.Pt),
		fill: m.optional(it, p, "background_color"), mark: m.optional(it, p, "highlight_color"),
	}
	if list.mark == (widget.Color{}) {
		list.mark = linkMarked
	}
	list.height = p.points("item_height", 0, 0, 1000*geom.Pt)
	if p.has("highlight_index") {
		list.marked, list.fixed, list.marks = m.scope.number(p.text("highlight_index", ""))
	}
	list.entries = m.entries(it)
	if len(list.entries) == 0 {
		return nil
	}
	if !m.scope.raw || p.has("background_color") {
		it.background = "" // it was lost there
	}
	return []widget.Widget{list.widget()}
}

// entries are the items of a link list, those without a destination included,
// since their places stay empty.
func (m *mapper) entries(it *item) []entry {
	p := it.properties
	labels, targets := texts(p.list("labels")), texts(p.list("destinations"))
	if len(labels) == 0 {
		labels, targets = m.counted(it)
	} else {
		p.ignore("label_template", "bind", "count", "start_index", "index_pad")
	}
	n := min(len(labels), maxLinks)
	if n < len(labels) {
		m.report.note(it, Dropped, 0, "properties.labels", "only the first "+strconv.Itoa(maxLinks)+" items are kept")
	}
	if len(labels) != len(targets) {
		m.report.note(it, Changed, 15, "properties.destinations", "there are "+strconv.Itoa(len(labels))+" labels and "+strconv.Itoa(len(targets))+" destinations, which made the document fail; items without a destination are left out")
	}
	var list []entry
	for i := range n {
		e := entry{index: i + 1, labels: m.scope.text(m.bounded(it, "properties.labels", labels[i]))}
		if i < len(targets) && leads(targets[i]) {
			if e.to, e.linked = m.jump(it, "properties.destinations", targets[i]); e.linked {
				e.labels, e.to = m.scope.linked(e.labels, e.to)
			}
		}
		list = append(list, e)
	}
	return list
}

// counted are labels and destinations as old files say them: by a number and
// templates.
func (m *mapper) counted(it *item) (labels, targets []string) {
	p := it.properties
	if !p.has("count") && !p.has("label_template") && !p.has("bind") {
		return nil, nil
	}
	m.old(it, "label_template", "properties.labels")
	n, first, pad := p.count("count", 1, 1, maxLinks), p.count("start_index", 1, -1_000_000, 1_000_000), p.count("index_pad", 3, 0, 20)
	label, bind := p.text("label_template", "Note {index_padded}"), p.text("bind", "notes(@index)")
	for i := range n {
		plain := strconv.Itoa(first + i)
		padded := strings.Repeat("0", max(pad-len(plain), 0)) + plain
		r := strings.NewReplacer("{index_padded}", padded, "@index_padded", padded, "{index}", plain, "@index", plain)
		labels, targets = append(labels, r.Replace(label)), append(targets, r.Replace(bind))
	}
	return labels, targets
}

// texts are the scalars of a list as texts.
func texts(nodes []*source.Node) []string {
	list := make([]string, len(nodes))
	for i, n := range nodes {
		list[i], _ = scalarText(n)
	}
	return list
}

// leads says whether a destination is one: those that are empty or end in a colon
// are items of a list without a link.
func leads(raw string) bool {
	raw = strings.TrimSpace(raw)
	return raw != "" && !strings.HasSuffix(raw, ":")
}

package legacy

import (
	"strconv"
	"strings"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/source"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// tapZone is an invisible area that can be tapped.
func (m *mapper) tapZone(it *item) []widget.Widget {
	p := it.properties
	action := strings.ToLower(p.text("tap_action", "page_link"))
	page := p.text("target_page", "")
	if p.text("to_dest", "") != "" || p.text("bind", "") != "" {
		to, ok, _ := m.destination(it)
		if !ok {
			return nil
		}
		when := to.when
		if to.loose { // on the other pages the destination does not exist anyway
			when = ""
		}
		return []widget.Widget{&widget.Tap{Frame: frame(it.box, when), To: to.to}}
	}
	to := widget.Target("")
	switch action {
	case "page_link":
		to = m.pageTarget(it, page)
	case "next_page":
		to = "@next?"
	case "prev_page":
		to = "@previous?"
	default:
		return m.drop(it, "properties.tap_action", quote(action)+" is no action: page_link, next_page or prev_page")
	}
	return []widget.Widget{&widget.Tap{Frame: frame(it.box, ""), To: to}}
}

// pageTarget is the page of a number; what is no number is the page itself.
func (m *mapper) pageTarget(it *item, raw string) widget.Target {
	raw = strings.TrimSpace(raw)
	if n := it.properties.get("target_page"); n != nil && n.Kind == source.Number {
		v, _ := parsePoints(n)
		raw = strconv.Itoa(int(v / geom.Pt)) // of 2.0 as well
	}
	if raw == "" {
		return "@{page}"
	}
	expr, constant, ok := m.scope.number(raw)
	switch {
	case !ok:
		m.report.note(it, Changed, 0, "properties.target_page", quote(raw)+" is not a number; the tap leads to its own page")
		return "@{page}"
	case !constant:
		return widget.Target("@{" + expr + "}?")
	}
	n, err := strconv.Atoi(expr)
	if err != nil || n < 1 {
		m.report.note(it, Changed, 0, "properties.target_page", "there is no page "+expr+"; the tap leads nowhere")
		expr = "0"
	}
	return widget.Target("@" + expr + "?")
}

// anchor draws nothing; the plan reads its name.
func (m *mapper) anchor(it *item) []widget.Widget {
	it.properties.ignore("dest_id")
	return nil
}

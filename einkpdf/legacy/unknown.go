package legacy

import (
	"slices"

	"github.com/einkpdf/platform/einkpdf/internal/near"
)

// unknown reports a name in braces that no page knows. As there, nothing stands
// in its place.
func (s *scope) unknown(name string) {
	t, _ := s.term(name)
	names := pageNames()
	for r := s.run; r != nil; r = r.up {
		for _, c := range r.counters {
			names = append(names, c.name, c.name+"_prev", c.name+"_next")
		}
		for _, c := range r.consts {
			names = append(names, c.name)
		}
	}
	s.note(Ignored, 0, unknownName(name, names, t != nil))
}

// unknownName says that a name is not known, and what may have been meant.
func unknownName(name string, names []string, empty bool) string {
	message := "{" + name + "} is not known on these pages"
	if empty {
		message = "{" + name + "} has no value"
	}
	message += "; nothing stands in its place, as there"
	switch name {
	case "index":
		return message + " (our {index} is the number of the item)"
	case "index_padded":
		return message + " (our {index|000} is the number of the item)"
	case "total":
		return message + " (our {count} is the number of items, {pages} that of pages)"
	}
	if meant := near.Word(name, names); meant != "" && meant != name {
		message += " (did you mean {" + meant + "}?)"
	}
	return message
}

// pageNames are the names that pages have by themselves.
func pageNames() []string {
	return []string{
		"page", "total_pages", "subpage", "locale", "date", "date_long", "date_prev", "date_next", "year", "year_prev", "year_next",
		"month", "month_padded", "month_padded3", "month_name", "month_prev", "month_next", "day", "day_padded", "weekday",
		"week", "week_prev", "week_next", "iso_week",
	}
}

// unknownNames are the names in a text that the render phase removes.
func unknownNames(text string) []string {
	var names []string
	for _, m := range renderToken.FindAllStringSubmatch(text, -1) {
		if m[1] != "page" && m[1] != "total_pages" && !slices.Contains(names, m[1]) {
			names = append(names, m[1])
		}
	}
	return names
}

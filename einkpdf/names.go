package einkpdf

import (
	"slices"
	"strings"

	"github.com/einkpdf/platform/einkpdf/internal/decode"
	"github.com/einkpdf/platform/einkpdf/internal/plan"
	"github.com/einkpdf/platform/einkpdf/internal/source"
	"github.com/einkpdf/platform/einkpdf/internal/token"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// pageNames are the names that pages, items and cells have by themselves.
var pageNames = [...]string{
	"date", "week", "month", "quarter", "year", "index", "count", "first", "last",
	"page", "pages", "key", "subpage", "title", "author", "locale", "device", "calendar", "item", "cell",
}

// name refuses a name that a token cannot have or that pages have already: what
// a name of the format means does not depend on where it stands, and a widget that
// asks for a name of the document alone is the same on every page. Names of the
// project's own may be given again in a section inside a section.
func (c *checker) name(pointer, name string) bool {
	switch {
	case !decode.ValidKey(name): // the decoder says so
	case !isTokenName(name):
		c.fail(pointer, CodeFormat, quoted(name)+" is not a name for tokens", "use small letters, digits and hyphens, beginning with a letter")
	case slices.Contains(pageNames[:], name):
		c.fail(pointer, CodeDuplicateKey, quoted(name)+" is a name that pages have already", "choose another name")
	default:
		return true
	}
	return false
}

// isTokenName says whether a token can have a name that is one word: without fields.
func isTokenName(name string) bool { return token.IsName(name) && !strings.Contains(name, ".") }

func (c *checker) projectNames() {
	for _, name := range sortedKeys(c.Vars) {
		c.name("/vars"+pointerTo(name), name)
	}
}

// sectionNames checks the names that a section gives to its items.
func (c *checker) sectionNames(s *Section, at string) {
	bound := func(pointer, name string) {
		if _, taken := c.Vars[name]; c.name(pointer, name) && taken {
			c.fail(pointer, CodeDuplicateKey, quoted(name)+" is a name of the project's vars already", "choose another name")
		}
	}
	for _, name := range sortedKeys(s.Vars) {
		bound(source.Pointer(at+"/vars", name), name)
	}
	for _, name := range sortedKeys(s.Counters) {
		pointer := source.Pointer(at+"/counters", name)
		bound(pointer, name)
		if _, taken := s.Vars[name]; taken {
			c.fail(pointer, CodeDuplicateKey, quoted(name)+" is a name of the section's vars, too", "choose another name")
		}
	}
	c.listKeys(at+"/each", s.Each)
	each, err := s.Each.Plan()
	item := s.As
	switch {
	case s.As != "":
		bound(at+"/as", s.As)
	case err == nil && (each.Kind() == plan.Ints || each.Kind() == plan.List):
		item = defaultItem
		bound(at+"/each", item)
	}
	if _, taken := s.Counters[item]; taken && item != "" {
		c.fail(source.Pointer(at+"/counters", item), CodeDuplicateKey, quoted(item)+" is the name of the section's item, too", "choose another name, or give the item another one with as")
	}
}

// repeatNames checks the names that a repeat gives to its items.
func (c *checker) repeatNames(r *widget.Repeat, at string) {
	if r.As != "" && r.As != "item" {
		c.name(at+"/as", r.As)
	}
	c.listKeys(at+"/each", r.Each, "index", "count", "first", "last")
}

// listKeys checks the keys of a list's objects. Those that are taken would hide
// what the items have by themselves.
func (c *checker) listKeys(at string, each widget.Each, taken ...string) {
	for i, item := range each.List {
		for _, key := range sortedKeys(item.Fields) {
			pointer := at + pointerTo(i, key)
			switch {
			case !decode.ValidKey(key): // the decoder says so
			case !isTokenName(key):
				c.fail(pointer, CodeFormat, quoted(key)+" is not a name for tokens", "use small letters, digits and hyphens, beginning with a letter")
			case slices.Contains(taken, key):
				c.fail(pointer, CodeDuplicateKey, quoted(key)+" is a name that every item has already", "choose another name")
			}
		}
	}
}

// defaultItem is the name of numbers and list items of a section.
const defaultItem = "n"

package legacy

import (
	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// document is what a file of the predecessor says, whichever of its formats it is.
type document struct {
	file                   string
	title, author, subject string
	created                calendar.Date
	profile                string // slug of the device profile
	profileAt, localeAt    source.Pos
	canvas                 geom.Size // zero = the profile's page
	locale                 string    // as given
	outlines               bool
	raw                    bool // a template: only the render phase is left to do
	masters                []*master
	sections               []*section // in the order of the pages; one may come twice
}

// master is a page layout.
type master struct {
	name  string
	items []*item // in painting order
	at    source.Pos
}

// mode is what a section is repeated for.
type mode uint8

const (
	once mode = iota
	counted
	daily
	weekly
	monthly
	rowed // a list with texts of its own for each page: of templates
)

func (m mode) dated() bool { return m == daily || m == weekly || m == monthly }

// section is a step of the plan.
type section struct {
	kind     string
	master   *master
	mode     mode
	from, to calendar.Date // of dated ones
	count    int           // of counted ones
	pages    int           // for each item
	consts   []constant
	counters []counter
	nested   []*section
	up       *section // the section that it is nested in

	fields []string   // of rowed ones: names of the texts
	rows   [][]string // of rowed ones: the texts of each item

	node *source.Node // for positions
}

// constant is a name with a value that a section gives to its pages.
type constant struct {
	name  string
	value value
}

// counter is a name whose value grows from item to item. Its numbers are
// millionths.
type counter struct {
	name        string
	start, step int64
}

// depth is how many sections a section is nested in.
func (s *section) depth() int {
	n := 0
	for up := s.up; up != nil; up = up.up {
		n++
	}
	return n
}

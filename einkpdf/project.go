package einkpdf

import (
	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// Project is a planner or notebook as its maker writes it. It comes from
// [Parse] or is built by hand; docs/format.md explains the file. Compile does
// not change it, so it may be compiled any number of times, also at the same time.
//
// Documents keep parts of the project rather than copies: it must not be changed
// while it is compiled, and afterwards not as long as a [Document] of it is in use.
type Project struct {
	Format      int           `key:"einkpdf" required:"true" min:"1" max:"1" doc:"Version of the format: 1."`
	Title       string        `key:"title" required:"true" maxlen:"200" doc:"Title of the document."`
	Author      string        `key:"author" maxlen:"200" doc:"Author of the document."`
	Subject     string        `key:"subject" maxlen:"500" doc:"What the document is about."`
	Keywords    string        `key:"keywords" maxlen:"500" doc:"Keywords of the document."`
	Created     calendar.Date `key:"created" doc:"Date of the document's making. Without it there is none, and the date of change is always 2000-01-01, so that the bytes stay the same."`
	Device      string        `key:"device" doc:"The device that the pages are made for: a built-in one such as remarkable-2, or one of devices." default:"remarkable-2"`
	Orientation string        `key:"orientation" enum:"portrait,landscape" default:"portrait" doc:"How the device is held."`
	Locale      string        `key:"locale" doc:"Language and region of dates, as in en-GB." default:"en"`
	Calendar    Calendar      `key:"calendar" doc:"The days that the plan is about."`
	Margin      widget.Edges  `key:"margin" doc:"Space between the page's edges and the designs; toolbars of the device are kept free in any case." default:"6mm"`
	Toolbar     string        `key:"toolbar" enum:"avoid,ignore" default:"avoid" doc:"Keep the pages clear of the device's toolbar, or use the whole page."`

	Devices map[string]Device        `key:"devices" maxitems:"100" doc:"Devices of your own, by name; they win over built-in ones."`
	Vars    map[string]string        `key:"vars" doc:"Names of your own, for use in texts."`
	Fonts   map[string]Font          `key:"fonts" doc:"Fonts of your own, by family name."`
	Styles  map[string]widget.Style  `key:"styles" doc:"Named styles; the one called default applies to every text."`
	Parts   map[string]widget.Widget `key:"parts" doc:"Widgets that are used in several designs."`
	Designs map[string]*Design       `key:"designs" required:"true" doc:"The kinds of pages."`
	Plan    []Section                `key:"plan" required:"true" doc:"Which designs are repeated over what, in page order."`

	Checks []Ignore `key:"checks" maxitems:"100" doc:"Findings of einkpdf check that are meant to be so, each with the reason."`

	file *file // where it was read from; nil for projects built by hand
}

// Calendar is the range of days of a project and how weeks are counted.
type Calendar struct {
	From    calendar.Date    `key:"from" doc:"First day."`
	To      calendar.Date    `key:"to" doc:"Last day."`
	Week    Week             `key:"week" doc:"How weeks are counted: iso (from Monday), us (from Sunday), locale, or first day and minimum days." default:"locale"`
	Weekend []widget.Weekday `key:"weekend" doc:"Days of the weekend." default:"by locale" maxitems:"7"`
}

// Design is the layout of one kind of page.
type Design struct {
	Key     widget.Text   `key:"key" doc:"Lasting name of each page, unique in the document; links lead to it." default:"the design's name, and /the item where the plan repeats it"`
	Label   widget.Text   `key:"label" doc:"What readers show instead of the page number."`
	Outline Outlines      `key:"outline" maxitems:"10" doc:"Entry in the document's outline: a title, or title and place; or a list of these."`
	Margin  *widget.Edges `key:"margin" doc:"Margin of this design's pages, instead of the project's."`
	Body    widget.Widget `key:"body" doc:"What the page shows; without it the page is blank."`
}

// Outlines are the entries of a page in the document's outline, at most 10. In a
// project a single one need not be a list. An entry that names its page by Under
// stands below the last of those that the page has.
type Outlines []Outline

// Outline is an entry of a page in the document's outline. In a project it is a
// title, or an object.
type Outline struct {
	Title widget.Text `key:"title" required:"true" doc:"What the entry says."`
	Under widget.Text `key:"under" doc:"Key of the page whose entry this one stands below: its last one, where it has several."`
	Open  bool        `key:"open" doc:"Show the entries below this one from the start."`
	When  widget.Cond `key:"when" doc:"Only pages where this condition is true have the entry, as in: first"`
}

// Section is a step of the plan: a design, what it is repeated over, and the
// sections that follow each of its items.
type Section struct {
	Design   string             `key:"design" doc:"Name of the design; without it the section only groups what is nested."`
	Each     widget.Each        `key:"each" doc:"Repeat for each day, week, month, quarter or year, each number of a range such as 1..40, or each item of a list." default:"once"`
	As       string             `key:"as" doc:"Name of the number, list item or period that the section is repeated for." default:"n for numbers and list items"`
	From     calendar.Date      `key:"from" doc:"First day, instead of the calendar's or the outer item's."`
	To       calendar.Date      `key:"to" doc:"Last day, instead of the calendar's or the outer item's."`
	In       string             `key:"in" enum:"outer,calendar" default:"outer" doc:"The days that a nested section is about: those of the outer item, or the whole calendar."`
	Pages    int                `key:"pages" min:"1" max:"1000" default:"1" doc:"Pages for each item; {subpage} counts them."`
	Vars     map[string]string  `key:"vars" doc:"Names for the pages of this section and those nested in it; they may use tokens."`
	Counters map[string]Counter `key:"counters" maxitems:"100" doc:"Numbers of your own that grow from item to item, for the pages of this section and those nested in it."`
	Nested   []Section          `key:"nested" maxitems:"100" doc:"Sections that follow each item, with its names. Dates are limited to the item, unless they say otherwise with in."`
}

// Font is a font family of the project: names of assets, one per style.
type Font struct {
	Regular    string `key:"regular" required:"true" doc:"Asset with the regular letters."`
	Bold       string `key:"bold" doc:"Asset with the bold letters."`
	Italic     string `key:"italic" doc:"Asset with the italic letters."`
	BoldItalic string `key:"bold-italic" doc:"Asset with the bold italic letters."`
}

// Week says how weeks are counted. The zero value follows the locale.
type Week struct {
	First   widget.Weekday `key:"first" required:"true" doc:"First day of the week."`
	MinDays int            `key:"min-days" min:"1" max:"7" doc:"Days that the first week of a year has at least." default:"1"`
}

// defaultMargin is the margin of projects and designs that give none.
var defaultMargin = widget.All(geom.MM(6))

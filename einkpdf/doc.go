// Package einkpdf renders projects, small text files that describe a planner or
// a notebook, to hyperlinked PDFs for e-ink tablets.
//
// # Start
//
// Three steps lead from a file to a PDF. [Parse] reads a [Project], [Compile]
// makes a [Document] of it, and [Document.WritePDF] writes the Document:
//
//	project, err := einkpdf.Parse(source)
//	if err != nil {
//		return err
//	}
//	document, err := einkpdf.Compile(ctx, project, einkpdf.Options{Device: "supernote-nomad"})
//	if err != nil {
//		return err
//	}
//	return document.WritePDF(ctx, w)
//
// A [Project] is plain structs, so a program may build one without a file, and
// [Project.YAML] writes one as a file.
// Package gallery has projects to start from, package device the tablets,
// package widget everything that a page can show.
//
// # Projects
//
// A project has designs, each the layout of one kind of page, and a plan, which
// repeats designs over days, weeks, months, quarters, years, numbers or lists:
//
//	einkpdf: 1
//	title: March
//	calendar: {from: 2026-03-01, to: 2026-03-31}
//	designs:
//	  month:
//	    key: month/{month}
//	    outline: "{month|month-year}"
//	    body: {type: calendar, of: "{month}", link: "day/{cell.date}"}
//	  day:
//	    key: day/{date}
//	    outline: {title: "{date|full}", under: "month/{month}"}
//	    body:
//	      type: stack
//	      children:
//	        - {type: link, text: "{month|month}", to: "month/{month}"}
//	        - {type: link, text: "next day", to: "day/{date+1d}?"}
//	        - {type: lines, pitch: 8mm}
//	plan:
//	  - {design: month, each: month, nested: [{design: day, each: day}]}
//
// A body is one widget. Containers (stack, row, grid, layers) arrange others
// inside them. Lengths are physical (mm, pt, in), pixels of the device (px) or
// shares of the space there is (fr, %), so one project fits every device.
// Files are YAML or JSON; [Parser.Schema] describes them for editors.
//
// # Keys and links
//
// A page's key is its lasting name: day/2026-03-14 stays that, whatever is
// inserted before it. Links name keys. A link that leads nowhere is an error of
// the project, unless its target ends in "?", which leaves the link out: so
// "day/{date+1d}?" is missing on the last day. An anchor widget names a place on
// a page that links can lead to as well. [Document.Keys] is the page map.
//
// # What pages share
//
// What does not depend on the page is laid out once per design and becomes one
// object of the PDF that all its pages show. Nobody has to mark it: the renderer
// observes which widgets look at a page's own names, such as {date}.
// Everything else is laid out when its page is drawn, so a Document is small and
// memory does not grow with the pages.
//
// # Pictures
//
// [Document.Preview] draws single pages as the device shows them, without laying
// out the others; [Document.WriteSVG] and [Document.WriteSheet] make other pictures.
// [Document.Layout] and [Document.FindLine] lead from a place of a picture to the
// line of the project, and back.
//
// # Errors and findings
//
// Parse and Compile report everything that is wrong in one go, as [Errors]: each
// with file, line, column, JSON pointer, a code that does not change, a message,
// and a hint that says what to do. Nothing is guessed and no key is ignored.
//
// What a page shows may be doubtful without being wrong: text that does not fit
// its box, a missing image, a letter that no font has. These are
// [Document.Findings]. With [Options.Strict] they are errors.
// [Document.Check] looks further: at what a reader's finger, pen and eye would
// stumble over on the device.
//
// # Limits
//
// Project files may come from strangers. [Limits] bound their size, depth and
// number of values; pages are counted before any is made; and a page has bounds
// for its widgets, its drawing and the work of its layout. A file that asks for
// too much is refused with the place where it does.
//
// # Concurrency and determinism
//
// Compile does not change a Project, and a Document does not change once it is
// made: both may be used from many goroutines, and one Document may be written
// several times at once. Contexts are honoured page by page. The same project
// and options give the same bytes, on every processor and in every run: there is
// no clock, no randomness and no environment in it.
//
// # Widgets of your own
//
// A widget is a struct that embeds [widget.Frame] and has a Draw method. Its
// tagged fields are its properties in the file. A program passes its kinds to
// [Parser], and the parser, the checks and the schema know them from then on.
package einkpdf

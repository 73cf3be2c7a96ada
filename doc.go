// Package platform is the home of einkpdf: hyperlinked PDF planners and
// notebooks for e-ink tablets, made from a small text file.
//
// What is here:
//
//	einkpdf           the renderer: Parse, Compile, WritePDF
//	einkpdf/widget    the widgets, and how a program adds its own
//	einkpdf/device    the tablets: panel, density, toolbars
//	einkpdf/calendar  dates, weeks and periods
//	einkpdf/locale    names of months and days, date patterns
//	einkpdf/gallery   built-in projects
//	cmd/einkpdf       the command line
//	examples/embed    the renderer in ten lines
//	bench             figures, against other writers
//
// Two ways to start:
//
//	go run ./cmd/einkpdf render gallery:day-planner -o planner.pdf
//	go run ./examples/embed
package platform

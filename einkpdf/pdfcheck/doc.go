// Package pdfcheck looks into finished PDFs, whoever wrote them: where their links
// lead, whether they hold what a PDF must hold, and which pages they have.
//
//   - [Links] is the link table; [WriteLinks], [ReadLinks] and [Compare] keep
//     and compare such tables.
//   - [Verify] runs pdfcpu's strict validation and checks what pdfcpu does not.
//   - [PageMap] is the page keys that the renderer left in a PDF.
//
// Files may come from strangers: size, depth, counts, memory and work are bounded,
// and nothing panics. The worst of files take a few seconds and 300 MB, and for
// each of their mebibytes as many seconds and 60 MB more. Nothing is written, neither a
// configuration folder of pdfcpu's nor anything else. All functions may run at
// the same time, also on the same bytes, which they do not change.
//
// The package stands apart from the renderer because of pdfcpu, which programs
// that only render do not link.
package pdfcheck

package legacy

import "github.com/einkpdf/platform/einkpdf/widget"

// variant is a text in our tokens and the pages that it is for. The variants of
// one text exclude each other; on pages of none of them the text is empty.
type variant struct {
	when  widget.Cond // "" = all pages
	text  widget.Text
	pages []*page // nil = not known
}

// jump is a destination in our tokens and the pages that have it.
type jump struct {
	when  widget.Cond // "" = all pages
	to    widget.Target
	pages []*page // nil = not known
	loose bool    // elsewhere the target does not exist, so that when may be left out
}

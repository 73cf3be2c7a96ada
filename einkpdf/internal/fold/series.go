package fold

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/einkpdf/platform/einkpdf/internal/token"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// The bounds of the project format.
const (
	maxList   = 1_000 // items of a list
	maxItem   = 1_000 // characters of a text in it
	maxRepeat = 5_000 // items of a repeat
)

// column is a slot of the first copy with the texts that all copies have there.
type column struct {
	slot
	texts  []string
	suffix string // that all texts of a target end with, outside of the list
	number *progression
	field  string // of the list
}

// series finds the repeat that gives n copies their texts, and writes the texts
// of the first copy with its item. Nothing is changed when there is none.
func series(items []shaped, p, n int) (*widget.Repeat, bool) {
	var columns []*column
	for q := range p {
		for s, first := range items[q].slots {
			c := &column{slot: first}
			for i := range n {
				c.texts = append(c.texts, items[i*p+q].slots[s].value.String())
			}
			if slices.ContainsFunc(c.texts, func(t string) bool { return t != c.texts[0] }) {
				columns = append(columns, c)
			}
		}
	}
	lists := 0
	for _, c := range columns {
		if c.target() && !c.cutSuffix() {
			return nil, false
		}
		if c.number = progressionOf(c.texts); c.number != nil {
			continue
		}
		if c.bound && slices.ContainsFunc(c.texts, hasTokens) {
			return nil, false // the list would not know the widget's own names
		}
		if slices.ContainsFunc(c.texts, func(t string) bool { return utf8.RuneCountInString(t) > maxItem }) {
			return nil, false
		}
		lists++
	}
	switch {
	case n > maxRepeat || lists > 0 && n > maxList:
		return nil, false
	case lists > 0:
		return listed(columns, lists, n), true
	}
	return counted(columns, n), true
}

// cutSuffix takes the "?" of targets out of the texts: it must stand in the
// widget itself. It is false where only some of them have one.
func (c *column) cutSuffix() bool {
	optional := 0
	for _, t := range c.texts {
		if strings.HasSuffix(t, "?") {
			optional++
		}
	}
	if optional == 0 || optional < len(c.texts) {
		return optional == 0
	}
	c.suffix = "?"
	for i, t := range c.texts {
		c.texts[i] = strings.TrimSuffix(t, "?")
	}
	return true
}

func hasTokens(text string) bool { return strings.ContainsAny(text, "{}") }

// counted is a repeat over numbers: those of the first progression if it goes up
// by ones and steps lead from them to the others, else from 1.
func counted(columns []*column, n int) *widget.Repeat {
	from := int64(1)
	if len(columns) > 0 && columns[0].number.step == 1 {
		from = columns[0].number.first
	}
	if slices.ContainsFunc(columns, func(c *column) bool { return -c.number.rest(from) > token.MaxStep }) {
		from = 1
	}
	for _, c := range columns {
		c.write(c.number.text("item", from))
	}
	return &widget.Repeat{Each: widget.Over(strconv.FormatInt(from, 10) + ".." + strconv.FormatInt(from+int64(n)-1, 10))}
}

// listed is a repeat over a list of the texts that are no progression: plain
// texts where there is one such column, objects where there are more.
func listed(columns []*column, lists, n int) *widget.Repeat {
	names := map[string]bool{"index": true, "count": true, "first": true, "last": true} // those of every item
	list := make([]widget.Item, n)
	for _, c := range columns {
		if c.number != nil {
			c.write(c.number.text("item.index", 1))
			continue
		}
		if lists == 1 {
			c.write("{item}")
			for i, t := range c.texts {
				list[i].Text = widget.Text(t)
			}
			continue
		}
		if same := find(columns, c); same != nil {
			c.write("{item." + same.field + "}")
			continue
		}
		c.field = c.name
		for i := 2; names[c.field]; i++ {
			c.field = c.name + strconv.Itoa(i)
		}
		names[c.field] = true
		c.write("{item." + c.field + "}")
		for i, t := range c.texts {
			if list[i].Fields == nil {
				list[i].Fields = map[string]widget.Text{}
			}
			list[i].Fields[c.field] = widget.Text(t)
		}
	}
	return &widget.Repeat{Each: widget.Each{List: list}}
}

// write gives the first copy the text that all of them have from now on.
func (c *column) write(text string) { c.value.SetString(text + c.suffix) }

// find is a column before c that has a field with the same texts.
func find(columns []*column, c *column) *column {
	for _, other := range columns {
		if other == c {
			return nil
		}
		if other.field != "" && slices.Equal(other.texts, c.texts) {
			return other
		}
	}
	return nil
}

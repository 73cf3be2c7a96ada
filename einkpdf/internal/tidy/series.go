package tidy

import (
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/einkpdf/platform/einkpdf/widget"
)

// maxList is the most items that a list of the project format has.
const maxList = 1000

// frameOf is the frame that a widget embeds.
func frameOf(w widget.Widget) *widget.Frame {
	return reflect.ValueOf(w).Elem().FieldByName("Frame").Addr().Interface().(*widget.Frame)
}

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
		if c.number = progressionOf(c.texts); c.number == nil {
			lists++
		}
	}
	switch {
	case lists > 0 && n > maxList:
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

// counted is a repeat over numbers, those of the first progression if it goes
// up by ones.
func counted(columns []*column, n int) *widget.Repeat {
	from := int64(1)
	if len(columns) > 0 && columns[0].number.step == 1 {
		from = columns[0].number.first
	}
	for _, c := range columns {
		c.value.SetString(c.number.text("item", from) + c.suffix)
	}
	return &widget.Repeat{Each: widget.Over(strconv.FormatInt(from, 10) + ".." + strconv.FormatInt(from+int64(n)-1, 10))}
}

// listed is a repeat over a list of the texts that are no progression.
func listed(columns []*column, lists, n int) *widget.Repeat {
	names := map[string]bool{"index": true, "count": true, "first": true, "last": true}
	list := make([]widget.Item, n)
	for _, c := range columns {
		if c.number != nil {
			c.value.SetString(c.number.text("item.index", 1) + c.suffix)
			continue
		}
		if same := find(columns, c); same != nil {
			c.value.SetString("{item." + same.field + "}" + c.suffix)
			if lists == 1 {
				c.value.SetString("{item}" + c.suffix)
			}
			continue
		}
		c.field = c.name
		for i := 2; names[c.field]; i++ {
			c.field = c.name + strconv.Itoa(i)
		}
		names[c.field] = true
		for i, t := range c.texts {
			if lists == 1 {
				list[i].Text = widget.Text(t)
				continue
			}
			if list[i].Fields == nil {
				list[i].Fields = map[string]widget.Text{}
			}
			list[i].Fields[c.field] = widget.Text(t)
		}
		c.value.SetString("{item." + c.field + "}" + c.suffix)
		if lists == 1 {
			c.value.SetString("{item}" + c.suffix)
		}
	}
	return &widget.Repeat{Each: widget.Each{List: list}}
}

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

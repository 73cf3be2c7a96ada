package golden

import "github.com/einkpdf/platform/einkpdf/device"

// mark is what is special about a case; most cases have none.
type mark struct {
	pages []int       // those with pictures, from 1; nil = the first page of each design
	hand  device.Hand // that holds the pen
	own   string      // why gopdfout cannot write the case as the renderer does; "" = it can
}

// marks are the marks by the names of their cases.
func marks() map[string]mark {
	return map[string]mark{
		"warnings-letters":         {own: "gopdf has no box for letters that no font has"},
		"device-toolbar-left-hand": {hand: device.Left},
	}
}

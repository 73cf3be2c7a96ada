package geom_test

import (
	"fmt"

	"github.com/einkpdf/platform/einkpdf/geom"
)

func ExampleLength_Resolve() {
	width, pixel := 400*geom.Pt, geom.Pt/4
	for _, text := range []string{"5mm", "12pt", "3px", "50%"} {
		l, err := geom.ParseLength(text)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%s = %.2f pt\n", l, l.Resolve(width, pixel).Points())
	}
	// Output:
	// 5mm = 14.17 pt
	// 12pt = 12.00 pt
	// 3px = 0.75 pt
	// 50% = 200.00 pt
}

func ExampleRect_Inset() {
	page := geom.Rect{W: 100 * geom.Pt, H: 200 * geom.Pt}
	inner := page.Inset(geom.Insets{Top: 20 * geom.Pt, Left: 10 * geom.Pt, Right: 10 * geom.Pt})
	fmt.Println(inner.X.Points(), inner.Y.Points(), inner.W.Points(), inner.H.Points())
	// Output: 10 20 80 180
}

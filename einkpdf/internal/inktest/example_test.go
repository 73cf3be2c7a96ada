package inktest_test

import (
	"fmt"
	"image"
	"image/color"

	"github.com/einkpdf/platform/einkpdf/internal/inktest"
)

func ExampleCompare() {
	dot := func(x int) image.Image {
		m := image.NewGray(image.Rect(0, 0, 9, 9))
		for i := range m.Pix {
			m.Pix[i] = 255
		}
		m.SetGray(x, 4, color.Gray{})
		return m
	}
	fmt.Println(inktest.Compare(dot(4), dot(5)))
	fmt.Println(inktest.Compare(dot(4), dot(6)))
	// Output:
	// 1 1
	// 0 0
}

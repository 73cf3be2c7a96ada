package pngout_test

import (
	"bytes"
	"fmt"
	"image/png"

	"github.com/einkpdf/platform/einkpdf/internal/pngout"
)

// A panel of 16 greys needs four bits for a pixel.
func ExampleEncodeGray() {
	pixels := []byte{
		255, 255, 250, 0,
		255, 100, 0, 0,
	}
	var file bytes.Buffer
	if err := pngout.EncodeGray(&file, pixels, 4, 2, pngout.Options{Levels: 16, PPI: 226}); err != nil {
		fmt.Println(err)
	}
	picture, err := png.Decode(&file)
	fmt.Println(picture.Bounds(), picture.At(2, 0), picture.At(1, 1), err)
	// Output: (0,0)-(4,2) {255} {102} <nil>
}

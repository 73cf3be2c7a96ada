package picture_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"

	"github.com/einkpdf/platform/assets/internal/picture"
)

func ExampleClean() {
	limits := picture.Limits{Pixels: 16_000_000, Side: 10_000, Frames: 500, Metadata: 4 << 20, Bytes: 20 << 20, Thumb: 256}
	var file bytes.Buffer
	if err := png.Encode(&file, image.NewNRGBA64(image.Rect(0, 0, 600, 400))); err != nil {
		fmt.Println(err)
		return
	}
	format, what := picture.Sniff(file.Bytes()[:min(file.Len(), picture.Head)])
	fmt.Println(format, "is", what)

	p, err := picture.Clean(context.Background(), bytes.NewReader(file.Bytes()), int64(file.Len()), format, limits)
	fmt.Println(p.Type, p.Width, p.Height, len(p.Thumb) > 0, err)
	for _, c := range p.Changes {
		fmt.Println(c.Message)
	}

	file.WriteString("<script>")
	_, err = picture.Clean(context.Background(), bytes.NewReader(file.Bytes()), int64(file.Len()), format, limits)
	fmt.Println(err)
	fmt.Println(errors.Is(err, picture.ErrTrailing))
	// Output:
	// png is a PNG picture
	// image/png 600 400 true <nil>
	// The colours were reduced from 16 bits to 8 bits, which cannot be seen.
	// Something follows the picture in this PNG file. Open it in an image program, save it again and upload the new file.
	// true
}

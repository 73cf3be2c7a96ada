package gopdfout_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/gopdfout"
)

func ExampleWritePDF() {
	ctx := context.Background()
	project, err := einkpdf.Parse([]byte(`{"einkpdf": 1, "title": "Notes",
		"designs": {"note": {"body": {"type": "lines", "pitch": "8mm"}}},
		"plan": [{"design": "note", "each": "1..3"}]}`))
	if err != nil {
		panic(err)
	}
	document, err := einkpdf.Compile(ctx, project, einkpdf.Options{})
	if err != nil {
		panic(err)
	}
	var pdf bytes.Buffer
	err = gopdfout.WritePDF(ctx, document, &pdf)
	if errors.Is(err, gopdfout.ErrUnsupported) {
		err = document.WritePDF(ctx, &pdf) // nothing was written so far
	}
	fmt.Println(pdf.String()[:8], err)
	// Output: %PDF-1.7 <nil>
}

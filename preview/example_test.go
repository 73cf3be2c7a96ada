package preview_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image/png"

	"github.com/einkpdf/platform/einkpdf/gallery"
	"github.com/einkpdf/platform/preview"
)

// A page of a built-in project, as a picture and for an editor; who has the picture is told so.
func Example() {
	previews, err := preview.New(preview.Config{Projects: stored{}}) // renderjob.FromProjects(projects), and Assets of renderjob.FromAssets(assets)
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background()
	source, err := gallery.Source("notebook")
	if err != nil {
		fmt.Println(err)
		return
	}
	of := preview.Of{User: "ada", File: source, Options: preview.Options{Device: "kobo-elipsa-2e"}}
	info, _, err := previews.Pages(ctx, of)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s: %d pages of %d × %d, the second is %s\n", info.Title, len(info.Pages), info.Width, info.Height, info.Pages[1].Key)

	file, err := previews.Page(ctx, of, info.Pages[1].Key, preview.Picture{Width: 300})
	if err != nil {
		fmt.Println(err)
		return
	}
	picture, err := png.DecodeConfig(bytes.NewReader(file.Data))
	fmt.Println(file.Type, picture.Width, err)

	layout, _, err := previews.Layout(ctx, of, "2")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("the first link leads to %s, and stands in line %d\n", layout.Links[0].Target, layout.Links[0].Line)

	of.Has = func(etag string) bool { return etag == file.ETag }
	_, err = previews.Page(ctx, of, info.Pages[1].Key, preview.Picture{Width: 300})
	fmt.Println(errors.Is(err, preview.ErrSame))

	_, err = previews.Page(ctx, of, "month/2026-03", preview.Picture{})
	fmt.Println(preview.CodeOf(err))
	// Output:
	// Notebook: 210 pages of 1404 × 1872, the second is index/2
	// image/png 300 <nil>
	// the first link leads to index/1, and stands in line 30
	// true
	// no-such-page
}

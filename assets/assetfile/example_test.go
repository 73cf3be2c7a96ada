package assetfile_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"path/filepath"

	"github.com/go-fonts/dejavu/dejavuserif"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/assets/assetfile"
	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/blob"
	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/sqldb"
)

// open makes a service in a folder.
func open(ctx context.Context, dir string) (*assets.Service, io.Closer, error) {
	db, err := sqldb.OpenSQLite(ctx, filepath.Join(dir, "assets.sqlite"), sqldb.SQLiteOptions{})
	if err != nil {
		return nil, nil, err
	}
	if err := db.Migrate(ctx, audit.Schema(), assets.Schema()); err != nil {
		return nil, db, err
	}
	blobs, err := blob.OpenDir(filepath.Join(dir, "blobs"), blob.DirOptions{})
	if err != nil {
		return nil, db, err
	}
	service, err := assets.New(assets.Config{Store: assets.NewSQL(db), Blobs: blobs, Fonts: assetfile.Fonts{}})
	return service, db, err
}

// planner is a project that uses a font and an image, by their ids.
const planner = `einkpdf: 1
title: Mine
fonts: {own: {regular: %s}}
styles: {default: {font: own}}
designs:
  page:
    key: page
    body: {type: stack, children: [{type: image, asset: %s}, {type: text, text: Hello}]}
plan: [{design: page}]
`

// A font and an image that ann uploads, in a planner for her and in one for bob, who
// may not read them.
func Example() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "assets-")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(dir) }()
	service, db, err := open(ctx, dir)
	if db != nil {
		defer func() { _ = db.Close() }()
	}
	if err != nil {
		fmt.Println(err)
		return
	}
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 60, 40))); err != nil {
		fmt.Println(err)
		return
	}
	ann := assets.Actor{User: "ann"}
	font, err := service.Upload(ctx, ann, assets.NewUpload{Name: "DejaVuSerif.ttf", Size: int64(len(dejavuserif.TTF))}, bytes.NewReader(dejavuserif.TTF))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(font.Font.Family, font.Type, font.Font.Embedding)
	logo, err := service.Upload(ctx, ann, assets.NewUpload{Name: "logo.png", Size: -1}, &picture)
	if err != nil {
		fmt.Println(err)
		return
	}

	project, err := einkpdf.Parse(fmt.Appendf(nil, planner, font.ID, logo.ID))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, who := range []string{"ann", "bob"} {
		document, err := einkpdf.Compile(ctx, project, einkpdf.Options{Assets: service.For(ctx, assets.Actor{User: who})})
		if err != nil {
			fmt.Println(err)
			return
		}
		if err := document.WritePDF(ctx, io.Discard); err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(who, len(document.Findings()))
		for _, f := range document.Findings() {
			fmt.Println(" ", f.Code, f.Pointer)
		}
	}
	// Output:
	// DejaVu Serif font/ttf installable
	// ann 0
	// bob 2
	//   missing-font /fonts/own/regular
	//   missing-image /designs/page/body/children/0
}

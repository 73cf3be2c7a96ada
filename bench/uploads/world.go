package main

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/go-fonts/dejavu/dejavusans"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/assets/assetfile"
	"github.com/einkpdf/platform/blob"
	"github.com/einkpdf/platform/sqldb"
)

// file is something to upload.
type file struct {
	what, mediaType string
	data            []byte
}

// world is a Service in a folder that goes with it.
type world struct {
	*assets.Service
	dir   string
	db    *sqldb.DB
	blobs *blob.Dir
	files []file
	users atomic.Int64
}

func newWorld(ctx context.Context, width int) (w *world, err error) {
	w = &world{}
	if w.dir, err = os.MkdirTemp("", "einkpdf-uploads-"); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			w.close()
		}
	}()
	if w.db, err = sqldb.OpenSQLite(ctx, filepath.Join(w.dir, "bench.sqlite"), sqldb.SQLiteOptions{}); err != nil {
		return nil, err
	}
	if err := w.db.Migrate(ctx, assets.Schema()); err != nil {
		return nil, err
	}
	if w.blobs, err = blob.OpenDir(filepath.Join(w.dir, "blobs"), blob.DirOptions{}); err != nil {
		return nil, err
	}
	if w.Service, err = assets.New(assets.Config{
		Store: assets.NewSQL(w.db), Blobs: w.blobs, Fonts: assetfile.Fonts{}, TempDir: w.dir,
		Wait: time.Hour, // however slow the machine is
	}); err != nil {
		return nil, err
	}
	w.files, err = files(width)
	return w, err
}

func (w *world) close() {
	if w.blobs != nil {
		_ = w.blobs.Close()
	}
	if w.db != nil {
		_ = w.db.Close()
	}
	_ = os.RemoveAll(w.dir)
}

// files are a drawing, a photograph, and a font.
func files(width int) ([]file, error) {
	var drawing, photo bytes.Buffer
	if err := png.Encode(&drawing, painted(800, 600)); err != nil {
		return nil, err
	}
	if err := jpeg.Encode(&photo, painted(width, width*3/4), nil); err != nil {
		return nil, err
	}
	return []file{
		{"PNG, 800 × 600", assets.PNG, drawing.Bytes()},
		{fmt.Sprintf("JPEG, %d × %d", width, width*3/4), assets.JPEG, photo.Bytes()},
		{"TTF, DejaVu Sans", assets.TTF, dejavusans.TTF},
	}, nil
}

// painted is a picture of smooth colours with fine noise, as a camera's.
func painted(width, height int) image.Image {
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	noise := uint32(1)
	for y := range height {
		for x := range width {
			noise = noise*1664525 + 1013904223
			n := int(noise>>28) - 8
			at := func(v int) uint8 { return uint8(min(max(v+n, 0), 255)) }
			m.SetRGBA(x, y, color.RGBA{at(x * 255 / width), at(y * 255 / height), at((x + y) % 256), 255})
		}
	}
	return m
}

func (w *world) upload(ctx context.Context, owner string, f file) (assets.Uploaded, error) {
	return w.Upload(ctx, assets.Actor{User: owner}, assets.NewUpload{Type: f.mediaType, Size: int64(len(f.data))}, bytes.NewReader(f.data))
}

// fresh uploads a file for somebody who has nothing yet.
func (w *world) fresh(f file) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := w.upload(ctx, fmt.Sprintf("user-%d", w.users.Add(1)), f)
		return err
	}
}

// again uploads what its owner has.
func (w *world) again(f file) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := w.upload(ctx, "ann", f)
		return err
	}
}

// read reads an asset, which its owner has, as the renderer does.
func (w *world) read(f file) func(context.Context) error {
	id := ""
	return func(ctx context.Context) error {
		if id == "" { // the first time, which is not measured
			up, err := w.upload(ctx, "ann", f)
			if err != nil {
				return err
			}
			id = up.ID
		}
		_, err := w.For(ctx, assets.Actor{User: "ann"}).Asset(id)
		return err
	}
}

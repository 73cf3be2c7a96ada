package einkpdf_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/gif"
	"image/jpeg"
	"io/fs"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

const imageFile = head + "designs: {a: {body: {type: image, asset: logo}}}\nplan: [{design: a}]\n"

// files are assets by name.
type files map[string][]byte

func (f files) Asset(name string) ([]byte, error) {
	if data, ok := f[name]; ok {
		return data, nil
	}
	return nil, fs.ErrNotExist
}

func pictures(p einkpdf.Page) (list []*draw.Picture) {
	for _, op := range append(p.Static.Ops, p.Own.Ops...) {
		if i, ok := op.(draw.Image); ok {
			list = append(list, i.Image)
		}
	}
	return list
}

func TestImages(t *testing.T) {
	var asJPEG, asGIF bytes.Buffer
	grey := image.NewGray(image.Rect(0, 0, 4, 3))
	require.NoError(t, jpeg.Encode(&asJPEG, grey, nil))
	require.NoError(t, gif.Encode(&asGIF, grey, nil))
	for name, data := range map[string][]byte{"png": picture(4, 3), "jpeg": asJPEG.Bytes(), "gif": asGIF.Bytes()} {
		d := compile(t, imageFile, einkpdf.Options{Strict: true, Assets: files{"logo": data}})
		list := pictures(page(t, d, "a"))
		require.Len(t, list, 1, name)
		require.Equal(t, []int{4, 3}, []int{list[0].Width, list[0].Height})
		require.Equal(t, name == "png", list[0].RGB != nil)
		require.Equal(t, name == "png", list[0].Alpha != nil)
		pdf(t, d)
	}
}

// TestBadImages are replaced by an empty frame and reported; strict writing fails.
func TestBadImages(t *testing.T) {
	good := picture(40, 30)
	small := einkpdf.Limits{ImagePixels: 1000, AssetBytes: 10_000}
	tests := []struct {
		name    string
		assets  einkpdf.Assets
		limits  einkpdf.Limits
		message string
	}{
		{"no assets", nil, einkpdf.Limits{}, `asset "logo"`},
		{"missing", files{}, einkpdf.Limits{}, `there is no asset "logo"`},
		{"unreadable", einkpdf.AssetFunc(func(string) ([]byte, error) { return nil, errors.New("no disk") }), einkpdf.Limits{}, "no disk"},
		{"empty", files{"logo": nil}, einkpdf.Limits{}, "no PNG, JPEG or GIF"},
		{"text", files{"logo": []byte("hello")}, einkpdf.Limits{}, "no PNG, JPEG or GIF"},
		{"cut off", files{"logo": good[:len(good)/2]}, einkpdf.Limits{}, "damaged"},
		{"many pixels", files{"logo": good}, small, "40 × 30 pixels, at most 1,000"},
		{"many bytes", files{"logo": make([]byte, 10_001)}, small, "10,001 bytes, at most 10,000"},
		{"a bomb", files{"logo": hugePNG()}, einkpdf.Limits{}, "100000 × 100000 pixels, at most 16,000,000"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := einkpdf.Options{Assets: tt.assets, Limits: tt.limits}
			d := compile(t, imageFile, o)
			require.Empty(t, pictures(page(t, d, "a")))
			pdf(t, d)
			list := d.Findings()
			require.Len(t, list, 1)
			require.Equal(t, "missing-image", list[0].Code)
			require.Contains(t, list[0].Message, tt.message)

			o.Strict = true
			require.Equal(t, []string{"4:21 /designs/a/body missing-image"}, shorts(fails(t, imageFile, o)))
		})
	}
}

// TestAllImages bounds the pixels of all images together; those that fit are shown.
func TestAllImages(t *testing.T) {
	var b strings.Builder
	for _, name := range []string{"a", "b", "c"} {
		fmt.Fprintf(&b, "  %s: {body: {type: stack, children: [{type: image, asset: %s}, {type: image, asset: %s}]}}\n", name, name, name)
	}
	file := head + "designs:\n" + b.String() + "plan: [{design: a}, {design: b}, {design: c}]\n"
	assets := files{"a": picture(40, 30), "b": picture(50, 30), "c": picture(20, 5)}
	o := einkpdf.Options{Assets: assets, Limits: einkpdf.Limits{TotalPixels: 1300}}
	d := compile(t, file, o)
	shown := map[string]int{}
	var outs [3]bytes.Buffer
	var wait sync.WaitGroup
	for i := range outs {
		wait.Go(func() {
			if err := d.WritePDF(t.Context(), &outs[i]); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	for i := range outs {
		require.Equal(t, outs[0].Bytes(), outs[i].Bytes())
	}
	for _, key := range d.Keys() {
		shown[key] = len(pictures(page(t, d, key)))
	}
	require.Equal(t, map[string]int{"a": 2, "b": 0, "c": 2}, shown)
	list := d.Findings()
	require.Len(t, list, 2)
	require.Contains(t, list[0].Message, "50 × 30 pixels, but only 100 of the 1,300 that the document's images may have together are left")
	require.Contains(t, list[0].Hint, "TotalPixels")

	o.Limits.TotalPixels = 2800
	o.Strict = true
	pdf(t, compile(t, file, o))
}

// TestLongImage is refused before the writer of the PDF would.
func TestLongImage(t *testing.T) {
	d := compile(t, imageFile, einkpdf.Options{Assets: files{"logo": picture(65_537, 1)}})
	pdf(t, d)
	require.Contains(t, d.Findings()[0].Message, "65,536 on a side")
}

// hugePNG has a header that says it is huge.
func hugePNG() []byte {
	data := picture(1, 1)
	copy(data[16:], []byte{0, 1, 0x86, 0xA0, 0, 1, 0x86, 0xA0})
	binary.BigEndian.PutUint32(data[29:], crc32.ChecksumIEEE(data[12:29]))
	return data
}

func TestUnknownFont(t *testing.T) {
	errs := fails(t, head+"styles: {default: {font: comic}}\ndesigns: {a: {body: {type: text, text: x}}}\nplan: [{design: a}]\n", einkpdf.Options{})
	require.Len(t, errs, 1)
	require.Contains(t, errs[0].Message, "comic")
	require.Equal(t, 5, errs[0].Line)
}

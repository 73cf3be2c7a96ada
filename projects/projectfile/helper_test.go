package projectfile_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/gallery"
	"github.com/einkpdf/platform/projects/projectfile"
)

// small is a project of two pages.
const small = `# Mine.
einkpdf: 1
title: Small # for short
designs:
  b: {body: {type: image, asset: logo.png}}
  a: {body: {type: text, text: "{n}", style: {font: Own}}}
fonts:
  Own: {regular: own.ttf}
plan:
  - {design: a, each: 1..2}
`

func builtIn(t testing.TB, name string) []byte {
	source, err := gallery.Source(name)
	require.NoError(t, err)
	return source
}

// oldFile is one of the predecessor's files of the test data.
func oldFile(t testing.TB, name string) []byte {
	data, err := os.ReadFile("../../testdata/legacy/" + name)
	require.NoError(t, err)
	return data
}

// oldWith is a file of the predecessor with so many different images inside.
func oldWith(t testing.TB, images int) []byte {
	var widgets []string
	for i := range images {
		img := image.NewGray(image.Rect(0, 0, 8, 8))
		img.Set(1, 1, color.Gray{Y: uint8(i + 1)})
		var b bytes.Buffer
		require.NoError(t, png.Encode(&b, img))
		widgets = append(widgets, fmt.Sprintf(`{"id": "i%d", "type": "image", "position": {"x": %d, "y": 100, "width": 10, "height": 10}, "properties": {"image_data": "data:image/png;base64,%s"}}`,
			i, 10*i, base64.StdEncoding.EncodeToString(b.Bytes())))
	}
	return []byte(`{"id": "x", "metadata": {"name": "Old", "device_profile": "supernote-nomad", "created_at": "2025-11-01", "updated_at": "2025-11-01"},
 "masters": [{"name": "Day", "created_at": "", "updated_at": "", "widgets": [` + strings.Join(widgets, ",\n") + `]}],
 "plan": {"sections": [{"kind": "days", "master": "Day", "generate": "each_day", "start_date": "2026-01-01", "end_date": "2026-01-02"}], "order": ["days"]}}`)
}

// patient has time for any file, however busy the machine is.
func patient() *projectfile.Files {
	return projectfile.New(projectfile.Config{Timeout: time.Minute, CheckTimeout: time.Minute, Waiting: 1000})
}

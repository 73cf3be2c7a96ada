package renderjob

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"hash/crc32"
	"io"
	"strings"

	"github.com/einkpdf/platform/einkpdf"
)

// writeArchive writes a picture of each page into a ZIP archive, in order, and says how many bytes that are. One picture is in memory at
// a time, beside what pages share. The same document gives the same bytes: pictures are compressed already and stored as they are, and all have the
// first time that the format knows, 1980-01-01 (APPNOTE 6.3.10, 4.4.6).
func writeArchive(ctx context.Context, d *einkpdf.Document, w io.Writer, o einkpdf.PreviewOptions, done func(pages int)) (int64, error) {
	preview, err := d.Preview(o)
	if err != nil {
		return 0, err
	}
	count := &counting{w: w}
	archive := zip.NewWriter(count)
	var page bytes.Buffer
	for i, key := range d.Keys() {
		page.Reset()
		if err := preview.WritePNG(ctx, &page, i); err != nil {
			return 0, err
		}
		if err := store(archive, pictureName(i, key), page.Bytes()); err != nil {
			return 0, err
		}
		done(i + 1)
	}
	if err := archive.Close(); err != nil {
		return 0, fmt.Errorf("renderjob: %w", err)
	}
	return count.n, nil
}

// store adds a file. Its sizes stand before it, as programs need that read an archive from its beginning: with zip.Writer.CreateHeader they would
// stand behind.
func store(archive *zip.Writer, name string, data []byte) error {
	f, err := archive.CreateRaw(&zip.FileHeader{
		Name: name, Method: zip.Store, ModifiedDate: 1<<5 | 1, //nolint:staticcheck // Modified is not for CreateRaw
		CRC32: crc32.ChecksumIEEE(data), CompressedSize64: uint64(len(data)), UncompressedSize64: uint64(len(data)),
	})
	if err == nil {
		_, err = f.Write(data)
	}
	if err != nil {
		return fmt.Errorf("renderjob: %w", err)
	}
	return nil
}

// pictureName names the picture of a page, counted from 0: its number, and of its key what every system takes.
func pictureName(page int, key string) string {
	const most = 60
	name := strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '.' || r == '_' {
			return r
		}
		return '-'
	}, key[:min(len(key), 4*most)])
	name = strings.Trim(name[:min(len(name), most)], "-.")
	if name != "" {
		name = "-" + name
	}
	return fmt.Sprintf("%04d%s.png", page+1, name)
}

// counting counts what is written.
type counting struct {
	w io.Writer
	n int64
}

func (c *counting) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}

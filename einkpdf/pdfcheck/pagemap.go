package pdfcheck

import (
	"context"
	"fmt"
	"strings"

	"github.com/einkpdf/platform/einkpdf/internal/pdfread"
)

// PageMap is the key of every page of a PDF that the renderer has made, in page
// order: what stays the name of a page when others are inserted before it.
//
// Errors are [ErrNoPageMap], for PDFs of other programs and those rewritten by
// programs that drop it, and those of [Links].
func PageMap(pdf []byte) (keys []string, err error) {
	err = guard("reading the page map", func() error {
		d, err := open(context.Background(), pdf, 0)
		if err != nil {
			return err
		}
		var found bool
		if keys, found, err = d.pageMap(); err != nil {
			return err
		}
		if err := d.file.Err(); err != nil {
			return public(err)
		}
		if !found {
			return ErrNoPageMap
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("pdfcheck: %w", err)
	}
	return keys, nil
}

// pageMap reads the page map, a stream with a key a line. found says whether
// there is one.
func (d *document) pageMap() (keys []string, found bool, err error) {
	v := pdfread.Value(d.catalog)
	for _, key := range []pdfread.Name{"PieceInfo", "einkpdf", "Private"} {
		dict, _ := d.file.Get(v).(pdfread.Dict)
		if v = dict[key]; v == nil {
			return nil, false, nil
		}
	}
	s, ok := d.file.Get(v).(*pdfread.Stream)
	if !ok {
		return nil, true, fmt.Errorf("%w: the page map is %s instead of a stream", ErrDamaged, pdfread.Describe(d.file.Get(v)))
	}
	data, err := d.file.Decode(s)
	if err != nil {
		return nil, true, fmt.Errorf("%w: the page map cannot be decoded: %w", ErrDamaged, err)
	}
	if lines := strings.Count(string(data), "\n"); lines != len(d.pages) || len(data) > 0 && data[len(data)-1] != '\n' {
		return nil, true, fmt.Errorf("%w: the page map has %d lines for %d pages", ErrDamaged, lines, len(d.pages))
	}
	return strings.Split(strings.TrimSuffix(string(data), "\n"), "\n"), true, nil
}

// checkPageMap checks the page map if there is one.
func (d *document) checkPageMap() {
	keys, _, err := d.pageMap()
	if err != nil {
		d.list.add(Finding{Code: CodePageMap, Message: err.Error()})
	}
	seen := make(map[string]int, len(keys))
	for i, key := range keys {
		if first, doubled := seen[key]; doubled || key == "" {
			d.list.add(Finding{Code: CodePageMap, Page: i + 1, Message: fmt.Sprintf("the key %s of the page map is empty or that of page %d", pdfread.Describe(pdfread.String(key)), first)})
		} else if to := d.names.targets[key].page; to != i+1 {
			d.list.add(Finding{Code: CodePageMap, Page: i + 1, Message: fmt.Sprintf("the key %s of the page map is no destination on this page", pdfread.Describe(pdfread.String(key)))})
		}
		seen[key] = i + 1
	}
}

package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/gallery"
)

// galleryPrefix marks a built-in project in place of a file.
const galleryPrefix = "gallery:"

// maxRead is a little more than any project file may have, so that the parser
// can say that it is too large.
const maxRead = 64 << 20

// readProject reads a file, standard input or a built-in project, and says what
// to call it in messages.
func readProject(path string, stdin io.Reader) (data []byte, name string, err error) {
	if id, ok := strings.CutPrefix(path, galleryPrefix); ok {
		data, err = gallery.Source(id)
		if err != nil {
			return nil, "", &usageError{err.Error()}
		}
		return data, path, nil
	}
	if path == "-" {
		data, err = io.ReadAll(io.LimitReader(stdin, maxRead))
		return data, "standard input", err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, "", err
	}
	defer f.Close() //nolint:errcheck // only read
	data, err = io.ReadAll(io.LimitReader(f, maxRead))
	return data, path, err
}

// assetFolder is a folder of images and fonts. Names cannot lead out of it.
type assetFolder struct{ root *os.Root }

func openAssets(dir string) (einkpdf.Assets, error) {
	if dir == "" {
		return nil, nil
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return assetFolder{root}, nil
}

// Asset reads a file of the folder.
func (a assetFolder) Asset(name string) ([]byte, error) {
	f, err := a.root.Open(filepath.FromSlash(name))
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // only read
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a file", name)
	}
	return io.ReadAll(io.LimitReader(f, maxRead))
}

package main

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/gallery"
)

// galleryPrefix marks a built-in project in place of a file.
const galleryPrefix = "gallery:"

// What is read at most: more than the renderer takes, so that it can say that a
// file is too large.
const (
	maxProject = 33 << 20
	maxAsset   = 33 << 20
)

// readProject reads a file, standard input or a built-in project, and says what
// to call it in messages.
func readProject(ctx context.Context, path string, stdin io.Reader) (data []byte, name string, err error) {
	if id, ok := strings.CutPrefix(path, galleryPrefix); ok {
		data, err = gallery.Source(id)
		if err != nil {
			return nil, "", &usageError{err.Error()}
		}
		return data, path, nil
	}
	name = path
	if path == "-" {
		name = "standard input"
	}
	data, err = interruptible(ctx, func() ([]byte, error) {
		if path == "-" {
			return io.ReadAll(io.LimitReader(stdin, maxProject))
		}
		f, err := os.Open(path) //nolint:gosec // the user names it
		if err != nil {
			return nil, err
		}
		defer f.Close() //nolint:errcheck // only read
		return io.ReadAll(io.LimitReader(f, maxProject))
	})
	if err != nil {
		return nil, "", cannot("read", name, err)
	}
	return data, name, nil
}

// interruptible does what does not look at the context, and may take long or
// never end: reading from a terminal or a pipe, checking a large PDF.
func interruptible[T any](ctx context.Context, do func() (T, error)) (T, error) {
	type result struct {
		v   T
		err error
	}
	done := make(chan result, 1)
	go func() {
		v, err := do()
		done <- result{v, err}
	}()
	select {
	case r := <-done:
		return r.v, r.err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}

// assetFolder is a folder of images and fonts. Names cannot lead out of it.
type assetFolder struct{ root *os.Root }

func openAssets(dir string) (einkpdf.Assets, error) {
	if dir == "" {
		return nil, nil
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, cannot("open the folder of assets", dir, err)
	}
	return assetFolder{root}, nil
}

// Asset reads a file of the folder.
func (a assetFolder) Asset(name string) ([]byte, error) {
	data, err := a.read(filepath.FromSlash(name))
	if inner := (*fs.PathError)(nil); errors.As(err, &inner) {
		err = inner.Err // the renderer says which asset it is
	}
	return data, err
}

func (a assetFolder) read(name string) ([]byte, error) {
	info, err := a.root.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() { // opening a pipe would wait for its writer
		return nil, errors.New("not a file")
	}
	f, err := a.root.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // only read
	return io.ReadAll(io.LimitReader(f, maxAsset))
}

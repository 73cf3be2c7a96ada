package blob

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"iter"
	"path"
	"slices"
)

// namesAtOnce is how many names are read between two looks at the context.
const namesAtOnce = 1000

// List walks through the folders, in the order of the names in each. It keeps in memory
// the names of the folder where it is and of those above.
func (d *Dir) List(ctx context.Context, folder string) iter.Seq2[Info, error] {
	return func(yield func(Info, error) bool) {
		if folder != "" {
			if err := CheckKey(folder); err != nil {
				yield(Info{}, err)
				return
			}
		}
		root := path.Join(".", folder)
		err := d.checkFolder(root)
		if err == nil {
			d.walk(ctx, root, yield)
		} else if err := errors.Join(ctx.Err(), passMissing(err)); err != nil {
			yield(Info{}, failed("list", folder, err))
		}
	}
}

// walk gives the blobs in a folder, and tells whether more are wanted.
func (d *Dir) walk(ctx context.Context, folder string, yield func(Info, error) bool) bool {
	names, err := d.names(ctx, folder)
	if err != nil {
		yield(Info{}, failed("list", folder, err))
		return false
	}
	for _, name := range names {
		if err := ctx.Err(); err != nil {
			yield(Info{}, failed("list", folder, err))
			return false
		}
		key := path.Join(folder, name)
		if CheckKey(key) != nil {
			continue
		}
		// Not what the folder says of it: that would be looked for by the path of the root.
		info, err := d.root.Lstat(key)
		more := true
		switch {
		case errors.Is(err, fs.ErrNotExist): // deleted meanwhile
		case err != nil:
			yield(Info{}, failed("list", key, bare(err)))
			return false
		case info.IsDir():
			more = d.walk(ctx, key, yield)
		case info.Mode().IsRegular():
			more = yield(infoOf(key, info), nil)
		}
		if !more {
			return false
		}
	}
	return true
}

// names returns what is in a folder, sorted, each once: some file systems give a file
// twice that was replaced meanwhile. A folder that is not there has none.
func (d *Dir) names(ctx context.Context, folder string) ([]string, error) {
	f, err := d.root.Open(folder)
	if err != nil {
		return nil, passMissing(bare(err))
	}
	defer func() { _ = f.Close() }()
	var names []string
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		some, err := f.Readdirnames(namesAtOnce)
		names = append(names, some...)
		switch {
		case errors.Is(err, io.EOF):
			slices.Sort(names)
			return slices.Compact(names), nil
		case errors.Is(err, fs.ErrNotExist): // removed since it was opened
			return nil, nil
		case err != nil:
			return nil, bare(err)
		}
	}
}

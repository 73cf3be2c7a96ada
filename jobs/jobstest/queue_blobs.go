package jobstest

import (
	"context"
	"errors"
	"io"
	"iter"

	"github.com/einkpdf/platform/blob"
)

// stuck are blobs that do not go, and cannot be read.
type stuck struct{ blob.Store }

var errStuck = errors.New("stuck")

// Delete implements blob.Store.
func (stuck) Delete(context.Context, string) error { return errStuck }

// Open implements blob.Store.
func (stuck) Open(context.Context, string) (io.ReadSeekCloser, blob.Info, error) {
	return nil, blob.Info{}, errStuck
}

// late are blobs that something happens to before they are opened.
type late struct {
	blob.Store
	before func()
}

// Open implements blob.Store.
func (l late) Open(ctx context.Context, key string) (io.ReadSeekCloser, blob.Info, error) {
	l.before()
	return l.Store.Open(ctx, key)
}

// listed are blobs that something happens to before they are listed.
type listed struct {
	blob.Store
	before func()
}

// List implements blob.Store.
func (l listed) List(ctx context.Context, folder string) iter.Seq2[blob.Info, error] {
	l.before()
	return l.Store.List(ctx, folder)
}

// lent are blobs that say how many of them are open.
type lent struct {
	blob.Store
	open *int
}

// Open implements blob.Store.
func (l lent) Open(ctx context.Context, key string) (io.ReadSeekCloser, blob.Info, error) {
	content, info, err := l.Store.Open(ctx, key)
	if err != nil {
		return nil, blob.Info{}, err
	}
	*l.open++
	return lentContent{content, l.open}, info, nil
}

type lentContent struct {
	io.ReadSeekCloser
	open *int
}

func (c lentContent) Close() error {
	*c.open--
	return c.ReadSeekCloser.Close()
}

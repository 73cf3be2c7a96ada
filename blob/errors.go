package blob

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// start is what each method begins with: is this a key, and is there time?
func start(ctx context.Context, doing, key string) error {
	if err := CheckKey(key); err != nil {
		return err
	}
	return failed(doing, key, ctx.Err())
}

// failed says in err what was done to which key.
func failed(doing, key string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("blob: %s %s: %w", doing, key, err)
}

func notFound(key string) error { return fmt.Errorf("%w: %s", ErrNotFound, key) }

// bare is what the system said, without the path on the disk of this host that os
// puts before it: errors are shown to people who must not know it.
func bare(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	if e, ok := errors.AsType[*os.LinkError](err); ok {
		return e.Err
	}
	return err
}

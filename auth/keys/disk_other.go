//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package keys

import (
	"errors"
	"fmt"
	"os"
)

const (
	nonblock = 0
	nofollow = 0
)

// tryLock fails: without locks that end with their process and modes that keep
// others out, keys belong into a secret store.
func tryLock(*os.File) (bool, error) {
	return false, fmt.Errorf("key files need Unix; bring the keys to keys.New: %w", errors.ErrUnsupported)
}

func unlock(*os.File) error { return nil }

func giveTo(*os.File, string) error { return nil }

//go:build unix

package blob

import "os"

// syncFolder makes the names in an open folder last.
func syncFolder(f *os.File) error { return f.Sync() }

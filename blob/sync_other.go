//go:build !unix

package blob

import "os"

// syncFolder does nothing where folders cannot be synced.
func syncFolder(*os.File) error { return nil }

//go:build !unix

package sqldb

import "io/fs"

// syncDir does nothing where folders cannot be synced.
func syncDir(string) error { return nil }

// giveTo does nothing where a file has its folder's owner.
func giveTo(string, fs.FileInfo) error { return nil }

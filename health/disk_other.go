//go:build !linux && !darwin && !freebsd && !windows

package health

import "errors"

// FreeDisk is how many bytes of a folder's file system are free, and how many there are: errors.ErrUnsupported, for this system does not say.
func FreeDisk(string) (free, total int64, err error) { return 0, 0, errors.ErrUnsupported }

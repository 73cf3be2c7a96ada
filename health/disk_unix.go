//go:build linux || darwin || freebsd

package health

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// FreeDisk is how many bytes of a folder's file system are free for those who are not root, and how many there are. errors.ErrUnsupported where the
// system does not say.
func FreeDisk(folder string) (free, total int64, err error) {
	var s unix.Statfs_t
	if err := unix.Statfs(folder, &s); err != nil {
		return 0, 0, fmt.Errorf("health: free disk: %w", err)
	}
	size := int64(s.Bsize) //nolint:unconvert // its type is another one on each system
	return max(int64(s.Bavail), 0) * size, int64(s.Blocks) * size, nil
}

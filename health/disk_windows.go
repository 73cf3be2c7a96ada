package health

import (
	"fmt"
	"math"

	"golang.org/x/sys/windows"
)

// FreeDisk is how many bytes of a folder's file system are free for this user, and how many there are. errors.ErrUnsupported where the system does not say.
func FreeDisk(folder string) (free, total int64, err error) {
	path, err := windows.UTF16PtrFromString(folder)
	if err != nil {
		return 0, 0, fmt.Errorf("health: free disk: %w", err)
	}
	var mine, all, any uint64
	if err := windows.GetDiskFreeSpaceEx(path, &mine, &all, &any); err != nil {
		return 0, 0, fmt.Errorf("health: free disk: %w", err)
	}
	return int64(min(mine, math.MaxInt64)), int64(min(all, math.MaxInt64)), nil
}

package main

import (
	"fmt"
	"os"
	"strings"
)

// peakRSS is the largest resident memory of this process so far, in bytes; 0
// when it is not known.
func peakRSS() int64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	var kib int64
	if _, err := fmt.Sscan(after, &kib); err != nil {
		return 0
	}
	return kib << 10
}

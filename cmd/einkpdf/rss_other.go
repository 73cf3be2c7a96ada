//go:build !linux

package main

import "runtime"

// peakRSS is the memory that the Go runtime has taken from the system, in bytes:
// an upper bound of the resident memory.
func peakRSS() int64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.Sys) //nolint:gosec // far below the limit
}

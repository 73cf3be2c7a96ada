package main

import (
	"errors"
	"os"
	"path/filepath"
	"time"
)

// syncs is how long the disk takes to keep a block for good, so many times: the server waits for that at each write.
func syncs(folder string, n int) (all times, err error) {
	f, err := os.Create(filepath.Join(folder, "syncs")) // #nosec G304 -- in a folder of ours
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	block := make([]byte, 4<<10)
	for range n {
		start := time.Now()
		if _, err := f.Write(block); err != nil {
			return nil, err
		}
		if err := f.Sync(); err != nil {
			return nil, err
		}
		all = append(all, time.Since(start))
	}
	return all, nil
}

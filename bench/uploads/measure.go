package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"
)

// result is how long each of many took.
type result struct {
	took []time.Duration // sorted
	all  time.Duration   // from the first to the last
}

// rate is how many there were in a second.
func (r result) rate() float64 { return float64(len(r.took)) / r.all.Seconds() }

// at is a quantile in milliseconds.
func (r result) at(q float64) float64 {
	return r.took[int(q*float64(len(r.took)-1))].Seconds() * 1e3
}

// measure lets clients do something, one after the other each, for a time. It is done once
// before, which does not count.
func measure(ctx context.Context, clients int, d time.Duration, do func(ctx context.Context) error) (result, error) {
	var (
		mu    sync.Mutex
		r     result
		first error
		wait  sync.WaitGroup
	)
	if err := do(ctx); err != nil {
		return r, err
	}
	start := time.Now()
	for range clients {
		wait.Go(func() {
			for {
				began := time.Now()
				err := do(ctx)
				took := time.Since(began)
				mu.Lock()
				r.took = append(r.took, took)
				if first == nil {
					first = err
				}
				end := first != nil || time.Since(start) >= d
				mu.Unlock()
				if end {
					return
				}
			}
		})
	}
	wait.Wait()
	r.all = time.Since(start)
	slices.Sort(r.took)
	return r, first
}

// peak is the most memory that the process had, in MB, as Linux knows it; 0 elsewhere.
func peak() float64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, after, _ := bytes.Cut(status, []byte("VmHWM:"))
	var kb float64
	_, _ = fmt.Sscan(string(after), &kb)
	return kb / 1024
}

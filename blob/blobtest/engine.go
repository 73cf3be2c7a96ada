package blobtest

import (
	"testing"

	"github.com/einkpdf/platform/blob"
)

// Engine opens Stores that outlive a process, for Crash.
type Engine struct {
	Name string
	// New makes a place with nothing in it, a folder or an address, which ends with the test.
	New func(t testing.TB) string
	// Open opens a Store on a place, in this process or in a child. It calls onStep before each
	// change that it makes to the place, and returns what that returns.
	Open func(place string, onStep func(s blob.Step) error) (blob.Store, error)
}

// Dirs is the Engine of blob.Dir, without syncs: a process that is killed loses nothing that the
// system has.
func Dirs() Engine {
	return Engine{
		Name: "dir",
		New:  func(t testing.TB) string { return t.TempDir() },
		Open: func(place string, onStep func(blob.Step) error) (blob.Store, error) {
			return blob.OpenDir(place, blob.DirOptions{OnStep: onStep, NoSync: true})
		},
	}
}

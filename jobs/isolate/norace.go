//go:build !race

package isolate

// race tells whether the race detector runs, which needs much more memory than the program.
const race = false

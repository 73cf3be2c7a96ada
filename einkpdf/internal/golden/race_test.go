//go:build race

package golden

// underRace says whether the race detector is on, which makes everything some
// ten times slower.
const underRace = true

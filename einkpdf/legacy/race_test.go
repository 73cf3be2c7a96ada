//go:build race

package legacy

// underRace says whether the race detector is on, which takes memory of its own.
const underRace = true

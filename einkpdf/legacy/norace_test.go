//go:build !race

package legacy

const underRace = false

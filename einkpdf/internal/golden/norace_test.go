//go:build !race

package golden

const underRace = false

//go:build !race

package renderjob_test

const raceEnabled = false

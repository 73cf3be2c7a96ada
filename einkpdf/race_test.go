//go:build race

package einkpdf_test

const raceEnabled = true

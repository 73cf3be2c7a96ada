// Package inwords says numbers to people, in the sentences of errors.
package inwords

import (
	"strconv"
	"time"
)

// Duration is a duration of a millisecond at least: in the largest unit up to hours of which it is a whole number, or else in
// seconds: "10 minutes", "1.5 seconds".
func Duration(d time.Duration) string {
	number, unit := strconv.FormatFloat(d.Seconds(), 'f', -1, 64), "second"
	switch {
	case d%time.Hour == 0:
		number, unit = strconv.Itoa(int(d/time.Hour)), "hour"
	case d%time.Minute == 0:
		number, unit = strconv.Itoa(int(d/time.Minute)), "minute"
	}
	if number == "1" {
		return number + " " + unit
	}
	return number + " " + unit + "s"
}

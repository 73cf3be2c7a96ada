package ratelimit

import (
	"fmt"
	"time"

	"github.com/einkpdf/platform/internal/inwords"
)

// tooMany says to people what the limit is, and when to come again.
func tooMany(p Policy, wait time.Duration) string {
	limit := fmt.Sprintf("%d %s %s are allowed", p.Rate, p.What, perWords(p.Per))
	if p.Rate == 1 {
		limit = fmt.Sprintf("%s are limited to 1 %s", p.What, perWords(p.Per))
	}
	return fmt.Sprintf("Too many requests: %s. Please try again in %s.", limit, waitWords(wait))
}

// notNow says that nobody knows.
func notNow(wait time.Duration) string {
	return fmt.Sprintf("This does not work at the moment. Please try again in %s.", waitWords(wait))
}

func perWords(per time.Duration) string {
	for _, u := range []unit{{"a day", 24 * time.Hour}, {"an hour", time.Hour}, {"a minute", time.Minute}, {"a second", time.Second}} {
		if per == u.span {
			return u.name
		}
	}
	const day = 24 * time.Hour
	if per%day == 0 {
		return fmt.Sprintf("in %d days", per/day)
	}
	return "in " + inwords.Duration(per)
}

// waitWords rounds up: who comes too early is refused again. Long waits need not be exact.
func waitWords(wait time.Duration) string {
	to := time.Second
	switch {
	case wait > 2*time.Hour:
		to = time.Hour
	case wait > 2*time.Minute:
		to = time.Minute
	}
	return inwords.Duration(max(to, (wait+to-1)/to*to))
}

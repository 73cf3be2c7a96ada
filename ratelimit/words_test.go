package ratelimit

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestTooMany(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		p    Policy
		wait time.Duration
		want string
	}{
		{Policy{What: "planners", Rate: 10, Per: time.Minute}, 5500 * time.Millisecond, "Too many requests: 10 planners a minute are allowed. Please try again in 6 seconds."},
		{Policy{What: "logins", Rate: 1, Per: time.Hour}, 1, "Too many requests: logins are limited to 1 an hour. Please try again in 1 second."},
		{Policy{Rate: 300, Per: time.Second}, time.Second, "Too many requests: 300 requests a second are allowed. Please try again in 1 second."},
		{Policy{Rate: 3, Per: 24 * time.Hour}, 2*time.Minute + 1, "Too many requests: 3 requests a day are allowed. Please try again in 3 minutes."},
		{Policy{Rate: 3, Per: 48 * time.Hour}, 90 * time.Second, "Too many requests: 3 requests in 2 days are allowed. Please try again in 90 seconds."},
		{Policy{Rate: 3, Per: 5 * time.Second}, 60*time.Minute - 1, "Too many requests: 3 requests in 5 seconds are allowed. Please try again in 1 hour."},
		{Policy{Rate: 3, Per: 90 * time.Minute}, 16*time.Hour + 1, "Too many requests: 3 requests in 90 minutes are allowed. Please try again in 17 hours."},
	} {
		require.Equal(t, c.want, tooMany(c.p.filled(), c.wait))
	}
	require.Equal(t, "This does not work at the moment. Please try again in 1 second.", notNow(0))
}

package quota

import "time"

const aDay = 24 * time.Hour

// dayOf is a day of UTC: days since 1970.
func dayOf(t time.Time) int64 {
	const seconds = int64(aDay / time.Second)
	return t.Unix() / seconds
}

// day is the one on which something is counted: of what there is a limit for each day, or else none.
func (r Resource) day(now time.Time) int64 {
	if r == JobsPerDay {
		return dayOf(now)
	}
	return 0
}

// midnight is when the day after now's begins, in UTC.
func midnight(now time.Time) time.Time { return now.UTC().Truncate(aDay).Add(aDay) }

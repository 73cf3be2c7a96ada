package migrate

import (
	"errors"
	"time"
)

var errTime = errors.New("is no time like 2026-03-01T12:00:00")

// layouts are the forms of times in the predecessor's files: its JSON has ISO
// 8601, its database what SQLAlchemy writes. Fractions of a second are read
// behind any of them.
func layouts() []string {
	return []string{
		"2006-01-02T15:04:05", "2006-01-02 15:04:05",
		"2006-01-02T15:04:05Z07:00", "2006-01-02 15:04:05Z07:00",
	}
}

// parseTime reads a time; one without a zone is UTC. The result is UTC, whole
// milliseconds, cut off rather than rounded, between 1970 and 9999.
func parseTime(s string) (time.Time, error) {
	if len(s) > 40 {
		return time.Time{}, errTime
	}
	for _, layout := range layouts() {
		t, err := time.Parse(layout, s)
		if err != nil {
			continue
		}
		if t = t.UTC().Truncate(time.Millisecond); t.Year() < 1970 || t.Year() > 9999 {
			return time.Time{}, errors.New("is no time between 1970 and 9999")
		}
		return t, nil
	}
	return time.Time{}, errTime
}

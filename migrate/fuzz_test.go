package migrate

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestParseTime(t *testing.T) {
	t.Parallel()
	at := func(ns int) time.Time { return time.Date(2024, 2, 3, 4, 5, 6, ns, time.UTC) }
	for s, want := range map[string]time.Time{
		"2024-02-03 04:05:06": at(0), "2024-02-03 04:05:06.123456": at(123e6), "2024-02-03 04:05:06.999999": at(999e6),
		"2024-02-03T04:05:06": at(0), "2024-02-03T04:05:06.1": at(100e6), "2024-02-03T04:05:06Z": at(0), "2024-02-03T04:05:06.5+00:00": at(500e6),
		"2024-02-03T06:05:06+02:00": at(0), "2024-02-03 04:05:06+00:00": at(0),
	} {
		have, err := parseTime(s)
		require.NoError(t, err, s)
		require.Equal(t, want, have, s)
	}
	for _, s := range []string{
		"", "now", "2024-02-03", "2024-02-30 04:05:06", "2024-02-03 25:05:06", "0001-01-01 00:00:00", "1969-12-31 23:59:59",
		"2024-02-03 04:05:06 UTC", " 2024-02-03 04:05:06", "1706933106", "2024-02-03T04:05:06+99:00", "2024-02-03 04:05:06.00000000000000000000000000001",
	} {
		_, err := parseTime(s)
		require.Error(t, err, s)
	}
}

func FuzzParseTime(f *testing.F) {
	f.Add("2024-02-03 04:05:06.123456")
	f.Add("2024-02-03T04:05:06+02:00")
	f.Add("9999-12-31T23:59:59-23:00")
	f.Fuzz(func(t *testing.T, s string) {
		at, err := parseTime(s)
		if err != nil {
			return
		}
		require.False(t, at.Before(time.UnixMilli(0)) || at.Year() > 9999, at)
		again, err := parseTime(at.Format("2006-01-02T15:04:05.999999999Z07:00"))
		require.NoError(t, err)
		require.Equal(t, at, again)
	})
}

func FuzzObjects(f *testing.F) {
	for _, s := range []string{
		`{"a": {"id": "a", "is_active": true, "created_at": "2024-02-03T04:05:06"}}`, `[{"token_hash": "x"}, null]`,
		`{"a": 1, "a": []}`, `{"a": {"id": {}}}`, "{", "\n\n{\"a\"", "[1, 2", `"\ud800"`, `{"\u0000": {"username": "\u0000"}}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var from UserSource
		err := objects(context.Background(), data, func(_ string, f fields) {
			from.users = append(from.users, f.user())
			from.resets = append(from.resets, f.reset())
		})
		if err != nil {
			return
		}
		all := judge(&from, UsersOptions{})
		collide(all)
		for _, c := range all {
			if c.result.Status == "" {
				require.NotEmpty(t, c.account.NameKey)
				require.NotEmpty(t, c.account.EmailKey)
				require.False(t, c.account.CreatedAt.IsZero())
			} else {
				require.NotEmpty(t, c.result.Why)
			}
		}
	})
}

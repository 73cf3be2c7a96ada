package ratelimit

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestDefaults(t *testing.T) {
	t.Parallel()
	for _, p := range Defaults() {
		require.NoError(t, p.Check())
		require.Equal(t, p.Name == Login, p.Closed && p.Addresses)
	}
}

func TestWith(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Policy{
		"10/min":             {Rate: 10, Per: time.Minute},
		"10/1min":            {Rate: 10, Per: time.Minute},
		"10/60s":             {Rate: 10, Per: time.Minute},
		"10/min burst 20":    {Rate: 10, Per: time.Minute, Burst: 20},
		"1/5s":               {Rate: 1, Per: 5 * time.Second},
		"1000000/s":          {Rate: 1_000_000, Per: time.Second},
		"3/h":                {Rate: 3, Per: time.Hour},
		"3/31day":            {Rate: 3, Per: 31 * 24 * time.Hour},
		"3/2678400s":         {Rate: 3, Per: 31 * 24 * time.Hour},
		"1/day burst 366":    {Rate: 1, Per: 24 * time.Hour, Burst: 366},
		"1000/day burst 500": {Rate: 1000, Per: 24 * time.Hour, Burst: 500},
	} {
		before := Policies{{Name: "login", What: "logins", Rate: 99, Per: time.Hour, Burst: 5, Addresses: true, Closed: true, Off: true}, {Name: "x", Rate: 1, Per: time.Second}}
		all, err := before.With("login", text)
		require.NoError(t, err, text)
		want.Name, want.What, want.Addresses, want.Closed = "login", "logins", true, true
		require.Equal(t, Policies{want, before[1]}, all, text)
		require.Equal(t, 99, before[0].Rate, "the policies themselves stay")
	}
}

func TestWithOff(t *testing.T) {
	t.Parallel()
	all, err := Defaults().With(PDF, "off")
	require.NoError(t, err)
	p, _ := all.Find(PDF)
	require.Equal(t, Policy{Name: PDF, What: "planners", Rate: 10, Per: time.Minute, Off: true}, p)
	require.Equal(t, "off", p.String())
	all, err = all.With(PDF, "20/min")
	require.NoError(t, err)
	p, _ = all.Find(PDF)
	require.Equal(t, Policy{Name: PDF, What: "planners", Rate: 20, Per: time.Minute}, p)
}

func TestWithErrors(t *testing.T) {
	t.Parallel()
	for text, says := range map[string]string{
		"":                       `like 10/min`,
		"10":                     `like 10/min`,
		"Off":                    `like 10/min`,
		"off ":                   `like 10/min`,
		"/min":                   "before the slash: a number",
		"ten/min":                "before the slash: a number",
		"-1/min":                 "before the slash",
		"+1/min":                 "before the slash",
		"01/min":                 "before the slash",
		" 1/min":                 "before the slash",
		"1.5/min":                "before the slash",
		"0/min":                  "before the slash",
		"1e3/min":                "before the slash",
		"99999999999999999999/s": "before the slash",
		"10/":                    "after the slash: a time is s, min, h or day",
		"10/minute":              "after the slash: a time is s, min, h or day",
		"10/5":                   "after the slash: a time is",
		"10/0s":                  "after the slash: a number",
		"10/1.5s":                "after the slash: a time is",
		"10/min ":                "after the slash: a time is",
		"10/MIN":                 "after the slash: a time is",
		"10/32day":               "31 days at most",
		"10/2678400day":          "31 days at most",
		"10/min burst":           "after the slash",
		"10/min burst ":          "after burst: a number",
		"10/min burst x":         "after burst",
		"10/min burst 0":         "after burst",
		"10/min  burst 5":        "after the slash",
		"10/min burst 5 burst 6": "after burst",
		"1000001/min":            "Rate is 1 to 1000000",
		"1/min burst 1000001":    "Burst is 1 to 1000000",
		"1/day burst 367":        "366 days",
		"10/min\x00":             "after the slash",
		strings.Repeat("9", 1e6): "like 10/min",
	} {
		_, err := Defaults().With(PDF, text)
		require.ErrorIs(t, err, ErrInvalid, "%.50q", text)
		require.ErrorContains(t, err, says, "%.50q", text)
		require.ErrorContains(t, err, `policy "pdf"`, "%.50q", text)
		require.Less(t, len(err.Error()), 400)
	}
	_, err := Defaults().With("pfd", "10/min")
	require.ErrorIs(t, err, ErrInvalid)
	require.ErrorContains(t, err, `no policy "pfd"; there are: all, pdf, preview, upload, create, login`)
}

func TestString(t *testing.T) {
	t.Parallel()
	for want, p := range map[string]Policy{
		"10/min":            {Rate: 10, Per: time.Minute},
		"11/min":            {Rate: 11, Per: time.Minute, Burst: 11},
		"10/90min burst 20": {Rate: 10, Per: 90 * time.Minute, Burst: 20},
		"10/2day":           {Rate: 10, Per: 48 * time.Hour},
		"1/h":               {Rate: 1, Per: time.Hour},
		"1/5s":              {Rate: 1, Per: 5 * time.Second},
		"1/1.5s":            {Rate: 1, Per: 1500 * time.Millisecond},
	} {
		require.Equal(t, want, p.String())
	}
}

// What String writes, With reads.
func TestStringRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := Policy{Name: "p", Rate: rapid.IntRange(1, maxNumber).Draw(t, "rate"), Burst: rapid.IntRange(0, maxNumber).Draw(t, "burst"), Off: rapid.Bool().Draw(t, "off")}
		p.Per = time.Duration(rapid.OneOf(rapid.IntRange(1, 300), rapid.IntRange(1, maxPerSeconds)).Draw(t, "seconds")) * time.Second
		if p.Check() != nil {
			return
		}
		all, err := Policies{p}.With("p", p.String())
		require.NoError(t, err)
		require.Equal(t, p.filled(), all[0].filled())
	})
}

func TestCheck(t *testing.T) {
	t.Parallel()
	for says, p := range map[string]Policy{
		"Name has":             {Rate: 1, Per: time.Second},
		"first a letter":       {Name: "1a", Rate: 1, Per: time.Second},
		"1 to 32":              {Name: strings.Repeat("a", 33), Rate: 1, Per: time.Second},
		"a-z":                  {Name: "a b", Rate: 1, Per: time.Second},
		"60 bytes":             {Name: "a", What: strings.Repeat("a", 61), Rate: 1, Per: time.Second},
		"control characters":   {Name: "a", What: "a\r\nb", Rate: 1, Per: time.Second},
		"UTF-8":                {Name: "a", What: "\xff", Rate: 1, Per: time.Second},
		"Rate is":              {Name: "a", Per: time.Second},
		"Per is a second":      {Name: "a", Rate: 1, Per: time.Millisecond},
		"Burst is":             {Name: "a", Rate: 1, Per: time.Second, Burst: -1},
		"longer than 366 days": {Name: "a", Rate: 1, Per: maxPer, Burst: 12},
	} {
		err := p.Check()
		require.ErrorIs(t, err, ErrInvalid, says)
		require.ErrorContains(t, err, says)
	}
	require.NoError(t, Policy{Name: "a-1", What: "Übersichten", Rate: 1, Per: maxPer, Burst: 11}.Check())
}

func FuzzWith(f *testing.F) {
	for _, seed := range []string{"10/min", "10/min burst 20", "1/5s", "off", "3/31day", "1000000/s burst 1000000", "//", "1/s burst ", "01/s", "1/99999999day", "1/ s", "１/s"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		all, err := Policies{{Name: "p", Rate: 1, Per: time.Second}}.With("p", text)
		if err != nil {
			require.ErrorIs(t, err, ErrInvalid)
			return
		}
		require.NoError(t, all[0].Check())
		again, err := all.With("p", all[0].String())
		require.NoError(t, err)
		require.Equal(t, all[0].filled(), again[0].filled())
	})
}

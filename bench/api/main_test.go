package main

import (
	"bytes"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A little of everything, however fast the machine is: everybody gets what they ask for.
func TestRun(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), []string{"-short"}, &out), out.String())
	require.Equal(t, 2+1+parts*(1+int(kinds))+1+1+parts+4+1, bytes.Count(out.Bytes(), []byte("\n")), out.String())
	require.Contains(t, out.String(), "logins, 16 at once: 16 asked, 16 got it")
	require.Contains(t, out.String(), "previews, 16 at once: 16 asked, ")
	require.Equal(t, parts+4, bytes.Count(out.Bytes(), []byte("answered otherwise: none")), out.String())
}

func TestOptions(t *testing.T) {
	t.Parallel()
	for _, arg := range []string{"-time=0", "-time=2m", "-clients=0", "-clients=201", "-idle=-1s", "-other"} {
		require.Error(t, run(t.Context(), []string{arg}, &bytes.Buffer{}), arg)
	}
}

func TestMix(t *testing.T) {
	t.Parallel()
	var n [kinds]int
	for i := range 3 * each {
		n[mix(i)]++
	}
	require.Equal(t, 3, n[createJob])
	for _, of := range n[:reads] {
		require.InDelta(t, 9.5, of, 0.5)
	}
}

// Nobody asks for the same planner twice.
func TestPlanner(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for n := range 100 {
		seen[string(planner(n))] = true
	}
	require.Len(t, seen, 100)
}

func TestAt(t *testing.T) {
	t.Parallel()
	var all times
	for i := range 200 {
		all = append(all, time.Duration((i*7)%200+1)*time.Millisecond)
	}
	require.Equal(t, 100*time.Millisecond, all.at(0.5))
	require.Equal(t, 198*time.Millisecond, all.at(0.99))
	require.Equal(t, 200*time.Millisecond, all.at(1))
	require.Zero(t, times(nil).at(1))
	_, ok := all[:fewest-1].p99()
	require.False(t, ok)
	_, ok = all[:fewest].p99()
	require.True(t, ok)
}

func TestSample(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]struct {
		name, labels string
		value        float64
	}{
		"":                              {},
		"# HELP ep_things Things.":      {},
		"ep_things 12":                  {"ep_things", "", 12},
		`ep_things{a="b c",d="e"} 1e+3`: {"ep_things", `a="b c",d="e"}`, 1000},
	} {
		name, labels, value, err := sample(line)
		require.NoError(t, err, line)
		require.Equal(t, want.name, name, line)
		require.Equal(t, want.labels, labels, line)
		require.InDelta(t, want.value, value, 0, line)
	}
	_, _, _, err := sample("ep_things many")
	require.Error(t, err)
}

// good is what breaks no promise.
func good() *found {
	f := &found{}
	for i := range f.parts {
		f.parts[i].busy, f.parts[i].did.planners = 1, 1
		for k := range kinds {
			f.parts[i].heard.took[k] = make(times, fewest)
		}
	}
	for i := range f.rushes {
		f.rushes[i].usual.passed, f.rushes[i].flood.passed = make(times, 1), make(times, 1)
		f.rushes[i].flood.busy = make(times, 1)
	}
	return f
}

func TestBroken(t *testing.T) {
	t.Parallel()
	slow := make(times, fewest)
	for i := range slow {
		slow[i] = mostP99
	}
	for name, c := range map[string]struct {
		wrong func(f *found)
		want  string // "" = nothing
		short bool   // it is wrong whatever the machine
	}{
		"nothing":             {func(*found) {}, "", false},
		"a slow read":         {func(f *found) { f.parts[logins].heard.took[getUsage] = slow }, "logins: p99 of getUsage is 100.0 ms", false},
		"slow jobs":           {func(f *found) { f.parts[renders].heard.took[createJob] = slow }, "renders: p99 of createJob is 100.0 ms", false},
		"jobs behind logins":  {func(f *found) { f.parts[logins].heard.took[createJob] = slow }, "", false},
		"slow where possible": {func(f *found) { f.parts[pressed].heard.took[getUsage] = slow }, "", false},
		"few":                 {func(f *found) { f.parts[renders].heard.took[getUsage] = slow[1:] }, "fewer than 100 times of getUsage", false},
		"idle processors":     {func(f *found) { f.parts[renders].busy = 0.5 }, "busy for 50 %", false},
		"unknown processors":  {func(f *found) { f.parts[renders].busy = -1 }, "", false},
		"no planners":         {func(f *found) { f.parts[renders].did.planners = 0 }, "renders: no planner was made", false},
		"large":               {func(f *found) { f.memory.used = 60 << 20 }, "an idle server with data takes 60.0 MiB", false},
		"nobody refused":      {func(f *found) { f.rushes[previews].flood.busy = nil }, "nobody was told 503", false},
		"a long wait":         {func(f *found) { f.rushes[logins].flood.longest = mostWait + 1 }, "somebody waited for 20.0 s", false},
		"nobody got it":       {func(f *found) { f.rushes[logins].usual.passed = nil }, "logins: nobody got what they asked for", true},
		"not told when":       {func(f *found) { f.rushes[logins].flood.untold = 2 }, "2 were refused, and not told until when", true},
		"a client was refused": {func(f *found) {
			f.parts[quiet].heard.note(getUsage, 200, answer{status: 429, code: "rate-limited"}, nil, 0)
		}, "otherwise: getUsage 429 rate-limited", true},
		"a failure": {func(f *found) {
			f.rushes[previews].usual.note(answer{status: http.StatusInternalServerError, code: "internal"}, nil, 0)
		}, "previews: 1 were answered 500 internal", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := good()
			c.wrong(f)
			require.Equal(t, c.short, f.broken(options{short: true}) != nil)
			err := f.broken(options{})
			if c.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, c.want)
		})
	}
}

// What came of many at once.
func TestNote(t *testing.T) {
	t.Parallel()
	var b burst
	b.note(answer{status: 200, after: -1}, nil, 2*time.Second)
	b.note(answer{status: 503, after: time.Second}, nil, time.Second)
	require.NoError(t, b.broken("logins", true))
	b.note(answer{status: 503, after: -1}, nil, 3*time.Second)
	b.note(answer{}, http.ErrServerClosed, 0)
	require.Equal(t, 4, b.asked)
	require.Equal(t, times{2 * time.Second}, b.passed)
	require.Equal(t, times{time.Second, 3 * time.Second}, b.busy)
	require.Equal(t, 1, b.untold)
	require.Equal(t, 3*time.Second, b.longest)
	require.Equal(t, "1 × broke off", listed(b.other))
}

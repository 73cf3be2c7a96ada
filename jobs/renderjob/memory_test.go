package renderjob_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/legacy"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/renderjob"
)

// converted is a project of the predecessor as one of ours.
func converted(t testing.TB, file string) []byte {
	t.Helper()
	data, err := os.ReadFile("../../testdata/legacy/" + file)
	require.NoError(t, err)
	result, err := legacy.Read(data, legacy.Options{})
	require.NoError(t, err)
	source, err := result.Project.YAML()
	require.NoError(t, err)
	return source
}

// thousandDays is as many pages as a project may have, each with a calendar, links and places to write.
const thousandDays = `einkpdf: 1
title: A thousand days
device: remarkable-2
calendar: {from: 2026-01-01, to: 2028-09-26, week: iso}
designs:
  day:
    key: day/{date}
    outline: "{date|full}"
    body:
      type: stack
      children:
        - type: row
          height: 12mm
          children:
            - {type: text, text: "{date|full}"}
            - {type: link, text: "‹", to: "day/{date-1d}?", width: 12mm}
            - {type: link, text: "›", to: "day/{date+1d}?", width: 12mm}
        - {type: calendar, of: "{month}", link: "day/{cell.date}?", height: 45mm}
        - type: row
          children:
            - {type: schedule, from: "07:00", to: "21:00", every: 30m, width: 2fr}
            - {type: checklist, pitch: 8mm, width: 1fr}
plan:
  - {design: day, each: day}
`

// Planners of real size fit into the limits of a child, with room to spare.
func TestMemory(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector needs several times as much memory")
	}
	t.Parallel()
	h := working(t)
	png := renderjob.Options{Format: renderjob.PNG}
	for _, c := range []struct {
		name    string
		source  []byte
		options renderjob.Options
		pages   int // at least
	}{
		{"a year of days", builtIn(t, "day-planner"), renderjob.Options{}, 378},
		{"1,000 days", []byte(thousandDays), renderjob.Options{}, 1000},
		{"1,000 pages of dots", planner(1000, "{type: dots, pitch: 3mm}"), renderjob.Options{}, 1000},
		{"the predecessor's days", converted(t, "day-planner-2026.json"), renderjob.Options{}, 300},
		{"the predecessor's weeks", converted(t, "weekly-2026.json"), renderjob.Options{}, 50},
		{"pictures", planner(40, linked), png, 40},
	} {
		job, _ := h.submit("ann", renderjob.Request{Project: h.project("ann", c.source).ID, Options: c.options})
		r := h.done(job)
		require.GreaterOrEqual(t, r.Pages, c.pages, c.name)
		require.Less(t, r.Peak, int64(128<<20), c.name)
		t.Logf("%-24s %4d pages %6d KB, %3d MB of memory, %+v", c.name, r.Pages, r.Bytes/1000, r.Peak/1e6, r.Timings)
		require.NoError(t, h.queue.Delete(t.Context(), jobs.Actor{User: "ann"}, job.ID))
	}
}

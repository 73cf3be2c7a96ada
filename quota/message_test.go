package quota

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/problem"
)

// What people read when they are refused.
func TestMessages(t *testing.T) {
	t.Parallel()
	const most = "Ask an administrator of this server for more."
	at := time.Date(2026, time.March, 2, 9, 30, 0, 0, time.UTC)
	for _, c := range []struct {
		resource       Resource
		limit          int64
		own            bool
		inUse, kept, n int64
		want           string
	}{
		{Projects, 100, false, 100, 0, 1, "You have 100 projects, and your plan (Free) allows 100. Delete one that you no longer need, and empty the trash."},
		{Projects, 150, true, 150, 0, 1, "You have 150 projects, and your limit is 150. Delete one that you no longer need, and empty the trash."},
		{Projects, 1, false, 1, 0, 1, "You have 1 project, and your plan (Free) allows 1. Delete one that you no longer need, and empty the trash."},
		{Projects, 1, false, 0, 1, 1, "You have 1 project, which is still being made, and your plan (Free) allows 1. Delete one that you no longer need, and empty the trash."},
		{Projects, 2, false, 0, 2, 1, "You have 2 projects, all of them still being made, and your plan (Free) allows 2. Delete one that you no longer need, and empty the trash."},
		{Projects, 100, false, 97, 3, 1, "You have 100 projects, 3 of which are still being made, and your plan (Free) allows 100. Delete one that you no longer need, and empty the trash."},
		{Projects, 100, false, 99, 1, 1, "You have 100 projects, 1 of which is still being made, and your plan (Free) allows 100. Delete one that you no longer need, and empty the trash."},
		{Projects, 1000, false, 1999, 0, 1, "You have 1,999 projects, and your plan (Free) allows 1,000. Delete 1,000 that you no longer need, and empty the trash."},
		{Projects, 10, false, 8, 0, 5, "You have 8 projects, and your plan (Free) allows 10: 5 more are too many. Delete 3 that you no longer need, and empty the trash."},
		{Projects, 10, false, 0, 0, 11, "You have no projects, and your plan (Free) allows 10: 11 more are too many."},
		{Projects, 0, false, 0, 0, 1, "Your plan (Free) does not include projects."},
		{Projects, 0, true, 3, 0, 1, "Your account does not include projects."},

		{Assets, 100, false, 100, 0, 1, "You have 100 images and fonts, and your plan (Free) allows 100. Delete one that you no longer use."},
		{Assets, 1, true, 1, 0, 1, "You have 1 image or font, and your limit is 1. Delete one that you no longer use."},
		{Assets, 100, false, 98, 2, 1, "You have 100 images and fonts, 2 of which are still being uploaded, and your plan (Free) allows 100. Delete one that you no longer use."},
		{Assets, 0, false, 0, 0, 1, "Your plan (Free) does not include images and fonts of your own."},

		{Storage, 100 << 20, false, 98<<20 + 512<<10, 0, 3 << 20, "This needs 3 MiB, and you have 1.5 MiB left of the 100 MiB that your plan (Free) allows for images and fonts. Delete some that you no longer use."},
		{Storage, 2 << 30, true, 2 << 30, 0, 1, "This needs 1 byte, and you have nothing left of your 2 GiB for images and fonts. Delete some that you no longer use."},
		{Storage, 100 << 20, false, 90 << 20, 8 << 20, 2<<20 + 1, "This needs 2.1 MiB, and you have 2 MiB left of the 100 MiB that your plan (Free) allows for images and fonts, " +
			"8 MiB of it being kept for uploads that are not done yet. Delete some that you no longer use."},
		{Storage, 100 << 20, false, 200 << 20, 0, 500, "This needs 500 bytes, and you have nothing left of the 100 MiB that your plan (Free) allows for images and fonts. Delete some that you no longer use."},
		{Storage, 1 << 20, false, 0, 0, 3 << 20, "This needs 3 MiB, and you have 1 MiB left of the 1 MiB that your plan (Free) allows for images and fonts."},
		{Storage, 0, false, 0, 0, 9, "Your plan (Free) does not include images and fonts of your own."},

		{JobsPerDay, 100, false, 100, 0, 1, "You have asked for 100 planners today, and your plan (Free) allows 100 a day. You can make more at midnight UTC, in 15 hours at most."},
		{JobsPerDay, 3, true, 1, 2, 1, "You have asked for 3 planners today, 2 of which are not done yet, and your limit is 3 a day. You can make more at midnight UTC, in 15 hours at most."},
		{JobsPerDay, 1, false, 1, 0, 1, "You have asked for 1 planner today, and your plan (Free) allows 1 a day. You can make more at midnight UTC, in 15 hours at most."},
		{JobsPerDay, 0, false, 0, 0, 1, "Your plan (Free) does not include planners."},

		{JobsAtOnce, 5, false, 5, 0, 1, "You have 5 planners being made already, and your plan (Free) allows 5 at once. Try again when one of them is done, or cancel one."},
		{JobsAtOnce, 1, true, 1, 0, 1, "You have 1 planner being made already, and your limit is 1 at once. Try again when it is done, or cancel it."},
		{JobsAtOnce, 0, true, 0, 0, 1, "Your account does not include planners."},

		{PagesPerJob, 500, false, 0, 0, 731, "This planner has 731 pages, and your plan (Free) allows 500. Make it shorter, or split it into several."},
		{PagesPerJob, 1, true, 0, 0, 2000, "This planner has 2,000 pages, and your limit is 1. Make it shorter, or split it into several."},
		{PagesPerJob, 0, false, 0, 0, 1, "Your plan (Free) does not include planners."},
	} {
		var told []Error
		config, err := Config{Observer: Observer{OnRefuse: func(e Error) { told = append(told, e) }}}.filled()
		require.NoError(t, err)
		q := &SQL{c: config}
		may := allowance{tier: Tier{Name: Free, Title: "Free", Limits: Limits{c.resource: c.limit}}}
		if c.own {
			may.own, may.tier.Limits = map[Resource]int64{c.resource: c.limit}, nil
		}
		err = q.refuse(may, asked{resource: c.resource, amount: c.n, all: c.n, sum: sum{Used: c.inUse, Reserved: c.kept}, now: at})
		require.EqualError(t, err, c.want+" "+most)
		e := told[0]
		require.Equal(t, &e, err)
		require.Equal(t, []int64{c.limit, c.inUse, c.kept, c.n}, []int64{e.Limit, e.Used, e.Reserved, e.Asked})
	}
}

// Nobody is told to wait for what does not come by waiting.
func TestRetryAfter(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, time.March, 2, 9, 30, 0, 0, time.UTC)
	config, err := Config{More: "Write to us."}.filled()
	require.NoError(t, err)
	for _, c := range []struct {
		limit int64
		asked asked
		code  Code
		wait  time.Duration
		want  string
	}{
		{3, asked{resource: JobsPerDay, amount: 1, all: 1, sum: sum{Used: 3}}, CodeDaily, 14*time.Hour + 30*time.Minute,
			"You have asked for 3 planners today, and your plan (Free) allows 3 a day. You can make more at midnight UTC, in 15 hours at most."},
		{3, asked{resource: JobsPerDay, amount: 3, all: 3, sum: sum{Used: 1}}, CodeDaily, 14*time.Hour + 30*time.Minute,
			"You have asked for 1 planner today, and your plan (Free) allows 3 a day: 3 more are too many. You can make more at midnight UTC, in 15 hours at most."},
		{3, asked{resource: JobsPerDay, amount: 4, all: 4}, CodeExceeded, 0, "You ask for 4 planners, and your plan (Free) allows 3 a day. Ask for fewer."},
		{3, asked{resource: JobsPerDay, amount: 3, all: 4, old: true, sum: sum{Used: 1}}, CodeExceeded, 0,
			"You ask for 4 planners, and your plan (Free) allows 3 a day. Ask for fewer."},
		{3, asked{resource: JobsPerDay, amount: 1, all: 2, old: true, sum: sum{Used: 3}}, CodeExceeded, 0,
			"You asked for 3 planners on the day that this one is of, and your plan (Free) allows 3 a day: it cannot become more."},
		{0, asked{resource: JobsPerDay, amount: 1, all: 1}, CodeExceeded, 0, "Your plan (Free) does not include planners."},
		{3, asked{resource: JobsAtOnce, amount: 2, all: 2, sum: sum{Used: 2}}, CodeAtOnce, 30 * time.Second,
			"You have 2 planners being made already, and your plan (Free) allows 3 at once: 2 more are too many. Try again when one of them is done, or cancel one."},
		{3, asked{resource: JobsAtOnce, amount: 1, all: 2, old: true, sum: sum{Used: 3}}, CodeAtOnce, 30 * time.Second,
			"You have 3 planners being made already, and your plan (Free) allows 3 at once. Try again when one of them is done, or cancel one."},
		{3, asked{resource: JobsAtOnce, amount: 4, all: 4}, CodeExceeded, 0, "You ask for 4 planners, and your plan (Free) allows 3 at once. Ask for fewer."},
		{0, asked{resource: JobsAtOnce, amount: 1, all: 1}, CodeExceeded, 0, "Your plan (Free) does not include planners."},
		{3, asked{resource: PagesPerJob, amount: 4, all: 4}, CodePages, 0,
			"This planner has 4 pages, and your plan (Free) allows 3. Make it shorter, or split it into several."},
		{3, asked{resource: Projects, amount: 1, all: 1, sum: sum{Used: 3}}, CodeExceeded, 0,
			"You have 3 projects, and your plan (Free) allows 3. Delete one that you no longer need, and empty the trash."},
		{3, asked{resource: Storage, amount: 3, all: 4, old: true, sum: sum{Used: 2}}, CodeExceeded, 0,
			"This needs 3 bytes, and you have 1 byte left of the 3 bytes that your plan (Free) allows for images and fonts."},
	} {
		c.asked.now = at
		may := allowance{tier: Tier{Name: Free, Title: "Free", Limits: Limits{c.asked.resource: c.limit}}}
		err := (&SQL{c: config}).refuse(may, c.asked)
		require.EqualError(t, err, c.want+" Write to us.")
		e, ok := errors.AsType[*Error](err)
		require.True(t, ok)
		require.Equal(t, c.code, e.Code, c.want)
		require.Equal(t, c.wait, e.RetryAfter, c.want)
		require.Equal(t, c.code == CodeDaily, !e.ResetsAt.IsZero())
		require.True(t, e.Refused())
		status := 403
		if c.wait > 0 {
			status = 429
		}
		require.Equal(t, problem.Details{
			Status: status, Code: string(c.code), Detail: e.Message, RetryAfter: c.wait, Quota: &problem.Quota{
				Resource: string(c.asked.resource), Tier: Free, Limit: c.limit, Used: c.asked.Used, Reserved: c.asked.Reserved, Asked: c.asked.amount, ResetsAt: e.ResetsAt,
			},
		}, e.Problem(), c.want)
	}
	require.False(t, deny(CodeForbidden, "", "").Refused())
	require.Equal(t, problem.Details{Status: 403, Code: "forbidden", Detail: "No."}, deny(CodeForbidden, "", "No.").Problem(), "of no limit")
}

func TestMoreEndsMessages(t *testing.T) {
	t.Parallel()
	config, err := Config{More: " Write to us. "}.filled()
	require.NoError(t, err)
	err = (&SQL{c: config}).refuse(allowance{tier: Tiers()[0]}, asked{resource: Projects, amount: 1, sum: sum{Used: 100}})
	require.ErrorContains(t, err, " empty the trash. Write to us.")
}

// Sizes are never said to be less than they are, or more.
func TestSizes(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64][2]string{
		0: {"no bytes", "no bytes"}, 1: {"1 byte", "1 byte"}, 1023: {"1,023 bytes", "1,023 bytes"}, 1024: {"1 KiB", "1 KiB"}, 1025: {"1.1 KiB", "1 KiB"},
		1536: {"1.5 KiB", "1.5 KiB"}, 2047: {"2 KiB", "1.9 KiB"}, 1<<20 - 1: {"1 MiB", "1,023.9 KiB"}, 1<<20 + 1: {"1.1 MiB", "1 MiB"},
		100 << 20: {"100 MiB", "100 MiB"}, 2 << 30: {"2 GiB", "2 GiB"}, 3 << 40: {"3 TiB", "3 TiB"}, 1 << 50: {"1 PiB", "1 PiB"}, 1 << 62: {"4,096 PiB", "4,096 PiB"},
		1<<62 - 1: {"4,096 PiB", "4,095.9 PiB"},
	} {
		require.Equal(t, want, [2]string{sizeUp(n), sizeDown(n)}, n)
	}
}

func TestAtMost(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		time.Millisecond: "1 minute", time.Minute: "1 minute", time.Minute + 1: "2 minutes", 59 * time.Minute: "59 minutes", time.Hour: "60 minutes",
		time.Hour + 1: "2 hours", 24 * time.Hour: "24 hours",
	} {
		require.Equal(t, want, atMost(d))
	}
}

func TestDays(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, time.March, 2, 23, 59, 59, 999e6, time.FixedZone("", -3600)) // the next day in UTC
	require.Equal(t, time.Date(2026, time.March, 4, 0, 0, 0, 0, time.UTC), midnight(at))
	require.Equal(t, dayOf(midnight(at)), dayOf(at)+1)
	require.Equal(t, midnight(at), midnight(midnight(at).Add(-time.Nanosecond)))
	require.Equal(t, dayOf(at), JobsPerDay.day(at))
	require.Zero(t, JobsAtOnce.day(at))
}

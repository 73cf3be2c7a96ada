package quota

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// message says what is too much, how much there may be, and how to make room.
func message(t Tier, limit int64, own bool, a asked) string {
	if limit == 0 {
		return notIncluded(t, own, a.resource)
	}
	allows := fmt.Sprintf("your plan (%s) allows %s", t.Title, number(limit))
	if own {
		allows = "your limit is " + number(limit)
	}
	have := a.Used + a.Reserved
	switch a.resource {
	case Projects:
		return fmt.Sprintf("You have %s%s, and %s%s.%s",
			several(have, "project", "projects"), ofThese(a.sum, "still being made"), allows, more(a), removal(limit, a, "need, and empty the trash"))
	case Assets:
		return fmt.Sprintf("You have %s%s, and %s%s.%s",
			several(have, "image or font", "images and fonts"), ofThese(a.sum, "still being uploaded"), allows, more(a), removal(limit, a, "use"))
	case Storage:
		return ofStorage(t, limit, own, a)
	case JobsPerDay:
		if a.tooMuch(limit) {
			return fmt.Sprintf("You ask for %s, and %s a day. Ask for fewer.", several(a.all, "planner", "planners"), allows)
		}
		if a.old {
			return fmt.Sprintf("You asked for %s on the day that this one is of, and %s a day: it cannot become more.",
				several(have, "planner", "planners"), allows)
		}
		return fmt.Sprintf("You have asked for %s today%s, and %s a day%s. You can make more at midnight UTC, in %s at most.",
			several(have, "planner", "planners"), ofThese(a.sum, "not done yet"), allows, more(a), atMost(midnight(a.now).Sub(a.now)))
	case JobsAtOnce:
		if a.tooMuch(limit) {
			return fmt.Sprintf("You ask for %s, and %s at once. Ask for fewer.", several(a.all, "planner", "planners"), allows)
		}
		until := "one of them is done, or cancel one"
		if have == 1 {
			until = "it is done, or cancel it"
		}
		return fmt.Sprintf("You have %s being made already, and %s at once%s. Try again when %s.",
			several(have, "planner", "planners"), allows, more(a), until)
	default: // PagesPerJob
		return fmt.Sprintf("This planner has %s, and %s. Make it shorter, or split it into several.", several(a.amount, "page", "pages"), allows)
	}
}

// notIncluded is the message where nothing is allowed.
func notIncluded(t Tier, own bool, r Resource) string {
	what := "planners"
	switch r {
	case Projects:
		what = "projects"
	case Assets, Storage:
		what = "images and fonts of your own"
	}
	if own {
		return fmt.Sprintf("Your account does not include %s.", what)
	}
	return fmt.Sprintf("Your plan (%s) does not include %s.", t.Title, what)
}

// ofStorage rounds what is needed up and what is left down, so that it never reads as if it fitted.
func ofStorage(t Tier, limit int64, own bool, a asked) string {
	left, all := "nothing", sizeDown(limit)
	if n := limit - a.Used - a.Reserved; n > 0 {
		left = sizeDown(n)
	}
	of := fmt.Sprintf("the %s that your plan (%s) allows", all, t.Title)
	if own {
		of = "your " + all
	}
	kept, remove := "", ""
	if a.Reserved > 0 {
		kept = fmt.Sprintf(", %s of it being kept for uploads that are not done yet", sizeUp(a.Reserved))
	}
	if !a.tooMuch(limit) {
		remove = " Delete some that you no longer use."
	}
	return fmt.Sprintf("This needs %s, and you have %s left of %s for images and fonts%s.%s", sizeUp(a.amount), left, of, kept, remove)
}

// ofThese says of how much it is that it is only reserved.
func ofThese(s sum, what string) string {
	switch {
	case s.Reserved == 0:
		return ""
	case s.Used == 0 && s.Reserved == 1:
		return ", which is " + what
	case s.Used == 0:
		return ", all of them " + what
	case s.Reserved == 1:
		return ", 1 of which is " + what
	}
	return ", " + number(s.Reserved) + " of which are " + what
}

// more says how much it would be, where that is not just one.
func more(a asked) string {
	if a.amount == 1 {
		return ""
	}
	return fmt.Sprintf(": %s more are too many", number(a.amount))
}

// removal says how many are to be deleted, if that helps.
func removal(limit int64, a asked, until string) string {
	switch n := a.Used + a.Reserved + a.amount - limit; {
	case a.tooMuch(limit):
		return ""
	case n == 1:
		return fmt.Sprintf(" Delete one that you no longer %s.", until)
	default:
		return fmt.Sprintf(" Delete %s that you no longer %s.", number(n), until)
	}
}

// several is a number of things: "no projects", "1 project", "1,000 projects".
func several(n int64, one, many string) string {
	switch n {
	case 0:
		return "no " + many
	case 1:
		return "1 " + one
	}
	return number(n) + " " + many
}

// number is n with a comma before each three digits.
func number(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// sizeUp is a number of bytes in words, a bit more at most; sizeDown a bit less.
func sizeUp(n int64) string   { return size(n, true) }
func sizeDown(n int64) string { return size(n, false) }

// size has a digit after the point, and none that is 0.
func size(n int64, up bool) string {
	if n < 1<<10 {
		return several(n, "byte", "bytes")
	}
	units := []string{"KiB", "MiB", "GiB", "TiB", "PiB"}
	i, unit := 0, int64(1<<10)
	for ; n/unit >= 1<<10 && i+1 < len(units); i++ {
		unit <<= 10
	}
	tenths := n % unit * 10 / unit
	if up && n%unit*10%unit > 0 {
		tenths++
	}
	whole := n/unit + tenths/10
	if whole == 1<<10 && i+1 < len(units) {
		return "1 " + units[i+1]
	}
	return strings.TrimSuffix(fmt.Sprintf("%s.%d", number(whole), tenths%10), ".0") + " " + units[i]
}

// atMost is a duration in whole minutes, or in whole hours if it is longer than one.
func atMost(d time.Duration) string {
	if d > time.Hour {
		return several(int64((d+time.Hour-1)/time.Hour), "hour", "hours")
	}
	return several(int64((d+time.Minute-1)/time.Minute), "minute", "minutes")
}

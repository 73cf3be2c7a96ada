package widget

import "github.com/einkpdf/platform/einkpdf/calendar"

// Text is text with tokens: "Week {week.number} of {year}". See docs/format.md
// for the syntax.
type Text string

// Cond is a condition over the same names: "month.number <= 6 and not last".
type Cond string

// maxText bounds texts and conditions in characters: tables and explanations may
// be long.
const maxText = 10_000

// MaxLength is how many characters a text may have in a project.
func (Text) MaxLength() int { return maxText }

// MaxLength is how many characters a condition may have in a project.
func (Cond) MaxLength() int { return maxText }

// Target is the destination of a link: a page key or the name of an anchor,
// with tokens, or a page by its place: "@next", "@previous", "@first", "@last",
// "@12". A trailing "?" leaves the link out where there is no such place;
// without it a missing place is an error.
type Target string

// Date is a day with tokens: "2026-03-01" or "{date}".
type Date string

// Span is a day, week, month, quarter or year with tokens: "{month}", "2026-W09",
// "2026-03", "2026-Q1" or "2026".
type Span string

// Clock is a time of day, "07:00" to "24:00", in minutes after midnight plus
// one, so that the zero value means "not given".
type Clock int

// Minutes is the time in minutes after midnight; def is used when it is not given.
func (c Clock) Minutes(def int) int {
	if c == 0 {
		return def
	}
	return int(c) - 1
}

// At is the Clock of an hour and a minute.
func At(hour, minute int) Clock { return Clock(hour*60 + minute + 1) }

// UnmarshalText reads "7:00" to "24:00".
func (c *Clock) UnmarshalText(b []byte) error {
	h, m, ok := cutNumbers(string(b), ':')
	if !ok || h > 24 || m > 59 || h*60+m > 24*60 {
		return formatError(string(b), "a time of day", `write hours and minutes in quotes: "07:00"`)
	}
	*c = At(h, m)
	return nil
}

// MarshalText writes "07:00".
func (c Clock) MarshalText() ([]byte, error) {
	m := c.Minutes(0)
	return []byte{'0' + byte(m/600), '0' + byte(m/60%10), ':', '0' + byte(m%60/10), '0' + byte(m%10)}, nil
}

// JSONSchema describes the text form.
func (Clock) JSONSchema() map[string]any {
	return map[string]any{"type": "string", "pattern": `^([01]?[0-9]|2[0-4]):[0-5][0-9]$`}
}

// Minutes is a length of time in whole minutes: "30m", "1h" or "1h30m".
type Minutes int

// UnmarshalText reads "30m", "2h" or "1h30m".
func (d *Minutes) UnmarshalText(b []byte) error {
	total, n, digits := 0, 0, 0
	unit := byte(0) // the last one: hours come before minutes
	for _, ch := range b {
		switch {
		case ch >= '0' && ch <= '9' && digits < 4:
			n, digits = n*10+int(ch-'0'), digits+1
			continue
		case ch == 'h' && digits > 0 && unit == 0:
			total += n * 60
		case ch == 'm' && digits > 0 && unit != 'm':
			total += n
		default:
			return formatError(string(b), "a length of time", "write minutes or hours: 30m or 1h")
		}
		n, digits, unit = 0, 0, ch
	}
	if digits > 0 || total == 0 || total > 24*60 {
		return formatError(string(b), "a length of time", "write minutes or hours up to a day: 30m or 1h")
	}
	*d = Minutes(total)
	return nil
}

// MarshalText writes minutes.
func (d Minutes) MarshalText() ([]byte, error) { return appendInt(nil, int(d), "m"), nil }

// JSONSchema describes the text form.
func (Minutes) JSONSchema() map[string]any {
	return map[string]any{"type": "string", "pattern": `^([0-9]{1,4}h)?([0-9]{1,4}m)?$`, "minLength": 2}
}

// Weekday is a day of the week as a project writes it: mon, tue … sun.
type Weekday = calendar.Weekday

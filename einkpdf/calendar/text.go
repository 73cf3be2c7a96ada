package calendar

// textError says that a text is not what a project's field holds, and how to
// mend it.
type textError struct{ message, hint string }

// Error is the message, without the hint.
func (e *textError) Error() string { return e.message }

// Hint says what to write instead.
func (e *textError) Hint() string { return e.hint }

// MarshalText writes the form of String.
func (d Date) MarshalText() ([]byte, error) { return d.AppendTo(nil), nil }

// UnmarshalText reads what MarshalText writes: a date as [Parse] takes it, or
// nothing for the zero Date. The error has a Hint method; d is unchanged after one.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	v, err := Parse(string(text))
	if err != nil {
		if looksLikeDate(text) {
			return &textError{"there is no date " + string(text), "months are 01 to 12, and days go up to the length of the month"}
		}
		return &textError{quote(string(text)) + " is not a date", "write it as YYYY-MM-DD, such as 2026-03-01"}
	}
	*d = v
	return nil
}

// Expected says what a Date is read from.
func (Date) Expected() string { return "a date such as 2026-03-01" }

// JSONSchema describes the text form.
func (Date) JSONSchema() map[string]any {
	return map[string]any{"type": "string", "pattern": `^([0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01]))?$`}
}

func looksLikeDate(text []byte) bool {
	if len(text) != 10 || text[4] != '-' || text[7] != '-' {
		return false
	}
	for i, b := range text {
		if i != 4 && i != 7 && (b < '0' || b > '9') {
			return false
		}
	}
	return true
}

// MarshalText writes the form of String.
func (w Weekday) MarshalText() ([]byte, error) { return []byte(w.String()), nil }

// UnmarshalText reads what MarshalText writes: mon, tue, wed, thu, fri, sat or
// sun. The error has a Hint method; w is unchanged after one.
func (w *Weekday) UnmarshalText(text []byte) error {
	for day := Monday; day <= Sunday; day++ {
		if string(text) == day.String() {
			*w = day
			return nil
		}
	}
	hint := "write mon, tue, wed, thu, fri, sat or sun"
	if day, err := ParseWeekday(string(text)); err == nil {
		hint = "write " + day.String()
	}
	return &textError{quote(string(text)) + " is not a weekday", hint}
}

// Expected says what a Weekday is read from.
func (Weekday) Expected() string { return "a weekday such as mon" }

// JSONSchema describes the text form.
func (Weekday) JSONSchema() map[string]any {
	return map[string]any{"enum": []any{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}}
}

package ratelimit

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// unit is one of the texts of rates.
type unit struct {
	name string
	span time.Duration
}

func units() []unit {
	return []unit{{"day", 24 * time.Hour}, {"h", time.Hour}, {"min", time.Minute}, {"s", time.Second}}
}

// With returns a copy in which the policy of this name has the rate that text says, as configuration has it:
//
//	10/min             ten in a minute, all of them at once if one likes
//	10/min burst 20    ten in a minute, and up to twenty after two minutes' pause
//	1/5s               units are s, min, h, day, with a whole number before them or none
//	off                no limit
//
// What else the policy says stays; "off" keeps the rate, too. An error, which is ErrInvalid, says what is wrong with the text, or which names there are.
func (p Policies) With(name, text string) (Policies, error) {
	i := slices.IndexFunc(p, func(one Policy) bool { return one.Name == name })
	if i < 0 {
		return nil, fmt.Errorf("%w: there is no policy %.64q; there are: %s", ErrInvalid, name, p.names())
	}
	one := p[i]
	if one.Off = text == "off"; !one.Off {
		var err error
		if one.Rate, one.Per, one.Burst, err = parseRate(text); err != nil {
			return nil, one.invalid("%.64q: %v", text, err)
		}
	}
	if err := one.Check(); err != nil {
		return nil, err
	}
	all := slices.Clone(p)
	all[i] = one
	return all, nil
}

// String is the rate as With reads it. A Per that is no whole number of seconds, which With does not read, is in seconds: "10/1.5s".
func (p Policy) String() string {
	if p.Off {
		return "off"
	}
	text := strconv.Itoa(p.Rate) + "/" + spanText(p.Per)
	if p.Burst != 0 && p.Burst != p.Rate {
		text += " burst " + strconv.Itoa(p.Burst)
	}
	return text
}

func spanText(d time.Duration) string {
	for _, u := range units() {
		switch {
		case d == u.span:
			return u.name
		case d%u.span == 0:
			return strconv.FormatInt(int64(d/u.span), 10) + u.name
		}
	}
	return strconv.FormatFloat(d.Seconds(), 'f', -1, 64) + "s"
}

// parseRate reads "10/min burst 20". burst is 0 if it is not said. Numbers fit their fields; Check knows their ranges.
func parseRate(text string) (rate int, per time.Duration, burst int, err error) {
	before, after, found := strings.Cut(text, "/")
	if !found {
		return 0, 0, 0, errors.New(`a rate is like 10/min, 10/min burst 20 or 1/5s, or it is "off"`)
	}
	if rate, err = parseNumber(before); err != nil {
		return 0, 0, 0, fmt.Errorf("before the slash: %w", err)
	}
	span, number, found := strings.Cut(after, " burst ")
	if found {
		if burst, err = parseNumber(number); err != nil {
			return 0, 0, 0, fmt.Errorf("after burst: %w", err)
		}
	}
	if per, err = parseSpan(span); err != nil {
		return 0, 0, 0, fmt.Errorf("after the slash: %w", err)
	}
	return rate, per, burst, nil
}

func parseSpan(text string) (time.Duration, error) {
	name := strings.TrimLeft(text, "0123456789")
	i := slices.IndexFunc(units(), func(u unit) bool { return u.name == name })
	if i < 0 {
		return 0, errors.New("a time is s, min, h or day, with a whole number before it or none, and no spaces")
	}
	n := 1
	if digits := strings.TrimSuffix(text, name); digits != "" {
		var err error
		if n, err = parseNumber(digits); err != nil {
			return 0, err
		}
	}
	span := units()[i].span
	if time.Duration(n) > maxPer/span {
		return 0, errors.New("31 days at most")
	}
	return time.Duration(n) * span, nil
}

// parseNumber reads digits, no sign and no zeros before them.
func parseNumber(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > maxPerSeconds || strconv.Itoa(n) != text {
		return 0, fmt.Errorf("a number is 1 to %d, in digits alone", maxPerSeconds)
	}
	return n, nil
}

// maxPerSeconds bounds all numbers: the largest is that of seconds before the unit.
const maxPerSeconds = int(maxPer / time.Second)

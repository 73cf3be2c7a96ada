package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// source is CLDR in JSON.
type source struct {
	dir    string
	likely map[string]string // tag to the likely tag in full
	weeks  weekData
}

type weekData struct {
	MinDays, FirstDay, WeekendStart, WeekendEnd map[string]string
}

// table is what package locale wants to know about a locale.
type table struct {
	tag, region      string
	months, quarters [2][3]string
	weekdays         [2][4]string
	forms            []form
}

// form is a pattern and the constant of package locale for it.
type form struct{ constant, pattern string }

// names are the names of a kind by context (format, stand-alone), width and key.
type names map[string]map[string]map[string]string

func open(dir string) (*source, error) {
	s := &source{dir: dir}
	var likely struct {
		Supplemental struct{ LikelySubtags map[string]string }
	}
	if err := s.read("cldr-core/supplemental/likelySubtags.json", &likely); err != nil {
		return nil, err
	}
	s.likely = likely.Supplemental.LikelySubtags
	var weeks struct{ Supplemental struct{ WeekData weekData } }
	if err := s.read("cldr-core/supplemental/weekData.json", &weeks); err != nil {
		return nil, err
	}
	s.weeks = weeks.Supplemental.WeekData
	return s, nil
}

func (s *source) read(name string, into any) error {
	b, err := os.ReadFile(filepath.Join(s.dir, filepath.FromSlash(name)))
	if err != nil {
		return err
	}
	return json.Unmarshal(b, into)
}

// table reads the data of the locale from for the locale tag.
func (s *source) table(tag, from string) (table, error) {
	var cal struct {
		Main map[string]struct {
			Dates struct {
				Calendars struct {
					Gregorian struct {
						Months, Days, Quarters names
						DateFormats            map[string]string
						DateTimeFormats        struct {
							AvailableFormats map[string]string
						}
					}
				}
			}
		}
	}
	if err := s.read("cldr-dates-full/main/"+from+"/ca-gregorian.json", &cal); err != nil {
		return table{}, err
	}
	var fields struct {
		Main map[string]struct {
			Dates struct {
				Fields struct{ Week struct{ DisplayName string } }
			}
		}
	}
	if err := s.read("cldr-dates-full/main/"+from+"/dateFields.json", &fields); err != nil {
		return table{}, err
	}
	g := cal.Main[from].Dates.Calendars.Gregorian
	t := table{tag: tag}
	var err error
	if t.region, err = s.region(tag); err != nil {
		return t, err
	}
	for i, context := range []string{"format", "stand-alone"} {
		for j, width := range []string{"wide", "abbreviated", "narrow", "short"} {
			if t.weekdays[i][j], err = list(g.Days[context][width], "mon tue wed thu fri sat sun"); err != nil {
				return t, err
			}
			if width == "short" {
				continue
			}
			if t.months[i][j], err = list(g.Months[context][width], "1 2 3 4 5 6 7 8 9 10 11 12"); err != nil {
				return t, err
			}
			if t.quarters[i][j], err = list(g.Quarters[context][width], "1 2 3 4"); err != nil {
				return t, err
			}
		}
	}
	available := g.DateTimeFormats.AvailableFormats
	t.forms = []form{
		{"formFull", g.DateFormats["full"]},
		{"formLong", g.DateFormats["long"]},
		{"formMedium", g.DateFormats["medium"]},
		{"formShort", g.DateFormats["short"]},
		{"formMonthYear", available["yMMMM"]},
		{"formShortMonthYear", available["yMMM"]},
		{"formDayMonth", available["MMMMd"]},
		{"formShortDayMonth", available["MMMd"]},
		{"formWeekdayDayMonth", weekdayDayMonth(available)},
		{"formShortWeekdayDayMonth", available["MMMEd"]},
		{"formQuarterYear", available["yQQQ"]},
		{"formYear", available["y"]},
		{"formDay", available["d"]},
		{"formWeek", week(tag, fields.Main[from].Dates.Fields.Week.DisplayName, available["yw-count-other"])},
	}
	for _, f := range t.forms {
		if f.pattern == "" {
			return t, fmt.Errorf("no pattern for %s", f.constant)
		}
	}
	return t, nil
}

// region is the region of a tag, or the likely one of its language.
func (s *source) region(tag string) (string, error) {
	isRegion := func(p string) bool { // two capitals or three digits
		return len(p) == 2 && strings.ToUpper(p) == p || len(p) == 3 && p[0] <= '9'
	}
	parts := strings.Split(tag, "-")
	if i := slices.IndexFunc(parts, isRegion); i > 0 {
		return parts[i], nil
	}
	for _, key := range []string{tag, parts[0]} {
		full := strings.Split(s.likely[key], "-")
		if i := slices.IndexFunc(full, isRegion); i > 0 {
			return full[i], nil
		}
	}
	return "", fmt.Errorf("no region for %s", tag)
}

// list is the values of keys, separated by '|'.
func list(m map[string]string, keys string) (string, error) {
	var out []string
	for key := range strings.FieldsSeq(keys) {
		name := m[key]
		if name == "" || strings.Contains(name, "|") {
			return "", fmt.Errorf("name %q of %s, of %v", name, key, slices.Sorted(maps.Keys(m)))
		}
		out = append(out, name)
	}
	return strings.Join(out, "|"), nil
}

var (
	monthField   = regexp.MustCompile(`M{3,}`)
	aloneField   = regexp.MustCompile(`L{3,}`)
	weekdayField = regexp.MustCompile(`E+`)
	weekdayAlone = regexp.MustCompile(`c+`)
)

// weekdayDayMonth is the pattern of the skeleton MMMMEEEEd. Where CLDR has none,
// it is the nearest one with its fields widened, as UTS 35 says under "Missing
// Skeleton Fields".
func weekdayDayMonth(available map[string]string) string {
	for _, skeleton := range []string{"MMMMEEEEd", "MMMEEEEd", "MMMMEd", "MMMEd"} {
		pattern := available[skeleton]
		if pattern == "" {
			continue
		}
		return outsideQuotes(pattern, func(s string) string {
			s = monthField.ReplaceAllString(s, "MMMM")
			s = aloneField.ReplaceAllString(s, "LLLL")
			s = weekdayField.ReplaceAllString(s, "EEEE")
			return weekdayAlone.ReplaceAllString(s, "cccc")
		})
	}
	return ""
}

// outsideQuotes applies f to the parts of a pattern that are not in quotes.
func outsideQuotes(pattern string, f func(string) string) string {
	parts := strings.Split(pattern, "'")
	for i := 0; i < len(parts); i += 2 {
		parts[i] = f(parts[i])
	}
	return strings.Join(parts, "'")
}

// week is the pattern of a week's label. CLDR has the word for week and the
// pattern of a week with its year; in Chinese, Japanese and Korean the label is
// the latter without the year, elsewhere the word and the number in the order
// of the language. A word that comes first has its first letter capitalised.
func week(tag, name, weekOfYear string) string {
	language, _, _ := strings.Cut(tag, "-")
	switch language {
	case "ja", "zh", "ko":
		if i := strings.IndexRune(weekOfYear, '第'); i >= 0 {
			return weekOfYear[i:]
		}
		return weekOfYear[strings.IndexByte(weekOfYear, 'w'):]
	case "cs", "et", "hr", "hu", "lv", "sk", "sl", "tr":
		return "w. " + quote(name)
	case "lt":
		return "w " + quote(name)
	}
	first, n := utf8.DecodeRuneInString(name)
	return quote(string(unicode.ToTitle(first))+name[n:]) + " w"
}

func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

package main

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

func writeTables(w *bytes.Buffer, tables []table) {
	fmt.Fprintf(w, "// defaultTable is the index of en-US.\nconst defaultTable = %d\n\n",
		slices.IndexFunc(tables, func(t table) bool { return t.tag == "en-US" }))
	fmt.Fprintf(w, "// tables are in the order of their tags. They are never changed.\nvar tables = [...]table{\n")
	for _, t := range tables {
		fmt.Fprintf(w, "{\ntag: %s, region: %s,\n", strconv.Quote(t.tag), strconv.Quote(t.region))
		fmt.Fprintf(w, "months: [2][3]string{\n%s,\n%s,\n},\n", widths(t.months[0][:]), widths(t.months[1][:]))
		fmt.Fprintf(w, "weekdays: [2][4]string{\n%s,\n%s,\n},\n", widths(t.weekdays[0][:]), widths(t.weekdays[1][:]))
		fmt.Fprintf(w, "quarters: [2][3]string{\n%s,\n%s,\n},\n", widths(t.quarters[0][:]), widths(t.quarters[1][:]))
		fmt.Fprintf(w, "forms: [formCount]string{\n")
		for _, f := range t.forms {
			fmt.Fprintf(w, "%s: %s,\n", f.constant, strconv.Quote(f.pattern))
		}
		fmt.Fprintf(w, "},\n},\n")
	}
	fmt.Fprintf(w, "}\n")
}

func widths(names []string) string {
	var b strings.Builder
	b.WriteString("{\n")
	for _, n := range names {
		b.WriteString(strconv.Quote(n) + ",\n")
	}
	b.WriteString("}")
	return b.String()
}

func writeWeeks(w *bytes.Buffer, weeks weekData) {
	fmt.Fprintf(w, "import %q\n\n", "github.com/einkpdf/platform/einkpdf/calendar")
	writeSwitch(w, "// firstDay is the day that weeks begin on in a region.\n"+
		"func firstDay(region string) calendar.Weekday", weeks.FirstDay, weekday)
	writeSwitch(w, "// minDays is the least number of days of a year's first week in a region.\n"+
		"func minDays(region string) int", weeks.MinDays, func(s string) string { return s })

	both := map[string]string{}
	for region := range merge(weeks.WeekendStart, weeks.WeekendEnd) {
		both[region] = or(weeks.WeekendStart, region) + " " + or(weeks.WeekendEnd, region)
	}
	writeSwitch(w, "// weekend is the first and the last day of the weekend in a region.\n"+
		"func weekend(region string) (first, last calendar.Weekday)", both, func(s string) string {
		first, last, _ := strings.Cut(s, " ")
		return weekday(first) + ", " + weekday(last)
	})
}

func or(m map[string]string, region string) string {
	if v, ok := m[region]; ok {
		return v
	}
	return m["001"]
}

func merge(a, b map[string]string) map[string]string {
	c := maps.Clone(a)
	maps.Copy(c, b)
	return c
}

// writeSwitch writes a function from a region to a value; 001, the world, is
// the default. Variants, such as GB-alt-variant, are left out.
func writeSwitch(w *bytes.Buffer, head string, values map[string]string, expr func(string) string) {
	world := values["001"]
	regions := map[string][]string{} // by value
	for _, region := range slices.Sorted(maps.Keys(values)) {
		if v := values[region]; len(region) == 2 && v != world {
			regions[v] = append(regions[v], strconv.Quote(region))
		}
	}
	fmt.Fprintf(w, "%s {\nswitch region {\n", head)
	for _, v := range slices.Sorted(maps.Keys(regions)) {
		lines := slices.Collect(slices.Chunk(regions[v], 14))
		fmt.Fprintf(w, "case ")
		for i, line := range lines {
			if i > 0 {
				fmt.Fprintf(w, ",\n")
			}
			fmt.Fprintf(w, "%s", strings.Join(line, ", "))
		}
		fmt.Fprintf(w, ":\nreturn %s\n", expr(v))
	}
	fmt.Fprintf(w, "}\nreturn %s\n}\n\n", expr(world))
}

func weekday(short string) string {
	days := map[string]string{"mon": "Monday", "tue": "Tuesday", "wed": "Wednesday", "thu": "Thursday",
		"fri": "Friday", "sat": "Saturday", "sun": "Sunday"}
	return "calendar." + days[short]
}

package main

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// checkGroup is a finding with the reports that have it, as their indices. Of
// several it is the worst one.
type checkGroup struct {
	einkpdf.CheckFinding
	in []int
}

// group makes one of findings that differ between devices in their figures only.
func group(reports []*einkpdf.CheckReport) []*checkGroup {
	type id struct {
		code, pointer, message string
		line, col, nth         int
	}
	known := map[id]*checkGroup{}
	var groups []*checkGroup
	for i, r := range reports {
		same := map[id]int{}
		for _, f := range r.Findings {
			key := id{code: f.Code, pointer: f.Pointer, line: f.Line, col: f.Col}
			if f.Line == 0 && f.Pointer == "" {
				key.message = f.Message // nothing else tells it from others
			}
			same[key]++ // one report may have several, such as two keys that one map lacks
			key.nth = same[key]
			g := known[key]
			if g == nil {
				g = &checkGroup{CheckFinding: f}
				known[key] = g
				groups = append(groups, g)
			} else if worse(f, g.CheckFinding) {
				g.CheckFinding = f
			}
			if n := len(g.in); n == 0 || g.in[n-1] != i {
				g.in = append(g.in, i)
			}
		}
	}
	slices.SortStableFunc(groups, func(a, b *checkGroup) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
	})
	return groups
}

// dropUsed removes findings about entries of checks that one device has no use
// for, but another one has.
func dropUsed(reports []*einkpdf.CheckReport) {
	used := map[string]bool{}
	for _, r := range reports {
		for _, f := range r.Ignored {
			used[f.IgnoredBy] = true
		}
	}
	for _, r := range reports {
		r.Findings = slices.DeleteFunc(r.Findings, func(f einkpdf.CheckFinding) bool { return f.Code == "unused-ignore" && used[f.Pointer] })
	}
}

// worse says whether a finding is further from what it should be than another
// one of the same code.
func worse(a, b einkpdf.CheckFinding) bool {
	if (a.Severity == widget.Failure) != (b.Severity == widget.Failure) {
		return a.Severity == widget.Failure
	}
	return math.Abs(a.Measured-a.Required) > math.Abs(b.Measured-b.Required)
}

// printGroups prints findings for people.
func printGroups(w io.Writer, name string, groups []*checkGroup, reports []*einkpdf.CheckReport) error {
	b := bufio.NewWriter(w)
	for _, g := range groups {
		place := name
		if g.Line > 0 {
			place = fmt.Sprintf("%s:%d:%d", name, g.Line, g.Col)
		}
		message := g.Message
		if g.Page != "" {
			message = "page " + g.Page + ": " + message
		}
		fmt.Fprintf(b, "%s: %s: %s (%s)\n", place, g.Severity, message, extent(g))
		if g.Hint != "" {
			fmt.Fprintf(b, "\thint: %s\n", g.Hint)
		}
		if len(reports) > 1 {
			fmt.Fprintf(b, "\t%s\n", where(g.in, reports))
		}
	}
	if len(reports) > 1 {
		table(b, reports)
	}
	fmt.Fprintln(b, total(name, groups, reports))
	return b.Flush()
}

// extent is the code of a finding, and how many pages and places have it.
func extent(g *checkGroup) string {
	switch {
	case g.Places <= 1:
		return g.Code
	case g.Places == g.Pages:
		return fmt.Sprintf("%s; %d pages", g.Code, g.Pages)
	}
	return fmt.Sprintf("%s; %d places on %s", g.Code, g.Places, plural(g.Pages, "page", "pages"))
}

// where names the devices that have a finding.
func where(in []int, reports []*einkpdf.CheckReport) string {
	if len(in) == len(reports) {
		return "on all devices"
	}
	names := devicesOf(in, reports)
	return fmt.Sprintf("on %s: %s", plural(len(names), "device", "devices"), strings.Join(names, ", "))
}

// devicesOf are the devices of some of the reports, with the hand where only one
// of both is among them.
func devicesOf(in []int, reports []*einkpdf.CheckReport) []string {
	all, some := map[string]int{}, map[string]int{}
	for _, r := range reports {
		all[r.Device]++
	}
	for _, i := range in {
		some[reports[i].Device]++
	}
	var names []string
	for _, i := range in {
		r := reports[i]
		switch name := r.Device; {
		case some[name] < all[name]:
			names = append(names, name+" ("+r.Hand+" hand)")
		case !slices.Contains(names, name):
			names = append(names, name)
		}
	}
	return names
}

// table lists the devices by what there is to find on them, the worst ones first.
func table(w io.Writer, reports []*einkpdf.CheckReport) {
	byCounts := map[tally][]int{}
	for i, r := range reports {
		c := tally{r.Count(widget.Failure), r.Count(widget.Warning), r.Count(widget.Notice)}
		byCounts[c] = append(byCounts[c], i)
	}
	rows := slices.SortedFunc(maps.Keys(byCounts), func(a, b tally) int {
		return -cmp.Or(cmp.Compare(a.errors, b.errors), cmp.Compare(a.warnings, b.warnings), cmp.Compare(a.notices, b.notices))
	})
	if len(rows) == 1 {
		return // all are alike
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "\nERRORS\tWARNINGS\tNOTICES\tDEVICES")
	for _, c := range rows {
		names := devicesOf(byCounts[c], reports)
		list := strings.Join(names, ", ")
		if c == (tally{}) && len(names) > 3 {
			list = fmt.Sprintf("the other %d", len(names))
		}
		fmt.Fprintf(t, "%d\t%d\t%d\t%s\n", c.errors, c.warnings, c.notices, list)
	}
	t.Flush() //nolint:errcheck // the writer below keeps the error
	fmt.Fprintln(w)
}

// tally is how many findings there are of each severity.
type tally struct{ errors, warnings, notices int }

func (c *tally) add(s widget.Severity) {
	switch s {
	case widget.Failure:
		c.errors++
	case widget.Warning:
		c.warnings++
	default:
		c.notices++
	}
}

// String is as in "1 error, 2 warnings", or "ok".
func (c tally) String() string {
	var parts []string
	for _, p := range []struct {
		n         int
		one, many string
	}{{c.errors, "error", "errors"}, {c.warnings, "warning", "warnings"}, {c.notices, "notice", "notices"}} {
		if p.n > 0 {
			parts = append(parts, plural(p.n, p.one, p.many))
		}
	}
	if parts == nil {
		return "ok"
	}
	return strings.Join(parts, ", ")
}

// total is the last line.
func total(name string, groups []*checkGroup, reports []*einkpdf.CheckReport) string {
	var all tally
	for _, g := range groups {
		all.add(g.Severity)
	}
	s := name + ": " + all.String()
	ignored, more := 0, 0
	devices := map[string]bool{}
	for _, r := range reports {
		ignored, more = max(ignored, len(r.Ignored)), max(more, r.More)
		devices[r.Device] = true
	}
	if more > 0 {
		s += fmt.Sprintf(", and at least %d more", more)
	}
	if ignored > 0 {
		s += fmt.Sprintf("; %d ignored", ignored)
	}
	r := reports[0]
	switch {
	case len(devices) > 1:
		s += fmt.Sprintf(" (%s)", plural(len(devices), "device", "devices"))
	case len(reports) > 1:
		s += fmt.Sprintf(" (%s, both hands)", r.Device)
	case r.Pages > 0:
		s += fmt.Sprintf(" (%s for %s, %s, %s hand)", plural(r.Pages, "page", "pages"), r.Device, r.Orientation, r.Hand)
	}
	return s
}

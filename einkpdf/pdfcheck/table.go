package pdfcheck

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// WriteLinks writes the table of the internal links, a line each, of values
// separated by tabs: page, x, y, width, height, target page, view. Lengths are in
// points from the top left, with two decimals. A link that leads nowhere has 0 as
// target and the reason in place of the view. An error is that of w.
func WriteLinks(w io.Writer, links []Link) error {
	b := bufio.NewWriter(w)
	for _, l := range links {
		if !l.Internal() {
			continue
		}
		view := l.View
		if l.Target == 0 {
			view = l.Problem
		}
		view = strings.Map(func(r rune) rune {
			if r < ' ' {
				return ' '
			}
			return r
		}, view)
		fmt.Fprintf(b, "%d\t%.2f\t%.2f\t%.2f\t%.2f\t%d\t%s\n", l.Page, cents(l.X), cents(l.Y), cents(l.W), cents(l.H), l.Target, view) //nolint:errcheck // Flush has it
	}
	return b.Flush()
}

// cents rounds to two decimals and has no negative zero.
func cents(v float64) float64 {
	if v = math.Round(v*100) / 100; v == 0 {
		return 0
	}
	return v
}

// ReadLinks reads what [WriteLinks] has written, at most a million lines. An error
// names the line.
func ReadLinks(r io.Reader) ([]Link, error) {
	var links []Link
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		if len(links) == maxLinks {
			return nil, fmt.Errorf("pdfcheck: link table: more than %d lines", maxLinks)
		}
		l, err := parseLink(lines.Text())
		if err != nil {
			return nil, fmt.Errorf("pdfcheck: link table: line %d: %w", len(links)+1, err)
		}
		links = append(links, l)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("pdfcheck: link table: line %d: %w", len(links)+1, err)
	}
	return links, nil
}

// parseLink reads a line of the table.
func parseLink(line string) (Link, error) {
	const columns = 7
	cells := strings.SplitN(line, "\t", columns)
	if len(cells) != columns {
		return Link{}, fmt.Errorf("%d columns instead of %d", len(cells), columns)
	}
	var l Link
	for i, to := range map[int]*int{0: &l.Page, 5: &l.Target} {
		n, err := strconv.Atoi(cells[i])
		if err != nil || n < 0 || i == 0 && n == 0 {
			return Link{}, fmt.Errorf("%q in column %d is no page number", cells[i], i+1)
		}
		*to = n
	}
	for i, to := range [4]*float64{&l.X, &l.Y, &l.W, &l.H} {
		v, err := strconv.ParseFloat(cells[i+1], 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
			return Link{}, fmt.Errorf("%q in column %d is no length in points", cells[i+1], i+2)
		}
		*to = v
	}
	if l.View = strings.TrimSuffix(cells[6], "\r"); l.Target == 0 {
		l.View, l.Problem = "", l.View
	}
	return l, nil
}

package main

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// write says all that was measured, and whether the noise leaves room to say that a factor is below most. Of fewer times than a p99 needs there is "-".
func (f *found) write(out io.Writer, most float64) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "20 users\t\ttimes\tmedian ms\tp99 ms\tp99 / alone\tlongest ms")
	for part, name := range names {
		h := f.all(part)
		for _, k := range []kind{everything, read, save, create, render} {
			t := h.of(k)
			p99, factor := "-", ""
			if d, ok := t.p99(); ok {
				p99 = inMs(d)
			}
			if part != alone {
				factor = orDash(f.factor(part, k))
			}
			fmt.Fprintf(table, "%s\t%s\t%d\t%s\t%s\t%s\t%s\n", name, k, len(t), inMs(t.at(0.5)), p99, factor, inMs(t.at(1)))
			name = ""
		}
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(out)
	for _, part := range []int{usual, hardest} {
		got, by := f.reaped[part], f.factors(part)
		fmt.Fprintf(out, "%s: the others' p99 is %s times what it is alone", names[part], orDash(f.factor(part, everything)))
		fmt.Fprintf(out, ", without the first round %s times", orDash(f.later(part)))
		fmt.Fprintf(out, "; the median of the rounds' p99 %s times; round by round %s\n", orDash(f.middle(part)), spread(by))
		fmt.Fprintf(out, "%s: asked %.0f times a second, %d passed, %d refused, %d failed, told to wait %s at most, %d refused after that\n",
			names[part], got.rate(), got.Passed, got.Refused, got.Failed, got.Longest, got.Late)
	}
	p99s, unsure := f.p99s(alone), ""
	if most > 0 && f.noisy(most) {
		unsure = ": too much to judge by, either way"
	}
	fmt.Fprintf(out, "noise: alone, p99 is %s to %s ms in a round, in the median %s; that of every second pair of rounds is %s times that of the others%s\n",
		inMs(p99s.at(0)), inMs(p99s.at(1)), inMs(p99s.at(0.5)), orDash(f.noise()), unsure)
	o := f.obeyed
	_, err := fmt.Fprintf(out, "those who obey: asked %d times, %d passed, waited %d times, refused after that %d times\n", o.asked, o.passed, o.waited, o.refused)
	return err
}

// spread is where factors lie.
func spread(by []float64) string {
	if len(by) == 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f to %.2f, half of them %.2f to %.2f", quantile(by, 0), quantile(by, 1), quantile(by, 0.25), quantile(by, 0.75))
}

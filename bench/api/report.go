package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"runtime"
	"slices"
	"text/tabwriter"
)

// write says all that was measured. Of fewer times than a p99 needs there is "-".
func (f *found) write(out io.Writer, o options) error {
	fmt.Fprintf(out, "%d clients, %s of each part, %s/%s, %d CPUs, %s\n\n", o.clients, o.time, runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version())
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "part\t\ttimes\tmedian ms\tp99 ms\tlongest ms")
	for i := range f.parts {
		h, name := &f.parts[i].heard, names[i]
		rows := append([]times{h.reads()}, h.took[:]...)
		for j, t := range rows {
			what := "all reads"
			if j > 0 {
				what = kind(j - 1).String()
			}
			p99 := "-"
			if d, ok := t.p99(); ok {
				p99 = inMs(d)
			}
			fmt.Fprintf(table, "%s\t%s\t%d\t%s\t%s\t%s\n", name, what, len(t), inMs(t.at(0.5)), p99, inMs(t.at(1)))
			name = ""
		}
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(out, "\nthe disk keeps a block for good in %s ms, p99 %s\n", inMs(f.syncs.at(0.5)), inMs(f.syncs.at(0.99)))
	for i := range f.parts {
		p := &f.parts[i]
		fmt.Fprintf(out, "%s: %.0f planners made, %.0f writes to the database, which took %.1f ms each and waited %.1f ms for their turn",
			names[i], p.did.planners, p.did.writes, 1e3*p.did.held/max(p.did.writes, 1), 1e3*p.did.waited/max(p.did.writes, 1))
		if p.busy >= 0 {
			fmt.Fprintf(out, ", processors busy for %.0f %% of the time", 100*p.busy)
		}
		fmt.Fprintf(out, ", answered otherwise: %s\n", listed(p.heard.other))
	}
	for _, i := range []int{previews, logins} {
		f.rushes[i].usual.write(out, fmt.Sprintf("%s, %d at once", names[i], o.clients))
		f.rushes[i].flood.write(out, fmt.Sprintf("%s, %d at once", names[i], 4*o.clients))
	}
	_, err := fmt.Fprintf(out, "memory of the server in MiB: idle without data %s, after the last part %s, idle with data %s\n",
		inMiB(f.memory.empty), inMiB(f.memory.after), inMiB(f.memory.used))
	return err
}

func (b *burst) write(out io.Writer, name string) {
	fmt.Fprintf(out, "%s: %d asked, %d got it (median %.1f s), %d were told 503 (after %.1f s at most), answered otherwise: %s; longest %.1f s\n",
		name, b.asked, len(b.passed), b.passed.at(0.5).Seconds(), len(b.busy), b.busy.at(1).Seconds(), listed(b.other), b.longest.Seconds())
}

// listed are answers, and how often there were which.
func listed(answers map[string]int) (text string) {
	for _, what := range slices.Sorted(maps.Keys(answers)) {
		text += fmt.Sprintf(", %d × %s", answers[what], what)
	}
	if text == "" {
		return "none"
	}
	return text[2:]
}

// inMiB is "-" where it is not known.
func inMiB(bytes int64) string {
	if bytes == 0 {
		return "-"
	}
	return fmt.Sprintf("%.1f", float64(bytes)/(1<<20))
}

// broken says which promises do not hold. What depends on how fast the machine is, -short does not ask.
func (f *found) broken(o options) error {
	var errs []error
	for i := range f.parts {
		for what, n := range f.parts[i].heard.other {
			errs = append(errs, fmt.Errorf("%s: %d clients were answered otherwise: %s", names[i], n, what))
		}
		if i != quiet && f.parts[i].did.planners == 0 && !o.short {
			errs = append(errs, fmt.Errorf("%s: no planner was made", names[i]))
		}
	}
	for _, i := range []int{previews, logins} {
		r := &f.rushes[i]
		errs = append(errs, r.usual.broken(names[i], !o.short), r.flood.broken(names[i], !o.short))
		if len(r.flood.busy) == 0 && !o.short { // as many do wait in turn
			errs = append(errs, fmt.Errorf("%s: of %d at once nobody was told 503", names[i], r.flood.asked))
		}
	}
	if !o.short {
		errs = append(errs, f.slow(), f.large())
	}
	return errors.Join(errs...)
}

// slow says what took too long, and where that says nothing.
func (f *found) slow() error {
	var errs []error
	for _, i := range []int{renders, previews, logins} {
		p := &f.parts[i]
		for k, t := range p.heard.took {
			if kind(k) == createJob && i != renders {
				continue
			}
			switch p99, ok := t.p99(); {
			case !ok:
				errs = append(errs, fmt.Errorf("%s: fewer than %d times of %s say nothing of a p99: let -time be longer", names[i], fewest, kind(k)))
			case p99 >= mostP99:
				errs = append(errs, fmt.Errorf("%s: p99 of %s is %s ms", names[i], kind(k), inMs(p99)))
			}
		}
		if p.busy >= 0 && p.busy < leastBusy {
			errs = append(errs, fmt.Errorf("%s: the processors were busy for %.0f %% of the time alone: these times say nothing", names[i], 100*p.busy))
		}
	}
	return errors.Join(errs...)
}

// large says where an idle server takes too much memory.
func (f *found) large() error {
	var errs []error
	for what, bytes := range map[string]int64{"without data": f.memory.empty, "with data": f.memory.used} {
		if bytes >= mostMemory {
			errs = append(errs, fmt.Errorf("an idle server %s takes %s MiB", what, inMiB(bytes)))
		}
	}
	return errors.Join(errs...)
}

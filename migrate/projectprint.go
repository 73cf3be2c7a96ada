package migrate

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
)

// maxPrinted is how many strays, and notes of a project, the text has.
const maxPrinted = 20

// WriteText writes the report for people: a table of all projects but the unchanged
// ones, what is not imported, and the counts. Remarks of more than 200 characters are
// cut. With notes it has below that what is not as it was, once for what several projects
// have, and for each project whatever was cut. Names that are mail addresses are left out.
func (r *ProjectsReport) WriteText(w io.Writer, notes bool) error {
	var b strings.Builder
	if len(r.Projects) > r.Counts.Unchanged {
		r.writeTable(&b)
		b.WriteString("\n")
	}
	if notes {
		r.writeNotes(&b)
	}
	if len(r.Strays) > 0 {
		r.writeStrays(&b)
	}
	n := r.Counts
	say(&b, "%s: %s: %d new, %d unchanged, %d changed, %d deleted, %d without an owner, %d with images, %d invalid\n",
		visible(r.Source), count(len(r.Projects), "project"), n.New, n.Unchanged, n.Changed, n.Deleted, n.NoOwner, n.Images, n.Invalid)
	if n.New > 0 {
		say(&b, "of the new ones: %d published, %s\n", n.Published, count(n.Drafts, "draft"))
	}
	if r.Backup != "" {
		say(&b, "backup of what was here before: %s\n", visible(r.Backup))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (r *ProjectsReport) writeTable(w io.Writer) {
	var padded bytes.Buffer
	table := tabwriter.NewWriter(&padded, 0, 0, 2, ' ', 0)
	say(table, "STATUS\tID\tOWNER\tNAME\tPAGES\tREMARKS\n")
	for _, p := range r.Projects {
		if p.Status == Unchanged {
			continue
		}
		cells := []string{string(p.Status), hideAddress(p.ID), hideAddress(p.Owner), hideAddress(p.Name)}
		for i, c := range cells {
			cells[i] = short(visible(c))
		}
		pages := ""
		if p.Pages > 0 {
			pages = strconv.Itoa(p.Pages)
		}
		say(table, "%s\t%s\t%s\n", strings.Join(cells, "\t"), pages, short200(p.remarks()))
	}
	_ = table.Flush() // into memory, which cannot fail
	for line := range bytes.Lines(padded.Bytes()) {
		say(w, "%s\n", bytes.TrimRight(line, " \n"))
	}
}

// remarks is what there is to say about a project, in one line.
func (p ProjectResult) remarks() string {
	var all []string
	if p.Status == New && p.Slug != "" {
		all = append(all, "published as "+p.Slug)
	}
	if p.Status == New && p.Versions > 1 {
		all = append(all, count(p.Versions, "version"))
	}
	if p.Status == New && p.Images > 0 {
		all = append(all, count(p.Images, "image"))
	}
	if len(p.Differs) > 0 {
		all = append(all, "stays as it is here; differs: "+strings.Join(p.Differs, ", "))
	}
	all = append(all, p.Why...)
	if n := p.Conversion; n != nil {
		all = append(all, n.text())
	}
	for _, note := range p.Notes {
		if strings.HasPrefix(note, notPublished) {
			all = append(all, note)
		}
	}
	return visible(strings.Join(all, "; "))
}

// notPublished begins notes that are in the table, too.
const notPublished = "not published: "

// text is the counts that are not 0, but for what had no effect.
func (n ConversionCounts) text() string {
	var all []string
	for _, part := range []struct {
		n    int
		text string
	}{{n.Dropped, "left out"}, {n.Replaced, "replaced"}, {n.Changed, "changed"}} {
		if part.n > 0 {
			all = append(all, fmt.Sprintf("%d %s", part.n, part.text))
		}
	}
	if all == nil {
		return "as it was"
	}
	return strings.Join(all, ", ")
}

// writeNotes writes what is not as it was, and what the table has not as a whole:
// first what several projects have, then what is of one alone.
func (r *ProjectsReport) writeNotes(w io.Writer) {
	shared := r.writeShared(w)
	for _, p := range r.Projects {
		remarks := p.remarks()
		cut := p.Status != Unchanged && short200(remarks) != remarks
		if len(p.Notes)+p.MoreNotes == 0 && !cut {
			continue
		}
		say(w, "%s  %s\n", visible(short(hideAddress(p.ID))), visible(short(hideAddress(p.Name))))
		for _, why := range p.Why {
			if cut {
				say(w, "  %s\n", visible(why))
			}
		}
		above := 0
		var own []string
		for _, note := range p.Notes {
			if shared[note] {
				above++
				continue
			}
			own = append(own, note)
		}
		for _, note := range own[:min(len(own), maxPrinted)] {
			say(w, "  %s\n", visible(note))
		}
		if above > 0 {
			say(w, "  %d of those above\n", above)
		}
		if more := max(len(own)-maxPrinted, 0) + p.MoreNotes; more > 0 {
			say(w, "  and %d more\n", more)
		}
		say(w, "\n")
	}
}

// maxShared is how many notes of several projects the text has.
const maxShared = 100

// writeShared writes the notes that several projects have, those that most have first,
// and returns which these are.
func (r *ProjectsReport) writeShared(w io.Writer) map[string]bool {
	projects := map[string]int{} // by note
	for _, p := range r.Projects {
		for i, note := range p.Notes {
			if !slices.Contains(p.Notes[:i], note) {
				projects[note]++
			}
		}
	}
	var all []string
	for note, n := range projects {
		if n > 1 {
			all = append(all, note)
		}
	}
	slices.SortFunc(all, func(a, b string) int { return cmp.Or(projects[b]-projects[a], strings.Compare(a, b)) })
	all = all[:min(len(all), maxShared)]
	shared := map[string]bool{}
	if len(all) > 0 {
		say(w, "in several projects:\n")
	}
	for _, note := range all {
		shared[note] = true
		say(w, "  %s (%s)\n", visible(note), count(projects[note], "project"))
	}
	if len(all) > 0 {
		say(w, "\n")
	}
	return shared
}

// writeStrays writes what is not imported.
func (r *ProjectsReport) writeStrays(w io.Writer) {
	say(w, "not imported:\n")
	for _, s := range r.Strays[:min(len(r.Strays), maxPrinted)] {
		say(w, "  %s: %s\n", short200(visible(hideAddress(s.File))), visible(s.Why))
	}
	if more := max(len(r.Strays)-maxPrinted, 0) + r.MoreStrays; more > 0 {
		say(w, "  and %d more\n", more)
	}
	say(w, "\n")
}

package migrate

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"unicode"
)

// WriteText writes the report for people: a table of all users but the unchanged
// ones, and the counts. It has mail addresses only if they are asked for.
func (r *UsersReport) WriteText(w io.Writer, addresses bool) error {
	var b strings.Builder
	if len(r.Users) > r.Counts.Unchanged {
		r.writeTable(&b, addresses)
		b.WriteString("\n")
	}
	n := r.Counts
	say(&b, "%s: %s: %d new, %d unchanged, %d changed, %s, %d invalid, %d deleted\n",
		visible(r.Source), count(len(r.Users), "user"), n.New, n.Unchanged, n.Changed, count(n.Collision, "collision"), n.Invalid, n.Deleted)
	if t := r.Resets; t != (ResetCounts{}) {
		say(&b, "links to reset a password: %d kept, %d unchanged, %d expired, %d dropped%s\n", t.Kept, t.Unchanged, t.Expired, t.Dropped, t.Reasons.text())
	}
	if r.Backup != "" {
		say(&b, "backup of what was here before: %s\n", visible(r.Backup))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// say is fmt.Fprintf into memory, which cannot fail.
func say(w io.Writer, format string, args ...any) { _, _ = fmt.Fprintf(w, format, args...) }

// count is a number of things.
func count(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return fmt.Sprintf("%d %s", n, thing)
}

// text is the reasons that there are, in brackets.
func (d ResetDrops) text() string {
	var all []string
	for _, reason := range []struct {
		n    int
		text string
	}{
		{d.Damaged, "damaged"},
		{d.TooLong, "good for too long"},
		{d.UserHere, "of users who were here before"},
		{d.NoUser, "of nobody who is imported"},
		{d.OtherAddress, "sent to another address"},
	} {
		if reason.n > 0 {
			all = append(all, fmt.Sprintf("%d %s", reason.n, reason.text))
		}
	}
	if all == nil {
		return ""
	}
	return " (" + strings.Join(all, ", ") + ")"
}

func (r *UsersReport) writeTable(w io.Writer, addresses bool) {
	var padded bytes.Buffer
	table := tabwriter.NewWriter(&padded, 0, 0, 2, ' ', 0)
	head := "STATUS\tID\tNAME"
	if addresses {
		head += "\tADDRESS"
	}
	say(table, "%s\tREMARKS\n", head)
	for _, u := range r.Users {
		if u.Status == Unchanged {
			continue
		}
		cells := []string{string(u.Status), u.ID, u.Name, u.Email}
		if !addresses {
			cells = []string{string(u.Status), hideAddress(u.ID), hideAddress(u.Name)}
		}
		for i, c := range cells {
			cells[i] = short(visible(c))
		}
		say(table, "%s\t%s\n", strings.Join(cells, "\t"), u.remarks())
	}
	_ = table.Flush() // as above
	for line := range bytes.Lines(padded.Bytes()) {
		say(w, "%s\n", bytes.TrimRight(line, " \n"))
	}
}

// remarks is what there is to say about a user, in one line.
func (u UserResult) remarks() string {
	var all []string
	if u.Status == New && u.Role == "admin" {
		all = append(all, "administrator")
	}
	if u.Status == New && !u.Active {
		all = append(all, "not active")
	}
	if len(u.Differs) > 0 {
		all = append(all, "stays as it is here; differs: "+strings.Join(u.Differs, ", "))
	}
	return visible(strings.Join(append(all, u.Why...), "; "))
}

// visible keeps what was written by strangers from steering a terminal.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return unicode.ReplacementChar
		}
		return r
	}, s)
}

// short cuts what would push the other columns away.
func short(s string) string { return ellipsis(s, 64) }

func hideAddress(s string) string {
	if strings.ContainsAny(s, "@＠﹫") {
		return "(an address)"
	}
	return s
}

package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/einkpdf/platform/einkpdf/device"
	"github.com/einkpdf/platform/einkpdf/geom"
)

// devices is the page about the built-in devices.
func devices() string {
	var b strings.Builder
	b.WriteString("# Devices\n\n<!-- Written by `go generate ./docs` from the device profiles; do not edit. -->\n\n" +
		"The built-in devices, for `device:` in a project and `--device` on the command line. A device that is missing, or that you use\n" +
		"in another way, can be [described in the project](format.md#devices-of-your-own). `einkpdf devices --json` prints all of this\n" +
		"[for programs](cli.md#devices).\n\n")
	panels(&b)
	reserves(&b)
	legacy(&b)
	return b.String()
}

func panels(b *strings.Builder) {
	b.WriteString("## Panels\n\nSizes are those in portrait. ppi are pixels to an inch; where colours have fewer, theirs stand behind. The last column says how\n" +
		"well the figures are confirmed: A by two independent sources or the maker's page, B by one source, C inferred or in doubt.\n\n" +
		"| Name | Device | Pixels | ppi | Page in pt | Page in mm | Panel | |\n|---|---|---|---|---|---|---|---|\n")
	var notes []device.Profile
	for _, p := range device.All() {
		size, ppi := p.PageSize(), fmt.Sprint(p.PPI)
		if p.ColorPPI > 0 {
			ppi += fmt.Sprintf(", colour %d", p.ColorPPI)
		}
		fmt.Fprintf(b, "| `%s` | %s | %d × %d | %s | %.2f × %.2f | %.1f × %.1f | %s | %s |\n", p.Name, p.Title, p.Width, p.Height, ppi,
			size.W.Points(), size.H.Points(), millimetres(size.W), millimetres(size.H), panel(p), p.Confidence)
		if p.Note != "" {
			notes = append(notes, p)
		}
	}
	b.WriteString("\nTo be known:\n\n")
	for _, p := range notes {
		fmt.Fprintf(b, "* %s: %s.\n", p.Title, p.Note)
	}
	b.WriteString("\nEverything that can be tapped should be at least 7 mm wide and high, and letters at least 6 pt, on every device: fingers and eyes\n" +
		"do not change with the panel.\n\nWhere the figures come from:\n\n")
	var sources []string
	by := map[string][]string{}
	for _, p := range device.All() {
		if by[p.Source] == nil {
			sources = append(sources, p.Source)
		}
		by[p.Source] = append(by[p.Source], p.Title)
	}
	slices.Sort(sources)
	for _, s := range sources {
		fmt.Fprintf(b, "* %s: %s.\n", s, strings.Join(by[s], ", "))
	}
}

func panel(p device.Profile) string {
	if p.Greys > 0 {
		return fmt.Sprintf("%s, %d greys", p.Technology, p.Greys)
	}
	return string(p.Technology)
}

func reserves(b *strings.Builder) {
	b.WriteString("\n## Edges\n\nWhat these devices take from the page, in portrait and for the right hand. For the left hand a toolbar at the left stands at the\n" +
		"right. Pages keep the edges clear unless they say [`toolbar: ignore`](format.md#device-and-page); nothing keeps clear of the close\nbutton.\n\n" +
		"| Device | What | Where | Measured by |\n|---|---|---|---|\n")
	for _, p := range device.All() {
		row := func(what, where, source string, measured bool) {
			if measured {
				fmt.Fprintf(b, "| %s | %s | %s | %s |\n", p.Title, what, where, source)
			}
		}
		toolbar := "toolbar"
		if p.Toolbar.Dockable {
			toolbar += ", can be moved to any edge"
		}
		row(toolbar, edges(p.Toolbar.Edges), p.Toolbar.Source, p.Toolbar.Measured)
		row("taps are lost", edges(p.DeadBands.Edges), p.DeadBands.Source, p.DeadBands.Measured)
		size := p.CloseButton.Size
		row("close button", fmt.Sprintf("top corner opposite the toolbar, %.1f × %.1f mm", millimetres(size.W), millimetres(size.H)), p.CloseButton.Source, p.CloseButton.Measured)
	}
	b.WriteString("\nNobody has measured the other devices, and nothing is kept clear on them: describe [yours](format.md#devices-of-your-own) with a\n" +
		"`toolbar`, or give the pages a margin.\n")
}

func edges(e geom.Insets) string {
	var list []string
	for _, edge := range []struct {
		name string
		d    geom.Unit
	}{{"top", e.Top}, {"right", e.Right}, {"bottom", e.Bottom}, {"left", e.Left}} {
		if edge.d != 0 {
			list = append(list, fmt.Sprintf("%s %.1f mm (%.1f pt)", edge.name, millimetres(edge.d), edge.d.Points()))
		}
	}
	return strings.Join(list, ", ")
}

func legacy(b *strings.Builder) {
	b.WriteString("\n## Names of the predecessor\n\nThe profiles of einkpdf's predecessor, whose names are understood too. Those that end in `-landscape` or\n" +
		"`-portrait` say how the device is held and win over `orientation` in the project; with the others it decides, as always. What a profile\nhad wrong is right here.\n\n| Name there | Here | Held | What it had wrong |\n|---|---|---|---|\n")
	for _, d := range device.LegacyDevices() {
		fmt.Fprintf(b, "| `%s` | `%s` | %s | %s |\n", d.Slug, d.Profile, d.Orientation, sentences(d.Corrections))
	}
}

// sentences puts a full stop and a capital between texts that have neither.
func sentences(list []string) string {
	var b strings.Builder
	for i, s := range list {
		if i > 0 {
			b.WriteString(". ")
		}
		b.WriteString(strings.ToUpper(s[:1]) + s[1:])
	}
	return b.String()
}

func millimetres(u geom.Unit) float64 { return u.Points() * 25.4 / 72 }

package golden

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/einkpdf/platform/einkpdf/internal/pdfread"
)

// listed is the most lines of a list that a digest has. Longer lists are in it by
// their hash.
const listed = 40

// digestOf is the digest of a PDF, line by line.
func digestOf(ctx context.Context, r *result) ([]string, error) {
	file, err := pdfread.Open(ctx, r.pdf)
	if err != nil {
		return nil, err
	}
	g := digest{drawing: &drawing{newCanon(file), map[pdfread.Ref]*codes{}, map[pdfread.Ref]object{}}, keys: r.document.Keys(), links: r.linkHashes()}
	g.catalog = g.dict(file.Trailer()["Root"])
	g.pages(g.catalog["Pages"])
	g.head()
	for _, note := range r.notes {
		g.lines = append(g.lines, "note "+note)
	}
	for _, f := range r.document.Findings() {
		g.lines = append(g.lines, fmt.Sprintf("finding %s on %s: %s %s", f.Code, f.Page, f.Pointer, f.Message))
	}
	g.fontLines()
	g.list("anchor", g.anchors())
	g.list("outline", g.outline(g.dict(g.catalog["Outlines"])["First"], 0))
	g.pageLines()
	if g.err == nil {
		g.err = file.Err()
	}
	return g.lines, g.err
}

// digest makes the digest of a document.
type digest struct {
	*drawing
	catalog pdfread.Dict
	keys    []string
	links   map[int]string // by page, where the digest has them
	nodes   []pdfread.Ref  // the pages
	lines   []string
}

// list adds lines that begin with a word, or their number and hash if there are
// many.
func (g *digest) list(word string, lines []string) {
	if len(lines) > listed {
		lines = []string{fmt.Sprintf("%d entries %s", len(lines), hashOf([]byte(strings.Join(lines, "\n"))))}
	}
	for _, line := range lines {
		g.lines = append(g.lines, word+" "+line)
	}
}

// pages collects the pages below a node of the page tree.
func (g *digest) pages(v pdfread.Value) {
	ref, _ := v.(pdfread.Ref)
	if kids, ok := g.file.Get(g.dict(v)["Kids"]).(pdfread.Array); ok && len(g.nodes) < 100_000 {
		for _, kid := range kids {
			g.pages(kid)
		}
		return
	}
	g.nodes = append(g.nodes, ref)
}

// head says what the document is as a whole.
func (g *digest) head() {
	g.lines = append(g.lines, fmt.Sprintf("document of %d pages", len(g.nodes)))
	info := g.dict(g.file.Trailer()["Info"])
	for _, k := range pdfread.Keys(info) {
		g.lines = append(g.lines, fmt.Sprintf("info %s %s", k, g.text(info[k])))
	}
	for _, k := range pdfread.Keys(g.catalog) {
		switch k {
		case "Type", "Pages", "Names", "Outlines", "PageLabels":
		case "Metadata", "PieceInfo":
			g.lines = append(g.lines, fmt.Sprintf("catalog %s %s", k, g.hash(g.catalog[k])))
		default:
			g.lines = append(g.lines, fmt.Sprintf("catalog %s %s", k, g.text(g.catalog[k])))
		}
	}
}

// fontLines says which fonts there are, with hashes of their programs, widths and
// characters.
func (g *digest) fontLines() {
	seen := map[pdfread.Ref]bool{}
	var lines []string
	for _, page := range g.nodes {
		ref, _ := g.dict(page)["Resources"].(pdfread.Ref)
		if seen[ref] {
			continue
		}
		seen[ref] = true
		fonts := g.dict(g.dict(ref)["Font"])
		for _, k := range pdfread.Keys(fonts) {
			line := g.fontLine(fonts[k])
			if !slices.Contains(lines, line) {
				lines = append(lines, line)
			}
		}
	}
	slices.Sort(lines)
	g.lines = append(g.lines, lines...)
}

// fontLine is a font with the hash of all that belongs to it, without the tag of
// the subset.
func (g *digest) fontLine(v pdfread.Value) string {
	name, _ := g.file.Get(g.dict(v)["BaseFont"]).(pdfread.Name)
	text := strings.ReplaceAll(g.text(v), string(name), untagged(string(name)))
	return fmt.Sprintf("font %s %d characters %s", untagged(string(name)), len(g.font(v).characters), hashOf([]byte(text)))
}

// pageLines says of each page its key and what it draws; label and size where
// they are others than the page's number and the size of the page before.
func (g *digest) pageLines() {
	labels := g.labels()
	size := ""
	for i, ref := range g.nodes {
		page := g.dict(ref)
		own, shared := g.page(page)
		line := fmt.Sprintf("page %d %s: own %s shared %s", i+1, g.keys[i], own, shared)
		if links := g.links[i+1]; links != "" {
			line += " links " + links
		}
		if label := labels[i]; label != strconv.Itoa(i+1) && label != "" {
			line += fmt.Sprintf(" label %q", label)
		}
		if box := g.text(page["MediaBox"]); box != size {
			line += " size " + box
			size = box
		}
		if extra := g.others(page); extra != "" {
			line += " and " + extra
		}
		g.lines = append(g.lines, line)
	}
}

// others is what a page has beyond what the renderer writes today.
func (g *digest) others(page pdfread.Dict) string {
	rest := pdfread.Dict{}
	for k, v := range page {
		switch k {
		case "Type", "Parent", "MediaBox", "Resources", "Contents", "Annots":
		default:
			rest[k] = v
		}
	}
	if len(rest) == 0 {
		return ""
	}
	return g.text(rest)
}

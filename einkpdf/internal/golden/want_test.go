package golden

import (
	"bufio"
	"errors"
	"fmt"
	"image"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/einkpdf/platform/einkpdf/internal/inktest"
	"github.com/einkpdf/platform/einkpdf/pdfcheck"
)

// want is what is expected of a case.
type want struct {
	dir    string
	digest []string
	links  string
}

// Names of the files of a case.
const (
	digestFile = "digest.txt"
	linksFile  = "links.tsv"
)

// readWant reads the texts of a folder. Those that are missing are empty.
func readWant(dir string) (want, error) {
	w := want{dir: dir}
	digest, err := os.ReadFile(filepath.Join(dir, digestFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return w, err
	}
	links, err := os.ReadFile(filepath.Join(dir, linksFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return w, err
	}
	w.digest = strings.Split(strings.TrimSuffix(string(digest), "\n"), "\n")
	w.links = string(links)
	return w, nil
}

// compare says how a result differs from what is expected, in paragraphs for
// people; none when it is the same. Pictures of differences go to the folder out.
func (w want) compare(r *result, out string) (problems []string, err error) {
	if lines := diffLines(w.digest, r.digest); lines != "" {
		problems = append(problems, digestFile+" differs:\n"+lines)
	}
	if table := r.table(); table != w.links {
		lines, err := w.diffLinks(table)
		if err != nil {
			return nil, err
		}
		problems = append(problems, linksFile+" differs:\n"+lines)
	}
	if r.pictures == nil {
		return problems, nil
	}
	changed := changedPages(w.digest, r.digest)
	for _, page := range r.pages {
		have, err := readPicture(pictureFile(w.dir, page))
		if err != nil {
			problems = append(problems, err.Error())
			have = greys(image.NewGray(image.Rectangle{}))
		}
		how := ""
		if err == nil {
			how = comparePictures(have, r.pictures[page])
		}
		if how != "" {
			how = fmt.Sprintf("page-%d.png differs: %s", page, how)
		} else if changed[page] {
			how = fmt.Sprintf("page-%d.png is as before at %d dpi", page, dpi)
		} else {
			continue
		}
		path := filepath.Join(out, fmt.Sprintf("%s-page-%d.png", filepath.Base(w.dir), page))
		if err := sideBySide(path, have, r.pictures[page]); err != nil {
			return nil, err
		}
		problems = append(problems, how+"; expected, now, and the difference: "+path)
	}
	stale, err := w.stale(r.pages)
	for _, path := range stale {
		problems = append(problems, filepath.Base(path)+" belongs to no page with a picture")
	}
	return problems, err
}

// diffLinks says in words how the links differ.
func (w want) diffLinks(table string) (string, error) {
	have, err := pdfcheck.ReadLinks(strings.NewReader(w.links))
	if err != nil {
		return "", fmt.Errorf("%s: %w", filepath.Join(w.dir, linksFile), err)
	}
	links, err := pdfcheck.ReadLinks(strings.NewReader(table))
	if err != nil {
		return "", err
	}
	const exact = 0.004 // the table has two decimals
	var lines []string
	for _, d := range pdfcheck.Compare(have, links, exact) {
		lines = append(lines, d.String())
	}
	if len(lines) == 0 { // views, or the order
		return diffLines(strings.Split(w.links, "\n"), strings.Split(table, "\n")), nil
	}
	return shorten(lines), nil
}

// stale are pictures that the folder should not have.
func (w want) stale(pages []int) (paths []string, err error) {
	files, err := filepath.Glob(filepath.Join(w.dir, "*"))
	if err != nil {
		return nil, err
	}
	known := []string{filepath.Join(w.dir, digestFile), filepath.Join(w.dir, linksFile)}
	for _, page := range pages {
		known = append(known, pictureFile(w.dir, page))
	}
	return slices.DeleteFunc(files, func(f string) bool { return slices.Contains(known, f) }), nil
}

// update writes what has changed and gives the names of these files. A picture
// stays while its page's line of the digest does and it differs no more than by
// poppler's version.
func (w want) update(r *result) (changed []string, err error) {
	write := func(name, text, before string) error {
		if text == before {
			return nil
		}
		changed = append(changed, name)
		return writeFile(filepath.Join(w.dir, name), func(b *bufio.Writer) error {
			_, err := b.WriteString(text)
			return err
		})
	}
	if err := write(digestFile, strings.Join(r.digest, "\n"), strings.Join(w.digest, "\n")); err != nil {
		return nil, err
	}
	if err := write(linksFile, r.table(), w.links); err != nil {
		return nil, err
	}
	other := changedPages(w.digest, r.digest)
	for _, page := range r.pages {
		have, err := readPicture(pictureFile(w.dir, page))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		switch {
		case r.pictures == nil && (have == nil || other[page]):
			return nil, fmt.Errorf("page %d needs a new picture: install poppler-utils", page)
		case r.pictures == nil || have != nil && !other[page] && comparePictures(have, r.pictures[page]) == "":
			continue
		}
		changed = append(changed, filepath.Base(pictureFile(w.dir, page)))
		if err := writePicture(pictureFile(w.dir, page), r.pictures[page]); err != nil {
			return nil, err
		}
	}
	stale, err := w.stale(r.pages)
	for _, path := range stale {
		changed = append(changed, filepath.Base(path)+" (removed)")
		err = errors.Join(err, os.Remove(path))
	}
	return changed, err
}

// sideBySide writes a picture with what was expected, what is, and the difference.
func sideBySide(path string, want, got image.Image) error {
	return writeFile(path, func(w *bufio.Writer) error { return inktest.SideBySide(w, want, got) })
}

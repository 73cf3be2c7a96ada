package gopdfout

import (
	"bufio"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/signintech/gopdf"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/font"
)

// maxMemory bounds what gopdf keeps of all pages until the end.
const maxMemory = 1 << 30

// backend is the [draw.Backend] that draws with gopdf.
type backend struct {
	ctx  context.Context
	w    io.Writer
	info draw.Info

	gp       *gopdf.GoPdf // nil before the first page
	first    geom.Size    // size of the first page, gopdf's default
	forms    []form
	faces    map[*font.Face]*face
	pictures map[*draw.Picture]*picture
	canvas   canvas // reused from page to page
	memory   int64  // estimate of what gopdf keeps
	limit    int64  // of memory

	bytes   int64 // size of the file
	pages   int
	links   int
	anchors map[string]int // page by name
	targets map[string]int // first page that links there, by name
}

// form is a list that pages share: gopdf has no forms of its own, so that it is
// drawn on each of them.
type form struct {
	size geom.Size
	list *draw.List
}

func newBackend(ctx context.Context, w io.Writer, info draw.Info) *backend {
	return &backend{
		ctx: ctx, w: w, info: info, limit: maxMemory,
		faces: map[*font.Face]*face{}, pictures: map[*draw.Picture]*picture{},
		anchors: map[string]int{}, targets: map[string]int{}, canvas: canvas{alpha: 255},
	}
}

// Form keeps the list for the pages that name it.
func (b *backend) Form(size geom.Size, l *draw.List) (draw.FormID, error) {
	b.forms = append(b.forms, form{size, l})
	return draw.FormID(len(b.forms)), nil
}

// Page draws a page.
func (b *backend) Page(p draw.Page) error {
	err := guard(func() error { return b.page(p) })
	if err != nil && b.ctx.Err() == nil {
		return fmt.Errorf("gopdfout: page %d (%q): %w", b.pages, p.Key, err)
	}
	return err
}

func (b *backend) page(p draw.Page) error {
	b.pages++
	if p.Form < 0 || int(p.Form) > len(b.forms) {
		return fmt.Errorf("there is no form %d", p.Form)
	}
	b.addPage(p.Size)
	if p.Key != "" {
		if err := b.anchor(p.Key, p.Size, 0); err != nil {
			return err
		}
	}
	if err := b.tappable(p.Size, p.Links, p.Anchors); err != nil {
		return err
	}
	if p.List != nil {
		if err := b.tappable(p.Size, p.List.Links, p.List.Anchors); err != nil {
			return err
		}
	}
	b.canvas.reset(b, p.Size.H)
	if p.Form > 0 {
		// Forms hang from the top of the page, as everything does.
		if err := b.canvas.list(b.forms[p.Form-1].list); err != nil {
			return err
		}
	}
	return b.canvas.list(p.List)
}

// addPage begins a page; the first one also begins the document.
func (b *backend) addPage(size geom.Size) {
	rect := &gopdf.Rect{W: points(hundredths(size.W)), H: points(hundredths(size.H))}
	if b.gp == nil {
		b.gp, b.first = new(gopdf.GoPdf), size
		b.gp.Start(gopdf.Config{PageSize: *rect})
		b.gp.SetCompressLevel(zlib.BestSpeed)
		b.gp.SetInfo(pdfInfo(b.info))
	}
	if size == b.first {
		b.gp.AddPage()
		return
	}
	b.gp.AddPageWithOption(gopdf.PageOption{PageSize: rect})
}

// tappable adds links and their places to the page.
func (b *backend) tappable(size geom.Size, links []draw.Link, anchors []draw.Anchor) error {
	width, height := hundredths(size.W), hundredths(size.H)
	for _, l := range links {
		x0, x1 := max(hundredths(l.Box.X), 0), min(hundredths(l.Box.Right()), width)
		y0, y1 := max(hundredths(size.H-l.Box.Bottom()), 0), min(hundredths(size.H-l.Box.Y), height)
		if x0 >= x1 || y0 >= y1 || l.Target == "" {
			continue
		}
		if _, ok := b.targets[l.Target]; !ok {
			b.targets[l.Target] = b.pages
		}
		// gopdf measures links from the top of a page of the document's size.
		b.gp.AddInternalLink(l.Target, points(x0), points(b.top()-y1), points(x1-x0), points(y1-y0))
		b.links++
		if err := b.spend(200); err != nil {
			return err
		}
	}
	for _, a := range anchors {
		if a.Name != "" {
			if err := b.anchor(a.Name, size, a.At.Y); err != nil {
				return err
			}
		}
	}
	return nil
}

// anchor makes a place of the page, y below its top, one that links can name.
func (b *backend) anchor(name string, size geom.Size, y geom.Unit) error {
	if on, ok := b.anchors[name]; ok {
		return fmt.Errorf("the destination %q is on page %d, too", name, on)
	}
	b.anchors[name] = b.pages
	up := min(max(hundredths(size.H-y), 0), hundredths(size.H))
	b.gp.SetFontSize(0) //nolint:errcheck // never fails; SetAnchor would add the size of the font
	b.gp.SetXY(0, points(b.top()-up))
	b.gp.SetAnchor(name)
	return b.spend(100 + int64(len(name)))
}

// top is the height of the document's first page, from which gopdf measures
// links and anchors.
func (b *backend) top() int64 { return hundredths(b.first.H) }

// spend notes memory that gopdf keeps until the end.
func (b *backend) spend(bytes int64) error {
	if b.memory += bytes; b.memory > b.limit {
		return unsupported("the drawings need more than %d MiB of memory", b.limit>>20)
	}
	return nil
}

// Close writes the document out. gopdf's outlines do not validate, and it has
// nowhere to put the keys.
func (b *backend) Close([]*draw.Outline, []string) error {
	if b.gp == nil {
		return errors.New("gopdfout: the document has no pages")
	}
	missing := ""
	for target := range b.targets {
		if _, ok := b.anchors[target]; !ok && (missing == "" || target < missing) {
			missing = target
		}
	}
	if missing != "" {
		return fmt.Errorf("gopdfout: page %d links to %q, which is no destination of the document", b.targets[missing], missing)
	}
	out := &sink{ctx: b.ctx}
	err := guard(func() error {
		buffered := bufio.NewWriterSize(out, 64<<10)
		if _, err := b.gp.WriteTo(buffered); err != nil {
			return err
		}
		return buffered.Flush()
	})
	if err == nil {
		b.bytes = int64(out.file.Len())
		err = out.copyTo(b.w)
	}
	if err != nil && b.ctx.Err() == nil {
		return fmt.Errorf("gopdfout: %w", err)
	}
	return err
}

// pdfInfo is the document information as gopdf has it, which writes characters
// beyond U+FFFF wrongly.
func pdfInfo(in draw.Info) gopdf.PdfInfo {
	plane0 := func(s string) string {
		return strings.Map(func(r rune) rune {
			if r > 0xFFFF {
				return '\ufffd'
			}
			return r
		}, s)
	}
	created, err := time.Parse(time.DateOnly, in.Created)
	if err != nil {
		created = time.Time{} // none
	}
	return gopdf.PdfInfo{Title: plane0(in.Title), Author: plane0(in.Author), Subject: plane0(in.Subject),
		Creator: plane0(in.Creator), Producer: "gopdf", CreationDate: created}
}

package raster

import (
	"context"
	"errors"
	"image"
	"image/color"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/internal/font"
)

func TestNewRefusesSizes(t *testing.T) {
	page := geom.Size{W: 100 * geom.Pt, H: 200 * geom.Pt}
	for _, c := range []Config{
		{}, {Page: page}, {Page: page, Width: 10}, {Page: page, Width: -1, Height: -1}, {Page: page, Width: 1 << 17, Height: 1},
		{Page: page, Width: 10_000, Height: 10_000}, {Page: page, Width: 10, Height: 11, MaxPixels: 100},
		{Page: geom.Size{W: -1, H: 1}, Width: 1, Height: 1}, {Page: geom.Size{W: 1, H: 14401 * geom.Pt}, Width: 1, Height: 1},
	} {
		_, err := New(c)
		require.ErrorIs(t, err, ErrSize, "%v", c)
	}
	for _, c := range []Config{
		{Page: page, Width: 10, Height: 10, MaxPixels: 100},
		{Page: geom.Size{W: 1, H: 1}, Width: 65536, Height: 100},
		{Page: geom.Size{W: 14400 * geom.Pt, H: 1}, Width: 1, Height: 65536},
	} {
		d, err := New(c)
		require.NoError(t, err)
		_, err = d.Draw(context.Background(), nil, list(randomOps(t, 1, 5)...))
		require.NoError(t, err)
	}
}

// A page of another shape is in the middle; its corners are where ToPixels says.
func TestPageInTheMiddle(t *testing.T) {
	for _, c := range []struct {
		w, h int
		page image.Rectangle
	}{
		{100, 200, image.Rect(0, 0, 100, 200)}, {50, 100, image.Rect(0, 0, 50, 100)}, {300, 200, image.Rect(100, 0, 200, 200)},
		{100, 201, image.Rect(0, 0, 100, 200)}, {100, 210, image.Rect(0, 5, 100, 205)}, {7, 100, image.Rect(0, 43, 7, 57)},
	} {
		size := geom.Size{W: 100 * geom.Pt, H: 200 * geom.Pt}
		d, err := New(Config{Page: size, Width: c.w, Height: c.h})
		require.NoError(t, err)
		whole := geom.Rect{W: size.W, H: size.H}
		require.Equal(t, c.page, d.ToPixels(whole))
		p, err := d.Draw(context.Background(), nil, list(draw.Rect{Box: whole, Fill: black}))
		require.NoError(t, err)
		for y := range c.h {
			for x := range c.w {
				inside := image.Pt(x, y).In(c.page)
				require.Equal(t, inside, p.Gray[y*c.w+x] == 0, "%d %d", x, y)
				at := d.ToPage(x, y)
				require.Equal(t, inside, at.X >= 0 && at.Y >= 0 && at.X < size.W && at.Y < size.H)
			}
		}
	}
}

// Nothing is painted beside the page.
func TestBesideThePage(t *testing.T) {
	d, err := New(Config{Page: geom.Size{W: 100 * geom.Pt, H: 200 * geom.Pt}, Width: 300, Height: 200})
	require.NoError(t, err)
	p, err := d.Draw(context.Background(), nil, list(draw.Rect{Box: box(-200, -200, 600, 600), Fill: black}, line(-50, 20, 150, 90, stroke(5)),
		draw.Push{Turn: 1, Center: at(50, 100), Clip: box(-100, -100, 400, 400)}, draw.Rect{Box: box(-200, -200, 600, 600), Stroke: stroke(300)}, draw.Pop{}))
	require.NoError(t, err)
	for i, v := range p.Gray {
		require.Equal(t, image.Pt(i%300, i/300).In(image.Rect(100, 0, 200, 200)), v == 0, "%d %d", i%300, i/300)
	}
}

// Many small images take no more memory than large ones.
func TestManyImages(t *testing.T) {
	d := panel(t, false)
	l := new(draw.List)
	m := &draw.Picture{Width: 1, Height: 1, Gray: []byte{0}}
	for i := range 60_000 {
		l.Ops = append(l.Ops, draw.Image{Box: box(float64(i%400), float64(i/400), 0.3, 0.3), Image: m})
	}
	_, err := d.Draw(context.Background(), nil, l)
	require.NoError(t, err)
	require.Less(t, len(d.shelf.items), DefaultCacheBytes/512)
}

// A pixel lies in the pixels of a box when its place on the page lies in the box.
func TestToPixelsAndBack(t *testing.T) {
	d := panel(t, false)
	rnd := rand.New(rand.NewPCG(1, 1))
	for range 2000 {
		r := geom.Rect{X: geom.Unit(rnd.Int64N(400_000_000)), Y: geom.Unit(rnd.Int64N(500_000_000)), W: geom.Unit(rnd.Int64N(40_000_000)), H: geom.Unit(rnd.Int64N(40_000_000))}
		box := d.ToPixels(r)
		x, y := box.Min.X-1+rnd.IntN(box.Dx()+2), box.Min.Y-1+rnd.IntN(box.Dy()+2)
		p := d.ToPage(x, y)
		near := geom.Unit(447_292_035 / 1404 / 100) // a hundredth of a pixel
		if min((p.X-r.X).Abs(), (p.X-r.Right()).Abs(), (p.Y-r.Y).Abs(), (p.Y-r.Bottom()).Abs()) < near {
			continue
		}
		inside := p.X >= r.X && p.X < r.Right() && p.Y >= r.Y && p.Y < r.Bottom()
		require.Equal(t, inside, image.Pt(x, y).In(box), "%v %v", r, p)
	}
	for _, far := range []int{-1 << 31, 1<<31 - 1} {
		d.ToPage(far, far)
	}
	d.ToPixels(geom.Rect{X: -1 << 62, Y: 1 << 62, W: 1 << 62, H: 1 << 62})
}

// Whatever the pitch is, each line is there, as wide as the others, and no two
// gaps differ by more than a pixel.
func TestEvenLines(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 1))
	for range 200 {
		width := 0.1 + rnd.Float64()*1.9
		pitch := width + 1.6 + rnd.Float64()*9
		s := draw.Stroke{Color: black, Width: pt(width)}
		upright := rnd.IntN(2) == 0
		op := draw.Lines{A: at(0, 3+rnd.Float64()), B: at(200, 3), N: 15, DY: pt(pitch), Stroke: s}
		op.B.Y = op.A.Y
		if upright {
			op.A, op.B, op.DX, op.DY = geom.Point{X: op.A.Y, Y: op.A.X}, geom.Point{X: op.B.Y, Y: op.B.X}, op.DY, 0
		}
		p, err := drawer(t, 200, 200).Draw(context.Background(), nil, list(op))
		require.NoError(t, err)
		var starts, widths []int
		for i, before := 0, byte(255); i < 200; i++ {
			v := p.Gray[i*200+100]
			if upright {
				v = p.Gray[100*200+i]
			}
			require.True(t, v == 0 || v == 255)
			switch {
			case v == 0 && before == 255:
				starts, widths = append(starts, i), append(widths, 1)
			case v == 0:
				widths[len(widths)-1]++
			}
			before = v
		}
		require.Len(t, starts, 15, "pitch %v width %v", pitch, width)
		for i := range starts {
			require.Equal(t, widths[0], widths[i], "pitch %v width %v", pitch, width)
			if i > 0 {
				require.InDelta(t, pitch, starts[i]-starts[i-1], 1)
			}
		}
		require.InDelta(t, max(width, 1), widths[0], 0.51)
	}
}

// What is drawn in grey is the luminance of what is drawn in colour.
func TestColorAndGrey(t *testing.T) {
	ops := randomOps(t, 3, 60)
	size := geom.Size{W: 90 * geom.Pt, H: 70 * geom.Pt}
	var pictures []*Picture
	for _, c := range []bool{false, true} {
		d, err := New(Config{Page: size, Width: 180, Height: 140, Color: c})
		require.NoError(t, err)
		p, err := d.Draw(context.Background(), list(ops[:30]...), list(ops[30:]...))
		require.NoError(t, err)
		pictures = append(pictures, p)
	}
	grey, colored := pictures[0], pictures[1]
	require.Nil(t, grey.RGB)
	require.Nil(t, colored.Gray)
	image := colored.Image()
	for i, v := range grey.Gray {
		want := color.GrayModel.Convert(image.At(i%180, i/180)).(color.Gray).Y
		require.InDelta(t, want, v, 8, "pixel %d", i)
	}
}

// The static list is drawn once and stays as it is.
func TestStatic(t *testing.T) {
	d := drawer(t, 20, 20)
	ctx := context.Background()
	static := list(draw.Rect{Box: box(0, 0, 10, 20), Fill: draw.Gray(0x77)})
	own := list(draw.Rect{Box: box(5, 5, 10, 10), Fill: draw.Color{A: 0x88}})
	both, err := drawer(t, 20, 20).Draw(ctx, nil, list(append(static.Ops[:1:1], own.Ops...)...))
	require.NoError(t, err)
	for range 3 {
		p, err := d.Draw(ctx, static, own)
		require.NoError(t, err)
		require.Equal(t, both, p)
		clear(p.Gray) // it is the caller's
		d.Recycle(p)
		white, err := d.Draw(ctx, nil, nil)
		require.NoError(t, err)
		require.Equal(t, rows(white), levels(t, 20, 20))
		alone, err := d.Draw(ctx, static, nil)
		require.NoError(t, err)
		require.Equal(t, levels(t, 20, 20, static.Ops...), rows(alone))
	}
	require.Len(t, d.shelf.items, 1)
	d.Recycle(nil)
	d.Recycle(&Picture{Width: 1, Height: 1, Gray: make([]byte, 1)})
	p, err := d.Draw(ctx, static, own)
	require.NoError(t, err)
	require.Equal(t, both, p)
}

// Nothing is painted outside of a clip, and what is inside is as without it, up to
// how the edges of parts of one stroke add up.
func TestClip(t *testing.T) {
	rnd := rand.New(rand.NewPCG(9, 9))
	other, inner := 0, 0
	for seed := range uint64(40) {
		ops := randomOps(t, seed, 12)
		clip := image.Rect(rnd.IntN(60), rnd.IntN(40), 61+rnd.IntN(30), 41+rnd.IntN(30))
		push := draw.Push{Clip: box(float64(clip.Min.X), float64(clip.Min.Y), float64(clip.Dx()), float64(clip.Dy()))}
		d := drawer(t, 90, 70)
		all, err := d.Draw(context.Background(), nil, list(ops...))
		require.NoError(t, err)
		part, err := d.Draw(context.Background(), nil, list(append(append([]draw.Op{push}, ops...), draw.Pop{})...))
		require.NoError(t, err)
		for i, v := range part.Gray {
			p := image.Pt(i%90, i/90)
			if !p.In(clip) {
				require.Equal(t, byte(255), v, "outside at %v", p)
				continue
			}
			if !p.In(clip.Inset(2)) { // lines along the edge are moved inside
				continue
			}
			inner++
			require.InDelta(t, all.Gray[i], v, 64, "inside at %v, seed %d", p, seed)
			if max(v, all.Gray[i])-min(v, all.Gray[i]) > 2 {
				other++
			}
		}
	}
	require.Less(t, other, inner/500)
}

// Two Drawers, one of which has everything cached, and one that keeps nothing,
// make the same pictures.
func TestCachesChangeNothing(t *testing.T) {
	ctx := context.Background()
	size := geom.Size{W: 90 * geom.Pt, H: 70 * geom.Pt}
	kept, err := New(Config{Page: size, Width: 200, Height: 170})
	require.NoError(t, err)
	small, err := New(Config{Page: size, Width: 200, Height: 170, CacheBytes: 4096})
	require.NoError(t, err)
	none, err := New(Config{Page: size, Width: 200, Height: 170, CacheBytes: -1})
	require.NoError(t, err)
	lists := make([]*draw.List, 12)
	for i := range lists {
		lists[i] = list(randomOps(t, uint64(i), 20)...)
	}
	for range 2 {
		for i, l := range lists {
			want, err := none.Draw(ctx, l, lists[(i+1)%len(lists)])
			require.NoError(t, err)
			for _, d := range []*Drawer{kept, small} {
				got, err := d.Draw(ctx, l, lists[(i+1)%len(lists)])
				require.NoError(t, err)
				require.Equal(t, want.Gray, got.Gray)
				d.Recycle(got)
			}
		}
	}
	require.Empty(t, none.shelf.items)
	require.Empty(t, none.glyphs.young)
	require.LessOrEqual(t, small.shelf.size, int64(4096))
	require.LessOrEqual(t, small.glyphs.cost, 4096)
	require.NotEmpty(t, kept.shelf.items)
}

func TestShelf(t *testing.T) {
	s := shelf{most: 10}
	s.put("a", 1, 4)
	s.put("b", 2, 4)
	require.Equal(t, 1, s.get("a"))
	s.put("c", 3, 4) // b was not used for longest
	require.Nil(t, s.get("b"))
	require.Equal(t, 1, s.get("a"))
	require.Equal(t, 3, s.get("c"))
	s.put("c", 9, 4)
	require.Equal(t, 3, s.get("c"))
	s.put("d", 4, 11)
	require.Nil(t, s.get("d"))
	s.put("e", 5, 10)
	require.Len(t, s.items, 1)
	require.EqualValues(t, 10, s.size)

	s = shelf{most: 2000}
	s.note("a")
	s.note("a")
	require.Equal(t, noted{}, s.get("a"))
	require.EqualValues(t, 1024, s.size)
	s.put("a", 1, 1500)
	s.note("a")
	require.Equal(t, 1, s.get("a"))
	require.EqualValues(t, 1500, s.size)
}

// What only one page shares is not kept.
func TestStaticOnce(t *testing.T) {
	d := drawer(t, 200, 170)
	static := list(draw.Rect{Box: box(5, 5, 10, 10), Fill: draw.Color{A: 0x88}})
	for i, want := range []any{noted{}, &Picture{}, &Picture{}} {
		_, err := d.Draw(context.Background(), static, nil)
		require.NoError(t, err)
		require.IsType(t, want, d.shelf.get(static), "after %d", i+1)
	}
	require.EqualValues(t, 200*170, d.shelf.size)
}

func TestCache(t *testing.T) {
	c := newCache[int, int](200)
	for i := range 50 {
		c.put(i, i, 10)
		v, ok := c.get(0) // is used all the time
		require.True(t, ok)
		require.Zero(t, v)
	}
	require.LessOrEqual(t, c.cost, 100)
	_, ok := c.get(20)
	require.False(t, ok)
	c.put(100, 1, 101)
	_, ok = c.get(100)
	require.False(t, ok, "too large")
}

// Many goroutines draw different pages with one Drawer.
func TestAtTheSameTime(t *testing.T) {
	ctx := context.Background()
	d := drawer(t, 90, 70)
	static := list(randomOps(t, 100, 20)...)
	lists := make([]*draw.List, 6)
	want := make([]*Picture, len(lists))
	for i := range lists {
		lists[i] = list(randomOps(t, uint64(i), 20)...)
		var err error
		want[i], err = drawer(t, 90, 70).Draw(ctx, static, lists[i])
		require.NoError(t, err)
	}
	var wait sync.WaitGroup
	for g := range 4 {
		wait.Go(func() {
			for n := range 12 {
				i := (n + g) % len(lists)
				p, err := d.Draw(ctx, static, lists[i])
				if err != nil || string(p.Gray) != string(want[i].Gray) {
					t.Errorf("page %d: %v", i, err)
				}
				d.Recycle(p)
			}
		})
	}
	wait.Wait()
}

// slowLists take seconds to draw.
func slowLists(t testing.TB) map[string]*draw.List {
	star := []draw.Seg{{P: [3]geom.Point{at(0, 0)}}}
	rnd := rand.New(rand.NewPCG(1, 1))
	for range 200_000 {
		star = append(star, draw.Seg{Kind: draw.LineTo, P: [3]geom.Point{at(rnd.Float64()*400, rnd.Float64()*500)}})
	}
	texts := new(draw.List)
	word := text(t, font.Spec{}, at(10, 100), 60, "Wednesday")
	for range 200_000 {
		texts.Ops = append(texts.Ops, word)
	}
	fills := new(draw.List)
	for range 100_000 {
		fills.Ops = append(fills.Ops, draw.Rect{Box: box(0, 0, 400, 500), Fill: draw.Color{A: 7}})
	}
	huge := &draw.Picture{Width: 4000, Height: 4000, Gray: make([]byte, 16_000_000)}
	images := new(draw.List)
	for i := range 1000 {
		images.Ops = append(images.Ops, draw.Image{Box: box(0, 0, float64(i), 500), Image: huge})
	}
	pairs := new(draw.List) // of short lines that lie far apart
	for range 50_000 {
		pairs.Ops = append(pairs.Ops, draw.Lines{A: at(1, 1), B: at(2, 1), DX: pt(400), DY: pt(550), N: 2, Stroke: draw.Stroke{Color: draw.Color{A: 9}, Width: pt(1)}})
	}
	rings := new(draw.List) // of which nothing can be seen
	for range 50_000 {
		rings.Ops = append(rings.Ops, draw.Rect{Box: box(-1e4, -1e4, 3e4, 3e4), Radius: pt(1e4), Stroke: dashed(stroke(1), draw.Butt, 0.1, 0.5)})
	}
	return map[string]*draw.List{
		"pairs": pairs, "rings": rings,
		"star":    list(draw.Path{Segs: star, Fill: black}),
		"strokes": list(draw.Path{Segs: star, Stroke: dashed(stroke(1), draw.Round, 0.5, 0.5)}),
		"texts":   texts,
		"fills":   fills,
		"images":  images,
		"dots":    list(draw.Dots{First: at(1, 1), PitchX: 100, PitchY: 100, NX: 2000, NY: 2000, Diameter: pt(30), Color: draw.Color{A: 9}}),
		"lines":   list(draw.Lines{A: at(0, 0), B: at(400, 500), DX: 10, N: maxParts, Stroke: dashed(stroke(1), draw.Round, 0.5, 0.5)}),
	}
}

// Drawing ends soon after ctx does.
func TestContext(t *testing.T) {
	for name, l := range slowLists(t) {
		for _, static := range []bool{true, false} {
			d := panel(t, false)
			ctx, cancel := context.WithCancel(context.Background())
			timer := time.AfterFunc(30*time.Millisecond, cancel)
			begin := time.Now()
			var err error
			if static {
				_, err = d.Draw(ctx, l, nil)
			} else {
				_, err = d.Draw(ctx, nil, l)
			}
			took := time.Since(begin)
			timer.Stop()
			require.ErrorIs(t, err, context.Canceled, name)
			require.Less(t, took, 5*time.Second, name)
			t.Logf("%s: %v", name, took-30*time.Millisecond)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := panel(t, false).Draw(ctx, nil, nil)
	require.True(t, errors.Is(err, context.Canceled))
}

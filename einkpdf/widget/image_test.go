package widget

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

func TestImageFit(t *testing.T) {
	b := newBench(t)
	picture := &draw.Picture{Width: 200, Height: 100, Gray: make([]byte, 20_000)}
	b.Picture = func(asset string) (*draw.Picture, error) {
		require.Equal(t, "logo", asset)
		return picture, nil
	}
	px := b.Device.Px
	for _, c := range []struct {
		name string
		w    Image
		at   geom.Rect
		want geom.Rect
		clip bool
	}{
		{"high box", Image{}, pt(0, 0, 100, 100), pt(0, 25, 100, 50), false},
		{"wide box", Image{}, pt(0, 0, 300, 100), pt(50, 0, 200, 100), false},
		{"bottom right", Image{Align: "right", VAlign: "bottom"}, pt(0, 0, 100, 100), pt(0, 50, 100, 50), false},
		{"left", Image{Align: "left"}, pt(0, 0, 300, 100), pt(0, 0, 200, 100), false},
		{"cover a high box", Image{Fit: "cover"}, pt(0, 0, 100, 100), pt(-50, 0, 200, 100), true},
		{"cover a wide box", Image{Fit: "cover", VAlign: "top"}, pt(0, 0, 300, 100), pt(0, 0, 300, 150), true},
		{"fill", Image{Fit: "fill"}, pt(3, 4, 30, 100), pt(3, 4, 30, 100), false},
		{"actual", Image{Fit: "actual", Align: "left", VAlign: "top"}, pt(0, 0, 300, 300), geom.Rect{W: px(200), H: px(100)}, false},
		{"actual, too large", Image{Fit: "actual", Align: "left", VAlign: "top"}, pt(0, 0, 30, 300), geom.Rect{W: px(200), H: px(100)}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.w.Asset = "logo"
			list := b.draw(&c.w, c.at)
			shown := ops[draw.Image](list)
			require.Len(t, shown, 1)
			require.Same(t, picture, shown[0].Image)
			require.Equal(t, c.want, shown[0].Box)
			clips := ops[draw.Push](list)
			require.Equal(t, c.clip, len(clips) == 1)
			if c.clip {
				require.Equal(t, c.at, clips[0].Clip)
			}
		})
	}
	require.Empty(t, b.found)
	require.Equal(t, "home", b.draw(&Image{Asset: "logo", Link: "home"}, pt(0, 0, 9, 9)).Links[0].Target)
}

func TestImageMissing(t *testing.T) {
	for name, source := range map[string]func(string) (*draw.Picture, error){
		"no images": nil,
		"error":     func(string) (*draw.Picture, error) { return nil, errors.New("there is no such asset") },
		"nil":       func(string) (*draw.Picture, error) { return nil, nil },
		"empty":     func(string) (*draw.Picture, error) { return new(draw.Picture), nil },
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			b.Picture = source
			list := b.draw(&Image{Asset: "logo"}, pt(0, 0, 30, 30))
			require.Equal(t, []string{"missing-image"}, b.codes())
			require.Len(t, ops[draw.Rect](list), 2)
			require.Len(t, ops[draw.Line](list), 2, "a cross in a box, and a name in a white one")
			require.Equal(t, pt(0, 0, 30, 30), b.found[0].Box)
		})
	}
}

func TestImageOpacity(t *testing.T) {
	b := newBench(t)
	b.Picture = func(string) (*draw.Picture, error) {
		return &draw.Picture{Width: 2, Height: 2, Gray: make([]byte, 4), Alpha: []byte{0, 9, 99, 255}}, nil
	}
	shown := func(opacity string) []draw.Image {
		return ops[draw.Image](b.placed("type: image\nasset: x\nlink: y\nfit: cover\n"+opacity, pt(0, 0, 30, 50)))
	}
	require.Zero(t, shown("")[0].Alpha)
	require.Equal(t, uint8(255), shown("opacity: 1")[0].Alpha)
	require.Equal(t, uint8(128), shown("opacity: 0.5")[0].Alpha)
	require.Equal(t, uint8(51), shown("opacity: 20%")[0].Alpha)
	require.Empty(t, shown("opacity: 0"))
	require.NotNil(t, shown("opacity: 0.5")[0].Image.Alpha)
	for _, wrong := range []string{"1.01", "200%"} {
		v := geom.Ratio(0)
		require.NoError(t, v.UnmarshalText([]byte(wrong)))
		errs := builtinDecoder().Validate(&Image{Asset: "x", Opacity: &v}, "")
		require.Len(t, errs, 1)
		require.Contains(t, errs[0].Error(), "must be between 0 and 1")
	}
}

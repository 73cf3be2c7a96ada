package layout_test

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/layout"
)

func TestDistribute(t *testing.T) {
	const fr, pc = layout.Micro, layout.Micro
	tests := []struct {
		name     string
		avail    geom.Unit
		gap      geom.Unit
		tracks   []layout.Track
		pos      []geom.Unit
		size     []geom.Unit
		overflow geom.Unit
	}{
		{"none", 100, 5, nil, []geom.Unit{}, []geom.Unit{}, 0},
		{"one share", 100, 5, []layout.Track{layout.Share(fr)}, []geom.Unit{0}, []geom.Unit{100}, 0},
		{"equal shares", 100, 5, []layout.Track{layout.Share(fr), layout.Share(fr)}, []geom.Unit{0, 53}, []geom.Unit{48, 47}, 0},
		{"thirds", 100, 0, []layout.Track{layout.Share(fr), layout.Share(fr), layout.Share(fr)}, []geom.Unit{0, 34, 67}, []geom.Unit{34, 33, 33}, 0},
		{"largest remainder wins", 10, 0, []layout.Track{layout.Share(fr), layout.Share(2 * fr)}, []geom.Unit{0, 3}, []geom.Unit{3, 7}, 0},
		{"fixed and share", 100, 10, []layout.Track{layout.Fixed(20), layout.Share(fr), layout.Fixed(30)}, []geom.Unit{0, 30, 70}, []geom.Unit{20, 30, 30}, 0},
		{"percent of the whole", 200, 10, []layout.Track{layout.Percent(25 * pc), layout.Share(fr)}, []geom.Unit{0, 60}, []geom.Unit{50, 140}, 0},
		{"fixed only leaves room", 100, 0, []layout.Track{layout.Fixed(10), layout.Fixed(20)}, []geom.Unit{0, 10}, []geom.Unit{10, 20}, 0},
		{"exact fit", 30, 0, []layout.Track{layout.Fixed(10), layout.Share(fr), layout.Fixed(20)}, []geom.Unit{0, 10, 10}, []geom.Unit{10, 0, 20}, 0},
		{"overflow starves shares", 25, 2, []layout.Track{layout.Fixed(10), layout.Share(fr), layout.Fixed(20)}, []geom.Unit{0, 12, 14}, []geom.Unit{10, 0, 20}, 9},
		{"gaps overflow", 3, 5, []layout.Track{layout.Share(fr), layout.Share(fr)}, []geom.Unit{0, 5}, []geom.Unit{0, 0}, 2},
		{"weight zero", 10, 0, []layout.Track{layout.Share(0), layout.Share(fr)}, []geom.Unit{0, 0}, []geom.Unit{0, 10}, 0},
		{"all weights zero", 10, 0, []layout.Track{layout.Share(0), layout.Share(-4)}, []geom.Unit{0, 0}, []geom.Unit{0, 0}, 0},
		{"negative input", -10, -3, []layout.Track{layout.Fixed(-5), layout.Share(fr)}, []geom.Unit{0, 0}, []geom.Unit{0, 0}, 0},
		{"huge weights", 10, 0, []layout.Track{layout.Share(math.MaxInt64), layout.Share(math.MaxInt64), layout.Share(math.MaxInt64), layout.Share(1)}, []geom.Unit{0, 4, 7, 10}, []geom.Unit{4, 3, 3, 0}, 0},
		{"huge lengths", 10, math.MaxInt64, []layout.Track{layout.Fixed(math.MaxInt64), layout.Percent(math.MaxInt64), layout.Share(fr)}, []geom.Unit{0, math.MaxInt64, math.MaxInt64}, []geom.Unit{math.MaxInt64, 922337203685, 0}, math.MaxInt64 - 10},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			pos, size, overflow := layout.Distribute(tt.avail, tt.gap, tt.tracks)
			require.Equal(t, tt.pos, pos)
			require.Equal(t, tt.size, size)
			require.Equal(t, tt.overflow, overflow)
		})
	}
}

type wish struct {
	kind  int
	value int64
}

func (w wish) track() layout.Track {
	switch w.kind {
	case 0:
		return layout.Fixed(geom.Unit(w.value))
	case 1:
		return layout.Share(w.value)
	default:
		return layout.Percent(w.value)
	}
}

// drawWishes draws tracks whose fixed lengths and percentages stay in a range
// where nothing saturates, and weights of any size.
func drawWishes(t *rapid.T) []wish {
	one := rapid.Custom(func(t *rapid.T) wish {
		kind := rapid.IntRange(0, 2).Draw(t, "kind")
		limit := []int64{1_000_000_000, math.MaxInt64, 200 * layout.Micro}[kind]
		return wish{kind, rapid.Int64Range(0, limit).Draw(t, "value")}
	})
	return rapid.SliceOfN(one, 0, 40).Draw(t, "tracks")
}

func TestDistributeProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		avail := geom.Unit(rapid.Int64Range(0, 30_000_000_000).Draw(t, "avail"))
		gap := geom.Unit(rapid.Int64Range(0, 30_000_000).Draw(t, "gap"))
		wishes := drawWishes(t)
		tracks := make([]layout.Track, len(wishes))
		weights := new(big.Int)
		for i, w := range wishes {
			tracks[i] = w.track()
			if w.kind == 1 {
				weights.Add(weights, big.NewInt(w.value))
			}
		}
		pos, size, overflow := layout.Distribute(avail, gap, tracks)

		var total, rest geom.Unit
		for i, s := range size {
			require.GreaterOrEqual(t, s, geom.Unit(0))
			require.Equal(t, total, pos[i])
			if total += s; i < len(size)-1 {
				total += gap
			}
			if wishes[i].kind == 1 {
				rest += s
			}
		}
		require.Equal(t, max(total-avail, 0), overflow)
		if weights.Sign() == 0 || overflow > 0 {
			require.Zero(t, rest)
			return
		}
		require.Equal(t, avail, total, "shares fill the rest exactly")
		for i, w := range wishes {
			if w.kind != 1 {
				continue
			}
			ideal := new(big.Int).Mul(big.NewInt(int64(rest)), big.NewInt(w.value))
			ideal.Div(ideal, weights)
			off := int64(size[i]) - ideal.Int64()
			// One unit by the method, one more where giant weights lost their last bits.
			require.True(t, off >= -1 && off <= 1, "track %d is %d off", i, off)
		}
	})
}

func BenchmarkDistribute(b *testing.B) {
	tracks := make([]layout.Track, 7)
	for i := range tracks {
		tracks[i] = layout.Share(layout.Micro)
	}
	b.ReportAllocs()
	for b.Loop() {
		layout.Distribute(400*geom.Pt, 3*geom.Pt, tracks)
	}
}

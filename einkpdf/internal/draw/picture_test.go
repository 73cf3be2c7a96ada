package draw

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPictureCheck(t *testing.T) {
	n := func(n int) []byte { return make([]byte, n) }
	for _, p := range []Picture{
		{Width: 2, Height: 3, Gray: n(6)}, {Width: 2, Height: 3, RGB: n(18)}, {Width: 2, Height: 3, Gray: n(6), Alpha: n(6)},
		{Width: 2, Height: 3, RGB: n(18), Alpha: n(6)}, {Width: MaxPictureSide, Height: MaxPictureSide, JPEG: n(1)},
	} {
		require.NoError(t, p.Check(), "%+v", p)
	}
	for _, p := range []Picture{
		{}, {Width: 2, Height: 3}, {Width: -2, Height: -3, Gray: n(6)}, {Width: 2, Height: 3, Gray: n(5)}, {Width: 2, Height: 3, RGB: n(6)},
		{Width: 2, Height: 3, RGB: n(18), Alpha: n(5)}, {Width: 2, Height: 3, Gray: n(6), Alpha: n(0)}, {Width: 2, Height: 3, JPEG: n(0)},
		{Width: 2, Height: 3, JPEG: n(9), Gray: n(6)}, {Width: 2, Height: 3, JPEG: n(9), Alpha: n(6)},
		{Width: MaxPictureSide + 1, Height: 1, Gray: n(MaxPictureSide + 1)}, {Width: 1 << 30, Height: 4},
	} {
		require.Error(t, p.Check(), "%dx%d", p.Width, p.Height)
	}
}

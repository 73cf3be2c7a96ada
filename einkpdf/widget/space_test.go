package widget

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSpace(t *testing.T) {
	require.True(t, newBench(t).draw(&Space{}, pt(0, 0, 10, 10)).Empty())
}

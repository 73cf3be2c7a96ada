package geom_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/geom"
)

func TestJSON(t *testing.T) {
	type all struct {
		Box  geom.Rect  `json:"box"`
		Size geom.Size  `json:"size"`
		At   geom.Point `json:"at"`
	}
	for text, v := range map[string]all{
		`{"box":{"x":0,"y":0,"width":0,"height":0},"size":{"width":0,"height":0},"at":{"x":0,"y":0}}`: {},
		`{"box":{"x":1.5,"y":-0.000001,"width":14400,"height":0.333333},"size":{"width":447.292035,"height":1},"at":{"x":-2,"y":0.1}}`: {
			geom.Rect{X: 1_500_000, Y: -1, W: 14_400 * geom.Pt, H: 333_333}, geom.Size{W: 447_292_035, H: geom.Pt}, geom.Point{X: -2 * geom.Pt, Y: 100_000}},
	} {
		b, err := json.Marshal(v)
		require.NoError(t, err)
		require.Equal(t, text, string(b))
		var back all
		require.NoError(t, json.Unmarshal(b, &back))
		require.Equal(t, v, back)
	}
	// Every unit survives, also where numbers have many digits.
	for u := geom.Unit(1); u < 1_000_000_000*geom.Pt; u = u*7/3 + 1 {
		b, err := json.Marshal(geom.Point{X: u, Y: -u})
		require.NoError(t, err)
		var back geom.Point
		require.NoError(t, json.Unmarshal(b, &back))
		require.Equal(t, geom.Point{X: u, Y: -u}, back)
	}
	// Numbers as browsers write them.
	var p geom.Point
	require.NoError(t, json.Unmarshal([]byte(`{"x":1e-7,"y":1.0000001e2}`), &p))
	require.Equal(t, geom.Point{Y: 100_000_010}, p)
	// What is missing stays as it was.
	require.NoError(t, json.Unmarshal([]byte(`{"x":1}`), &p))
	require.Equal(t, geom.Point{X: geom.Pt, Y: 100_000_010}, p)
	for _, bad := range []string{`{"x":"1"}`, `{"x":1e10}`, `[1,2]`} {
		require.Error(t, json.Unmarshal([]byte(bad), &p), bad)
	}
}

package fontcheck_test

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/fontcheck"
)

// composites is Liberation with as many glyphs as there can be: the others are
// composites of so many parts, the glyphs that part says of their own numbers.
func composites(parts int, part func(glyph int) int) []byte {
	const glyphs = 0xFFFF
	t := liberation()
	count := int(be.Uint16(t["maxp"][4:]))
	var loca []byte
	for i := range count {
		if be.Uint16(t["head"][50:]) != 0 {
			loca = append(loca, t["loca"][4*i:4*i+4]...)
		} else {
			loca = be.AppendUint32(loca, 2*uint32(be.Uint16(t["loca"][2*i:])))
		}
	}
	glyf := t["glyf"]
	for g := count; g < glyphs; g++ {
		loca = be.AppendUint32(loca, uint32(len(glyf)))
		glyf = append(glyf, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0)
		for i := range parts {
			more := byte(1 << 5)
			if i == parts-1 {
				more = 0
			}
			glyf = append(be.AppendUint16(append(glyf, 0, more), uint16(part(g))), 0, 0)
		}
	}
	t["glyf"], t["loca"] = glyf, be.AppendUint32(loca, uint32(len(glyf)))
	be.PutUint16(t["head"][50:], 1)
	be.PutUint16(t["maxp"][4:], glyphs)
	return collection(t)
}

// TestHostile fonts are refused where they would take long, and take little memory.
func TestHostile(t *testing.T) {
	for name, test := range map[string]struct {
		parts int
		part  func(glyph int) int
		want  string
	}{
		"honest":    {3, func(int) int { return 40 }, ""},
		"too many":  {20, func(int) int { return 40 }, "too many parts"},
		"itself":    {1, func(g int) int { return g }, "nested too deep"},
		"a chain":   {15, func(g int) int { return g - 1 }, "nested too deep"},
		"too short": {1, func(int) int { return 0xFFFF }, "does not exist"},
	} {
		data := composites(test.parts, test.part)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := fontcheck.Read(data)
		runtime.ReadMemStats(&after)
		require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(32<<20), name)
		if test.want == "" {
			require.NoError(t, err, name)
			continue
		}
		e := refused(t, data)
		require.Contains(t, fmt.Sprint(e.Message, e.Err), test.want, name)
	}
}

package pdfread

import (
	"context"
	"testing"
)

func FuzzOpen(f *testing.F) {
	f.Add(small())
	f.Add(small()[:200])
	f.Add(modern(nil, catalog, "<<>>"))
	f.Add(modern(nil, catalog, packedObjects(map[int]string{4: "[1 2]", 5: "(five)"})))
	f.Add([]byte("%PDF-1.7\n1 0 obj<</Type/ObjStm/N 1/First 4/Length 1 0 R>>stream\n1 0 [1 0 R]endstream endobj trailer<</Root 1 0 R>>"))
	f.Add([]byte("%PDF-1.7\nxref\n0 2\n0000000000 65535 f \n0000000009 00000 n \ntrailer<</Root 1 0 R/Prev 9/Size 2>>startxref 9"))
	f.Fuzz(func(_ *testing.T, data []byte) {
		file, err := Open(context.Background(), data)
		if err != nil {
			return
		}
		file.Check(func(_ int, v Value) {
			References(v, func(r Ref) { file.Get(r) })
			if s, ok := v.(*Stream); ok {
				if b, err := file.Decode(s); err == nil {
					Operators(b, func(string, []Value) error { return nil }) //nolint:errcheck // only panics count
				}
			}
		})
	})
}

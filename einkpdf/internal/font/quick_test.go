package font

import (
	"fmt"
	"os"
	"reflect"
	"testing"
	"time"

	"github.com/go-text/typesetting/font/cff"
	"github.com/go-text/typesetting/font/opentype/tables"
)

func TestReal(t *testing.T) {
	for _, x := range []struct {
		p, txt string
		i      int
	}{
		{"/tmp/debs/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "日本語 2026年 月火水木金土 x fi", 0},
		{"/tmp/debs/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "星期一 2026年", 2},
		{"/tmp/debs/usr/share/fonts/opentype/mplus/Mplus1-Regular.otf", "日本語 2026年 Ág", 0},
		{"/tmp/debs/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", "日本語 2026年 星期一", 0},
		{"/tmp/debs/usr/share/texmf/fonts/opentype/public/lm/lmroman10-regular.otf", "Hello fi ffi Ág", 0},
	} {
		d, err := os.ReadFile(x.p)
		if err != nil {
			t.Skip(err)
		}
		s, err := NewSet(Custom{Family: "X", Data: d, Index: x.i})
		t0 := time.Now()
		l, err := s.Shape(Spec{Family: "X"}, "ja", x.txt)
		if err != nil {
			t.Error(err)
			continue
		}
		fmt.Printf("%v %q\n", time.Since(t0), l.Missing)
		gids := []uint16{0}
		for _, r := range l.Runs {
			fmt.Println("  ", r.Face.Name, r.Text, r.Face.UnitsPerEm, r.Face.Ascent, r.Face.Descent, r.Face.CapHeight, r.Face.Embeddable())
			for _, g := range r.Glyphs {
				gids = append(gids, g.ID)
			}
		}
		t1 := time.Now()
		p, err := Subset(l.Runs[0].Face, gids)
		if err != nil {
			t.Error(err)
			continue
		}
		fmt.Println("  subset", time.Since(t1), len(p.Data), p.Kind)
		f := l.Runs[0].Face
		if p.Kind == CFF {
			os.WriteFile("/tmp/sub.cff", p.Data, 0o644)
			c, err := cff.Parse(p.Data)
			if err != nil {
				t.Error(err)
				continue
			}
			o, err := cff.Parse(f.sfnt.table("CFF "))
			if err != nil {
				t.Error(err)
				continue
			}
			for i, g := range gids {
				a, _, err1 := c.LoadGlyph(tables.GlyphID(i))
				b, _, err2 := o.LoadGlyph(tables.GlyphID(g))
				if err1 != nil || err2 != nil || !reflect.DeepEqual(a, b) {
					t.Error(i, g, err1, err2, len(a), len(b))
				}
			}
			fmt.Println("  compared", len(gids))
		}
	}
}

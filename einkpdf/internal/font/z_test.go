package font
import ("testing";"strings";"time";"fmt")
func TestZ(t *testing.T){ s:=Builtin()
	for _, unit := range []string{"x", "x ", "日", "א", "a\u0301", "\u0301", "\t", "✓x", "(", "\u202b", "\u2067"} {
		text := strings.Repeat(unit, MaxTextBytes/len(unit))
		t0:=time.Now(); s.Shape(Spec{},"en",text); fmt.Printf("%q %v\n",unit,time.Since(t0))
}}

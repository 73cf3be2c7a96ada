package source

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const mib = 1 << 20

func fill(s string) string { return strings.Repeat(s, (mib-64)/len(s)) }

// laughs is a list of anchors, each ten times the one before.
func laughs(open, end, first string) string {
	s := "a0: &a0 " + first + "\n"
	for i := 1; i < 12; i++ {
		item := fmt.Sprintf("*a%d,", i-1)
		s += fmt.Sprintf("a%d: &a%d %s%s%s\n", i, i, open, strings.TrimSuffix(strings.Repeat(item, 10), ","), end)
	}
	return s
}

// manyKeys is one map with nearly as many keys as there may be.
func manyKeys() string {
	var b strings.Builder
	for i := range 49_000 {
		fmt.Fprintf(&b, "key%d: value\n", i)
	}
	return b.String()
}

type bomb struct {
	data func() string
	code string
}

// bombs are files made to cost memory, with the code that must refuse them.
// An empty code means that the file is fine.
func bombs() map[string]bomb {
	wide := "w: &w [" + strings.Repeat("x,", 9000) + "]\n"
	return map[string]bomb{
		"billion laughs":       {func() string { return laughs("[", "]", "[x,x,x,x,x,x,x,x,x,x]") }, CodeTooManyNodes},
		"merge laughs":         {func() string { return laughs("{<<: [", "]}", "{k: v}") }, CodeTooManyNodes},
		"wide aliases":         {func() string { return wide + strings.Repeat("- *w\n", 1000) }, CodeSyntax},
		"wide aliases in list": {func() string { return wide + "l:\n" + strings.Repeat("- *w\n", 50000) }, CodeTooManyNodes},
		"20000 levels flow":    {func() string { return "a: " + strings.Repeat("[", 20000) }, CodeTooDeep},
		"20000 levels closed":  {func() string { return "a: " + strings.Repeat("[", 20000) + strings.Repeat("]", 20000) }, CodeTooDeep},
		"20000 levels block":   {func() string { return strings.Repeat("- ", 20000) + "a" }, CodeTooDeep},
		"20000 levels json":    {func() string { return strings.Repeat(`{"a":`, 20000) }, CodeTooDeep},
		"brackets":             {func() string { return fill("[") }, CodeTooDeep},
		"braces":               {func() string { return "a: " + fill("{") }, CodeTooDeep},
		"dashes":               {func() string { return fill("- ") }, CodeTooDeep},
		"question marks":       {func() string { return fill("? ") }, CodeSyntax},
		"flow map levels":      {func() string { return "x: " + fill("{a: ") }, CodeTooDeep},
		"flow list":            {func() string { return "x: [" + fill("a,") + "]" }, CodeTooManyNodes},
		"flow list as key":     {func() string { return "- [" + fill("a,") + "]" }, CodeTooManyNodes},
		"flow list unclosed":   {func() string { return "- [" + fill("a,") }, CodeTooManyNodes},
		"flow set":             {func() string { return "x: {" + fill("a,") + "}" }, CodeTooManyNodes},
		"flow pairs":           {func() string { return "- [" + fill("a: b,\n ") + "]" }, CodeTooManyNodes},
		"empty lists":          {func() string { return "- [" + fill("[],") + "]" }, CodeTooManyNodes},
		"small flow lists":     {func() string { return fill("- [a,a,a,a,a,a]\n") }, CodeTooManyNodes},
		"small flow maps":      {func() string { return fill("- {a: ,b: ,c: ,d}\n") }, CodeTooManyNodes},
		"commas":               {func() string { return fill(",") }, CodeSyntax},
		"commas in list":       {func() string { return "a: [" + fill(",") }, CodeTooManyNodes},
		"anchors":              {func() string { return "a: " + fill("&a ") }, CodeTooManyNodes},
		"anchors in list":      {func() string { return "- [" + fill("&a ") }, CodeTooManyNodes},
		"quotes":               {func() string { return "- " + fill(`""`) }, CodeTooManyNodes},
		"quotes in list":       {func() string { return "- [" + fill(`""`) }, CodeTooManyNodes},
		"block list":           {func() string { return fill("- a\n") }, CodeTooManyNodes},
		"empty block list":     {func() string { return fill("-\n") }, CodeTooManyNodes},
		"list of comments":     {func() string { return fill("- #\n") }, CodeTooManyNodes},
		"block map":            {func() string { return fill("a: \n") }, CodeTooManyNodes},
		"list at key's indent": {func() string { return fill("a:\n-\n") }, CodeTooManyNodes},
		"empty keys":           {func() string { return fill(":\n") }, CodeTooManyNodes},
		"comments":             {func() string { return fill("#\n\n") + "a: b" }, ""},
		"comments in list":     {func() string { return "a: [" + fill("#\n\n")[:900_000] }, CodeSyntax},
		"no comma":             {func() string { return "a: [" + fill("b c\n") + "]" }, ""},
		"prose":                {func() string { return "a: >\n" + fill("  all of it, with commas: and [brackets], {tokens}\n") }, ""},
		"quoted prose":         {func() string { return "a: \"" + fill("all of it, with commas: and [brackets], {tokens}\n  ") + "\"" }, ""},
		"plain prose":          {func() string { return "a: b\n" + fill("  all of it, with commas, and [brackets], {tokens}\n") }, ""},
		"long key":             {func() string { return fill("a") + ": b" }, CodeTooLarge},
		"long key json":        {func() string { return `{"` + fill("a")[:900_000] + `": {}}` }, CodeTooLarge},
		"long quoted key":      {func() string { return `"` + fill("a")[:900_000] + `": b` }, CodeTooLarge},
		"most nodes, block":    {func() string { return strings.Repeat("- a: b\n", 33_000) }, ""},
		"most nodes, flow":     {func() string { return strings.Repeat("- [a,a,a,a,a,a,a,a,a]\n", 9_900) }, ""},
		"most nodes, one list": {func() string {
			return "- [" + strings.Repeat("a,", maxHeld/2-10) + "a]\n" + strings.Repeat("- a\n", 79_000)
		}, ""},
		"most nodes, keys":  {manyKeys, ""},
		"most nodes, json":  {func() string { return "[" + strings.Repeat("1,", 99_000) + "1]" }, ""},
		"json list":         {func() string { return "[" + fill("1,") }, CodeTooManyNodes},
		"json maps":         {func() string { return "[" + fill(`{"a":{}},`) }, CodeTooManyNodes},
		"json brackets":     {func() string { return fill("[") }, CodeTooDeep},
		"doubled keys":      {func() string { return "{" + fill(`"a":1,`)[:500_000] + `"a":1}` }, CodeDuplicateKey},
		"doubled yaml keys": {func() string { return strings.Repeat("a: b\n", 40_000) }, CodeDuplicateKey},
		"json escapes":      {func() string { return `["` + fill(`\u00e9`)[:900_000] + `"]` }, ""},
		"too large":         {func() string { return fill("a") + fill("b")[:1000] }, CodeTooLarge},
	}
}

func TestMemory(t *testing.T) {
	if name := os.Getenv("SOURCE_BOMB"); name != "" {
		_, errs := Read("bomb", []byte(bombs()[name].data()), Limits{})
		status, _ := os.ReadFile("/proc/self/status")
		code, place, text := "", 0, ""
		if len(errs) > 0 {
			code, place, text = errs[0].Code, errs[0].Line*errs[0].Col, fmt.Sprintf("%.200s", errs[0].Error())
		}
		fmt.Printf("RESULT %s\x00%q\x00%d\x00%q\n", regexp.MustCompile(`VmHWM:\s+(\d+)`).FindSubmatch(status)[1], code, place, text)
		return
	}
	if raceEnabled || testing.Short() {
		t.Skip("measures memory")
	}
	for name, bomb := range bombs() {
		t.Run(name, func(t *testing.T) {
			cmd := exec.Command(os.Args[0], "-test.run=^TestMemory$")
			cmd.Env = append(os.Environ(), "SOURCE_BOMB="+name)
			out, err := cmd.Output()
			require.NoError(t, err)
			_, line, ok := bytes.Cut(out, []byte("RESULT "))
			require.True(t, ok, "%s", out)
			line, _, _ = bytes.Cut(line, []byte("\n"))
			f := strings.Split(string(line), "\x00")
			kib, err := strconv.Atoi(f[0])
			require.NoError(t, err)
			t.Logf("%d KiB, %s", kib, f[3])
			require.Less(t, kib, 64*1024)
			require.Equal(t, strconv.Quote(bomb.code), f[1], f[3])
			if bomb.code != "" {
				require.NotEqual(t, "0", f[2], "the error has no place")
			}
		})
	}
}

package einkpdf_test

import (
	"fmt"
	"strings"
)

// hostileFiles are files that ask for far too much. Each has a part of the code
// and pointer that it must end with: "pointer code".
func hostileFiles() map[string][2]string {
	files := map[string][2]string{}
	add := func(name, file, want string) { files[name] = [2]string{file, want} }
	body := func(name, widget, want string) {
		add(name, head+year+"designs: {a: {body: "+widget+"}}\nplan: [{design: a}]\n", want)
	}
	plan := func(name, sections, want string) {
		add(name, head+year+"designs: {a: {key: '{page}'}}\nplan: "+sections+"\n", want)
	}

	// The file itself.
	bomb := "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
	for i := 1; i < 12; i++ {
		bomb += fmt.Sprintf("a%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d,", i-1), 9), ","))
	}
	add("laughs", bomb, "too-many-nodes")
	add("merge keys", mergeBomb(), "too-many-nodes")
	add("levels", strings.Repeat("[", 20_000), "too-deep")
	add("levels of blocks", levels(), "too-deep")
	add("levels in JSON", strings.Repeat(`{"a":`, 20_000), "too-deep")
	add("junk", strings.Repeat("\x01\xfe{]: &*!%", 1<<20/10), "encoding")
	add("text junk", strings.Repeat("a: [b}\n", 30_000), "syntax")
	add("large", strings.Repeat(" ", 1<<20+1), "too-large")
	add("keys", head+rest+"vars:\n"+numbered(49_000, "  k%d: x\n"), "/vars range")
	add("anchors", numbered(40_000, "k%d: &a%[1]d {}\n"), "too-many-nodes")

	// Numbers.
	body("digits in a token", `{type: text, text: "{year:999999999d}"}`, "/designs/a/body/text syntax")
	body("decimals in a format", `{type: text, text: "{page|0.`+strings.Repeat("0", 900)+`}"}`, "/designs/a/body/text range")
	body("number of a page", `{type: tap, to: "@`+strings.Repeat("9", 900)+`"}`, "/designs/a/body/to missing-target")
	body("product", `{type: text, text: "{page`+strings.Repeat("*9999", 9)+`}"}`, "/designs/a/body token")
	plan("counter", "[{design: a, each: 1..1000, counters: {c: {start: 999999999, step: 999999999}}}]", "/plan/0/counters/c range")
	body("digits in a format", `{type: text, text: "{page|`+strings.Repeat("0", 900)+`}"}`, "/designs/a/body/text range")
	body("not a number", "{type: grid, columns: .nan}", "/designs/a/body/columns type")
	body("infinite", "{type: dots, pitch: .inf}", "/designs/a/body/pitch format")
	body("pitch", "{type: dots, pitch: 0.0000001mm}", "/designs/a/body/pitch range")
	body("pitch in pixels", "{type: lines, pitch: 0.001px}", "/designs/a/body/pitch range")
	body("size", "{type: text, text: x, style: {size: 100000pt}}", "/designs/a/body/style/size format")
	body("columns", "{type: grid, columns: 1000000000}", "/designs/a/body/columns range")
	body("table", "{type: table, columns: 1000000000, row-count: 1000000000}", "/designs/a/body/columns range")
	body("length", "{type: space, width: 1e300mm}", "/designs/a/body/width format")

	// Plans.
	plan("items", "[{design: a, each: 1..1000000000}]", "/plan/0 too-many-pages")
	plan("items of items", "[{each: 1..1000000000, nested: [{each: 1..1000000000, nested: [{design: a, each: 1..1000000000}]}]}]", "/plan/0 too-many-pages")
	plan("items without pages", "[{design: a}, {each: 1..1000000000, nested: [{each: 1..1000000000, nested: [{design: a, each: []}]}]}]", "/plan too-many-pages")
	plan("days without pages", "[{design: a}, {each: 1..1000, nested: [{each: day, nested: [{each: 1..1000, nested: [{design: a, each: []}]}]}]}]", "/plan too-many-pages")
	plan("pages", "[{design: a, each: day, pages: 1000}]", "/plan/0 too-many-pages")
	add("a century", head+"calendar: {from: 2000-01-01, to: 2099-12-31}\ndesigns: {a: {}}\nplan: [{design: a, each: day}]\n", "/plan/0 too-many-pages")
	plan("names", "[{each: 1..900, vars: {x: '"+strings.Repeat("x", 1000)+"'}, nested: [{design: a, vars: {y: '"+strings.Repeat("{x}", 100)+"'}}]}]", "/plan/0/nested/0/vars/y too-large")

	add("vars of all items", head+"vars: {a: "+strings.Repeat("x", 1000)+"}\ndesigns: {a: {}}\nplan: [{design: a, each: 1..1000, vars: {x: '"+strings.Repeat("{a}", 10)+"'}}]\n", "/plan/0/vars/x too-large")

	// Documents.
	add("anchors on all pages", head+"designs: {a: {body: {type: layers, repeat: {each: 1..5000}, child: {type: anchor, name: '{n}.{item}'}}}}\nplan: [{design: a, each: 1..100}]\n", "/designs/a too-large")
	add("designs", head+"designs:\n"+numbered(300, "  x%d: {body: {type: grid, columns: 50, repeat: {each: 1..4000}, child: {type: text, text: '{item}'}}}\n")+
		"plan:\n"+numbered(300, "  - {design: x%d}\n"), "/body too-large")
	add("patterns on all pages", head+"designs: {a: {body: {type: grid, columns: 70, repeat: {each: 1..4900}, child: {type: isometric, pitch: 1mm, when: n > 0}}}}\nplan: [{design: a, each: 1..1000}]\n", "page-too-full")

	// Pages.
	space := "{type: space, height: 1pt}"
	body("repeat", "{type: stack, repeat: {each: 1..1000000000}, child: "+space+"}", "/designs/a/body too-many-items")
	body("repeat in repeat", "{type: stack, repeat: {each: 1..5000}, child: {type: stack, repeat: {each: 1..5000}, child: "+space+"}}", "page-too-full")
	body("repeat of natural sizes", "{type: stack, repeat: {each: 1..5000}, child: {type: stack, height: auto, repeat: {each: 1..5000}, child: {type: row, height: auto, repeat: {each: 1..5000}, child: "+space+"}}}", "too-many-items")
	body("rows of natural widths", nested(28, "{type: row, width: auto, height: auto, children: [%s]}", "{type: text, text: x, width: auto}"), "page-too-full")
	body("repeats many levels deep", nested(14, "{type: stack, height: auto, repeat: {each: 1..5000}, child: %s}", space), "too-many-items")
	body("short repeats many levels deep", nested(14, "{type: stack, height: auto, repeat: {each: 1..700}, child: %s}", space), "page-too-full")
	body("dots", "{type: stack, repeat: {each: 1..5000}, child: {type: dots, pitch: 1mm, height: 150mm}}", "page-too-full")
	body("texts", "{type: layers, repeat: {each: 1..5000}, child: {type: text, text: '{item}"+strings.Repeat("word ", 190)+"'}}", "page-too-full")
	body("long conditions", "{type: layers, repeat: {each: 1..5000}, child: {type: space, when: '"+strings.Repeat("item != 0 and ", 700)+"page == 0'}}", "page-too-full")
	body("many tokens", "{type: layers, repeat: {each: 1..5000}, child: {type: text, text: '"+strings.Repeat("{title|upper|lower|first-40}", 350)+"'}}", "page-too-full")
	body("links", "{type: layers, repeat: {each: 1..5000}, child: {type: calendar, of: '2026-01', link: a}}", "page-too-full")
	body("tables", "{type: layers, repeat: {each: 1..5000}, child: {type: table, columns: 50, row-count: 500}}", "page-too-full")
	for name, call := range map[string]string{"part": "{type: part, part: %s}", "part of natural size": "{type: part, part: %s, height: auto}"} {
		parts := ""
		for i := range 30 {
			use := fmt.Sprintf(call, fmt.Sprintf("p%d", i+1))
			parts += fmt.Sprintf("  p%d: {type: stack, children: [%s, %s]}\n", i, use, use)
		}
		add(name+" of parts", head+"parts:\n"+parts+"  p30: "+space+"\ndesigns: {a: {body: {type: part, part: p0}}}\nplan: [{design: a}]\n", "page-too-full")
	}
	combos := ""
	for i := range 30 {
		combos += fmt.Sprintf("  p%d: {type: row, children: [%s, %s]}\n", i, repeated(i, "a"), repeated(i, "b"))
	}
	add("names of parts", head+"parts:\n"+combos+"  p30: "+space+"\ndesigns: {a: {body: {type: part, part: p0}}}\nplan: [{design: a}]\n", "page-too-full")
	return files
}

func repeated(i int, name string) string {
	return fmt.Sprintf("{type: row, repeat: {each: 1..1, as: %s%d}, child: {type: part, part: p%d}}", name, i, i+1)
}

// largeFiles ask for a lot that is allowed.
func largeFiles() map[string]string {
	sections := numbered(200, "{design: a, each: 1..1, vars: {v%d: x}},\n")
	return map[string]string{
		"text":       head + "designs: {a: {body: {type: text, fit: shrink, text: '" + strings.Repeat("word ", 2000) + "', style: {size: 200pt}}}}\nplan: [{design: a}]\n",
		"one word":   head + "designs: {a: {body: {type: text, fit: shrink, text: '" + strings.Repeat("w", 10_000) + "'}}}\nplan: [{design: a}]\n",
		"broad text": head + "designs: {a: {body: {type: layers, children: [{type: text, width: 9000mm, text: '" + strings.Repeat("word ", 1900) + "\n\n'}]}}}\nplan: [{design: a}]\n",
		"dots":       head + "designs: {a: {body: {type: dots, pitch: 1mm}}}\nplan: [{design: a, each: 1..1000}]\n",
		"negative":   head + "designs: {a: {body: {type: row, gap: 1mm, children: [{type: box, width: -5mm, height: -10mm}, {type: text, text: x, width: -1pt}]}}}\nplan: [{design: a}]\n",
		"sections":   head + "designs: {a: {key: '{page}', body: {type: stack, children: [" + strings.Repeat("{type: text, text: '{n}', when: n < 0},\n", 1_000) + "]}}}\nplan: [" + sections + "]\n",
		"pages":      head + year + "designs: {a: {body: {type: calendar, of: '{month}', link: 'a/{cell.date}?'}}}\nplan: [{design: a, each: day, pages: 2}]\n",
	}
}

func nested(n int, outer, inner string) string {
	for range n {
		inner = fmt.Sprintf(outer, inner)
	}
	return inner
}

func levels() string {
	var b strings.Builder
	for i := range 1000 {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}

func numbered(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

func mergeBomb() string {
	s := "a0: &a0 {x0: 1}\n"
	for i := 1; i < 30; i++ {
		s += fmt.Sprintf("a%d: &a%d {<<: [*a%d, *a%d], l: *a%d, r: *a%d}\n", i, i, i-1, i-1, i-1, i-1)
	}
	return s
}

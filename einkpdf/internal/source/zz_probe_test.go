package source
import ("testing";"fmt")
func TestZZProbe(t *testing.T){
 pre := "einkpdf: 1\ndesigns:\n  d:\n"
 post := "plan:\n  - {design: d}\n"
 for _, s := range []string{
  "    key:cover\n    body: {type: lines}\n",
  "    key cover\n    body: {type: lines}\n",
  "    label: x\n    key:cover\n",
  "    label: x\n    key cover\n    body: x\n",
  "    body:\n      type: box\n      fill: #000\n",
  "    body: {type: box, fill: #000}\n",
  "    body: {type: box, fill: x\n",
  "    body: {type: box, fill: x\n    key: x\n",
  "    body:\n      children:\n        - {type: box, fill: x\n        - {type: box}\n",
  "    body: [type, box\n",
  "    body: [type, box\n    key: b\n",
  "    body: \"abc\n    key: b\n",
  "    body: \"abc\n    key: \"b\"\n",
  "    body: 'it's'\n    key: b\n",
  "    body: \"abc\" d\n",
  "\u00a0   body: x\n",
  "    body:\u00a0x\n",
  "    body: x\n\u00a0\u00a0\u00a0\u00a0key: x\n",
  "    body: x\n    \u00a0key: x\n",
  "\tbody: x\n",
  "    body:\n\t- x\n",
  "    body: x\n\tkey: y\n",
  "    body: x\n    \tkey: y\n",
  "    body: {\n\ttype: x}\n",
  "    body: “hello: b”\n",
  "    body: “hello {b}”\n",
  "    body: {type: text, text: “a, b: c”}\n",
  "    “body”: x\n",
  "    children:\n      type: text\n      - type: x\n",
  "    children:\n      - type: text\n      type: x\n",
  "    children:\n      - type: text\n        text: x\n      {type: x}\n",
  "    children:\n      {type: text}\n      {type: x}\n",
  "    children:\n      -{type: text}\n      -{type: x}\n",
  "    children:\n      -type: text\n      - type: x\n",
  "    text: *x\n", "    text: *bold* text\n", "    text: @x\n", "    text: `x`\n", "    text: %x\n", "    text: {a} b\n", "    text: [a] b\n", "    text: | x\n", "    text: > x\n","    text: & x\n", "    text: &x\n", "    text: - x\n", "    text: , x\n", "    text: ] x\n", "    text: } x\n", "    text: a: b\n", "    text: !x\n",
  "    text: x\n   key: y\n", "    text: x\n      key: y\n", "    text: x\n     key:\n       a: y\n",
  "    text: {type: text text: x}\n", "    text: {type: text, text: {a}, b}\n", "    body: {type: text, text: {a} b}\n", "    body: {type: text, text: [a] b}\n", "    body: {type: text,, text: b}\n","    body: {type:text, text: b}\n","    body: {type: text, text: a: b}\n", "    body: {type: text}}\n", "    body: x}\n", "    body: \"a\\q\"\n", "    body: x]\n    ]\n", "    body: {type: text, text: \"abc}\n",
 }{
  _, errs := Read("f", []byte(pre+s+post), Limits{})
  fmt.Printf("--- %q\n%v\n", s, errs.Err())
 }
}

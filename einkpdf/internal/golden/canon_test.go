package golden

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/einkpdf/platform/einkpdf/internal/pdfread"
)

// canon writes objects of a PDF as text that depends on what they say, not on
// how the file says it: references are what they lead to, streams are decoded,
// numbers are as short as they can be.
type canon struct {
	file *pdfread.File
	open map[pdfread.Ref]bool // being written
	err  error                // the first one
}

func newCanon(f *pdfread.File) *canon { return &canon{file: f, open: map[pdfread.Ref]bool{}} }

// fail keeps the first error.
func (c *canon) fail(format string, args ...any) {
	if c.err == nil {
		c.err = fmt.Errorf(format, args...)
	}
}

// text is a value as text. Streams are there by the hash of their data.
func (c *canon) text(v pdfread.Value) string { return string(c.append(nil, v)) }

// hash is the hash of a value.
func (c *canon) hash(v pdfread.Value) string { return hashOf(c.append(nil, v)) }

func (c *canon) append(b []byte, v pdfread.Value) []byte {
	if ref, ok := v.(pdfread.Ref); ok {
		if c.open[ref] {
			return append(b, "itself"...)
		}
		c.open[ref] = true
		defer delete(c.open, ref)
		v = c.file.Get(ref)
	}
	if n, ok := pdfread.Number(v); ok {
		return strconv.AppendFloat(b, n, 'f', -1, 64)
	}
	switch x := v.(type) {
	case nil:
		return append(b, "null"...)
	case bool:
		return strconv.AppendBool(b, x)
	case pdfread.Name:
		return append(append(b, '/'), x...)
	case pdfread.String:
		return strconv.AppendQuote(b, textString(x))
	case pdfread.Word:
		c.fail("%q is no value", x)
		return b
	case pdfread.Array:
		b = append(b, '[')
		for i, v := range x {
			if i > 0 {
				b = append(b, ' ')
			}
			b = c.append(b, v)
		}
		return append(b, ']')
	case pdfread.Dict:
		return c.appendDict(b, x)
	case *pdfread.Stream:
		b = c.appendDict(b, x.Dict, "Length", "Filter", "DecodeParms")
		return append(append(b, " stream "...), hashOf(c.decode(x))...)
	}
	c.fail("a value of type %T", v)
	return b
}

// appendDict writes a dictionary in the order of its keys, without some and
// without its way up the tree.
func (c *canon) appendDict(b []byte, d pdfread.Dict, without ...pdfread.Name) []byte {
	b = append(b, "<<"...)
	for _, k := range pdfread.Keys(d) {
		if k != "Parent" && k != "Type" && !slices.Contains(without, k) {
			b = append(append(append(b, '/'), k...), ' ')
			b = append(c.append(b, d[k]), ' ')
		}
	}
	return append(b, ">>"...)
}

// decode is the data of a stream.
func (c *canon) decode(s *pdfread.Stream) []byte {
	data, err := c.file.Decode(s)
	if errors.Is(err, pdfread.ErrFilter) {
		return s.Raw() // a JPEG, which no compressor of ours made
	}
	if err != nil {
		c.fail("a stream: %w", err)
	}
	return data
}

// dict is a dictionary, or that of a stream; nil for anything else.
func (c *canon) dict(v pdfread.Value) pdfread.Dict {
	switch x := c.file.Get(v).(type) {
	case pdfread.Dict:
		return x
	case *pdfread.Stream:
		return x.Dict
	}
	return nil
}

// textString is a text as people read it.
func textString(s pdfread.String) string {
	const mark = "\xfe\xff"
	if len(s) < 2 || s[:2] != mark {
		return string(s)
	}
	return utf16Text(string(s[2:]))
}

// hashOf is the beginning of a SHA-256: 12 hexadecimal digits.
func hashOf(data []byte) string {
	sum := sha256.Sum256(data)
	return fmt.Sprintf("%x", sum[:6])
}

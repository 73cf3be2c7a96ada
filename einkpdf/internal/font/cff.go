package font

import "fmt"

// The operators of CFF dictionaries that matter here; 12 xx is 0x0C00 | xx.
const (
	opFontBBox      = 5
	opCharset       = 15
	opEncoding      = 16
	opCharStrings   = 17
	opPrivate       = 18
	opSubrs         = 19
	opFontMatrix    = 0x0C07
	opCharstringFmt = 0x0C06
	opROS           = 0x0C1E
	opCIDCount      = 0x0C22
	opFDArray       = 0x0C24
	opFDSelect      = 0x0C25
	opPaintType     = 0x0C05
	opStrokeWidth   = 0x0C08
)

// cffFont is a parsed CFF table (Adobe Technical Note 5176).
type cffFont struct {
	data        []byte
	top         []dictEntry
	globalSubrs [][]byte
	charStrings [][]byte
	isCID       bool
	fdSelect    []byte // for each glyph the number of its font dictionary; nil: all 0
	fonts       []cffPrivate
}

// cffPrivate is a font dictionary of a CID-keyed font with its private one, or
// the one private dictionary of a name-keyed font.
type cffPrivate struct {
	dict       []dictEntry // without the operator Private
	private    []dictEntry // without the operator Subrs
	localSubrs [][]byte
}

// dictEntry is an operator with its operands, which stay encoded.
type dictEntry struct {
	op   int
	raw  []byte
	nums []int // the whole-number operands; reals count as 0
}

var errCFF = fmt.Errorf("%w: its CFF outlines are damaged", ErrBadFont)

func parseCFF(data []byte, numGlyphs int) (*cffFont, error) {
	if len(data) < 4 || data[0] != 1 {
		return nil, fmt.Errorf("%w: its CFF version is not 1", ErrBadFont)
	}
	c := &cffFont{data: data}
	at := int(data[2])
	_, at, err := readIndex(data, at) // names
	if err != nil {
		return nil, err
	}
	tops, at, err := readIndex(data, at)
	if err != nil {
		return nil, err
	}
	if len(tops) == 0 {
		return nil, errCFF
	}
	if _, at, err = readIndex(data, at); err != nil { // strings
		return nil, err
	}
	if c.globalSubrs, _, err = readIndex(data, at); err != nil {
		return nil, err
	}
	if c.top, err = readDict(tops[0]); err != nil {
		return nil, err
	}
	if format, ok := operand(c.top, opCharstringFmt, 0); ok && format != 2 {
		return nil, fmt.Errorf("%w: its charstrings have the type %d, not 2", ErrBadFont, format)
	}
	off, _ := operand(c.top, opCharStrings, 0)
	if off <= 0 {
		return nil, errCFF
	}
	if c.charStrings, _, err = readIndex(data, off); err != nil {
		return nil, err
	}
	if len(c.charStrings) < numGlyphs {
		return nil, fmt.Errorf("%w: it has %d outlines for %d glyphs", ErrBadFont, len(c.charStrings), numGlyphs)
	}
	if _, c.isCID = operand(c.top, opROS, 0); c.isCID {
		return c, c.readFonts()
	}
	p := cffPrivate{}
	if err := c.readPrivate(c.top, &p); err != nil {
		return nil, err
	}
	c.fonts = []cffPrivate{p}
	return c, nil
}

// readFonts reads the font dictionaries of a CID-keyed font.
func (c *cffFont) readFonts() error {
	off, _ := operand(c.top, opFDArray, 0)
	if off <= 0 {
		return errCFF
	}
	dicts, _, err := readIndex(c.data, off)
	if err != nil {
		return err
	}
	if len(dicts) == 0 || len(dicts) > 256 {
		return errCFF
	}
	for _, raw := range dicts {
		d, err := readDict(raw)
		if err != nil {
			return err
		}
		p := cffPrivate{dict: d}
		if err := c.readPrivate(d, &p); err != nil {
			return err
		}
		c.fonts = append(c.fonts, p)
	}
	off, ok := operand(c.top, opFDSelect, 0)
	if !ok {
		return errCFF
	}
	c.fdSelect, err = readFDSelect(c.data, off, len(c.charStrings))
	return err
}

// readPrivate reads the private dictionary that d points to.
func (c *cffFont) readPrivate(d []dictEntry, p *cffPrivate) error {
	size, ok := operand(d, opPrivate, 0)
	off, ok2 := operand(d, opPrivate, 1)
	if !ok || !ok2 {
		return nil // a font without hints has none
	}
	if size < 0 || off < 0 || off > len(c.data) || size > len(c.data)-off {
		return errCFF
	}
	all, err := readDict(c.data[off : off+size])
	if err != nil {
		return err
	}
	for _, e := range all {
		if e.op != opSubrs {
			p.private = append(p.private, e)
		}
	}
	if subrs, ok := operand(all, opSubrs, 0); ok && subrs > 0 {
		if subrs > len(c.data)-off {
			return errCFF
		}
		p.localSubrs, _, err = readIndex(c.data, off+subrs)
	}
	return err
}

// readIndex reads an INDEX and gives its elements and where it ends.
func readIndex(data []byte, at int) (list [][]byte, end int, err error) {
	if at < 0 || at > len(data)-2 {
		return nil, 0, errCFF
	}
	n := int(be.Uint16(data[at:]))
	if n == 0 {
		return nil, at + 2, nil
	}
	if at+3 > len(data) {
		return nil, 0, errCFF
	}
	size := int(data[at+2])
	offsets := at + 3
	base := offsets + (n+1)*size - 1
	if size < 1 || size > 4 || base+1 > len(data) {
		return nil, 0, errCFF
	}
	offset := func(i int) int {
		v := 0
		for _, b := range data[offsets+i*size : offsets+(i+1)*size] {
			v = v<<8 | int(b)
		}
		return v
	}
	list = make([][]byte, n)
	from := offset(0)
	for i := range list {
		to := offset(i + 1)
		if from < 1 || to < from || to > len(data)-base {
			return nil, 0, errCFF
		}
		list[i] = data[base+from : base+to : base+to]
		from = to
	}
	return list, base + from, nil
}

// readDict reads a DICT.
func readDict(raw []byte) ([]dictEntry, error) {
	var out []dictEntry
	var nums []int
	start := 0
	for i := 0; i < len(raw); {
		b := raw[i]
		if b <= 21 { // an operator
			op, size := int(b), 1
			if b == 12 {
				if i+1 >= len(raw) {
					return nil, errCFF
				}
				op, size = 0x0C00|int(raw[i+1]), 2
			}
			out = append(out, dictEntry{op, raw[start:i], nums})
			nums = nil
			i += size
			start = i
			continue
		}
		v, size := dictNumber(raw[i:])
		if size == 0 || len(nums) >= 48 {
			return nil, errCFF
		}
		nums = append(nums, v)
		i += size
	}
	return out, nil
}

// dictNumber reads an operand of a DICT; size is 0 when there is none.
func dictNumber(b []byte) (v, size int) {
	switch c := int(b[0]); {
	case c >= 32 && c <= 246:
		return c - 139, 1
	case c >= 247 && c <= 250 && len(b) >= 2:
		return (c-247)*256 + int(b[1]) + 108, 2
	case c >= 251 && c <= 254 && len(b) >= 2:
		return -(c-251)*256 - int(b[1]) - 108, 2
	case c == 28 && len(b) >= 3:
		return int(int16(be.Uint16(b[1:]))), 3
	case c == 29 && len(b) >= 5:
		return int(int32(be.Uint32(b[1:]))), 5
	case c == 30: // a real: nibbles up to an F
		for i := 1; i < len(b); i++ {
			if b[i]&0x0F == 0x0F || b[i]>>4 == 0x0F {
				return 0, i + 1
			}
		}
	}
	return 0, 0
}

// operand is the i-th operand of an operator.
func operand(d []dictEntry, op, i int) (v int, ok bool) {
	for _, e := range d {
		if e.op == op {
			if i < len(e.nums) {
				return e.nums[i], true
			}
			return 0, false
		}
	}
	return 0, false
}

// readFDSelect gives for each glyph the number of its font dictionary.
func readFDSelect(data []byte, at, n int) ([]byte, error) {
	if at <= 0 || at >= len(data) {
		return nil, errCFF
	}
	switch b := data[at+1:]; data[at] {
	case 0:
		if len(b) < n {
			return nil, errCFF
		}
		return b[:n], nil
	case 3:
		if len(b) < 2 {
			return nil, errCFF
		}
		ranges := int(be.Uint16(b))
		if b = b[2:]; len(b) < 3*ranges+2 {
			return nil, errCFF
		}
		out := make([]byte, n)
		for i := range ranges {
			first, next := int(be.Uint16(b[3*i:])), int(be.Uint16(b[3*i+3:]))
			if first > next || next > n {
				return nil, errCFF
			}
			for g := first; g < next; g++ {
				out[g] = b[3*i+2]
			}
		}
		return out, nil
	}
	return nil, errCFF
}

package pdfread

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
)

// Limits of a file beside those of parsing one object.
const (
	MaxObjects = 1 << 21  // object numbers
	maxDecoded = 64 << 20 // bytes of one decoded stream
	maxCached  = 16 << 20 // bytes of decoded object streams that are kept
	maxHops    = 32       // references to references
	maxNoted   = 200      // problems
)

// Errors of Open, for errors.Is.
var (
	ErrNotPDF    = errors.New("not a PDF: it does not begin with %PDF-")
	ErrEncrypted = errors.New("the PDF is encrypted")
	ErrDamaged   = errors.New("the PDF is damaged")
	ErrTooMuch   = errors.New("the PDF is too large or too costly to read")
)

// Problem is something wrong with the file that reading went on after.
type Problem struct {
	Code    string
	Object  int // its number, 0 for none
	Offset  int // in bytes from the beginning of the file, -1 where it has none
	Message string
}

// Codes of problems.
const (
	CodeHeader = "header" // the first line
	CodeXref   = "xref"   // the cross-reference table and the trailer
	CodeOffset = "xref-offset"
	CodeSyntax = "syntax"
	CodeStream = "stream-length"
)

// File is an open PDF. Its methods must not be called at the same time.
type File struct {
	ctx      context.Context
	data     []byte // from the header on
	base     int    // bytes before the header
	entries  []entry
	found    []entry // what a scan of the whole file found, nil before it
	trailer  Dict
	catalog  int  // that the scan found
	repaired bool // entries are those of the scan
	hidden   bool // the section being read has what its table calls free
	cache    map[int]*packed
	cached   int // bytes
	busy     map[int]bool
	work     int64
	calls    int
	err      error
	problems []Problem
	noted    map[string]bool
}

// Open reads the cross-reference table; data must not change while the File is in
// use. A table that is wrong or missing is noted as a problem and rebuilt from
// the objects that there are. Errors are those above and ctx.Err().
func Open(ctx context.Context, data []byte) (*File, error) {
	at := bytes.Index(data[:min(len(data), 1024)], []byte("%PDF-"))
	if at < 0 {
		return nil, ErrNotPDF
	}
	f := &File{ctx: ctx, data: data[at:], base: at, cache: map[int]*packed{}, busy: map[int]bool{}, noted: map[string]bool{}}
	f.work = freeWork + workPerByte*int64(len(data))
	if at > 0 {
		f.note(Problem{CodeHeader, 0, 0, fmt.Sprintf("there are %d bytes before %%PDF-; offsets count from there", at)})
	}
	if err := f.readXref(); err != nil {
		f.note(f.problem(CodeXref, 0, err))
		f.repair()
	} else if _, ok := f.Get(f.trailer["Root"]).(Dict); !ok && f.trailer["Encrypt"] == nil {
		f.note(Problem{CodeXref, 0, -1, "the trailer's /Root leads to no document catalog"})
		f.repair()
	}
	if f.err != nil {
		return nil, f.err
	}
	if f.trailer["Encrypt"] != nil {
		return nil, ErrEncrypted
	}
	if _, ok := f.Get(f.trailer["Root"]).(Dict); !ok && f.catalog > 0 {
		f.trailer["Root"] = Ref{Num: f.catalog}
	}
	if _, ok := f.Get(f.trailer["Root"]).(Dict); !ok {
		return nil, fmt.Errorf("%w: it has no document catalog; perhaps its end is missing", ErrDamaged)
	}
	return f, f.err
}

// repair takes what a scan finds in place of the cross-reference table.
func (f *File) repair() {
	f.repaired = true
	f.scan()
	f.entries = f.found
}

// Trailer is the file's trailer.
func (f *File) Trailer() Dict { return f.trailer }

// Exists says whether the file has an object of the number.
func (f *File) Exists(num int) bool {
	return num > 0 && num < len(f.entries) && f.entries[num].kind >= inFile
}

// Generation is the generation of an object that exists.
func (f *File) Generation(num int) int {
	if e := f.entries[num]; e.kind == inFile {
		return int(e.gen)
	}
	return 0
}

// Repaired says whether objects were looked for because the cross-reference table
// is of no use. Some may not have been found.
func (f *File) Repaired() bool { return f.repaired }

// Err is why reading was given up: the context's end, or ErrTooMuch. From then
// on every object is null.
func (f *File) Err() error { return f.err }

// Problems is what was wrong so far, in the order in which it was met. After the
// first two hundred no more are noted.
func (f *File) Problems() []Problem { return f.problems }

// note keeps a problem unless it is known.
func (f *File) note(p Problem) {
	if len(f.problems) >= maxNoted {
		return
	}
	key := fmt.Sprint(p.Code, p.Object, p.Offset, p.Message)
	if !f.noted[key] {
		f.noted[key] = true
		f.problems = append(f.problems, p)
	}
}

// problem is an error as a problem; offsets of syntax errors are those of f.data.
func (f *File) problem(code string, num int, err error) Problem {
	p := Problem{code, num, -1, err.Error()}
	var s *SyntaxError
	if errors.As(err, &s) {
		p.Offset = s.Offset + f.base
	}
	return p
}

// Work is counted in what it costs to search a byte, about a nanosecond. A file
// may cost a second, and one more for each of its mebibytes.
const (
	freeWork    = 1 << 30
	workPerByte = 1 << 10

	costSearch  = 1
	costInflate = 4
	costParse   = 16
	costValue   = 100 // of parsing, for each value
)

// spend counts work and says whether there is any left.
func (f *File) spend(bytes, cost int) bool {
	if f.err != nil {
		return false
	}
	f.work -= int64(bytes) * int64(cost)
	if f.work < 0 {
		f.err = ErrTooMuch
		return false
	}
	if f.calls++; f.calls%256 == 0 || bytes > 1<<20 {
		f.err = f.ctx.Err()
	}
	return f.err == nil
}

// spendParsing counts the work of a parser that began at the offset.
func (f *File) spendParsing(p *parser, from int) bool {
	return f.spend(p.pos-from, costParse) && f.spend(p.values, costValue)
}

// Get is what v refers to, or v itself. An object that is not there, or cannot
// be read, is nil; where the cross-reference table has it wrong, it is looked for.
func (f *File) Get(v Value) Value {
	for range maxHops {
		ref, ok := v.(Ref)
		if !ok {
			return v
		}
		v = f.object(ref.Num)
	}
	return nil
}

// object reads an object, with the help of a scan where the table fails.
func (f *File) object(num int) Value {
	v, err := f.Object(num)
	if err == nil || f.err != nil {
		return v
	}
	f.note(f.problem(codeOf(err), num, err))
	if f.repaired {
		return nil
	}
	if f.found == nil {
		f.scan()
	}
	if num >= len(f.found) {
		return nil
	}
	v, _ = f.read(num, f.found[num])
	return v
}

// Object reads the object with the number as the cross-reference table has it;
// nil when there is none, or when reading was given up. An error is a *SyntaxError, about the file or about the
// decoded object stream, or an *OffsetError.
func (f *File) Object(num int) (Value, error) {
	if f.err != nil || !f.Exists(num) {
		return nil, nil
	}
	return f.read(num, f.entries[num])
}

// OffsetError says that the cross-reference table is wrong about an object.
type OffsetError struct{ message string }

func (e *OffsetError) Error() string { return e.message }

// codeOf is the code for an error of Object.
func codeOf(err error) string {
	if wrong := (*OffsetError)(nil); errors.As(err, &wrong) {
		return CodeOffset
	}
	return CodeSyntax
}

// Check reads every object and notes what is wrong. visit sees each object.
func (f *File) Check(visit func(num int, v Value)) {
	for num := range f.entries {
		v, err := f.Object(num)
		if f.err != nil {
			return
		}
		if err != nil {
			f.note(f.problem(codeOf(err), num, err))
			continue
		}
		if f.Exists(num) {
			visit(num, v)
		}
	}
}

// References calls visit for every reference in v, in the order of the keys.
func References(v Value, visit func(Ref)) {
	switch x := v.(type) {
	case Ref:
		visit(x)
	case Array:
		for _, v := range x {
			References(v, visit)
		}
	case Dict:
		for _, k := range Keys(x) {
			References(x[k], visit)
		}
	case *Stream:
		References(x.Dict, visit)
	}
}

// Keys are the keys of a dictionary in order.
func Keys(d Dict) []Name {
	keys := make([]Name, 0, len(d))
	for k := range d {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// Spend counts the work of parsing some bytes that did not come from Get.
func (f *File) Spend(bytes int) { f.spend(bytes, costParse) }

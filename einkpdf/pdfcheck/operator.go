package pdfcheck

import (
	"fmt"

	"github.com/einkpdf/platform/einkpdf/internal/pdfread"
)

const maxOperand = 1e6 // larger numbers are no places on a page

// contentState follows a content stream.
type contentState struct {
	file      *pdfread.File
	resources pdfread.Dict
	lists     map[pdfread.Name]pdfread.Dict // those of the resources that were used
	saved     int                           // q without Q
	text      bool                          // between BT and ET
	lenient   int                           // BX without EX: unknown operators are allowed
}

// operator checks an operator with its operands.
func (s *contentState) operator(op string, operands []pdfread.Value) error {
	want, known := operandsOf(op)
	if !known {
		if s.lenient > 0 {
			return nil
		}
		return fmt.Errorf("the operator %q is unknown", op)
	}
	if want != "colour" && len(operands) != len(want) {
		return fmt.Errorf("%s has %d operands instead of %d", op, len(operands), len(want))
	}
	for i, v := range operands {
		if err := sensibleOperand(op, v); err != nil {
			return err
		}
		if want != "colour" && !fits(want[i], v) {
			return fmt.Errorf("%s has %s as operand %d", op, pdfread.Describe(v), i+1)
		}
	}
	switch op {
	case "q":
		s.saved++
	case "Q":
		if s.saved--; s.saved < 0 {
			return fmt.Errorf("a Q without its q")
		}
	case "BT", "ET":
		if s.text == (op == "BT") {
			return fmt.Errorf("%s where there is no text to begin or to end", op)
		}
		s.text = op == "BT"
	case "BX":
		s.lenient++
	case "EX":
		s.lenient--
	case "Tf":
		return s.resource("Font", op, operands[0])
	case "Do":
		return s.resource("XObject", op, operands[0])
	case "gs":
		return s.resource("ExtGState", op, operands[0])
	case "sh":
		return s.resource("Shading", op, operands[0])
	case "cs", "CS":
		switch operands[0] {
		case pdfread.Name("DeviceGray"), pdfread.Name("DeviceRGB"), pdfread.Name("DeviceCMYK"), pdfread.Name("Pattern"):
			return nil
		}
		return s.resource("ColorSpace", op, operands[0])
	case "scn", "SCN":
		if n := len(operands); n > 0 {
			if _, isPattern := operands[n-1].(pdfread.Name); isPattern {
				return s.resource("Pattern", op, operands[n-1])
			}
		}
	}
	return nil
}

// resource says whether the resources have what an operator names. Forms without
// any, which PDF 1.1 allowed, are passed over.
func (s *contentState) resource(kind pdfread.Name, op string, v pdfread.Value) error {
	name, ok := v.(pdfread.Name)
	if !ok {
		return fmt.Errorf("%s of %s", op, pdfread.Describe(v))
	}
	list, known := s.lists[kind]
	if !known {
		list, _ = s.file.Get(s.resources[kind]).(pdfread.Dict)
		s.lists[kind] = list
	}
	there := list[name] != nil
	if ref, ok := list[name].(pdfread.Ref); ok {
		there = s.file.Exists(ref.Num)
	}
	if s.resources != nil && !there {
		return fmt.Errorf("%s of %s, which is not among the resources", op, pdfread.Describe(name))
	}
	return nil
}

// end checks what is open at the end.
func (s *contentState) end() error {
	if s.saved != 0 || s.text {
		return fmt.Errorf("it ends between q and Q or between BT and ET")
	}
	return nil
}

// sensibleOperand checks the numbers of an operand.
func sensibleOperand(op string, v pdfread.Value) error {
	switch x := v.(type) {
	case pdfread.Word:
		return fmt.Errorf("%s of %q, which is no number", op, string(x))
	case pdfread.Integer, pdfread.Real:
		if n, _ := pdfread.Number(x); n < -maxOperand || n > maxOperand {
			return fmt.Errorf("%s of %s, which is out of all bounds", op, pdfread.Describe(v))
		}
	case pdfread.Array:
		for _, v := range x {
			if err := sensibleOperand(op, v); err != nil {
				return err
			}
		}
	}
	return nil
}

// fits says whether an operand is of the kind that the character stands for.
func fits(kind byte, v pdfread.Value) (ok bool) {
	switch kind {
	case '1':
		_, ok = pdfread.Number(v)
	case '/':
		_, ok = v.(pdfread.Name)
	case '(':
		_, ok = v.(pdfread.String)
	case '[':
		_, ok = v.(pdfread.Array)
	default:
		ok = true
	}
	return ok
}

// operandsOf is the operands of an operator, a character for each as in fits, or
// "colour" for those that depend on the colour space: ISO 32000-1, annex A.
func operandsOf(op string) (want string, known bool) {
	switch op {
	case "b", "B", "b*", "B*", "BT", "BX", "EMC", "ET", "EX", "f", "F", "f*", "h", "n", "q", "Q", "s", "S", "T*", "W", "W*":
		return "", true
	case "G", "g", "i", "j", "J", "M", "Tc", "TL", "Tr", "Ts", "Tw", "Tz", "w":
		return "1", true
	case "BMC", "CS", "cs", "Do", "gs", "MP", "ri", "sh":
		return "/", true
	case "Tj", "'":
		return "(", true
	case "TJ":
		return "[", true
	case "BI":
		return "?", true
	case "d0", "l", "m", "Td", "TD":
		return "11", true
	case "Tf":
		return "/1", true
	case "d":
		return "[1", true
	case "BDC", "DP":
		return "/?", true
	case "RG", "rg":
		return "111", true
	case `"`:
		return "11(", true
	case "K", "k", "re", "v", "y":
		return "1111", true
	case "c", "cm", "d1", "Tm":
		return "111111", true
	case "SC", "sc", "SCN", "scn":
		return "colour", true
	}
	return "", false
}

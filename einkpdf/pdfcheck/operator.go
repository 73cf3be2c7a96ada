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
	want := operandsOf(op)
	if want == unknownOperator {
		if s.lenient > 0 {
			return nil
		}
		return fmt.Errorf("the operator %q is unknown", op)
	}
	if want >= 0 && len(operands) != want {
		return fmt.Errorf("%s has %d operands instead of %d", op, len(operands), want)
	}
	for _, v := range operands {
		if err := sensibleOperand(op, v); err != nil {
			return err
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

const (
	anyOperands     = -1
	unknownOperator = -2
)

// operandsOf is how many operands an operator has: ISO 32000-1, annex A.
func operandsOf(op string) int {
	switch op {
	case "b", "B", "b*", "B*", "BT", "BX", "EMC", "ET", "EX", "f", "F", "f*", "h", "n", "q", "Q", "s", "S", "T*", "W", "W*":
		return 0
	case "BI", "BMC", "CS", "cs", "Do", "G", "g", "gs", "i", "j", "J", "M", "MP", "ri", "sh", "Tc", "Tj", "TJ", "TL", "Tr", "Ts", "Tw", "Tz", "w", "'":
		return 1
	case "BDC", "d", "d0", "DP", "l", "m", "Td", "TD", "Tf":
		return 2
	case "RG", "rg", `"`:
		return 3
	case "K", "k", "re", "v", "y":
		return 4
	case "c", "cm", "d1", "Tm":
		return 6
	case "SC", "sc", "SCN", "scn":
		return anyOperands
	}
	return unknownOperator
}

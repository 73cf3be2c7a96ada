package pdfread

import (
	"bytes"
	"errors"
)

// Operators calls visit for each operator of a content stream with its operands,
// which are valid until visit returns. Numbers that are none come as a Word. An
// inline image is the operator BI with its dictionary. An error of visit ends it;
// other errors are a *SyntaxError with the offset in the content.
func Operators(content []byte, visit func(operator string, operands []Value) error) error {
	p := &parser{scanner: scanner{content, 0}}
	var operands []Value
	for {
		p.values = 0
		t, err := p.next()
		if err != nil {
			return err
		}
		switch t.kind {
		case tokenEOF:
			if len(operands) > 0 {
				return p.fail(t.at, "ends with operands without an operator")
			}
			return nil
		case tokenInteger: // content has no references
			operands = append(operands, Integer(t.integer))
		case tokenWord:
			switch t.text {
			case "true", "false", "null":
				v, _ := p.of(t)
				operands = append(operands, v)
			case "BI":
				d, err := p.inlineImage(t)
				if err != nil {
					return err
				}
				operands = append(operands, d)
				fallthrough
			default:
				if err := visit(t.text, operands); err != nil {
					return err
				}
				operands = operands[:0]
			}
		default:
			v, err := p.of(t)
			if err != nil {
				return err
			}
			operands = append(operands, v)
		}
		if len(operands) > maxOperands {
			return p.fail(t.at, "more than %d operands", maxOperands)
		}
	}
}

const maxOperands = 1000 // PDF has none with more than 33

// inlineImage reads the keys of an inline image and passes over its data.
func (p *parser) inlineImage(open token) (Value, error) {
	d := Dict{}
	for {
		key, err := p.next()
		if err != nil {
			return nil, err
		}
		if key.kind == tokenWord && key.text == "ID" {
			break
		}
		if key.kind != tokenName {
			return nil, p.fail(key.at, "an inline image's key that is no name")
		}
		if d[Name(key.text)], err = p.value(); err != nil {
			return nil, err
		}
	}
	for at := p.pos; ; {
		i := bytes.Index(p.data[at:], []byte("EI"))
		if i < 0 {
			return nil, p.fail(open.at, "an inline image without its end")
		}
		at += i + 2
		if class(p.data[at-3]) == space && (at == len(p.data) || class(p.data[at]) == space) {
			p.pos = at
			return d, nil
		}
	}
}

// Offset is where in the content a syntax error is, -1 when err is none.
func Offset(err error) int {
	var s *SyntaxError
	if errors.As(err, &s) {
		return s.Offset
	}
	return -1
}

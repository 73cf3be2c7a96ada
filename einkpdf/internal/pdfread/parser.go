package pdfread

import "fmt"

const (
	maxDepth  = 64      // of arrays and dictionaries in each other
	maxValues = 1 << 20 // in one object
)

// parser builds values from tokens.
type parser struct {
	scanner
	depth  int
	values int
	slip   *SyntaxError // the first mistake that viewers forgive
}

// forgive notes a mistake after which reading goes on.
func (p *parser) forgive(at int, format string, args ...any) {
	if p.slip == nil {
		p.slip = &SyntaxError{at, fmt.Sprintf(format, args...)}
	}
}

// value reads one object.
func (p *parser) value() (Value, error) {
	t, err := p.next()
	if err != nil {
		return nil, err
	}
	return p.of(t)
}

// of builds the value that begins with t.
func (p *parser) of(t token) (Value, error) {
	if p.values++; p.values > maxValues {
		return nil, p.fail(t.at, "an object of more than %d values", maxValues)
	}
	switch t.kind {
	case tokenInteger:
		return p.integerOrRef(t), nil
	case tokenReal:
		return Real(t.real), nil
	case tokenName:
		return Name(t.text), nil
	case tokenString:
		return String(t.text), nil
	case tokenArray:
		return p.array(t)
	case tokenDict:
		return p.dict(t)
	case tokenArrayEnd:
		return nil, p.fail(t.at, "] without its [")
	case tokenDictEnd:
		return nil, p.fail(t.at, ">> without its <<")
	case tokenWord:
		switch t.text {
		case "null":
			return nil, nil
		case "true":
			return true, nil
		case "false":
			return false, nil
		case "obj", "endobj", "stream", "endstream", "xref", "trailer", "startxref":
			return nil, p.fail(t.at, "%s inside of an object", t.text)
		}
		fallthrough
	case tokenBad:
		p.forgive(t.at, "%q is no value", quoted(t.text))
		return Word(t.text), nil
	}
	return nil, p.fail(t.at, "ends where a value is expected")
}

// integerOrRef looks two tokens ahead for "number generation R".
func (p *parser) integerOrRef(t token) Value {
	back := p.pos
	if t.integer > 0 && t.integer <= MaxObjects && p.digitFollows() {
		if gen, err := p.next(); err == nil && gen.kind == tokenInteger && gen.integer >= 0 && gen.integer <= 65535 {
			p.skip()
			if p.pos < len(p.data) && p.data[p.pos] == 'R' && (p.pos+1 == len(p.data) || class(p.data[p.pos+1]) != regular) {
				p.pos++
				return Ref{int(t.integer), int(gen.integer)}
			}
		}
	}
	p.pos = back
	return Integer(t.integer)
}

func (p *parser) digitFollows() bool {
	p.skip()
	return p.pos < len(p.data) && p.data[p.pos] >= '0' && p.data[p.pos] <= '9'
}

func (p *parser) array(open token) (Value, error) {
	if p.depth++; p.depth > maxDepth {
		return nil, p.fail(open.at, "more than %d arrays and dictionaries in each other", maxDepth)
	}
	a := Array{}
	for {
		t, err := p.next()
		if err != nil {
			return nil, err
		}
		if t.kind == tokenArrayEnd {
			p.depth--
			return a, nil
		}
		if t.kind == tokenEOF {
			return nil, p.fail(open.at, "an array without its ]")
		}
		v, err := p.of(t)
		if err != nil {
			return nil, err
		}
		a = append(a, v)
	}
}

func (p *parser) dict(open token) (Value, error) {
	if p.depth++; p.depth > maxDepth {
		return nil, p.fail(open.at, "more than %d arrays and dictionaries in each other", maxDepth)
	}
	d := Dict{}
	for {
		key, err := p.next()
		if err != nil {
			return nil, err
		}
		switch key.kind {
		case tokenDictEnd:
			p.depth--
			return d, nil
		case tokenEOF:
			return nil, p.fail(open.at, "a dictionary without its >>")
		case tokenName:
		default:
			return nil, p.fail(key.at, "a dictionary's key that is no name")
		}
		v, err := p.value()
		if err != nil {
			return nil, err
		}
		if _, doubled := d[Name(key.text)]; doubled {
			p.forgive(key.at, "the key /%s twice in a dictionary", quoted(key.text))
		}
		d[Name(key.text)] = v
	}
}

package source

import "fmt"

// keySet finds doubled keys of one map. Small maps, which nearly all are, are
// searched in order and need no memory.
type keySet struct{ index map[string]*Node }

const smallMap = 16

// add takes a key that follows the keys before. When one of them is equal it is
// returned with true.
func (s *keySet) add(key *Node, before []*Node) (first *Node, doubled bool) {
	if len(before) < smallMap {
		for _, k := range before {
			if k.Value == key.Value {
				return k, true
			}
		}
		return nil, false
	}
	if s.index == nil {
		s.index = make(map[string]*Node, 2*smallMap)
		for _, k := range before {
			s.index[k.Value] = k
		}
	}
	if k, ok := s.index[key.Value]; ok {
		return k, true
	}
	s.index[key.Value] = key
	return nil, false
}

func duplicateKey(pointer string, key, first *Node) *Error {
	return &Error{Line: key.Pos.Line, Col: key.Pos.Col, Pointer: Pointer(pointer, key.Value), Code: CodeDuplicateKey,
		Message: fmt.Sprintf("the key %s is here twice, first in line %d", Quote(key.Value), first.Pos.Line),
		Hint:    "remove one of them"}
}

const maxKey = 500 // bytes

// checkKey refuses keys of a length that no format needs, which would make
// every pointer to what is below them as long.
func checkKey(pointer func() string, key *Node) *Error {
	if len(key.Value) <= maxKey {
		return nil
	}
	return &Error{Line: key.Pos.Line, Col: key.Pos.Col, Pointer: pointer(), Code: CodeTooLarge,
		Message: fmt.Sprintf("the key %s has %d bytes, at most %d are allowed", Quote(key.Value), len(key.Value), maxKey),
		Hint:    "is a quote or a line break missing?"}
}

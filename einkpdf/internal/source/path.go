package source

import "strconv"

// path is where a reader is, as steps from the root. It becomes a JSON pointer
// only when an error needs one.
type path []step

type step struct {
	key   string
	index int // of a list item
	list  bool
}

func (p path) String() string {
	s := ""
	for _, st := range p {
		if st.list {
			s += "/" + strconv.Itoa(st.index)
		} else {
			s = Pointer(s, st.key)
		}
	}
	return s
}

func (p *path) pushKey(key string) { *p = append(*p, step{key: key}) }
func (p *path) pushItem(i int)     { *p = append(*p, step{index: i, list: true}) }
func (p *path) pop()               { *p = (*p)[:len(*p)-1] }

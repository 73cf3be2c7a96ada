package raster

import (
	linked "container/list"
	"sync"
)

// shelf keeps a few large things, those that were asked for last, within a
// number of bytes. Safe for concurrent use.
type shelf struct {
	most int64

	mu    sync.Mutex
	items map[any]*linked.Element // of *item, in order
	order linked.List             // the last used one in front
	size  int64
}

type item struct {
	key   any
	value any
	size  int64
}

// get is what was put under a key, or nil.
func (s *shelf) get(key any) any {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.items[key]
	if e == nil {
		return nil
	}
	s.order.MoveToFront(e)
	return e.Value.(*item).value
}

// noted is what is kept of a key before its value is: that it was asked for.
type noted struct{}

// note keeps the key alone, until something is put under it.
func (s *shelf) note(key any) { s.put(key, noted{}, 1<<10) }

// fits says whether something of a size can be kept at all.
func (s *shelf) fits(size int64) bool { return size <= s.most }

// put keeps a value, in the place of those that were not used for longest.
func (s *shelf) put(key, value any, size int64) {
	if !s.fits(size) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if e := s.items[key]; e != nil {
		if _, only := e.Value.(*item).value.(noted); !only {
			return
		}
		s.remove(e)
	}
	for s.size+size > s.most {
		s.remove(s.order.Back())
	}
	if s.items == nil {
		s.items = map[any]*linked.Element{}
	}
	s.items[key] = s.order.PushFront(&item{key, value, size})
	s.size += size
}

func (s *shelf) remove(e *linked.Element) {
	old := s.order.Remove(e).(*item)
	delete(s.items, old.key)
	s.size -= old.size
}

package raster

import (
	"slices"
	"sync"
)

// shelf keeps a few large things, those that were asked for last, within a
// number of bytes. Safe for concurrent use.
type shelf struct {
	most int64

	mu    sync.Mutex
	items []item // the last used one last
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
	for i := len(s.items) - 1; i >= 0; i-- {
		if it := s.items[i]; it.key == key {
			s.items = append(slices.Delete(s.items, i, i+1), it)
			return it.value
		}
	}
	return nil
}

// fits says whether something of a size can be kept at all.
func (s *shelf) fits(size int64) bool { return size <= s.most }

// put keeps a value, in the place of those that were not used for longest.
func (s *shelf) put(key, value any, size int64) {
	if !s.fits(size) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, it := range s.items {
		if it.key == key {
			return
		}
	}
	n := 0
	for s.size+size > s.most {
		s.size -= s.items[n].size
		n++
	}
	s.items = append(slices.Delete(s.items, 0, n), item{key, value, size})
	s.size += size
}

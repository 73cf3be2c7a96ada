package raster

import "sync"

// cache is a bounded map, safe for concurrent use. When the young generation is
// full it becomes the old one, and the old one is forgotten; entries that are
// found in the old one move to the young one. So what is used stays.
type cache[K comparable, V any] struct {
	most int // cost of a generation; there are two

	mu         sync.Mutex
	young, old map[K]entry[V]
	cost       int // of the young ones
}

type entry[V any] struct {
	value V
	cost  int
}

func newCache[K comparable, V any](most int) *cache[K, V] {
	return &cache[K, V]{most: most / 2, young: map[K]entry[V]{}}
}

func (c *cache[K, V]) get(key K) (V, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.young[key]
	if !ok {
		if e, ok = c.old[key]; ok {
			c.add(key, e)
		}
	}
	return e.value, ok
}

// put remembers a value of about cost bytes. One that is too large is not kept.
func (c *cache[K, V]) put(key K, value V, cost int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.add(key, entry[V]{value, cost})
}

func (c *cache[K, V]) add(key K, e entry[V]) {
	if e.cost > c.most {
		return
	}
	if _, ok := c.young[key]; ok {
		return
	}
	if c.cost+e.cost > c.most {
		c.old, c.young, c.cost = c.young, map[K]entry[V]{}, 0
	}
	c.young[key] = e
	c.cost += e.cost
}

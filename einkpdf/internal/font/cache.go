package font

import "sync"

// The sizes of a Set's caches: entries and bytes of one generation; there are
// two. A planner has a few thousand different texts.
const (
	lineCacheEntries = 8 << 10
	lineCacheCost    = 4 << 20
	wordCacheEntries = 4 << 10
	wordCacheCost    = 1 << 20
)

// cache is a bounded map that is safe for concurrent use. When the young
// generation is full it becomes the old one, and the old one is forgotten;
// entries that are found in the old one move to the young one. So what is used
// stays, without any bookkeeping for a hit.
type cache[K comparable, V any] struct {
	maxEntries, maxCost int

	mu         sync.RWMutex
	young, old map[K]entry[V]
	cost       int // of the young ones
}

type entry[V any] struct {
	value V
	cost  int
}

func newCache[K comparable, V any](maxEntries, maxCost int) *cache[K, V] {
	return &cache[K, V]{maxEntries: maxEntries, maxCost: maxCost, young: map[K]entry[V]{}}
}

func (c *cache[K, V]) get(key K) (V, bool) {
	c.mu.RLock()
	e, ok := c.young[key]
	if ok {
		c.mu.RUnlock()
		return e.value, true
	}
	e, ok = c.old[key]
	c.mu.RUnlock()
	if ok {
		return c.put(key, e.value, e.cost), true
	}
	return e.value, false
}

// put remembers a value of about cost bytes and returns the value to use: the
// one that is there already when somebody else was faster. Values that are
// large against the cache are not kept.
func (c *cache[K, V]) put(key K, value V, cost int) V {
	if cost > c.maxCost/16 {
		return value
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.young[key]; ok {
		return e.value
	}
	if e, ok := c.old[key]; ok {
		value, cost = e.value, e.cost
	}
	if len(c.young) >= c.maxEntries || c.cost+cost > c.maxCost {
		c.old, c.young, c.cost = c.young, map[K]entry[V]{}, 0
	}
	c.young[key] = entry[V]{value, cost}
	c.cost += cost
	return value
}

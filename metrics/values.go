package metrics

import (
	"sync"
	"unicode/utf8"
)

const (
	maxValues = 200 // of a label
	maxValue  = 100 // bytes of one

	none  = "none"  // in the place of ""
	other = "other" // in the place of whatever is too much
)

// values are those of one label of one metric.
type values struct {
	mu   sync.RWMutex
	seen map[string]bool
}

// of is the value as it may be a label.
func (v *values) of(s string) string {
	if s == "" {
		return none
	}
	v.mu.RLock()
	known := v.seen[s]
	v.mu.RUnlock()
	if known {
		return s
	}
	if len(s) > maxValue || !utf8.ValidString(s) {
		return other
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if !v.seen[s] && len(v.seen) >= maxValues {
		return other
	}
	if v.seen == nil {
		v.seen = map[string]bool{}
	}
	v.seen[s] = true
	return s
}

// bound are the values of a metric's labels, each within its bound.
func bound(bounds []*values, labels []string) []string {
	if len(bounds) != len(labels) {
		return labels // which the metric refuses
	}
	kept := make([]string, len(labels))
	for i, s := range labels {
		kept[i] = bounds[i].of(s)
	}
	return kept
}

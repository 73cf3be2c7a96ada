package password

// Observe has f called with 1 when a hash begins and -1 when it ends.
func (h *Hasher) Observe(f func(by int)) { h.observe = func(_ Scheme, by int) { f(by) } }

// ObserveSchemes has f called when a hash begins.
func (h *Hasher) ObserveSchemes(f func(s Scheme)) {
	h.observe = func(s Scheme, by int) {
		if by > 0 {
			f(s)
		}
	}
}

package isolate

// Enforced is what a child found to hold it.
func (c *Child) Enforced() Enforcement { return c.enforced }

// RaceOr is the first code under the race detector, which needs addresses all over, and otherwise the second.
func RaceOr(detected, otherwise Code) Code {
	if race {
		return detected
	}
	return otherwise
}

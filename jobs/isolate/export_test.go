package isolate

// Enforced is what a child found to hold it.
func (c *Child) Enforced() Enforcement { return c.enforced }

// Race tells whether the race detector runs.
const Race = race

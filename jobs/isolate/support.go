package isolate

// Enforcement is what a system holds children to.
type Enforcement struct {
	Child     bool // a process of its own, which ends with the parent
	Tree      bool // is killed with everything that it started
	CPU       bool // Limits.CPU
	Memory    bool // Limits.Memory; otherwise the garbage collector tries
	Output    bool // Limits.Output
	Files     bool // Limits.Files
	NoFiles   bool // no file can be opened
	NoNetwork bool
	NoExec    bool // no further processes
	// Missing says in a sentence each what is not enforced, and what would help; empty = nothing is missing.
	Missing []string
}

// Support tells what this system enforces, as a child finds it. It starts none.
func Support() Enforcement { return support() }

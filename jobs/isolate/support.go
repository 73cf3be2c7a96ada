package isolate

// Enforcement is what a system holds children to.
type Enforcement struct {
	Child     bool `json:"child"`    // a process of its own, which ends with the parent
	Tree      bool `json:"tree"`     // is killed with everything that it started
	CPU       bool `json:"cpu"`      // Limits.CPU
	Memory    bool `json:"memory"`   // Limits.Memory; otherwise the garbage collector tries
	Output    bool `json:"output"`   // Limits.Output
	Files     bool `json:"files"`    // Limits.Files
	NoFiles   bool `json:"no_files"` // no file can be opened
	NoNetwork bool `json:"no_network"`
	NoExec    bool `json:"no_exec"` // no further processes
	// Missing says in a sentence each what is not enforced, and what would help; empty = nothing is missing.
	Missing []string `json:"missing,omitempty"`
}

// Support tells what this system enforces, as a child finds it. It starts none.
func Support() Enforcement { return support() }

//go:build !unix

package blobtest

import "os"

// killed: Windows gives a process that was terminated the exit code 1, as it
// does with one that failed.
func killed(p *os.ProcessState) bool { return p.ExitCode() == 1 }

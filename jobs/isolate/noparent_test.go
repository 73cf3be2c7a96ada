//go:build !linux

package isolate_test

// parent is for systems that have children as Linux has.
func parent(string) int { return 1 }

const leaver = ""

func leave() int { return 1 }

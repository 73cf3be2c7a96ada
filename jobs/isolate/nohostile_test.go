//go:build !linux || (!amd64 && !arm64)

package isolate_test

import "github.com/einkpdf/platform/jobs/isolate"

// hostileWorks are for systems that hold them.
func hostileWorks() []isolate.Work { return nil }

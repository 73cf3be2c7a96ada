package renderjob

import "github.com/einkpdf/platform/jobs"

// Ours tells whether a jobs.Failure of a render job, by its code, is a mistake or a weakness of the server's, so that it should cost its owner nothing. All
// others, those of codes that nobody knows too, are about what was asked for.
func Ours(code string) bool {
	switch code {
	case jobs.FailInternal, jobs.FailLost,
		FailCrashed, FailKilled, FailStart, FailWork, // tried again, and nothing that the project says
		FailRenderer, FailForbidden, FailFiles, FailPDF: // their sentences say so
		return true
	}
	return false
}

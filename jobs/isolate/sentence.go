package isolate

import (
	"fmt"
	"strconv"

	"github.com/einkpdf/platform/internal/inwords"
)

// sentence says what a code means to the owner of the job.
func sentence(c Code, l Limits) string {
	switch c {
	case CodeTime:
		return fmt.Sprintf("It took longer than %s, the most that is allowed. Ask for less at a time.", inwords.Duration(l.Time))
	case CodeCPU:
		return fmt.Sprintf("It needed more than %s of computing, the most that is allowed. Ask for less at a time.", inwords.Duration(l.CPU))
	case CodeMemory:
		return fmt.Sprintf("It needed more than %d MiB of memory, the most that is allowed. Ask for less at a time.", l.Memory>>20)
	case CodeOutput:
		return fmt.Sprintf("Its output grew beyond %s bytes, the most that is allowed. Ask for less at a time.", grouped(l.Output))
	case CodeFiles:
		return fmt.Sprintf("It had more than %d files open, the most that is allowed. Ask for less at a time.", l.Files)
	case CodeForbidden:
		return "It tried to reach a file, the network or another program, which is not allowed here. Leave out what does that."
	case CodeFailed:
		return "It failed. Try again later; tell the operators when it happens again."
	case CodeCrashed:
		return "It broke down. This is a fault of the program; tell its operators when it happens again."
	case CodeKilled:
		return "It was ended from outside. Try again later."
	case CodeStart:
		return "It could not begin. Try again later."
	default:
		return "It did not keep to what was agreed. This is a fault of the program; tell its operators."
	}
}

// grouped is a number with commas.
func grouped(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

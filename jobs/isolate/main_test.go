package isolate_test

import (
	"os"
	"slices"
	"testing"

	"go.uber.org/goleak"

	"github.com/einkpdf/platform/jobs/isolate"
)

func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == leaver {
		os.Exit(leave())
	}
	isolate.Main(slices.Concat([]isolate.Work{shout()}, plainWorks(), hostileWorks())...)
	if role := os.Getenv("ISOLATE_TEST_PARENT"); role != "" {
		os.Exit(parent(role))
	}
	goleak.VerifyTestMain(m)
}

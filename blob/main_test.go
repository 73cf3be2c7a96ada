package blob_test

import (
	"testing"

	"go.uber.org/goleak"

	"github.com/einkpdf/platform/blob/blobtest"
)

func TestMain(m *testing.M) {
	blobtest.Main(blobtest.Dirs())
	goleak.VerifyTestMain(m)
}

func TestDirCrash(t *testing.T) {
	t.Parallel()
	blobtest.Crash(t, blobtest.Dirs())
}

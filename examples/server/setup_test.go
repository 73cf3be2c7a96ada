package main

import (
	"os"
	"testing"

	"github.com/einkpdf/platform/jobs/isolate"
	"github.com/einkpdf/platform/jobs/renderjob"
	"github.com/einkpdf/platform/jobs/renderjob/pdfvalidate"
)

func TestMain(m *testing.M) {
	isolate.Main(renderjob.Worker(), pdfvalidate.Worker())
	os.Exit(m.Run())
}

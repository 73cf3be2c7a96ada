package audit_test

import (
	"testing"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

func TestSchema(t *testing.T) { sqldbtest.Schema(t, audit.Schema()) }

package einkpdf_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// toJSON writes a YAML file as JSON.
func toJSON(t *testing.T, yaml []byte) []byte {
	t.Helper()
	root, errs := source.Read("", yaml, source.Limits{})
	require.NoError(t, errs.Err())
	var b bytes.Buffer
	writeJSON(&b, root)
	require.True(t, json.Valid(b.Bytes()), b.String())
	return b.Bytes()
}

func writeJSON(b *bytes.Buffer, n *source.Node) {
	text := func(s string) {
		quoted, _ := json.Marshal(s)
		b.Write(quoted)
	}
	switch n.Kind {
	case source.Null:
		b.WriteString("null")
	case source.String:
		text(n.Value)
	case source.Seq:
		for i, item := range n.Items {
			b.WriteByte("[,"[min(i, 1)])
			writeJSON(b, item)
		}
		if len(n.Items) == 0 {
			b.WriteByte('[')
		}
		b.WriteByte(']')
	case source.Map:
		for i, item := range n.Items {
			b.WriteByte("{,"[min(i, 1)])
			text(n.Keys[i].Value)
			b.WriteByte(':')
			writeJSON(b, item)
		}
		if len(n.Items) == 0 {
			b.WriteByte('{')
		}
		b.WriteByte('}')
	default:
		b.WriteString(n.Value)
	}
}

// withoutFile is a project as a program would have built it.
func withoutFile(p *einkpdf.Project) *einkpdf.Project {
	bare := new(einkpdf.Project)
	from, to := reflect.ValueOf(p).Elem(), reflect.ValueOf(bare).Elem()
	for i := range from.NumField() {
		if to.Type().Field(i).IsExported() {
			to.Field(i).Set(from.Field(i))
		}
	}
	return bare
}

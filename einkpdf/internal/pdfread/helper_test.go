package pdfread

import (
	"bytes"
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// classic writes the objects 1, 2, … with a classic table. The first is the
// document catalog; "" leaves a number out.
func classic(objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	offsets := make([]int, len(objects))
	for i, o := range objects {
		offsets[i] = b.Len()
		if o != "" {
			fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
		}
	}
	at := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for i, o := range objects {
		if o == "" {
			b.WriteString("0000000000 00001 f \n")
			continue
		}
		fmt.Fprintf(&b, "%010d 00000 n \n", offsets[i])
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, at)
	return b.Bytes()
}

// stream is an object with data.
func stream(dict, data string) string {
	return fmt.Sprintf("<<%s/Length %d>>stream\n%s\nendstream", dict, len(data), data)
}

// row is an entry of a cross-reference stream.
type row struct{ kind, at, gen int }

// modern writes the objects from 1 on, and after them a cross-reference stream;
// change may change its rows.
func modern(change func(rows []row) []row, objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	rows := []row{{0, 0, 65535}}
	for i, o := range objects {
		rows = append(rows, row{1, b.Len(), 0})
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	at := b.Len()
	rows = append(rows, row{1, at, 0})
	num := len(rows) - 1
	if change != nil {
		rows = change(rows)
	}
	var table []byte
	for _, r := range rows {
		table = append(table, byte(r.kind), byte(r.at>>16), byte(r.at>>8), byte(r.at), byte(r.gen>>8), byte(r.gen))
	}
	fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n", num,
		stream(fmt.Sprintf("/Type/XRef/Size %d/W[1 3 2]/Root 1 0 R", len(rows)), string(table)), at)
	return b.Bytes()
}

// packedObjects is an object stream.
func packedObjects(objects map[int]string) string {
	var head, body string
	for num := 1; num < 100; num++ {
		if o, ok := objects[num]; ok {
			head += fmt.Sprintf("%d %d ", num, len(body))
			body += o + "\n"
		}
	}
	return stream(fmt.Sprintf("/Type/ObjStm/N %d/First %d", len(objects), len(head)), head+body)
}

func mustOpen(t testing.TB, data []byte) *File {
	t.Helper()
	f, err := Open(context.Background(), data)
	require.NoError(t, err)
	return f
}

// codes are the codes of the problems after everything has been read.
func codes(f *File) []string {
	f.Check(func(int, Value) {})
	list := []string{}
	for _, p := range f.Problems() {
		list = append(list, p.Code)
	}
	return list
}

package einkpdf_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares with a file of the tree, or rewrites it with -update.
func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		require.NoError(t, os.WriteFile(path, got, 0o644))
		return
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err, "go test -update writes it")
	if !bytes.Equal(want, got) {
		require.Equal(t, string(want), string(got), "%s is out of date: go test -update rewrites it", path)
	}
}

// head begins the small projects of tests.
const head = "einkpdf: 1\ntitle: Test\nlocale: en-GB\n"

// year is a calendar of 2026.
const year = "calendar: {from: 2026-01-01, to: 2026-12-31, week: iso}\n"

func parse(t *testing.T, source string) *einkpdf.Project {
	t.Helper()
	p, err := einkpdf.Parse([]byte(source))
	require.NoError(t, err)
	return p
}

func compile(t *testing.T, source string, o einkpdf.Options) *einkpdf.Document {
	t.Helper()
	d, err := einkpdf.Compile(context.Background(), parse(t, source), o)
	require.NoError(t, err)
	return d
}

// fails parses, compiles and writes, and returns what is wrong.
func fails(t *testing.T, source string, o einkpdf.Options) einkpdf.Errors {
	t.Helper()
	err := render(context.Background(), []byte(source), o)
	var errs einkpdf.Errors
	require.True(t, errors.As(err, &errs), "%v", err)
	require.NotEmpty(t, errs)
	return errs
}

// render goes all the way and drops the PDF.
func render(ctx context.Context, source []byte, o einkpdf.Options) error {
	p, err := einkpdf.Parser{Limits: o.Limits}.Parse(source)
	if err != nil {
		return err
	}
	d, err := einkpdf.Compile(ctx, p, o)
	if err != nil {
		return err
	}
	var sink countingWriter
	return d.WritePDF(ctx, &sink)
}

type countingWriter int

func (w *countingWriter) Write(b []byte) (int, error) {
	*w += countingWriter(len(b))
	return len(b), nil
}

func pdf(t *testing.T, d *einkpdf.Document) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, d.WritePDF(context.Background(), &b))
	return b.Bytes()
}

func page(t *testing.T, d *einkpdf.Document, key string) einkpdf.Page {
	t.Helper()
	i, ok := d.PageOf(key)
	require.True(t, ok, "there is no page %s in %s", key, strings.Join(d.Keys(), " "))
	p, err := d.PageAt(i)
	require.NoError(t, err)
	return p
}

// short is an error as tests write it: "line:column pointer code".
func short(e *einkpdf.Error) string {
	return fmt.Sprintf("%d:%d %s %s", e.Line, e.Col, e.Pointer, e.Code)
}

func shorts(errs einkpdf.Errors) []string {
	list := make([]string, len(errs))
	for i, e := range errs {
		list[i] = short(e)
	}
	return list
}

// errorsOf is the list that an error must be.
func errorsOf(t *testing.T, err error) einkpdf.Errors {
	t.Helper()
	var list einkpdf.Errors
	require.ErrorAs(t, err, &list)
	return list
}

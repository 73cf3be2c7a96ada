package einkpdf_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
)

// The names of a table's repeated row are known where the project is checked.
func TestTableRepeatNames(t *testing.T) {
	const plan = "plan: [{design: page, each: month}]\n"
	table := func(keys string) string {
		return head + year + "designs: {page: {body: {type: table, repeat: {each: day, in: '{month}', as: d}, " + keys + "}}}\n" + plan
	}
	d := compile(t, table(`row: ["{d.date|d}", "{d.date|ccc}"], row-count: 31, link: "page/{d.month}"`), einkpdf.Options{})
	require.Equal(t, 12, d.Len())

	errs := fails(t, table(`row: ["{item.date|d}"]`), einkpdf.Options{})
	require.Equal(t, "/designs/page/body/row/0", errs[0].Pointer)
	errs = fails(t, table(`rows: [[a]], row: ["{d.date|d}"], link: "page/{d.month}"`), einkpdf.Options{})
	require.Equal(t, "/designs/page/body/link", errs[0].Pointer, "the given rows have no item")
}

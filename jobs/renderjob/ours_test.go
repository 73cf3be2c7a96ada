package renderjob

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/jobs"
)

// Whose fault a failure is has been decided of each code that there is.
func TestOurs(t *testing.T) {
	t.Parallel()
	ours := map[string]bool{
		jobs.FailInternal: true, jobs.FailLost: true, jobs.FailTimeout: false, jobs.FailResult: false,
		FailCrashed: true, FailKilled: true, FailStart: true, FailWork: true, FailRenderer: true, FailForbidden: true, FailFiles: true, FailPDF: true,
		FailProject: false, FailPages: false, FailOptions: false, FailAssets: false, FailTime: false, FailCPU: false, FailMemory: false, FailOutput: false,
	}
	for code, want := range ours {
		require.Equal(t, want, Ours(code), code)
	}
	for _, code := range []string{"", "no-such-code", "cancelled", "Internal"} {
		require.False(t, Ours(code), code)
	}
	codes := append(failCodes(t, "failure.go"), failCodes(t, "../errors.go")...)
	require.Len(t, codes, len(ours))
	for _, code := range codes {
		require.Contains(t, ours, code, "whose fault is it?")
	}
}

// failCodes are the values of the constants in a file whose names begin with Fail.
func failCodes(t *testing.T, name string) (codes []string) {
	file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
	require.NoError(t, err)
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || !strings.HasPrefix(spec.Names[0].Name, "Fail") {
			return true
		}
		code, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		require.NoError(t, err)
		codes = append(codes, code)
		return true
	})
	return codes
}

// Orders of programs that knew no bound are done as ever, and one without a bound is such an order.
func TestOrderWithoutBound(t *testing.T) {
	t.Parallel()
	s := &Service{}
	s.c.Project.Pages = 1000
	var old order
	file, err := unpack([]byte(`{"project":"p","version":3,"options":{"format":"pdf"}}`+"\nfile"), &old)
	require.NoError(t, err)
	require.Equal(t, "file", string(file))
	require.Equal(t, 1000, s.within(old.Pages))
	packed, err := pack(old, nil)
	require.NoError(t, err)
	require.NotContains(t, string(packed), "pages")

	for bound, want := range map[int]int{1: 1, 999: 999, 1000: 1000, 1001: 1000, 0: 1000, -1: 1000} {
		require.Equal(t, want, s.within(bound))
	}
	source := Source{Project: "p", Version: 3, File: []byte("file")}
	free, err := s.unique(Options{}, source, 0)
	require.NoError(t, err)
	seen := map[string]bool{free: true}
	for _, bound := range []int{1, 999, 1000, 1001} {
		unique, err := s.unique(Options{}, source, bound)
		require.NoError(t, err)
		require.False(t, seen[unique], "each number is another job")
		seen[unique] = true
	}
}

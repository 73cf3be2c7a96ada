package assethttp

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
)

// Every code that package assets or this one has is in the table.
func TestStatus(t *testing.T) {
	t.Parallel()
	codes := 0
	for _, file := range []string{"../errors.go", "errors.go"} {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		require.NoError(t, err)
		ast.Inspect(f, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || !isCode(spec.Type) {
				return true
			}
			code, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			require.NoError(t, err)
			status := Status(assets.Code(code))
			require.NotEqual(t, http.StatusInternalServerError, status, code)
			require.NotEmpty(t, http.StatusText(status), code)
			codes++
			return true
		})
	}
	require.GreaterOrEqual(t, codes, 22)
	for code, want := range map[assets.Code]int{
		assets.CodeNotFound: 404, assets.CodeUnauthenticated: 401, assets.CodeForbidden: 403, assets.CodeInUse: 409, assets.CodeTooLarge: 413,
		assets.CodeSVG: 415, assets.CodeDamaged: 422, assets.CodeIncomplete: 400, assets.CodeBusy: 503, CodeForm: 400, "": 500, "from-the-future": 500,
	} {
		require.Equal(t, want, Status(code), code)
	}
}

// isCode tells whether a type is Code or assets.Code.
func isCode(e ast.Expr) bool {
	if s, ok := e.(*ast.SelectorExpr); ok {
		e = s.Sel
	}
	name, ok := e.(*ast.Ident)
	return ok && name.Name == "Code"
}

func ExampleStatus() {
	err := error(&assets.Error{Code: assets.CodeSVG, Message: "SVG drawings are not taken."})
	fmt.Println(Status(assets.CodeOf(err)))
	fmt.Println(Status(assets.CodeOf(fmt.Errorf("the disk is full"))))
	// Output:
	// 415
	// 500
}

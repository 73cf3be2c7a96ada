package httpapi_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// parsed is what a package's source says of its errors.
type parsed struct {
	codes    []string
	refusals []refusal
}

// refusal is a place where an error is worded.
type refusal struct {
	at      string // file and line
	status  int    // 0 = not said there
	code    string
	field   string // "?" = not a constant
	message string // without what is not constant of it
	hinted  bool
}

// parsePackage reads the source of a package, without its tests.
func parsePackage(t *testing.T, dir string) parsed {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	require.NoError(t, err)
	set := token.NewFileSet()
	var trees []*ast.File
	for _, file := range files {
		if !strings.HasSuffix(file, "_test.go") {
			tree, err := parser.ParseFile(set, file, nil, parser.SkipObjectResolution)
			require.NoError(t, err)
			trees = append(trees, tree)
		}
	}
	s := source{set: set, constants: map[string]string{}}
	for _, tree := range trees {
		ast.Inspect(tree, s.constant)
	}
	for _, tree := range trees {
		ast.Inspect(tree, s.refusal)
	}
	p := parsed{refusals: s.refusals}
	for _, name := range slices.Sorted(maps.Keys(s.constants)) {
		if strings.HasPrefix(name, "Code") {
			p.codes = append(p.codes, s.constants[name])
		}
	}
	return p
}

type source struct {
	set       *token.FileSet
	constants map[string]string // of text
	refusals  []refusal
}

func (s *source) constant(n ast.Node) bool {
	spec, ok := n.(*ast.ValueSpec)
	if !ok {
		return true
	}
	for i, name := range spec.Names {
		if i < len(spec.Values) {
			if text, ok := s.text(spec.Values[i]); ok {
				s.constants[name.Name] = text
			}
		}
	}
	return true
}

// text is what is constant of an expression; ok says that all of it is.
func (s *source) text(e ast.Expr) (text string, ok bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil && e.Kind == token.STRING
	case *ast.Ident:
		text, ok := s.constants[e.Name]
		return text, ok
	case *ast.BinaryExpr:
		left, one := s.text(e.X)
		right, two := s.text(e.Y)
		return left + right, one && two
	case *ast.CallExpr:
		if f, ok := e.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "Sprintf" {
			text, _ = s.text(e.Args[0])
		}
	}
	return text, false
}

// refusal finds refuse(code, field, message, hint), deny of the same kind, refuse(status, code, field, message), and Error{Code: …}.
func (s *source) refusal(n ast.Node) bool {
	r := refusal{}
	switch n := n.(type) {
	case *ast.CallExpr:
		f, ok := n.Fun.(*ast.Ident)
		if !ok || f.Name != "refuse" && f.Name != "deny" || len(n.Args) < 3 {
			return true
		}
		args := n.Args
		if status, ok := args[0].(*ast.SelectorExpr); ok && strings.HasPrefix(status.Sel.Name, "Status") {
			r.status, args = statuses()[status.Sel.Name], args[1:]
		}
		r.code, _ = s.text(args[0])
		r.field = s.known(args[1])
		r.message, _ = s.text(args[2])
		r.hinted = len(args) > 3
	case *ast.CompositeLit:
		for _, element := range n.Elts {
			pair, ok := element.(*ast.KeyValueExpr)
			if !ok {
				return true
			}
			switch key, _ := pair.Key.(*ast.Ident); {
			case key == nil:
			case key.Name == "Status":
				if status, ok := pair.Value.(*ast.SelectorExpr); ok {
					r.status = statuses()[status.Sel.Name]
				}
			case key.Name == "Code":
				r.code, _ = s.text(pair.Value)
			case key.Name == "Field":
				r.field = s.known(pair.Value)
			case key.Name == "Message" || key.Name == "Detail":
				r.message, _ = s.text(pair.Value)
			case key.Name == "Hint":
				r.hinted = true
			}
		}
	}
	if r.code != "" {
		r.at = s.set.Position(n.Pos()).String()
		s.refusals = append(s.refusals, r)
	}
	return true
}

// known is the text of an expression, "?" if it is not constant.
func (s *source) known(e ast.Expr) string {
	if text, ok := s.text(e); ok {
		return text
	}
	return "?"
}

// statuses are those of net/http by the names of its constants.
func statuses() map[string]int {
	all := map[string]int{"StatusTeapot": http.StatusTeapot}
	for code := 400; code < 600; code++ {
		if name := strings.NewReplacer(" ", "", "-", "", "'", "").Replace(http.StatusText(code)); name != "" {
			all["Status"+name] = code
		}
	}
	all["StatusRequestedRangeNotSatisfiable"] = http.StatusRequestedRangeNotSatisfiable
	return all
}

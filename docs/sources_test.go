package docs

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"path/filepath"
	"strconv"
	"strings"
)

const module = "github.com/einkpdf/platform/"

// sources are the packages of the tree, parsed when they are asked for.
type sources struct {
	root     string
	packages map[string]*source
}

func newSources(root string) *sources { return &sources{root, map[string]*source{}} }

// source is a package with its tests, of both kinds and for whatever system.
type source struct {
	declared map[string][]ast.Node // functions, methods and variables by name
	tests    map[string]bool       // the names of Test functions
	imports  map[ast.Node]map[string]string
}

func (s *sources) open(folder string) (*source, error) {
	if p, ok := s.packages[folder]; ok {
		return p, nil
	}
	files, err := filepath.Glob(filepath.Join(s.root, filepath.FromSlash(folder), "*.go"))
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("there is no package %s: %w", folder, err)
	}
	p := &source{declared: map[string][]ast.Node{}, tests: map[string]bool{}, imports: map[ast.Node]map[string]string{}}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		p.add(file, strings.HasSuffix(name, "_test.go"))
	}
	s.packages[folder] = p
	return p, nil
}

func (p *source) add(file *ast.File, tests bool) {
	imports := map[string]string{} // folders of the tree by the names of their packages
	for _, i := range file.Imports {
		full, _ := strconv.Unquote(i.Path.Value)
		if folder, ok := strings.CutPrefix(full, module); ok {
			imports[path.Base(folder)] = folder
		}
	}
	declare := func(name string, n ast.Node) {
		p.declared[name] = append(p.declared[name], n)
		p.imports[n] = imports
	}
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			declare(d.Name.Name, d)
			if tests && d.Recv == nil && strings.HasPrefix(d.Name.Name, "Test") {
				p.tests[d.Name.Name] = true
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				if v, ok := spec.(*ast.ValueSpec); ok && d.Tok == token.VAR {
					for _, name := range v.Names {
						declare(name.Name, v)
					}
				}
			}
		}
	}
}

// parts are the names that the parts of a test may have, as -run takes them: those in the tables that the test goes through, and in the tables of
// the suites that it runs. What the tables' own functions do is not looked at.
func (s *sources) parts(folder, test string) (map[string]bool, error) {
	p, err := s.open(folder)
	if err != nil {
		return nil, err
	}
	if !p.tests[test] {
		return nil, fmt.Errorf("there is no %s in %s", test, folder)
	}
	w := &walk{sources: s, names: map[string]bool{}, seen: map[ast.Node]bool{}}
	w.from(p, test)
	return w.names, nil
}

// walk goes through what a function reaches.
type walk struct {
	*sources
	names map[string]bool
	seen  map[ast.Node]bool
}

func (w *walk) from(p *source, name string) {
	for _, n := range p.declared[name] {
		if !w.seen[n] {
			w.seen[n] = true
			w.into(p, p.imports[n], n)
		}
	}
}

func (w *walk) into(p *source, imports map[string]string, n ast.Node) {
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CompositeLit:
			if len(n.Elts) > 0 {
				w.name(n.Elts[0])
			}
			for _, e := range n.Elts {
				if !isFunction(e) {
					w.into(p, imports, e)
				}
			}
			return false
		case *ast.KeyValueExpr:
			w.name(n.Key)
			if key, ok := n.Key.(*ast.Ident); ok && strings.EqualFold(key.Name, "name") {
				w.name(n.Value)
			}
			if !isFunction(n.Value) {
				w.into(p, imports, n.Value)
			}
			return false
		case *ast.CallExpr:
			if run, ok := n.Fun.(*ast.SelectorExpr); ok && run.Sel.Name == "Run" && len(n.Args) == 2 {
				w.name(n.Args[0])
			}
			w.called(p, imports, n.Fun)
		case *ast.Ident:
			for _, d := range p.declared[n.Name] {
				if _, ok := d.(*ast.ValueSpec); ok {
					w.from(p, n.Name)
				}
			}
		}
		return true
	})
}

// called goes into what is called: a function of the package, one of a suite, or a method, of which the name is all that is known here.
func (w *walk) called(p *source, imports map[string]string, fun ast.Expr) {
	switch fun := fun.(type) {
	case *ast.Ident:
		w.from(p, fun.Name)
	case *ast.SelectorExpr:
		x, _ := fun.X.(*ast.Ident)
		switch {
		case x == nil || imports[x.Name] == "":
			w.from(p, fun.Sel.Name)
		case strings.HasSuffix(x.Name, "test"):
			if suite, err := w.open(imports[x.Name]); err == nil {
				w.from(suite, fun.Sel.Name)
			}
		}
	}
}

// name notes a text.
func (w *walk) name(e ast.Expr) {
	if lit, ok := e.(*ast.BasicLit); ok && lit.Kind == token.STRING {
		if text, err := strconv.Unquote(lit.Value); err == nil {
			w.names[strings.ReplaceAll(text, " ", "_")] = true
		}
	}
}

// isFunction tells whether something in a table is the name of a function, as of the test that the row is.
func isFunction(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.Ident:
		return true
	case *ast.SelectorExpr:
		return isFunction(e.X)
	}
	return false
}

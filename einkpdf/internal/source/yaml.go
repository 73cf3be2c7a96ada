package source

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"
)

// readYAML reads data, which is valid UTF-8. It is nil after a fatal error.
func readYAML(data []byte, lim Limits, rep *Report) *Node {
	if err := checkOutline(data, lim); err != nil {
		rep.Add(err)
		return nil
	}
	doc, err := loadYAML(data, lim)
	if err != nil {
		rep.Add(yamlError(err))
		return nil
	}
	if doc == nil || len(doc.Content) == 0 {
		return &Node{Kind: Null, Pos: Pos{1, 1}}
	}
	c := &yamlConverter{lim: lim, rep: rep, anchors: map[*yaml.Node]*anchored{}}
	root := c.convert(doc.Content[0], 0)
	return root.node
}

// loadYAML is the one document in data, nil when there is none.
func loadYAML(data []byte, lim Limits) (doc *yaml.Node, err error) {
	// The library reports its own mistakes by a panic.
	defer func() {
		if r := recover(); r != nil {
			doc, err = nil, fmt.Errorf("the YAML reader failed: %v", r)
		}
	}()
	limits := loaderlimits.New(loaderlimits.DepthValue(2*lim.Depth + 2))
	loader, err := yaml.NewLoader(bytes.NewReader(data), yaml.WithPlugin(limits))
	if err != nil {
		return nil, err
	}
	doc = new(yaml.Node)
	if err := loader.Load(doc); errors.Is(err, io.EOF) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	if err := loader.Load(new(yaml.Node)); err == nil {
		return nil, errors.New("the file has more than one document")
	} else if !errors.Is(err, io.EOF) {
		return nil, err
	}
	return doc, nil
}

// yamlError turns an error of the library into one with a place.
func yamlError(err error) *Error {
	e := &Error{Line: 1, Col: 1, Code: CodeSyntax, Message: err.Error()}
	var le *yaml.LoadError
	if !errors.As(err, &le) {
		return e
	}
	e.Message = le.Message
	switch {
	case le.Mark.Line > 0:
		e.Line, e.Col = le.Mark.Line, le.Mark.Column
	case le.ContextMark.Line > 0:
		e.Line, e.Col = le.ContextMark.Line, le.ContextMark.Column
	}
	if le.ContextMsg != "" {
		e.Message += ", " + le.ContextMsg
		if le.ContextMark.Line > 0 && le.ContextMark.Line != e.Line {
			e.Message += fmt.Sprintf(" that begins in line %d", le.ContextMark.Line)
		}
	}
	if le.Stage == yaml.ComposerStage {
		e.Code = CodeAlias
		e.Hint = "define the anchor (&name) before its first use (*name), or put the text in quotes"
	} else {
		e.Hint = syntaxHint(le.Message)
	}
	return e
}

func syntaxHint(message string) string {
	for _, h := range [...]struct{ part, hint string }{
		{"tab", "indent with spaces"},
		{"mapping values are not allowed", "put a text that contains \": \" in quotes, or check the indentation"},
		{"could not find expected ':'", "a key needs \": \" behind it; check the indentation and the quotes of the lines before"},
		{"cannot start any token", "put the text in quotes"},
		{"end of stream", "the closing quote is missing"},
		{"',' or ']'", "close the list with ], or put a text that contains brackets in quotes"},
		{"',' or '}'", "close the map with }, or put a text that begins with { in quotes"},
		{"block", "check the indentation"},
	} {
		if strings.Contains(message, h.part) {
			return h.hint
		}
	}
	return ""
}

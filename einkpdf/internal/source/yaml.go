package source

import (
	"bytes"
	"errors"
	"fmt"
	"io"

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
	text := &lines{src: string(data)}
	if err != nil {
		rep.Add(yamlError(err, text, lim))
		return nil
	}
	if doc == nil || len(doc.Content) == 0 {
		return &Node{Kind: Null, Pos: Pos{1, 1}}
	}
	c := &yamlConverter{lines: text, lim: lim, rep: rep, anchors: map[*yaml.Node]*anchored{}}
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
func yamlError(err error, text *lines, lim Limits) *Error {
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
	s := newScene(text, Pos{e.Line, e.Col}, Pos{le.ContextMark.Line, le.ContextMark.Column}, le.Message, lim)
	if le.Stage == yaml.ComposerStage {
		e.Code = CodeAlias
		e.Hint = "an alias needs its anchor (&name) before it"
		if quotes := s.quotes(s.mark); quotes != "" {
			e.Hint = quotes + "; " + e.Hint
		}
		return e
	}
	if better := s.diagnose(); better != nil {
		return better
	}
	if le.ContextMsg != "" {
		e.Message += ", " + le.ContextMsg
		if le.ContextMark.Line > 0 && le.ContextMark.Line != e.Line {
			e.Message += fmt.Sprintf(" that begins in line %d", le.ContextMark.Line)
		}
	}
	e.Hint = "check the indentation, the quotes and the brackets of this line and the one before"
	return e
}

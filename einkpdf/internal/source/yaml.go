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

// yamlConverter turns the library's tree into nodes. An alias becomes the node
// that it stands for, so that a tree of aliases stays as small as its file, but
// is counted as if it were copied.
type yamlConverter struct {
	lim     Limits
	rep     *Report
	path    path
	anchors map[*yaml.Node]*anchored
	total   int
}

// measured is a node with the number of nodes in it and the levels of
// collections in it. The node is nil after a fatal error.
type measured struct {
	node         *Node
	size, height int
}

// anchored is a node with an anchor; open while it is being converted.
type anchored struct {
	measured
	open bool
}

func (c *yamlConverter) fail(p Pos, code, message, hint string) measured {
	c.rep.Add(&Error{Line: p.Line, Col: p.Col, Pointer: c.path.String(), Code: code, Message: message, Hint: hint})
	return measured{}
}

func (c *yamlConverter) count(p Pos, n int) bool {
	c.total += n
	if c.total > c.lim.Nodes {
		c.rep.Add(tooManyNodes(p, c.path.String(), c.lim))
		return false
	}
	return true
}

func (c *yamlConverter) convert(y *yaml.Node, depth int) measured {
	p := Pos{y.Line, y.Column}
	if y.Kind == yaml.AliasNode {
		return c.alias(y, p, depth)
	}
	if !c.count(p, 1) {
		return measured{}
	}
	a := c.anchors[y]
	if y.Anchor != "" {
		a = &anchored{open: true}
		c.anchors[y] = a
	}
	m := measured{node: &Node{Pos: p}, size: 1}
	switch y.Kind {
	case yaml.ScalarNode:
		n := m.node
		n.Value, n.anchored = y.Value, y.Anchor != ""
		switch {
		case y.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
			n.Kind, n.Style = String, Block
		case y.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0:
			n.Kind, n.Style = String, Quoted
		default:
			n.Kind = plainKind(y.Value)
		}
	case yaml.SequenceNode:
		m = c.list(y, m, depth+1)
	case yaml.MappingNode:
		m = c.mapping(y, m, depth+1)
	}
	y.Content = nil // the library's tree shrinks as ours grows
	if a != nil {
		a.measured, a.open = m, false
	}
	return m
}

func (c *yamlConverter) alias(y *yaml.Node, p Pos, depth int) measured {
	a := c.anchors[y.Alias]
	if a == nil || a.open {
		return c.fail(p, CodeAlias, "the alias *"+y.Value+" stands for a value that contains it", "")
	}
	if a.node == nil || !c.count(p, a.size) {
		return measured{}
	}
	if depth+a.height > c.lim.Depth {
		c.rep.Add(tooDeep(p, c.path.String(), c.lim))
		return measured{}
	}
	return a.measured
}

func (c *yamlConverter) tooDeep(p Pos, depth int) bool {
	if depth > c.lim.Depth {
		c.rep.Add(tooDeep(p, c.path.String(), c.lim))
		return true
	}
	return false
}

// take adds the measure of a child.
func (m *measured) take(child measured) {
	m.size += child.size
	m.height = max(m.height, child.height+1)
}

func (c *yamlConverter) list(y *yaml.Node, m measured, depth int) measured {
	m.node.Kind, m.height = Seq, 1
	if c.tooDeep(m.node.Pos, depth) {
		return measured{}
	}
	m.node.Items = make([]*Node, 0, len(y.Content))
	for i, item := range y.Content {
		c.path.pushItem(i)
		child := c.convert(item, depth)
		if child.node == nil {
			return measured{}
		}
		c.path.pop()
		m.take(child)
		m.node.Items = append(m.node.Items, child.node)
	}
	return m
}

func (c *yamlConverter) mapping(y *yaml.Node, m measured, depth int) measured {
	n := m.node
	n.Kind, m.height = Map, 1
	if c.tooDeep(n.Pos, depth) {
		return measured{}
	}
	n.Keys = make([]*Node, 0, len(y.Content)/2)
	n.Items = make([]*Node, 0, len(y.Content)/2)
	seen := keySet{}
	var merge *Node
	for i := 0; i+1 < len(y.Content); i += 2 {
		key := c.convert(y.Content[i], depth)
		if key.node == nil {
			return measured{}
		}
		m.take(key)
		k := key.node
		if k.Pos != (Pos{y.Content[i].Line, y.Content[i].Column}) { // the key is an alias
			here := *k
			here.Pos = Pos{y.Content[i].Line, y.Content[i].Column}
			k = &here
		}
		if e := checkKey(c.path.String, k); e != nil {
			c.rep.Add(e)
			return measured{}
		}
		c.path.pushKey(k.Value)
		value := c.convert(y.Content[i+1], depth)
		if value.node == nil {
			return measured{}
		}
		c.path.pop()
		m.take(value)
		isMerge := k.Kind == String && k.Style == Plain && k.Value == "<<"
		first, doubled := k, isMerge && merge != nil
		if !isMerge {
			first, doubled = seen.add(k, n.Keys)
		}
		switch {
		case k.Kind == Seq || k.Kind == Map || k.Kind == Null:
			c.fail(k.Pos, CodeType, "a key must be a text, found "+k.Kind.String(), "put a key that begins with { or [ in quotes")
		case doubled:
			c.rep.Add(duplicateKey(c.path.String(), k, first))
		case isMerge:
			merge = value.node
		default:
			n.Keys = append(n.Keys, k)
			n.Items = append(n.Items, value.node)
		}
	}
	if merge != nil {
		c.merge(n, merge, &seen)
	}
	return m
}

// merge adds the entries of the map, or list of maps, behind a merge key. Keys
// that are there already win. What is added was counted with the alias.
func (c *yamlConverter) merge(n, from *Node, seen *keySet) {
	switch from.Kind {
	case Map:
		for i, k := range from.Keys {
			if _, there := seen.add(k, n.Keys); !there {
				n.Keys = append(n.Keys, k)
				n.Items = append(n.Items, from.Items[i])
			}
		}
	case Seq:
		for _, item := range from.Items {
			if item.Kind != Map {
				c.fail(item.Pos, CodeAlias, "a merge key (<<) takes maps, found "+item.Kind.String(), "")
				continue
			}
			c.merge(n, item, seen)
		}
	default:
		c.fail(from.Pos, CodeAlias, "a merge key (<<) takes a map or a list of maps, found "+from.Kind.String(), "put the key in quotes if it is no merge key")
	}
}

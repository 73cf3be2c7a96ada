package source

import "go.yaml.in/yaml/v4"

// yamlConverter turns the library's tree into nodes. An alias becomes the node
// that it stands for, so that a tree of aliases stays as small as its file, but
// is counted as if it were copied.
type yamlConverter struct {
	lines   *lines
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
	m := measured{node: &Node{Pos: p, anchored: y.Anchor != "", lines: c.lines}, size: 1}
	if y.Style&yaml.FlowStyle != 0 {
		m.node.Style = Flow
	}
	switch y.Kind {
	case yaml.ScalarNode:
		n := m.node
		n.Value = y.Value
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
		y.Content[i] = nil // the library's tree shrinks as ours grows
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
		keyPos := Pos{y.Content[i].Line, y.Content[i].Column}
		key := c.convert(y.Content[i], depth)
		if key.node == nil {
			return measured{}
		}
		m.take(key)
		k := key.node
		if k.Pos != keyPos { // the key is an alias
			here := *k
			here.Pos = keyPos
			k = &here
		}
		if e := checkKey(c.path.String, k); e != nil {
			c.rep.Add(e)
			return measured{}
		}
		c.path.pushKey(k.Value)
		value := c.convert(y.Content[i+1], depth)
		y.Content[i], y.Content[i+1] = nil, nil
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

package token

import (
	"github.com/einkpdf/platform/einkpdf/calendar"
)

// Cond is a parsed condition. The zero Cond is true. It does not change after
// parsing.
type Cond struct {
	source string
	root   *node
}

// node is a part of a condition.
type node struct {
	op          nodeOp
	children    []*node   // of and, or, not
	compare     compareOp // of comparison
	left, right operand   // of comparison; left of truth
	off         int
}

type nodeOp uint8

const (
	nodeTruth nodeOp = iota // a bool alone
	nodeComparison
	nodeAnd
	nodeOr
	nodeNot
)

// operand is a name with steps, or a literal when the name is empty.
type operand struct {
	expr    expr
	literal Value
	week    string // a literal week, which depends on the week rule
	off     int
}

// ParseCond reads a condition. The error is a *SyntaxError.
func ParseCond(s string) (*Cond, error) {
	c, err := parseCond(s)
	if err != nil {
		return nil, err
	}
	return c, nil
}

// String is the source.
func (c *Cond) String() string { return c.source }

// Eval is the truth of the condition with the values of env. ctx must not be
// nil. The error is a *SyntaxError.
func (c *Cond) Eval(env Env, ctx *Context) (bool, error) {
	if c.root == nil {
		return true, nil
	}
	ok, err := c.root.eval(env, ctx)
	return ok, plain(err)
}

func (n *node) eval(env Env, c *Context) (bool, *SyntaxError) {
	switch n.op {
	case nodeNot:
		ok, err := n.children[0].eval(env, c)
		return !ok && err == nil, err
	case nodeAnd, nodeOr:
		stop := n.op == nodeOr
		for _, child := range n.children {
			ok, err := child.eval(env, c)
			if err != nil || ok == stop {
				return ok, err
			}
		}
		return !stop, nil
	}
	a, err := n.left.eval(env, c)
	if err != nil {
		return false, err
	}
	if n.op == nodeTruth {
		ok, isBool := a.AsBool()
		if !isBool {
			return false, notBool(a.Type(), n.off)
		}
		return ok, nil
	}
	b, err := n.right.eval(env, c)
	if err != nil {
		return false, err
	}
	return compare(n.compare, a, b, n.off)
}

func notBool(t Type, off int) *SyntaxError {
	return fail(off, CodeType, "compare it with something, such as == 1", "a %s is neither true nor false", t)
}

func (o *operand) eval(env Env, c *Context) (Value, *SyntaxError) {
	switch {
	case o.expr.name != "":
		return o.expr.eval(env, c)
	case o.week != "":
		p, err := calendar.ParsePeriod(o.week, c.Weeks)
		if err != nil {
			return Value{}, fail(o.off, CodeRange, "", "there is no week %s", o.week)
		}
		return PeriodOf(p), nil
	}
	return o.literal, nil
}

func (o *operand) typeOf(known Decls) (Type, *SyntaxError) {
	switch {
	case o.expr.name != "":
		return o.expr.typeOf(known)
	case o.week != "":
		return TypeOf(calendar.Week), nil
	}
	return o.literal.Type(), nil
}

// walk visits every node, in the order of the source.
func (n *node) walk(visit func(*node)) {
	if n == nil {
		return
	}
	visit(n)
	for _, child := range n.children {
		child.walk(visit)
	}
}

// operands are the sides that a node has.
func (n *node) operands() []*operand {
	switch n.op {
	case nodeTruth:
		return []*operand{&n.left}
	case nodeComparison:
		return []*operand{&n.left, &n.right}
	}
	return nil
}

// Check reports all mistakes that can be found before evaluation: unknown names
// and fields, steps that a type does not have, and comparisons without meaning,
// in the order of the source.
func (c *Cond) Check(known Decls) []*SyntaxError {
	var errs []*SyntaxError
	c.root.walk(func(n *node) {
		var types [2]Type
		failed := false
		for i, o := range n.operands() {
			t, err := o.typeOf(known)
			if err != nil {
				errs = append(errs, err)
				failed = true
			}
			types[i] = t
		}
		if failed {
			return
		}
		switch n.op {
		case nodeTruth:
			if t := types[0]; t.Kind != KindBool && t.Kind != KindAny {
				errs = append(errs, notBool(t, n.off))
			}
		case nodeComparison:
			if err := checkCompare(n.compare, types[0], types[1], n.off); err != nil {
				errs = append(errs, err)
			}
		}
	})
	return errs
}

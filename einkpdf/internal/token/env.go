package token

import (
	"slices"

	"github.com/einkpdf/platform/einkpdf/calendar"
	"github.com/einkpdf/platform/einkpdf/locale"
)

// Env gives names their values.
type Env interface {
	// Lookup is the value of a name such as "date" or "cell.date", or of its
	// longest beginning before a dot, and how many bytes of the name that is: 0
	// when there is none. The rest of the name are fields of the value. An inner
	// scope that has a beginning of the name hides outer ones that have more.
	Lookup(name string) (v Value, n int)
}

// Context has the facts that formats and fields depend on beside the values.
type Context struct {
	Locale  locale.Locale
	Weeks   calendar.WeekRule
	Weekend [8]bool // by ISO weekday, 1 Monday .. 7 Sunday; [0] is unused
}

// WeekendOf is a Context's Weekend of a list of days.
func WeekendOf(days []calendar.Weekday) (set [8]bool) {
	for _, d := range days {
		if d >= calendar.Monday && d <= calendar.Sunday {
			set[d] = true
		}
	}
	return set
}

// Scope is a list of names with values in front of another Env. It is an [Env].
// A Scope may not be used by several goroutines at once while it changes.
type Scope struct {
	parent   Env
	bindings []binding
}

type binding struct {
	prefix, name string
	value        Value
}

// NewScope is an empty scope that passes names it does not have on to parent,
// which may be nil.
func NewScope(parent Env) *Scope { return &Scope{parent: parent} }

// Set binds a name. A later binding of the same name hides the earlier one.
func (s *Scope) Set(name string, v Value) { s.SetIn("", name, v) }

// SetIn binds prefix+name without joining the two: SetIn("item.", "date", v).
func (s *Scope) SetIn(prefix, name string, v Value) {
	s.bindings = append(s.bindings, binding{prefix, name, v})
}

// Grow makes room for n more bindings.
func (s *Scope) Grow(n int) { s.bindings = slices.Grow(s.bindings, n) }

// Lookup is the value bound last, here or else in the parent. A nil Scope has
// no names.
func (s *Scope) Lookup(name string) (v Value, n int) {
	for s != nil {
		for i := len(s.bindings) - 1; i >= 0; i-- {
			b := &s.bindings[i]
			end := len(b.prefix) + len(b.name)
			if end <= n || end > len(name) || end < len(name) && name[end] != '.' {
				continue
			}
			if name[len(b.prefix):end] == b.name && name[:len(b.prefix)] == b.prefix {
				v, n = b.value, end
			}
		}
		if n > 0 || s.parent == nil {
			return v, n
		}
		up, ok := s.parent.(*Scope)
		if !ok {
			return s.parent.Lookup(name)
		}
		s = up
	}
	return Value{}, 0
}

// Decls lists the names and types of this scope, without its parent, in the
// order of binding.
func (s *Scope) Decls() Decls {
	out := make(Decls, 0, len(s.bindings))
	for _, b := range s.bindings {
		out = append(out, Decl{b.prefix + b.name, b.value.Type()})
	}
	return out
}

// AllDecls is Decls of the scopes around this one, outermost first, and of this
// one. A nil Scope has none.
func (s *Scope) AllDecls() Decls {
	if s == nil {
		return nil
	}
	up, _ := s.parent.(*Scope)
	return append(up.AllDecls(), s.Decls()...)
}

// Decl is a name that will have a value of a type.
type Decl struct {
	Name string
	Type Type
}

// Decls are the names known in some place of a project, in the order in which
// messages list them. Of doubled names the last counts.
type Decls []Decl

// Lookup is the type of a name and whether it is known.
func (d Decls) Lookup(name string) (Type, bool) {
	for i := len(d) - 1; i >= 0; i-- {
		if d[i].Name == name {
			return d[i].Type, true
		}
	}
	return Type{}, false
}

func (d Decls) names() []string {
	out := make([]string, len(d))
	for i, decl := range d {
		out[i] = decl.Name
	}
	return out
}

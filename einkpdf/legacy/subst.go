package legacy

import (
	"regexp"
	"strconv"
	"strings"
)

// The tokens of the two phases.
var (
	braceToken  = regexp.MustCompile(`\{([A-Za-z0-9_]+)(?::([A-Za-z0-9._]+))?\}`)
	atToken     = regexp.MustCompile(`@([A-Za-z0-9_]+)(?::([A-Za-z0-9._]+))?`)
	renderToken = regexp.MustCompile(`\{([A-Za-z_][A-Za-z0-9_-]*)(?::([^{}]*))?\}`)
)

// maxText bounds a text after substitution.
const maxText = 10_000

// substitute is what the compile phase makes of a text on a page.
func (w *world) substitute(p *page, text string, open bool) string {
	if !w.spend(1) {
		return text
	}
	if p.mode == rowed { // of a template: the compile phase was done before
		return replace(fieldToken, text, func(whole, index, _ string) string {
			i, err := strconv.Atoi(index)
			if err != nil || i >= len(p.fields) {
				return whole
			}
			return p.rows[p.turn.index][i]
		})
	}
	for _, form := range [...]struct {
		sign  string
		token *regexp.Regexp
	}{{"{", braceToken}, {"@", atToken}} {
		if !strings.Contains(text, form.sign) {
			continue
		}
		text = replace(form.token, text, func(whole, name, format string) string {
			v, ok := w.lookup(p, name, open)
			if !ok {
				return whole
			}
			return compiled(v, format)
		})
		if len(text) > maxText {
			text = strings.ToValidUTF8(text[:maxText], "")
		}
	}
	return text
}

// render is what the render phase makes of a text on a page.
func (w *world) render(p *page, text string) string {
	if !strings.Contains(text, "{") {
		return text
	}
	return replace(renderToken, text, func(_, name, format string) string {
		n := 0
		switch name {
		case "page":
			n = p.number
		case "total_pages":
			n = w.total
		default:
			return ""
		}
		s, ok := formatWhole(int64(n), format)
		if !ok {
			return ""
		}
		return s
	})
}

// replace replaces the tokens of a text.
func replace(token *regexp.Regexp, text string, by func(whole, name, format string) string) string {
	var b strings.Builder
	at := 0
	for _, m := range token.FindAllStringSubmatchIndex(text, -1) {
		b.WriteString(text[at:m[0]])
		format := ""
		if len(m) > 4 && m[4] >= 0 {
			format = text[m[4]:m[5]]
		}
		b.WriteString(by(text[m[0]:m[1]], text[m[2]:m[3]], format))
		at = m[1]
	}
	b.WriteString(text[at:])
	return b.String()
}

// The forms of destinations.
var (
	destination = regexp.MustCompile(`^[a-z0-9][a-z0-9:_-]{1,127}$`)
	bindCall    = regexp.MustCompile(`^(\w+)\(([^()]*)\)$`)
	pageMark    = regexp.MustCompile(`(?i)^page_?0*([1-9][0-9]{0,8})$`)
)

// target is the destination of a substituted to_dest or bind: "" for none, and
// "@N" for the mark of a page.
func target(text string) string {
	text = strings.TrimSpace(text)
	if m := bindCall.FindStringSubmatch(text); m != nil {
		arg := strings.TrimSpace(m[2])
		text = m[1] + ":" + arg
		if m[1] == "notes" {
			text = "notes:page:" + arg
			if n, err := strconv.Atoi(arg); err == nil {
				text = "notes:page:" + padded(n)
			}
		}
	}
	if m := pageMark.FindStringSubmatch(text); m != nil {
		return "@" + m[1]
	}
	return text
}

// padded is a number of at least three digits.
func padded(n int) string {
	s, _ := formatWhole(int64(n), "03d")
	return s
}

// smallNames is the text of an anchor, where the names of pages may have capitals.
func smallNames(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, "{PAGE}", "{page}"), "{TOTAL_PAGES}", "{total_pages}")
}

// anchorID is the destination that an anchor makes on a page; "" for none.
func (w *world) anchorID(p *page, text string, raw bool) string {
	text = w.substitute(p, text, false)
	text = smallNames(text)
	if raw || !strings.Contains(text, "{") {
		return strings.ToLower(strings.TrimSpace(w.render(p, text)))
	}
	text = replace(renderToken, text, func(whole, name, _ string) string {
		if name != "page" && name != "total_pages" {
			return whole // left over: no destination
		}
		return w.render(p, whole)
	})
	return strings.ToLower(strings.TrimSpace(text))
}

// Package gallery has the built-in projects: planners and notebooks that are
// ready to use and to start from.
package gallery

import (
	"embed"
	"fmt"
	"path"
	"strings"
)

//go:embed *.yaml
var files embed.FS

// Entry is a built-in project.
type Entry struct {
	Name  string // for Source and gallery:NAME
	About string // one sentence
}

// All lists the built-in projects by name.
func All() []Entry {
	list, _ := files.ReadDir(".") // an embedded folder is always there
	entries := make([]Entry, 0, len(list))
	for _, f := range list {
		name := strings.TrimSuffix(f.Name(), path.Ext(f.Name()))
		source, _ := files.ReadFile(f.Name())
		first, _, _ := strings.Cut(string(source), "\n")
		entries = append(entries, Entry{name, strings.TrimPrefix(first, "# ")})
	}
	return entries
}

// Source is the project file of a built-in project. The error names the
// projects that there are.
func Source(name string) ([]byte, error) {
	data, err := files.ReadFile(name + ".yaml")
	if err != nil {
		var names []string
		for _, e := range All() {
			names = append(names, e.Name)
		}
		return nil, fmt.Errorf("there is no built-in project %q; there are: %s", name, strings.Join(names, ", "))
	}
	return data, nil
}

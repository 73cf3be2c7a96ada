package isolate

import (
	"fmt"
	"os"
	"regexp"
	"sync"
)

// marker is the one environment variable of a child, and its value the protocol that both sides speak.
const (
	marker   = "EINKPDF_ISOLATE"
	protocol = "1"
)

// Main is the first line of a program's main, before it reads flags or opens anything. In a child of a Sandbox it does the work that
// is asked for and exits; otherwise it notes what work there is, and returns at once. Works of one name, and a second call, are errors of
// the program, which New reports.
func Main(works ...Work) {
	child := os.Getenv(marker) == protocol //nolint:forbidigo // how a child is told from its parent, before anything else is there
	program.note(works, child)
	if child {
		os.Exit(serve()) //nolint:forbidigo // a child does nothing else
	}
}

// program is what Main was told. It is the one variable of this package that changes, once: whether the
// running process began with Main is a fact of the process, and New must know it whoever calls.
var program registry

type registry struct {
	mu    sync.Mutex
	main  bool // Main was called
	child bool // this process is a child
	works map[string]Work
	err   error // what was wrong with the works
}

var workName = regexp.MustCompile(`^[a-z0-9.-]{1,64}$`)

func (r *registry) note(works []Work, child bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.main {
		r.err = fmt.Errorf("isolate: Main was called twice")
		return
	}
	r.main, r.child, r.works = true, child, make(map[string]Work, len(works))
	for _, w := range works {
		switch {
		case !workName.MatchString(w.Name):
			r.err = fmt.Errorf("isolate: the name of a work is 1 to 64 of a-z 0-9 . and -, not %q", w.Name)
		case w.Do == nil:
			r.err = fmt.Errorf("isolate: work %q has no Do", w.Name)
		case r.works[w.Name].Do != nil:
			r.err = fmt.Errorf("isolate: there are two works named %q", w.Name)
		}
		r.works[w.Name] = w
	}
}

// check tells what New must refuse for.
func (r *registry) check() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case !r.main:
		return ErrNoMain
	case r.child:
		return ErrInChild
	default:
		return r.err
	}
}

func (r *registry) work(name string) (Work, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	w, ok := r.works[name]
	return w, ok
}

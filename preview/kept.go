package preview

import (
	"container/list"
	"crypto/sha256"
	"sync"

	"github.com/einkpdf/platform/einkpdf"
)

// key is a project file with its options.
type key [sha256.Size]byte

// project is a file that was read. It does not change but for what kept.mu guards.
type project struct {
	key    key
	parsed *einkpdf.Project
	assets []string // that it names, each once

	bytes    int               // of the file
	weight   int64             // in bytes of memory; under kept.mu
	document *einkpdf.Document // nil: it is compiled for each answer, or was not yet; under kept.mu
}

// What a project takes in memory is not known but for what was drawn of it. These are what the built-in ones take, and more; the worst that the renderer lets pass
// is three times as much.
const (
	weightOfByte = 40      // of the file
	weightOfPage = 8 << 10 // of a compiled project: its names, its anchors, its place
)

func weightOf(bytes int) int64 { return int64(bytes) * weightOfByte }

// kept are the projects that were asked for last. Safe for concurrent use.
type kept struct {
	most       int
	mostWeight int64

	mu     sync.Mutex
	weight int64
	order  *list.List // of *project, those asked for last first
	at     map[key]*list.Element
}

func newKept(most int, mostWeight int64) *kept {
	return &kept{most: most, mostWeight: mostWeight, order: list.New(), at: map[key]*list.Element{}}
}

// get is the project of a key, or nil.
func (k *kept) get(key key) *project {
	k.mu.Lock()
	defer k.mu.Unlock()
	e, ok := k.at[key]
	if !ok {
		return nil
	}
	k.order.MoveToFront(e)
	return e.Value.(*project) //nolint:forcetypeassert // there is nothing else
}

// add keeps a project, and drops those that were not asked for longest. It returns the one that is kept of its key.
func (k *kept) add(p *project) *project {
	k.mu.Lock()
	defer k.mu.Unlock()
	if e, ok := k.at[p.key]; ok { // two read it at once
		k.order.MoveToFront(e)
		return e.Value.(*project) //nolint:forcetypeassert // there is nothing else
	}
	k.at[p.key] = k.order.PushFront(p)
	k.weight += p.weight
	k.drop()
	return p
}

// compiled is the document of a project, or nil.
func (k *kept) compiled(p *project) *einkpdf.Document {
	k.mu.Lock()
	defer k.mu.Unlock()
	return p.document
}

// compile keeps the document of a project, unless that was dropped meanwhile.
func (k *kept) compile(p *project, d *einkpdf.Document) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if p.document == nil && k.has(p) {
		p.document = d
		k.weigh(p, d)
	}
}

// drawn weighs a project again, if it is compiled: it takes more when pages of it were drawn.
func (k *kept) drawn(p *project) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if p.document != nil && k.has(p) {
		k.weigh(p, p.document)
	}
}

// has tells whether a project was not dropped. k.mu is held.
func (k *kept) has(p *project) bool {
	e, ok := k.at[p.key]
	return ok && e.Value == any(p)
}

// weigh notes what a compiled project takes. k.mu is held.
func (k *kept) weigh(p *project, d *einkpdf.Document) {
	k.weight -= p.weight
	p.weight = weightOf(p.bytes) + int64(d.Len())*weightOfPage + d.Held()
	k.weight += p.weight
	k.drop()
}

// drop drops what is too much. k.mu is held.
func (k *kept) drop() {
	for k.order.Len() > k.most || k.weight > k.mostWeight {
		last := k.order.Back()
		old := k.order.Remove(last).(*project) //nolint:forcetypeassert // there is nothing else
		delete(k.at, old.key)
		k.weight -= old.weight
	}
}

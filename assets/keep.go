package assets

import (
	"context"
	"errors"
	"strconv"
	"sync"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/sqldb"
)

// Keeper brings in images together with what uses them: it satisfies the ImageKeeper of package
// migrate. It is safe for concurrent use. It remembers what it prepared, less than a kilobyte for each image: make
// one for each run.
type Keeper struct {
	s *Service

	mu    sync.Mutex
	ready map[string]prepared // by id
	bySum map[ownedSum]string // ids
}

// prepared is an image between Prepare and Keep.
type prepared struct {
	placed
	held Held // without Asset
}

// ownedSum is of a file for an owner.
type ownedSum struct{ owner, sum string }

// Keeper makes a Keeper.
func (s *Service) Keeper() *Keeper {
	return &Keeper{s: s, ready: map[string]prepared{}, bySum: map[ownedSum]string{}}
}

// Prepare makes an image ready to be an asset of the owner's, as Upload does, and returns its id: that of the asset if the
// owner holds it, or else a new one. Until Keep it is nothing that anybody sees, and is collected
// after Config.Grace. name is to show, and may say what it likes. It is not for within a transaction. Errors: as Upload.
func (k *Keeper) Prepare(ctx context.Context, owner, name string, data []byte) (id string, err error) {
	s := k.s
	f, id, err := k.begin(ctx, owner, data)
	if err != nil || id != "" {
		return id, err
	}
	done, err := s.decodes.enter(ctx, owner)
	if err != nil {
		return "", err
	}
	defer done()
	if id, err := k.known(ctx, owner, f.sum); err != nil || id != "" { // meanwhile
		return id, err
	}
	m, err := s.lookAlone(ctx, f)
	if err != nil {
		return "", err
	}
	if id := k.preparedAs(owner, m.SHA256); id != "" { // another file with the same picture
		k.remember(ownedSum{owner, f.sum}, id)
		return id, nil
	}
	p, err := s.place(ctx, owner, m)
	if err != nil {
		return "", err
	}
	k.put(prepared{p, Held{Owner: owner, Name: keptName(name, p.Asset), Upload: f.sum}})
	return p.ID, nil
}

// Check tells whether Prepare would take an image, and keeps nothing. It takes as long, but for the writing. Errors: as
// Prepare.
func (k *Keeper) Check(ctx context.Context, owner, _ string, data []byte) error {
	f, id, err := k.begin(ctx, owner, data)
	if err != nil || id != "" {
		return err
	}
	done, err := k.s.decodes.enter(ctx, owner)
	if err != nil {
		return err
	}
	defer done()
	_, err = k.s.lookAlone(ctx, f)
	return err
}

// begin finds what is to be said of an image without looking into it: id is of an asset that it is.
func (k *Keeper) begin(ctx context.Context, owner string, data []byte) (f file, id string, err error) {
	if owner == "" {
		return f, "", notLoggedIn()
	}
	if err := k.s.fits(int64(len(data))); err != nil {
		return f, "", err
	}
	if err := k.s.c.Store.Read(ctx, func(r Reader) error { return here(ctx, r, owner) }); err != nil {
		return f, "", err
	}
	f = inMemory(data)
	id, err = k.known(ctx, owner, f.sum)
	return f, id, err
}

// lookAlone is look, at a file of which nothing is said.
func (s *Service) lookAlone(ctx context.Context, f file) (made, error) {
	head, err := f.head()
	if err != nil {
		return made{}, err
	}
	is, err := identify(NewUpload{}, head)
	if err != nil {
		return made{}, err
	}
	return s.look(ctx, f, is)
}

// known is the id of what the owner holds, or what is prepared for the owner, or "".
func (k *Keeper) known(ctx context.Context, owner, sum string) (string, error) {
	p, ok, err := k.s.known(ctx, owner, sum)
	if err != nil || ok {
		return p.ID, err
	}
	return k.preparedAs(owner, sum), nil
}

// Keep makes what Prepare made ready for the owner an asset of the owner's, which a project uses, in a transaction. It
// may be called more than once, also when nothing is committed in the end. An id that Prepare did not return for
// this owner, or that has gone meanwhile, is CodeNotFound: Prepare the image again then. A deleted owner is CodeUnauthenticated. A Quota is told of
// it as imported.
func (k *Keeper) Keep(ctx context.Context, tx *sqldb.Tx, owner, id string) error {
	s, w := k.s, JoinSQL(tx)
	if err := here(ctx, w, owner); err != nil {
		return err
	}
	if h, err := w.Held(ctx, owner, id); err == nil {
		_, err := s.use(ctx, w, owner, h.Name, h.Asset)
		return err
	} else if err := notFoundIsNil(err); err != nil {
		return err
	}
	p, ok := k.get(owner, id)
	if !ok {
		return noAsset()
	}
	if err := s.keep(ctx, w, tx, p); err != nil {
		if CodeOf(err) == CodeNotFound {
			k.forget(p)
		}
		return err
	}
	return nil
}

// keep is Keep of what the owner does not hold.
func (s *Service) keep(ctx context.Context, w Writer, tx *sqldb.Tx, p prepared) error {
	h := p.held
	h.Asset, h.At, h.Used = p.Asset, s.now(), true
	a, err := w.Asset(ctx, p.ID)
	switch {
	case err == nil: // the owner stored it once, and others hold it still
		if err = s.count(ctx, w, h.Owner, a, true); err == nil {
			err = w.Hold(ctx, h)
		}
	case errors.Is(err, ErrNotFound):
		err = s.keepNew(ctx, w, tx, p, h)
	}
	if err != nil {
		return err
	}
	return s.record(ctx, w, deed{action: ActionImport, by: audit.Operator, asset: p.ID, detail: map[string]string{
		"owner": h.Owner, "kind": string(p.Kind), "bytes": strconv.FormatInt(p.Bytes, 10),
	}})
}

// keepNew adds the row of an asset whose blobs are there.
func (s *Service) keepNew(ctx context.Context, w Writer, tx *sqldb.Tx, p prepared, h Held) error {
	if !p.fresh || s.tooLate(p.placed) {
		return noAsset()
	}
	if _, err := same(ctx, w, h.Owner, p.Asset); err == nil { // uploaded meanwhile, with another id
		return noAsset()
	} else if err := notFoundIsNil(err); err != nil {
		return err
	}
	// What was an asset and was deleted is none again: its blobs are going. The trail knows it, whatever became of
	// the transactions that called this before.
	was, _, err := audit.List(ctx, tx, audit.Filter{Object: "asset:" + p.ID}, audit.Page{Limit: 1})
	if err != nil {
		return err
	}
	if len(was) > 0 {
		return noAsset()
	}
	if err := s.count(ctx, w, h.Owner, p.Asset, true); err != nil {
		return err
	}
	return w.Add(ctx, h)
}

// preparedAs is the id of what was prepared for the owner from bytes with this sum, or has become them, or "". What
// is too old to be kept is forgotten.
func (k *Keeper) preparedAs(owner, sum string) string {
	k.mu.Lock()
	defer k.mu.Unlock()
	id := k.bySum[ownedSum{owner, sum}]
	if id != "" && k.s.tooLate(k.ready[id].placed) {
		return ""
	}
	return id
}

func (k *Keeper) put(p prepared) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.ready[p.ID] = p
	k.bySum[ownedSum{p.held.Owner, p.held.Upload}] = p.ID
	k.bySum[ownedSum{p.held.Owner, p.SHA256}] = p.ID
}

func (k *Keeper) remember(s ownedSum, id string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.bySum[s] = id
}

func (k *Keeper) get(owner, id string) (prepared, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	p, ok := k.ready[id]
	return p, ok && p.held.Owner == owner
}

// forget makes the next Prepare of the same begin anew.
func (k *Keeper) forget(p prepared) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for s, id := range k.bySum {
		if id == p.ID {
			delete(k.bySum, s)
		}
	}
	delete(k.ready, p.ID)
}

package assets

import (
	"context"
	"errors"
	"io"
	"strconv"

	"github.com/einkpdf/platform/assets/internal/picture"
)

// NewUpload is what whoever uploads says of a file. None of it is believed, and what is not
// true is refused.
type NewUpload struct {
	Name string // of the file; folders in it are left out. "" = there is none
	Type string // media type; "" and application/octet-stream say nothing
	Size int64  // bytes; -1 = not known. 0 is an empty file
}

// Uploaded is what became of an upload.
type Uploaded struct {
	Held
	// Existed says that the user had it already, so that it costs nothing. Then Name stays as it was; if the file came by
	// another one, Changes say so.
	Existed bool `json:"existed"`
	// Changes are what is not as it was in the file, or as it was called.
	Changes []Change `json:"changes,omitempty"`
}

// Change is something that an upload did to a picture on its way in.
type Change struct {
	Code    string `json:"code"`    // docs/assets.md lists them
	Message string `json:"message"` // a sentence to show
}

// Upload takes an image or a font from by, and returns when it is kept for good. What was uploaded before
// costs nothing and is the same asset again.
//
// r is read to its end or to the first byte that is too many, into a temporary file; a file that
// says it is too large is refused before any of it is read. Images are decoded and
// written anew: upright, with nothing in them but the picture, and grey or with a palette where nothing is
// lost by it. Fonts are looked into and stay as they are. At most Config.Decodes are looked into
// at a time; others wait their turn. ctx is looked at between reads: a Read of r that hangs is for the caller to end.
// When it ends before all of the file came, that is CodeIncomplete, with what came of it in Err; r's own *Error goes before that.
//
// Errors: CodeUnauthenticated, those from CodeEmpty to CodeIncomplete but for CodeThumbnail, CodeBusy, and
// what r returns, wrapped; and those of Quota, which is told of what by begins to hold. What is refused leaves nothing.
func (s *Service) Upload(ctx context.Context, by Actor, u NewUpload, r io.Reader) (Uploaded, error) {
	began := s.c.Now()
	up, err := s.upload(ctx, by, u, r)
	if err != nil {
		if code := CodeOf(err); code != "" {
			s.c.Observer.OnRefuse(code)
		}
		return Uploaded{}, err
	}
	s.c.Observer.OnUpload(up.Kind, up.Bytes, up.Existed, s.c.Now().Sub(began))
	return up, nil
}

func (s *Service) upload(ctx context.Context, by Actor, u NewUpload, r io.Reader) (Uploaded, error) {
	if err := loggedIn(by); err != nil {
		return Uploaded{}, err
	}
	if err := s.c.Store.Read(ctx, func(r Reader) error { return here(ctx, r, by.id()) }); err != nil {
		return Uploaded{}, cut(ctx, err)
	}
	leave, err := s.uploads.enter(ctx, by.id())
	if err != nil {
		return Uploaded{}, cut(ctx, err)
	}
	defer leave()
	f, err := s.receive(ctx, u, r)
	if err != nil {
		return Uploaded{}, err
	}
	defer f.close()
	head, err := f.head()
	if err != nil {
		return Uploaded{}, err
	}
	is, err := identify(u, head)
	if err != nil {
		return Uploaded{}, err
	}
	// Once more where another request took away meanwhile what this one found, or it took too long.
	for range 4 {
		up, err := s.store(ctx, by.id(), u.Name, f, is)
		if !errors.Is(err, errAgain) {
			return up, err
		}
	}
	return Uploaded{}, busy()
}

// errAgain is a commit that found something else than what was prepared for it.
var errAgain = errors.New("assets: once more")

// store makes an asset of a file that came. It is errAgain if everything changed meanwhile.
func (s *Service) store(ctx context.Context, owner, name string, f file, is picture.Format) (Uploaded, error) {
	if p, ok, err := s.known(ctx, owner, f.sum); err != nil || ok {
		return s.orCommit(ctx, owner, name, f.sum, p, nil, err)
	}
	done, err := s.decodes.enter(ctx, owner)
	if err != nil {
		return Uploaded{}, err
	}
	defer done()
	p, ok, err := s.known(ctx, owner, f.sum)
	if err != nil || ok { // meanwhile
		return s.orCommit(ctx, owner, name, f.sum, p, nil, err)
	}
	m, err := s.look(ctx, f, is)
	if err == nil && p.SHA256 == f.sum && m.SHA256 != f.sum {
		m, err = m.stored(p.Asset, f)
	}
	if err != nil {
		return Uploaded{}, err
	}
	p, err = s.place(ctx, owner, m)
	return s.orCommit(ctx, owner, name, f.sum, p, m.changes, err)
}

// known finds an asset of the owner's that a file with this sum became, or is. It is ok if its bytes are there: then
// nothing needs to be looked into.
func (s *Service) known(ctx context.Context, owner, sum string) (p placed, ok bool, err error) {
	var h Held
	err = s.c.Store.Read(ctx, func(r Reader) (err error) {
		h, err = r.HeldBySum(ctx, owner, sum)
		return err
	})
	if err != nil {
		return placed{}, false, notFoundIsNil(err)
	}
	intact, err := s.intact(ctx, h.Asset)
	return placed{Asset: h.Asset}, intact && err == nil, err
}

// orCommit is commit, unless there is an error already.
func (s *Service) orCommit(ctx context.Context, owner, name, sum string, p placed, changes []Change, err error) (Uploaded, error) {
	if err != nil {
		return Uploaded{}, err
	}
	h := Held{Owner: owner, Name: keptName(name, p.Asset), At: s.now(), Upload: sum}
	up, err := s.commit(ctx, p, h)
	if err != nil {
		return Uploaded{}, err
	}
	up.Changes = changes
	if up.Existed && name != "" && up.Name != h.Name {
		up.Changes = append(up.Changes, Change{Code: "other-name", Message: `You have this file already, as "` + up.Name + `".`})
	}
	return up, nil
}

// commit writes the rows of an upload, and looks once more what is there: of several that are on their way at once,
// the first one stays, and the others become it and remove their own blobs.
func (s *Service) commit(ctx context.Context, p placed, h Held) (Uploaded, error) {
	var up Uploaded
	var refused error // of the transaction itself: then it is certain that nothing was committed
	err := s.c.Store.Write(ctx, func(w Writer) error {
		up, refused = s.commitIn(ctx, w, p, h)
		return refused
	})
	if p.fresh && (refused != nil || err == nil && up.ID != p.ID) {
		s.removeBlobs(ctx, p.Asset)
	}
	switch {
	case err == nil:
		return up, nil
	case errors.Is(err, ErrExists): // others were quicker, between looking and writing
		return Uploaded{}, errAgain
	}
	return Uploaded{}, err
}

func (s *Service) commitIn(ctx context.Context, w Writer, p placed, h Held) (up Uploaded, err error) {
	if err := here(ctx, w, h.Owner); err != nil {
		return up, err
	}
	h.Asset = p.Asset
	if h.Upload == h.SHA256 {
		h.Upload = "" // it is found by that anyway, and by what it was uploaded as before
	}
	isNew := p.fresh
	if p.fresh {
		if s.tooLate(p) {
			return up, errAgain
		}
		a, err := same(ctx, w, h.Owner, p.Asset)
		if err == nil {
			h.Asset, isNew = a, false
		} else if err := notFoundIsNil(err); err != nil {
			return up, err
		}
	}
	up.Existed, err = s.add(ctx, w, h, isNew)
	if err != nil {
		return up, err
	}
	if up.Held, err = w.Held(ctx, h.Owner, h.ID); err != nil {
		return up, err
	}
	up.Held = s.dated(up.Held)
	detail := map[string]string{"kind": string(up.Kind), "bytes": strconv.FormatInt(up.Bytes, 10)}
	if up.Existed {
		detail["existed"] = "true"
	}
	return up, s.record(ctx, w, deed{action: ActionUpload, by: h.Owner, asset: h.ID, detail: detail})
}

// add makes an asset one of h.Owner's: a new one, or one that is there. It is errAgain if that has gone. Errors: those of Quota.
func (s *Service) add(ctx context.Context, w Writer, h Held, isNew bool) (existed bool, err error) {
	if isNew {
		if err := s.count(ctx, w, h.Owner, h.Asset, false); err != nil {
			return false, err
		}
		return false, w.Add(ctx, h)
	}
	_, err = w.Held(ctx, h.Owner, h.ID)
	existed = err == nil
	if err := notFoundIsNil(err); err != nil {
		return false, err
	}
	if !existed {
		a, err := w.Asset(ctx, h.ID) // as it is by now
		if errors.Is(err, ErrNotFound) {
			err = errAgain
		}
		if err == nil {
			err = s.count(ctx, w, h.Owner, a, false)
		}
		if err != nil {
			return false, err
		}
	}
	err = w.Hold(ctx, h)
	if errors.Is(err, ErrNotFound) {
		err = errAgain
	}
	return existed, err
}

// tooLate tells whether what was placed might soon be taken for an orphan.
func (s *Service) tooLate(p placed) bool { return s.now().Sub(p.since) > s.c.Grace/2 }

package assets

import "context"

// Rename gives an asset that by holds another name, for by alone: without folders and what cannot be seen, at most MaxName characters
// and with an ending that is true of Type, as an upload's; "" is the name of one that came without. What is called so already
// changes nothing. Errors: CodeNotFound.
func (s *Service) Rename(ctx context.Context, by Actor, id, name string) (Held, error) {
	if by.id() == "" {
		return Held{}, noAsset()
	}
	var h Held
	err := s.c.Store.Write(ctx, func(w Writer) (err error) {
		if h, err = w.Held(ctx, by.id(), id); err != nil {
			return orNoAsset(err)
		}
		is := keptName(name, h.Asset)
		if is == h.Name {
			return nil
		}
		h.Name = is
		if err := w.SetName(ctx, by.id(), id, is); err != nil {
			return err
		}
		return s.record(ctx, w, deed{action: ActionRename, by: by.id(), asset: id})
	})
	if err != nil {
		return Held{}, err
	}
	return s.dated(h), nil
}

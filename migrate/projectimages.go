package migrate

import (
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"

	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/projects/projectfile"
	"github.com/einkpdf/platform/sqldb"
)

// imageIDs are, of each file of a project, the ids of its images by their names.
type imageIDs map[*loaded]map[string]string

// prepare makes the images of a project ready to be assets, or in a dry run looks whether
// they could be.
func (i *projectsImport) prepare(ctx context.Context, c *projectCandidate) (imageIDs, error) {
	files := []*loaded{c.own}
	if c.shownBefore() {
		files = append(files, c.gallery)
	}
	all, known := imageIDs{}, map[[sha256.Size]byte]string{}
	for _, l := range files {
		all[l] = make(map[string]string, len(l.file.Images))
		for _, img := range l.file.Images {
			sum := sha256.Sum256(img.Data)
			if id, ok := known[sum]; ok {
				all[l][img.Name] = id
				continue
			}
			id, err := i.prepareOne(ctx, c.owner, img)
			if err != nil {
				return nil, &refusal{"the image " + img.Name + " cannot be kept", err}
			}
			all[l][img.Name], known[sum] = id, id
		}
	}
	if !i.write {
		return nil, nil
	}
	return all, nil
}

// prepareOne returns the id that an image will have; in a dry run none.
func (i *projectsImport) prepareOne(ctx context.Context, owner string, img projectfile.Image) (string, error) {
	if !i.write {
		return "", i.o.Images.Check(ctx, owner, img.Name, img.Data)
	}
	id, err := i.o.Images.Prepare(ctx, owner, img.Name, img.Data)
	if err == nil && (id == "" || len(id) > projects.MaxAsset) {
		err = fmt.Errorf("its id has %d bytes, not 1 to %d", len(id), projects.MaxAsset)
	}
	return id, err
}

// keep makes what was prepared assets of the owner's, each once.
func (i *projectsImport) keep(ctx context.Context, tx *sqldb.Tx, owner string, prepared imageIDs) error {
	names := map[string]string{} // by id
	for _, ids := range prepared {
		for name, id := range ids {
			names[id] = name
		}
	}
	for _, id := range slices.Sorted(maps.Keys(names)) {
		if err := i.o.Images.Keep(ctx, tx, owner, id); err != nil {
			return &refusal{"the image " + names[id] + " cannot be kept", err}
		}
	}
	return nil
}

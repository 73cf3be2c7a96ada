package migrate

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
)

// The predecessor's names.
const (
	usersFolder    = "users"
	projectsFolder = "projects" // of a user
	galleryFolder  = "public-projects"
	indexFile      = "index.json"
	projectFile    = "project.json"
)

// tree walks the predecessor's data folder.
type tree struct {
	root   *os.Root
	source *ProjectSource
	at     map[string]int // of ids in source.projects
	seen   int            // files and folders so far
}

// stray notes a file that is not imported.
func (t *tree) stray(file, why string) {
	if len(t.source.Strays) == maxStrays {
		t.source.MoreStrays++
		return
	}
	t.source.Strays = append(t.source.Strays, Stray{file, why})
}

// walk finds everything.
func (t *tree) walk(ctx context.Context) error {
	found := 0
	for _, part := range []struct {
		folder string
		walk   func(ctx context.Context) error
	}{{usersFolder, t.users}, {galleryFolder, t.gallery}} {
		info, err := t.root.Lstat(part.folder)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		if !info.IsDir() {
			return fmt.Errorf("%w: %s is no folder, or a link to one; name the data folder of which it is a part", ErrSource, part.folder)
		}
		if err := part.walk(ctx); err != nil {
			return err
		}
		found++
	}
	if found == 0 {
		return fmt.Errorf("%w: the folder has neither %s nor %s; name the predecessor's data folder", ErrSource, usersFolder, galleryFolder)
	}
	slices.SortFunc(t.source.projects, func(a, b sourceProject) int {
		return cmp.Or(cmp.Compare(a.id, b.id), cmp.Compare(a.file, b.file))
	})
	slices.SortFunc(t.source.Strays, func(a, b Stray) int { return cmp.Compare(a.File, b.File) })
	return nil
}

// list gives the entries of a folder to visit, in the order of their names.
func (t *tree) list(ctx context.Context, folder string, visit func(name, file string, e fs.DirEntry) error) error {
	f, err := t.root.Open(folder)
	if errors.Is(err, fs.ErrPermission) {
		t.stray(folder, "this folder may not be read")
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // only read
	var all []fs.DirEntry
	for {
		some, err := f.ReadDir(1000)
		all, t.seen = append(all, some...), t.seen+len(some)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if t.seen > maxSeen || len(all) > maxInFolder {
			return fmt.Errorf("%w: it has more than %d files and folders, or %s more than %d", ErrSource, maxSeen, folder, maxInFolder)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	slices.SortFunc(all, func(a, b fs.DirEntry) int { return cmp.Compare(a.Name(), b.Name()) })
	for _, e := range all {
		file := path.Join(folder, e.Name())
		if e.Type()&fs.ModeSymlink != 0 {
			t.stray(file, "a link; links are not followed")
			continue
		}
		if err := visit(e.Name(), file, e); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// users finds the projects of all users.
func (t *tree) users(ctx context.Context) error {
	return t.list(ctx, usersFolder, func(user, folder string, e fs.DirEntry) error {
		switch {
		case e.IsDir():
			return t.user(ctx, user, folder)
		case !slices.Contains([]string{"users.json", "password_resets.json", "jwt_secret.txt"}, user):
			t.stray(folder, "not the predecessor's")
		}
		return nil
	})
}

func (t *tree) user(ctx context.Context, user, folder string) error {
	return t.list(ctx, folder, func(name, file string, e fs.DirEntry) error {
		if name != projectsFolder || !e.IsDir() {
			t.stray(file, "not the predecessor's")
			return nil
		}
		return t.folder(ctx, file, func(id, file string) error { return t.add(sourceProject{id: id, owner: user, file: file}) })
	})
}

// folder finds projects in a folder of them, and tells what its index names that
// is not there.
func (t *tree) folder(ctx context.Context, folder string, add func(id, file string) error) error {
	files, single, indexed := map[string]string{}, map[string]string{}, false
	err := t.list(ctx, folder, func(name, file string, e fs.DirEntry) error {
		id, isJSON := strings.CutSuffix(name, ".json")
		switch {
		case e.IsDir():
			found, err := t.project(ctx, file)
			if found {
				files[name] = path.Join(file, projectFile)
			}
			return err
		case name == indexFile && e.Type().IsRegular():
			indexed = true
		case isJSON && id != "" && e.Type().IsRegular(): // of an older version, until somebody opened it
			single[id] = file
		default:
			t.stray(file, "not the predecessor's")
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, id := range sortedKeys(single) {
		if files[id] != "" {
			t.stray(single[id], "of an older version; "+files[id]+" has taken its place")
			continue
		}
		files[id] = single[id]
	}
	for _, id := range sortedKeys(files) {
		if err := add(id, files[id]); err != nil {
			return err
		}
	}
	if !indexed || folder == galleryFolder {
		return nil
	}
	// The list is a cache. All that it alone may have is the name of what is lost.
	return t.index(ctx, path.Join(folder, indexFile), func(e *galleryEntry) {
		if e.id != "" && files[e.id] == "" {
			t.stray(path.Join(folder, e.id), "the index names it, and it is not there")
		}
	})
}

// project tells whether a folder has a project in it.
func (t *tree) project(ctx context.Context, folder string) (found bool, err error) {
	err = t.list(ctx, folder, func(name, file string, e fs.DirEntry) error {
		switch {
		case name == projectFile && e.Type().IsRegular():
			found = true
		case e.IsDir() && (name == "masters" || name == "compiled"), name == "plan.yaml":
			// for people, or made of the project
		default:
			t.stray(file, "not the predecessor's")
		}
		return nil
	})
	if err == nil && !found {
		t.stray(folder, "a folder with no "+projectFile)
	}
	return found, err
}

// add adds a project of a user.
func (t *tree) add(p sourceProject) error {
	if len(t.source.projects) == maxListed {
		return fmt.Errorf("%w: it has more than %d projects", ErrSource, maxListed)
	}
	if i, there := t.at[p.id]; there {
		t.source.projects[i].doubled, p.doubled = true, true
	} else {
		t.at[p.id] = len(t.source.projects)
	}
	t.source.projects = append(t.source.projects, p)
	return nil
}

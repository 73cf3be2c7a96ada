package projectstest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/projects"
)

// RunStore runs the conformance suite of projects.Store. open returns an empty
// Store of its own for each test, closed when the test ends.
func RunStore(t *testing.T, open func(t testing.TB) projects.Store) {
	for name, test := range map[string]func(t *testing.T, s projects.Store){
		"ProjectIsKept":        storeProjectIsKept,
		"ProjectIsUnique":      storeProjectIsUnique,
		"NotFound":             storeNotFound,
		"SourceIsKept":         storeSourceIsKept,
		"Update":               storeUpdate,
		"UpdateRefused":        storeUpdateRefused,
		"Purge":                storePurge,
		"VersionIsKept":        storeVersionIsKept,
		"Versions":             storeVersions,
		"Prune":                storePrune,
		"PruneBefore":          storePruneBefore,
		"PruneDays":            storePruneDays,
		"PruneKeepsFiles":      storePruneKeepsFiles,
		"Grants":               storeGrants,
		"GrantsOfUser":         storeGrantsOfUser,
		"Shelves":              storeShelves,
		"OwnedBy":              storeOwnedBy,
		"TrashedBefore":        storeTrashedBefore,
		"Gone":                 storeGone,
		"ListPages":            storeListPages,
		"ListMeanwhile":        storeListMeanwhile,
		"ListQuery":            storeListQuery,
		"ListCursor":           storeListCursor,
		"Entry":                storeEntry,
		"EntryPins":            storeEntryPins,
		"GalleryPages":         storeGalleryPages,
		"GalleryQuery":         storeGalleryQuery,
		"Clones":               storeClones,
		"Withhold":             storeWithhold,
		"Assets":               storeAssets,
		"AssetsPruned":         storeAssetsPruned,
		"MayReadAsset":         storeMayReadAsset,
		"AssetUsedOften":       storeAssetUsedOften,
		"AssetUsedBy":          storeAssetUsedBy,
		"AssetDetached":        storeAssetDetached,
		"AssetDetachedOften":   storeAssetDetachedOften,
		"WriteRollsBack":       storeWriteRollsBack,
		"WriteReturnsError":    storeWriteReturnsError,
		"WriteIsSerial":        storeWriteIsSerial,
		"AddAtOnce":            storeAddAtOnce,
		"ReadIsOnePicture":     storeReadIsOnePicture,
		"EndedContextIsHeeded": storeEndedContext,
		"HostileFields":        storeHostileFields,
		"HostileKeys":          storeHostileKeys,
		"AnyScript":            storeAnyScript,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}

// minute is a time that a Store can keep as it is, some minutes after the start of
// the tests' day.
func minute(n int) time.Time {
	return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC).Add(time.Duration(n) * time.Minute)
}

// row is a project with a version of it, as Store.Add and Update take them.
type row struct {
	projects.Project
	v      projects.Version
	source []byte
	uses   []string
}

// newRow is the first version of a project of somebody's.
func newRow(id, owner string) row {
	p := projects.Project{
		ID: id, Owner: owner, Name: "Project " + id, Title: "Title", Device: "device", Pages: 3,
		CreatedAt: minute(0), UpdatedAt: minute(-1),
	}
	return row{Project: p}.next(owner, projects.Created, "file of "+id)
}

// next is the version after r, a minute later.
func (r row) next(by string, change projects.Change, source string) row {
	r.source = []byte(source)
	sum := sha256.Sum256(r.source)
	r.Version++
	r.Bytes, r.SHA256 = len(source), hex.EncodeToString(sum[:])
	r.UpdatedAt, r.UpdatedBy = r.UpdatedAt.Add(time.Minute), by
	return r.with(change)
}

// same is the version after r with the same file.
func (r row) same(by string, change projects.Change) row {
	r.source = nil
	r.Version++
	r.UpdatedAt, r.UpdatedBy = r.UpdatedAt.Add(time.Minute), by
	return r.with(change)
}

// with sets the version by the project.
func (r row) with(change projects.Change) row {
	r.v = projects.Version{
		Project: r.ID, Number: r.Version, At: r.UpdatedAt, By: r.UpdatedBy, Change: change, Name: r.Name, Bytes: r.Bytes, SHA256: r.SHA256,
		Draft: r.Draft, Pages: r.Pages, Device: r.Device,
		Facts: projects.Facts{Title: r.Title, Device: r.Device, Pages: r.Pages, Read: true},
	}
	return r
}

func (r row) using(assets ...string) row {
	r.uses = assets
	return r
}

func (r row) named(name string) row {
	r.Name, r.v.Name = name, name
	return r
}

func (r row) add(ctx context.Context, w projects.Writer) error {
	return w.Add(ctx, r.Project, r.v, r.source, r.uses)
}

func (r row) update(ctx context.Context, w projects.Writer) error {
	return w.Update(ctx, r.Project, r.v, r.source, r.uses)
}

func storeWrite(t testing.TB, s projects.Store, fn func(ctx context.Context, w projects.Writer) error) {
	t.Helper()
	require.NoError(t, tryStoreWrite(t, s, fn))
}

func tryStoreWrite(t testing.TB, s projects.Store, fn func(ctx context.Context, w projects.Writer) error) error {
	t.Helper()
	return s.Write(t.Context(), func(w projects.Writer) error { return fn(t.Context(), w) })
}

// storeRead is also for what must have an error: fn looks at it and returns nil.
func storeRead(t testing.TB, s projects.Store, fn func(ctx context.Context, r projects.Reader) error) {
	t.Helper()
	require.NoError(t, s.Read(t.Context(), func(r projects.Reader) error { return fn(t.Context(), r) }))
}

// addRows adds projects.
func addRows(t testing.TB, s projects.Store, rows ...row) {
	t.Helper()
	storeWrite(t, s, func(ctx context.Context, w projects.Writer) error {
		for _, r := range rows {
			if err := r.add(ctx, w); err != nil {
				return err
			}
		}
		return nil
	})
}

func updateRow(t testing.TB, s projects.Store, r row) {
	t.Helper()
	storeWrite(t, s, r.update)
}

// rowOf returns the project with an id, which is there.
func rowOf(t testing.TB, s projects.Store, id string) (p projects.Project) {
	t.Helper()
	storeRead(t, s, func(ctx context.Context, r projects.Reader) (err error) {
		p, err = r.Project(ctx, id)
		return err
	})
	return p
}

// numbers are the versions that are kept, newest first.
func numbers(t testing.TB, s projects.Store, project string) (found []int) {
	t.Helper()
	storeRead(t, s, func(ctx context.Context, r projects.Reader) error {
		page, next, err := r.Versions(ctx, project, "", projects.MaxPage)
		require.Empty(t, next)
		for _, v := range page {
			found = append(found, v.Number)
		}
		return err
	})
	return found
}

func sourceOf(t testing.TB, s projects.Store, project string, number int) (source []byte) {
	t.Helper()
	storeRead(t, s, func(ctx context.Context, r projects.Reader) (err error) {
		source, err = r.Source(ctx, project, number)
		return err
	})
	return source
}

package projectstest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/sqldb"
)

// RunFlows runs every flow of projects.Service from end to end. open returns an
// empty database of its own for each test, closed when the test ends.
func RunFlows(t *testing.T, open func(t testing.TB) *sqldb.DB) {
	for name, test := range map[string]func(t *testing.T, db *sqldb.DB){
		"Create":             flowCreate,
		"CreateBytes":        flowCreateBytes,
		"CreateName":         flowCreateName,
		"CreateRefused":      flowCreateRefused,
		"Draft":              flowDraft,
		"DraftNew":           flowDraftNew,
		"HostileFacts":       flowHostileFacts,
		"Busy":               flowBusy,
		"Replace":            flowReplace,
		"ReplaceAssets":      flowReplaceAssets,
		"QuotaTold":          flowQuotaTold,
		"QuotaRefused":       flowQuotaRefused,
		"QuotaEditor":        flowQuotaEditor,
		"QuotaBlocks":        flowQuotaBlocks,
		"Conflict":           flowConflict,
		"ConflictAtOnce":     flowConflictAtOnce,
		"Repeat":             flowRepeat,
		"RepeatOfOthers":     flowRepeatOfOthers,
		"RepeatMissing":      flowRepeatMissing,
		"RepeatDraft":        flowRepeatDraft,
		"RefusedCostsNil":    flowRefusedCostsNothing,
		"Rename":             flowRename,
		"ClockGoesBack":      flowClockGoesBack,
		"List":               flowList,
		"ListOf":             flowListOf,
		"Versions":           flowVersions,
		"ReadVersion":        flowReadVersion,
		"Diff":               flowDiff,
		"Revert":             flowRevert,
		"RevertAssets":       flowRevertAssets,
		"AssetsAdopted":      flowAssetsAdopted,
		"AssetsDetached":     flowAssetsDetached,
		"AssetsBack":         flowAssetsBack,
		"AssetsBackAtOnce":   flowAssetsBackAtOnce,
		"PruneCount":         flowPruneCount,
		"PruneAge":           flowPruneAge,
		"PruneDays":          flowPruneDays,
		"PruneAssets":        flowPruneAssets,
		"PruneShownAssets":   flowPruneShownAssets,
		"Trash":              flowTrash,
		"TrashRepeat":        flowTrashRepeat,
		"TrashShared":        flowTrashShared,
		"Purge":              flowPurge,
		"Sweep":              flowSweep,
		"UserDeleted":        flowUserDeleted,
		"UserDeletedTwice":   flowUserDeletedTwice,
		"UserDeletedAtOnce":  flowUserDeletedAtOnce,
		"UserDeletedBetween": flowUserDeletedBetween,
		"UserDeletedWrong":   flowUserDeletedWrong,
		"UserDeletedOwner":   flowUserDeletedOwner,
		"UserDeletedGrants":  flowUserDeletedGrants,
		"Messages":           flowMessages,
		"Device":             flowDevice,
		"DeviceScaled":       flowDeviceScaled,
		"DeviceRefused":      flowDeviceRefused,
		"Share":              flowShare,
		"ShareRefused":       flowShareRefused,
		"ShareAsksOutside":   flowShareAsksOutside,
		"ShareAtOnce":        flowShareAtOnce,
		"ShareTrashed":       flowShareTrashed,
		"Unshare":            flowUnshare,
		"UnshareMeanwhile":   flowUnshareMeanwhile,
		"Publish":            flowPublish,
		"PublishAtOnce":      flowPublishAtOnce,
		"PublishRefused":     flowPublishRefused,
		"PublishSlug":        flowPublishSlug,
		"Unpublish":          flowUnpublish,
		"Withheld":           flowWithheld,
		"GalleryPages":       flowGalleryPages,
		"GalleryChanges":     flowGalleryChanges,
		"GalleryFilter":      flowGalleryFilter,
		"Clone":              flowClone,
		"CloneName":          flowCloneName,
		"ClonePublished":     flowClonePublished,
		"CloneCounts":        flowCloneCounts,
		"CloneAtOnce":        flowCloneAtOnce,
		"CloneOfPurged":      flowCloneOfPurged,
		"CloneAssets":        flowCloneAssets,
		"Assets":             flowAssets,
		"AssetsTrashed":      flowAssetsTrashed,
		"AssetsForeign":      flowAssetsForeign,
		"AssetsOfEditors":    flowAssetsOfEditors,
		"AssetsMissing":      flowAssetsMissing,
		"AssetsPlanted":      flowAssetsPlanted,
		"EndedContext":       flowEndedContext,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}

// requireCode says that err is a *projects.Error with this code.
func requireCode(t testing.TB, code projects.Code, err error) {
	t.Helper()
	require.Error(t, err)
	require.Equal(t, code, projects.CodeOf(err), "%v", err)
}

// requireConflict says that err is one, with what p is now.
func requireConflict(t testing.TB, p projects.Project, err error) {
	t.Helper()
	requireCode(t, projects.CodeConflict, err)
	require.ErrorIs(t, err, projects.ErrConflict)
	var e *projects.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, &projects.Current{Version: p.Version, At: p.UpdatedAt, By: p.UpdatedBy}, e.Current)
}

// rows counts those of each table.
func (s *Setup) rows(t testing.TB) map[string]int {
	t.Helper()
	counts := map[string]int{}
	for _, table := range []string{
		"ep_project", "ep_project_version", "ep_project_source", "ep_project_member", "ep_project_asset", "ep_project_entry", "ep_project_clone",
		"ep_project_gone", "ep_outbox", "ep_audit",
	} {
		var n int
		require.NoError(t, s.DB.Get(t.Context(), &n, `select count(*) from `+table))
		counts[table] = n
	}
	return counts
}

// growth is by how many rows each table grows during fn.
func (s *Setup) growth(t testing.TB, fn func()) map[string]int {
	t.Helper()
	before := s.rows(t)
	fn()
	after := s.rows(t)
	for table := range after {
		after[table] -= before[table]
	}
	maps.DeleteFunc(after, func(_ string, n int) bool { return n == 0 })
	return after
}

// deeds are the audit events of fn, as "action outcome actor object" and the
// details in order of their keys. Ids of projects are replaced by the names given.
func (s *Setup) deeds(t testing.TB, names map[string]string, fn func()) []string {
	t.Helper()
	before := len(s.Events(t, 0))
	fn()
	var all []string
	for _, e := range s.Events(t, before) {
		line := fmt.Sprintf("%s %s %s %s", e.Action, e.Outcome, e.Actor, e.Object)
		for _, k := range slices.Sorted(maps.Keys(e.Detail)) {
			line += " " + k + "=" + e.Detail[k]
		}
		for id, name := range names {
			line = strings.ReplaceAll(line, id, name)
		}
		all = append(all, line)
	}
	return all
}

// numbers are those of the versions that are kept, newest first.
func (s *Setup) numbers(t testing.TB, by projects.Actor, id string) []int {
	t.Helper()
	var all []int
	for cursor := ""; ; {
		page, next, err := s.Service.Versions(t.Context(), by, id, cursor, projects.MaxPage)
		require.NoError(t, err)
		for _, v := range page {
			all = append(all, v.Number)
		}
		if next == "" {
			return all
		}
		cursor = next
	}
}

// ids are those of a listing, in order.
func ids(page []projects.Project) []string {
	all := make([]string, len(page))
	for i, p := range page {
		all[i] = p.ID
	}
	return all
}

// shelf lists the ids on a shelf, changed last first.
func (s *Setup) shelf(t testing.TB, by projects.Actor, on projects.Shelf) []string {
	t.Helper()
	page, _, err := s.Service.List(t.Context(), by, projects.Filter{Shelf: on}, "", projects.MaxPage)
	require.NoError(t, err)
	return ids(page)
}

// version is one with its Facts.
func (s *Setup) version(t testing.TB, by projects.Actor, id string, number int) projects.Version {
	t.Helper()
	v, _, err := s.Service.ReadVersion(t.Context(), by, id, number)
	require.NoError(t, err)
	return v
}

// mayRead tells whether a user may read an asset because of projects.
func (s *Setup) mayRead(t testing.TB, user, asset string) bool {
	t.Helper()
	may := false
	require.NoError(t, s.Store.Read(t.Context(), func(r projects.Reader) (err error) {
		may, err = r.MayReadAsset(t.Context(), user, asset)
		return err
	}))
	return may
}

// operations are all of Service that begin with a project's id, with arguments that
// are right for a project at version seen.
func (s *Setup) operations(id string, seen int) map[string]func(ctx context.Context, by projects.Actor) error {
	return map[string]func(ctx context.Context, by projects.Actor) error{
		"replace": func(ctx context.Context, by projects.Actor) error {
			_, err := s.Service.Replace(ctx, by, id, seen, []byte("title: Another\n"))
			return err
		},
		"rename": func(ctx context.Context, by projects.Actor) error {
			_, err := s.Service.Rename(ctx, by, id, seen, "Another")
			return err
		},
		"device": func(ctx context.Context, by projects.Actor) error {
			_, err := s.Service.ChangeDevice(ctx, by, id, seen, "kobo-libra")
			return err
		},
		"revert": func(ctx context.Context, by projects.Actor) error {
			_, err := s.Service.Revert(ctx, by, id, seen, 1)
			return err
		},
		"trash": func(ctx context.Context, by projects.Actor) error {
			_, err := s.Service.Trash(ctx, by, id, seen)
			return err
		},
	}
}

// Whoever has gone away gets nothing done.
func flowEndedContext(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	p := s.Create(t, User("ann"), "title: A\n")
	p = s.Replace(t, User("ann"), p.ID, "title: B\n")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.Empty(t, s.growth(t, func() {
		_, err := s.Service.Create(ctx, User("ann"), projects.NewProject{})
		require.ErrorIs(t, err, context.Canceled)
		for name, do := range s.operations(p.ID, p.Version) {
			require.True(t, errors.Is(do(ctx, User("ann")), context.Canceled), name)
		}
		_, err = s.Service.Diff(ctx, User("ann"), p.ID, 1, 2)
		require.ErrorIs(t, err, context.Canceled)
		_, err = s.Service.Sweep(ctx)
		require.ErrorIs(t, err, context.Canceled)
	}))
}

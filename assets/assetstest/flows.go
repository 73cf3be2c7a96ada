package assetstest

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/sqldb"
)

// RunFlows runs every flow of assets.Service from end to end. open returns an
// empty database of its own for each test, closed when the test ends.
func RunFlows(t *testing.T, open func(t testing.TB) *sqldb.DB) {
	for name, test := range map[string]func(t *testing.T, db *sqldb.DB){
		"Upload":         flowUpload,
		"UploadFont":     flowUploadFont,
		"Labels":         flowLabels,
		"LabelMessages":  flowLabelMessages,
		"Names":          flowNames,
		"Bodies":         flowBodies,
		"BodyCancelled":  flowBodyCancelled,
		"Slots":          flowSlots,
		"SlotsEach":      flowSlotsEach,
		"Again":          flowAgain,
		"AgainUnused":    flowAgainUnused,
		"AgainAtOnce":    flowAgainAtOnce,
		"Apart":          flowApart,
		"Given":          flowGiven,
		"Back":           flowBack,
		"Heal":           flowHeal,
		"AgainNamed":     flowAgainNamed,
		"Rename":         flowRename,
		"TooLate":        flowTooLate,
		"DeletedUser":    flowDeletedUser,
		"Read":           flowRead,
		"ReadAtOnce":     flowReadAtOnce,
		"Thumbnail":      flowThumbnail,
		"Files":          flowFiles,
		"List":           flowList,
		"Delete":         flowDelete,
		"DeleteRaces":    flowDeleteRaces,
		"Faults":         flowFaults,
		"Adopt":          flowAdopt,
		"Keeper":         flowKeeper,
		"KeeperAtOnce":   flowKeeperAtOnce,
		"Secrets":        flowSecrets,
		"QuotaHeld":      flowQuotaHeld,
		"QuotaMeanwhile": flowQuotaMeanwhile,
		"QuotaRefused":   flowQuotaRefused,
		"QuotaBlocks":    flowQuotaBlocks,
		"QuotaSized":     flowQuotaSized,
		"QuotaBroken":    flowQuotaBroken,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}

// requireCode says that err is an *assets.Error with this code, and a sentence.
func requireCode(t testing.TB, code assets.Code, err error) {
	t.Helper()
	_ = refusal(t, code, err)
}

// refusal is err, which requireCode says it is.
func refusal(t testing.TB, code assets.Code, err error) *assets.Error {
	t.Helper()
	require.Error(t, err)
	require.Equal(t, code, assets.CodeOf(err), "%v", err)
	e, ok := errors.AsType[*assets.Error](err)
	require.True(t, ok)
	require.NotEmpty(t, e.Message)
	return e
}

// atOnce runs fn n times at once, and waits.
func atOnce(n int, fn func(i int)) {
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { fn(i) })
	}
	all.Wait()
}

// actions are those of events: who did what to what, and the details that are named.
func actions(events []audit.Event, details ...string) []string {
	all := make([]string, len(events))
	for i, e := range events {
		parts := []string{e.Actor, e.Action, e.Object}
		for _, d := range details {
			if v, ok := e.Detail[d]; ok {
				parts = append(parts, d+"="+v)
			}
		}
		all[i] = strings.Join(parts, " ")
	}
	return all
}

// requireWhole says that each asset has its blobs, of the right sizes, and that there are no others.
func (s *Setup) requireWhole(t testing.TB) {
	t.Helper()
	want := map[string]int64{}
	require.NoError(t, s.Store.Read(t.Context(), func(r assets.Reader) error {
		clear(want)
		for after := ""; ; {
			page, next, err := r.Assets(t.Context(), after, assets.MaxPage)
			if err != nil {
				return err
			}
			for _, a := range page {
				key := "assets/" + a.Home + "/" + a.ID
				want[key] = a.Bytes
				if a.Thumbnail > 0 {
					want[key+".thumb"] = a.Thumbnail
				}
			}
			if after = next; next == "" {
				return nil
			}
		}
	}))
	got := map[string]int64{}
	for info, err := range s.Blobs.List(t.Context(), "") {
		require.NoError(t, err)
		got[info.Key] = info.Size
	}
	require.Equal(t, want, got)
}

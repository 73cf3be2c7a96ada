package assetstest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/blob"
	"github.com/einkpdf/platform/sqldb"
)

// RunCollect says that Collect takes what nobody needs and nothing else, and that a dry run says
// what it would do; and that what a deleted user had goes at once. open returns an empty database.
func RunCollect(t *testing.T, open func(t testing.TB) *sqldb.DB) {
	for name, test := range map[string]func(t *testing.T, s *Setup){
		"unused":            testUnused,
		"used again":        testUsedAgain,
		"uploaded again":    testUploadedAgain,
		"never used":        testNeverUsed,
		"held by two":       testHeldByTwo,
		"purged":            testPurged,
		"orphans":           testOrphans,
		"missing":           testMissing,
		"missing more":      testMissingMore,
		"damaged":           testDamaged,
		"damaged more":      testDamagedMore,
		"verify ended":      testVerifyEnded,
		"leftovers":         testLeftovers,
		"dry run":           testDryRun,
		"notes of access":   testAccessNotes,
		"interrupted":       testInterrupted,
		"once more":         testRerun,
		"back meanwhile":    testBackMeanwhile,
		"two at once":       testTwoAtOnce,
		"many":              testMany,
		"slow upload":       testSlowUpload,
		"user deleted":      testUserDeleted,
		"many of a user":    testManyOfUser,
		"left by a user":    testLeftByUser,
		"events of nothing": testBadEvents,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, New(t, open(t)))
		})
	}
}

// collect collects, after a dry run that finds the same and changes nothing.
func (s *Setup) collect(t testing.TB) assets.Collected {
	t.Helper()
	before := s.dump(t)
	would, err := s.Service.Collect(t.Context(), assets.CollectOptions{DryRun: true})
	require.NoError(t, err)
	require.True(t, would.DryRun)
	require.Equal(t, before, s.dump(t), "a dry run changes nothing")
	found, err := s.Service.Collect(t.Context(), assets.CollectOptions{})
	require.NoError(t, err)
	would.DryRun, would.Leftovers, would.LeftoversYoung = false, found.Leftovers, found.LeftoversYoung
	require.Equal(t, found, would, "a dry run says what is done")
	return found
}

// dump is each row of each table, and each blob.
func (s *Setup) dump(t testing.TB) (all []string) {
	t.Helper()
	for _, table := range []string{"ep_asset", "ep_asset_holding", "ep_asset_access", "ep_asset_gone", "ep_audit", "ep_outbox"} {
		rows, err := s.DB.SQL().QueryContext(t.Context(), `select * from `+table)
		require.NoError(t, err)
		columns, err := rows.Columns()
		require.NoError(t, err)
		for rows.Next() {
			values, into := make([]any, len(columns)), make([]any, len(columns))
			for i := range values {
				into[i] = &values[i]
			}
			require.NoError(t, rows.Scan(into...))
			all = append(all, fmt.Sprint(table, values))
		}
		require.NoError(t, rows.Err())
		require.NoError(t, rows.Close())
	}
	for _, b := range s.blobs(t, "") {
		all = append(all, fmt.Sprint(b))
	}
	slices.Sort(all)
	return all
}

// blobs are those in a folder.
func (s *Setup) blobs(t testing.TB, folder string) (all []blob.Info) {
	t.Helper()
	for info, err := range s.Blobs.List(t.Context(), folder) {
		require.NoError(t, err)
		all = append(all, info)
	}
	return all
}

// blob puts a blob.
func (s *Setup) blob(t testing.TB, key, text string) {
	t.Helper()
	require.NoError(t, s.Blobs.Put(t.Context(), key, strings.NewReader(text), int64(len(text))))
}

// holds tells whether somebody holds an asset and can open it.
func (s *Setup) holds(t testing.TB, by assets.Actor, id string) bool {
	t.Helper()
	_, err := s.Service.Get(t.Context(), by, id)
	if assets.CodeOf(err) == assets.CodeNotFound {
		return false
	}
	require.NoError(t, err)
	content, err := s.Service.Open(t.Context(), by, id)
	require.NoError(t, err)
	require.Len(t, readAll(t, content), int(content.Size))
	return true
}

const day = 24 * time.Hour

// ann, ben and cay are users.
var ann, ben, cay = User("ann"), User("ben"), User("cay")

// wide is the file of a picture that has a small one, and tiny of one that has none.
func wide(n uint64) []byte { return PNG(300, 20, n) }
func tiny(n uint64) []byte { return PNG(20, 20, n) }

// plain is a file that costs nothing to look into: a font.
func plain(n uint64) []byte { return FontFile(fmt.Sprint("Sans ", n), 0) }

// usage is how much somebody has.
func (s *Setup) usage(t testing.TB, by assets.Actor) assets.Usage {
	t.Helper()
	u, err := s.Service.Usage(t.Context(), by)
	require.NoError(t, err)
	return u
}

// unuse has a project of an owner's use nothing any more, of which nobody tells.
func (s *Setup) unuse(t testing.TB, owner assets.Actor, project string) {
	t.Helper()
	_, err := s.DB.Exec(t.Context(), `delete from ep_test_use where owner = $1 and project = $2`, owner.User, project)
	require.NoError(t, err)
}

// useUntold has a project of an owner's use assets, of which nobody tells: those of a version
// that comes back, say.
func (s *Setup) useUntold(t testing.TB, owner assets.Actor, project string, ids ...string) {
	t.Helper()
	require.NoError(t, s.DB.Write(t.Context(), func(tx *sqldb.Tx) error {
		return s.Projects.UseIn(t.Context(), tx, owner.User, project, ids...)
	}))
}

package assetstest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/audit"
)

// since is when it was found that nothing uses what somebody holds, and when it goes.
func (s *Setup) since(t testing.TB, by assets.Actor, id string) (since, goes time.Time) {
	t.Helper()
	h, err := s.Service.Get(t.Context(), by, id)
	require.NoError(t, err)
	return h.UnusedSince, h.GoesAt
}

func testUnused(t *testing.T, s *Setup) {
	id := s.Upload(t, ann, wide(1)).ID
	s.Use(t, ann.User, "planner", id)
	require.Equal(t, assets.Collected{}, s.collect(t))
	s.unuse(t, ann, "planner")
	require.Equal(t, assets.Collected{Waiting: 1}, s.collect(t))
	since, goes := s.since(t, ann, id)
	require.Equal(t, s.Clock.Now(), since)
	require.Equal(t, since.Add(30*day), goes)
	first := s.Clock.Now()
	s.Clock.Advance(30*day - time.Millisecond)
	require.Equal(t, assets.Collected{Waiting: 1}, s.collect(t))
	since, _ = s.since(t, ann, id)
	require.Equal(t, first, since, "as it was found first")
	require.True(t, s.holds(t, ann, id))

	s.Clock.Advance(time.Millisecond)
	from := len(s.Events(t, 0))
	bytes := s.usage(t, ann).Bytes
	require.Equal(t, assets.Collected{Assets: 1, Bytes: bytes}, s.collect(t))
	require.False(t, s.holds(t, ann, id))
	require.Empty(t, s.Keys(t))
	require.Zero(t, s.usage(t, ann).Count)
	events := s.Events(t, from)
	require.Len(t, events, 1)
	require.Equal(t, assets.ActionCollect, events[0].Action)
	require.Equal(t, audit.System, events[0].Actor)
	require.Equal(t, "asset:"+id, events[0].Object)
	require.Equal(t, map[string]string{"owner": ann.User, "why": "unused"}, events[0].Detail)
	require.Equal(t, assets.Collected{}, s.collect(t))
	require.NotEqual(t, id, s.Upload(t, ann, wide(1)).ID)
}

func testUsedAgain(t *testing.T, s *Setup) {
	told, untold := s.Upload(t, ann, wide(1)).ID, s.Upload(t, ann, wide(2)).ID
	s.Use(t, ann.User, "planner", told, untold)
	s.unuse(t, ann, "planner")
	require.Equal(t, 2, s.collect(t).Waiting)
	s.Clock.Advance(31 * day)
	s.Use(t, ann.User, "diary", told)
	since, goes := s.since(t, ann, told)
	require.True(t, since.IsZero() && goes.IsZero())
	s.useUntold(t, ann, "planner", untold)
	require.Equal(t, assets.Collected{}, s.collect(t))
	since, _ = s.since(t, ann, untold)
	require.Zero(t, since)
	require.True(t, s.holds(t, ann, told) && s.holds(t, ann, untold))
}

func testUploadedAgain(t *testing.T, s *Setup) {
	id := s.Upload(t, ann, wide(1)).ID
	s.Use(t, ann.User, "planner", id)
	s.unuse(t, ann, "planner")
	s.collect(t)
	s.Clock.Advance(31 * day)
	require.Equal(t, id, s.Upload(t, ann, wide(1)).ID)
	require.Equal(t, assets.Collected{Waiting: 1}, s.collect(t), "its time begins anew")
	since, _ := s.since(t, ann, id)
	require.Equal(t, s.Clock.Now(), since)
	require.True(t, s.holds(t, ann, id))
}

func testNeverUsed(t *testing.T, s *Setup) {
	id := s.Upload(t, ann, wide(1)).ID
	for range 3 {
		s.Clock.Advance(400 * day)
		require.Equal(t, assets.Collected{}, s.collect(t))
	}
	require.True(t, s.holds(t, ann, id))
}

func testHeldByTwo(t *testing.T, s *Setup) {
	one, both, other := s.Upload(t, ann, wide(1)).ID, s.Upload(t, ann, wide(2)).ID, s.Upload(t, ann, wide(3)).ID
	s.Use(t, ann.User, "planner", one, both, other)
	s.Use(t, ben.User, "clone", one, both)
	s.Use(t, cay.User, "clone of cay's", other)
	s.unuse(t, ann, "planner")
	require.Equal(t, assets.Collected{Waiting: 3}, s.collect(t))
	s.Clock.Advance(day)
	s.unuse(t, cay, "clone of cay's")
	require.Equal(t, assets.Collected{Waiting: 4}, s.collect(t))
	s.Clock.Advance(29 * day)
	require.Equal(t, assets.Collected{Assets: 3, Waiting: 1}, s.collect(t), "others hold each of them")
	require.False(t, s.holds(t, ann, both))
	require.True(t, s.holds(t, ben, both) && s.holds(t, ben, one) && s.holds(t, cay, other))

	s.Use(t, ann.User, "planner", both)
	s.unuse(t, ann, "planner")
	s.unuse(t, ben, "clone")
	s.collect(t)
	s.Clock.Advance(30 * day)
	bens, cays := s.usage(t, ben).Bytes, s.usage(t, cay).Bytes
	require.Equal(t, assets.Collected{Assets: 4, Bytes: bens + cays}, s.collect(t), "bytes that two lose are counted once")
	require.Empty(t, s.Keys(t))
}

func testPurged(t *testing.T, s *Setup) {
	mine, both := s.Upload(t, ann, wide(1)).ID, s.Upload(t, ann, wide(2)).ID
	s.Use(t, ann.User, "planner", mine, both)
	s.Use(t, ann.User, "diary", both)
	s.Use(t, ben.User, "clone", mine)
	s.Purge(t, ann.User, "planner")
	since, _ := s.since(t, ann, mine)
	require.Equal(t, s.Clock.Now(), since, "it is known at once")
	since, _ = s.since(t, ann, both)
	require.Zero(t, since)
	since, _ = s.since(t, ben, mine)
	require.Zero(t, since, "of others nothing was purged")
	require.Equal(t, assets.Collected{Waiting: 1}, s.collect(t))
}

// testDryRun has something of everything.
func testDryRun(t *testing.T, s *Setup) {
	ids := make([]string, 6)
	for i := range ids {
		ids[i] = s.Upload(t, ann, wide(uint64(i))).ID
	}
	s.Use(t, ann.User, "planner", ids...)
	s.Use(t, ben.User, "clone", ids[1])
	s.unuse(t, ann, "planner")
	s.collect(t)
	s.Clock.Advance(31 * day)
	s.Use(t, ann.User, "planner", ids[2])
	s.useUntold(t, ann, "planner", ids[3])
	later := s.Upload(t, ann, wide(9)).ID
	s.Use(t, ann.User, "diary", later)
	s.unuse(t, ann, "diary")
	require.NoError(t, s.Blobs.Delete(t.Context(), "assets/u-ann/"+ids[3]))
	s.blob(t, "assets/u-ann/old", "1234")
	s.Clock.Advance(2 * day)
	s.blob(t, "assets/u-ann/young", "1234")

	gone := s.usage(t, ann).Bytes
	found := s.collect(t)
	gone -= s.usage(t, ann).Bytes + s.usage(t, ben).Bytes
	require.Equal(t, assets.Collected{Assets: 4, Bytes: gone, Waiting: 1, Orphans: 1, OrphanBytes: 4, Young: 1, Missing: []string{ids[3]}}, found)
	require.Equal(t, assets.Collected{Waiting: 1, Young: 1, Missing: []string{ids[3]}}, s.collect(t))
}

package assetstest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/sqldb"
)

// testUserDeleted: what only the user had goes with its bytes, and everything else stays.
func testUserDeleted(t *testing.T, s *Setup) {
	for _, user := range []string{"dan", "Dan O'Brian/../ben", strings.Repeat("Dan ", 16)} { // of whom two are no folder
		dan := User(user)
		alone, used, shared := s.Upload(t, dan, wide(1)).ID, s.Upload(t, dan, tiny(2)).ID, s.Upload(t, dan, wide(3)).ID
		bens := s.Upload(t, ben, wide(1)).ID
		s.Use(t, user, "planner", used, shared)
		s.Use(t, ben.User, "clone", shared)
		s.Use(t, user, "clone of ben's", bens)
		require.Equal(t, 4, s.usage(t, dan).Count)
		require.NotEqual(t, alone, bens)
		from := len(s.Events(t, 0))

		s.DeleteUser(t, user)
		require.Zero(t, s.usage(t, dan).Count)
		for _, id := range []string{alone, used, shared, bens} {
			require.False(t, s.holds(t, dan, id))
		}
		require.True(t, s.holds(t, ben, shared) && s.holds(t, ben, bens))
		s.requireWhole(t)
		require.Len(t, s.Keys(t), 4, "pictures and small ones of what ben has")
		require.Contains(t, s.Keys(t), "assets/"+s.home(t, ben, shared)+"/"+shared, "they stay where they were")
		var want []string
		for _, id := range []string{alone, used, shared, bens} {
			want = append(want, strings.Join([]string{audit.System, assets.ActionCollect, "asset:" + id, "owner=" + user, "why=user"}, " "))
		}
		require.ElementsMatch(t, want, actions(s.Events(t, from), "owner", "why"))

		// What was on its way comes too late.
		_, err := s.TryUpload(t, dan, assets.NewUpload{Size: -1}, wide(4))
		require.Equal(t, assets.CodeUnauthenticated, assets.CodeOf(err))
		require.Error(t, s.TryUse(t.Context(), user, "another", shared))
		require.Len(t, s.Keys(t), 4)

		s.DeleteUser(t, user) // an event may come twice
		require.Len(t, s.Keys(t), 4)
		require.NoError(t, s.Service.Delete(t.Context(), ben, shared, true))
		require.NoError(t, s.Service.Delete(t.Context(), ben, bens, true))
		require.Empty(t, s.Keys(t), "with the last one the bytes go, whose folder they are in")
	}
}

// home is the folder of an asset's blobs.
func (s *Setup) home(t testing.TB, by assets.Actor, id string) (home string) {
	t.Helper()
	require.NoError(t, s.Store.Read(t.Context(), func(r assets.Reader) error {
		h, err := r.Held(t.Context(), by.User, id)
		home = h.Home
		return err
	}))
	return home
}

// testManyOfUser: in short transactions.
func testManyOfUser(t *testing.T, s *Setup) {
	s.seed(t, ann, 120, true) // more than two transactions
	s.seed(t, ben, 20, false)
	short := &shortStore{Store: s.Store}
	c := s.Config
	c.Store = short
	service, err := assets.New(c)
	require.NoError(t, err)
	outbox := sqldb.NewOutbox(s.DB, sqldb.OutboxConfig{Now: s.Clock.OutboxNow})
	service.Subscribe(outbox, TopicUserDeleted, TopicPurged)
	s.publish(t, TopicUserDeleted, map[string]string{"id": ann.User})
	_, err = outbox.Drain(t.Context())
	require.NoError(t, err)
	require.Zero(t, s.usage(t, ann).Count)
	require.Equal(t, 20, s.usage(t, ben).Count)
	require.Len(t, s.Keys(t), 20)
	require.LessOrEqual(t, short.writes, 100, "changes in a transaction")
}

// testLeftByUser: what nobody could remove, or was on its way, goes with the user, however young it
// is; and what breaks meanwhile is tried again.
func testLeftByUser(t *testing.T, s *Setup) {
	bens := s.Upload(t, ben, wide(1)).ID
	stay := []string{"assets/u-anna/nobodys", "assets/u-ben/" + bens, "assets/u-ben/" + bens + ".thumb", "assets/u-ben/nobodys"}
	s.blob(t, stay[0], "12345")
	s.blob(t, stay[3], "12345")
	slices.Sort(stay)
	failed := 0
	for calls, broke := 1, true; broke; calls++ {
		user := User(fmt.Sprintf("dan-%d", calls))
		s.Upload(t, user, wide(1))
		s.blob(t, "assets/u-"+user.User+"/nobodys", "12345")
		s.blob(t, "assets/u-"+user.User+"/nobodys.thumb", "12345")
		s.publish(t, TopicUserDeleted, map[string]string{"id": user.User})

		broken := &fault{at: calls}
		outbox := sqldb.NewOutbox(s.DB, sqldb.OutboxConfig{Now: s.Clock.OutboxNow})
		s.broken(t, broken).Subscribe(outbox, TopicUserDeleted, TopicPurged)
		if _, err := outbox.Drain(t.Context()); err != nil {
			require.NotEqual(t, stay, s.Keys(t), "what cannot be done yet")
			failed++
			s.Clock.Advance(day)
			s.Drain(t)
		}
		require.Equal(t, stay, s.Keys(t))
		broke = broken.calls >= calls
	}
	require.Greater(t, failed, 5)
}

// testBadEvents: what names nobody is an error, and changes nothing.
func testBadEvents(t *testing.T, s *Setup) {
	id := s.Upload(t, ann, wide(1)).ID
	s.Use(t, ann.User, "planner", id)
	s.unuse(t, ann, "planner")
	for _, topic := range []string{TopicUserDeleted, TopicPurged} {
		for _, payload := range []any{map[string]string{}, map[string]any{"id": 7, "owner": 7}, "ann", nil, []string{"ann"}} {
			s.publish(t, topic, payload)
			_, err := s.Outbox.Drain(t.Context())
			require.Error(t, err)
			_, err = s.DB.Exec(t.Context(), `delete from ep_outbox`)
			require.NoError(t, err)
		}
	}
	require.True(t, s.holds(t, ann, id))
	require.Zero(t, s.Get(t, ann, id).UnusedSince)
}

package assetstest

import (
	"context"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/einkpdf/platform/assets"
)

// check compares which blobs there are, and what somebody sees: one of the users in turn, and now
// and then nobody in particular.
func (m *model) check(r *rapid.T) {
	m.checks++
	i := m.checks % (len(m.users) + 1)
	if i == len(m.users) {
		m.checkReads(r, "")
	} else {
		m.checkUser(r, m.users[i])
	}
	m.checkBlobs(r)
	m.s.Quota.Check(r.Context(), r)
}

// checkAll compares what everybody sees.
func (m *model) checkAll(r *rapid.T) {
	for _, user := range m.users {
		m.checkUser(r, user)
	}
	m.checkReads(r, "")
	m.checkBlobs(r)
}

func (m *model) checkBlobs(r *rapid.T) {
	require.Equal(r, append([]string{}, m.keys()...), append([]string{}, m.s.Keys(m.t)...))
}

// checkUser looks at what a user has.
func (m *model) checkUser(r *rapid.T, user string) {
	want := assets.Usage{ByKind: map[assets.Kind]assets.KindUsage{assets.KindFont: {}, assets.KindImage: {}}}
	for _, a := range m.assets {
		got, err := m.s.Service.Get(r.Context(), User(user), a.ID)
		h := a.held[user]
		if h == nil {
			m.refused(r, assets.CodeNotFound, err)
			continue
		}
		require.NoError(r, err)
		require.Equal(r, a.Asset, got.Asset)
		require.Equal(r, *h, mHolding{at: got.At, uploaded: got.Upload != "", used: got.Used, since: got.UnusedSince})
		require.Equal(r, h.since.IsZero(), got.GoesAt.IsZero())
		if !h.since.IsZero() {
			require.Equal(r, h.since.Add(modelUnusedFor), got.GoesAt)
		}
		want.Count++
		want.Bytes += a.Bytes
	}
	want.ByKind[assets.KindImage] = assets.KindUsage{Count: want.Count, Bytes: want.Bytes}
	require.Equal(r, want, m.s.usage(m.t, User(user)))
	m.checkReads(r, user)
}

// checkReads looks at what somebody may read.
func (m *model) checkReads(r *rapid.T, user string) {
	for _, a := range m.assets {
		m.checkRead(r, user, a, a.noBytes, m.s.Service.Open)
		if a.Thumbnail > 0 {
			m.checkRead(r, user, a, a.noThumb, m.s.Service.Thumbnail)
		}
	}
}

// opener is Open or Thumbnail.
type opener func(ctx context.Context, by assets.Actor, id string) (*assets.Content, error)

func (m *model) checkRead(r *rapid.T, user string, a *mAsset, lost bool, open opener) {
	content, err := open(r.Context(), User(user), a.ID)
	switch {
	case lost && m.gone[user]:
		require.Error(r, err)
	case !m.mayRead(user, a):
		m.refused(r, assets.CodeNotFound, err)
	case lost:
		require.Error(r, err)
		require.Empty(r, assets.CodeOf(err), "it is not the reader's fault")
	default:
		require.NoError(r, err)
		require.Equal(r, a.Asset, content.Asset)
		require.NotEmpty(r, readAll(m.t, content))
	}
}

// end removes what a run that failed has left, for the next one.
func (m *model) end() {
	for _, user := range m.users {
		m.s.DeleteUser(m.t, user)
	}
}

// empty deletes all users, after which there is nothing.
func (m *model) empty(r *rapid.T) {
	m.end()
	require.Empty(r, m.s.Keys(m.t))
	got, err := m.s.Service.Collect(r.Context(), assets.CollectOptions{})
	require.NoError(r, err)
	require.Equal(r, assets.Collected{}, got)
}

package assetstest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/einkpdf/platform/assets"
)

func storeUsage(t *testing.T, s assets.Store) {
	none := assets.Usage{ByKind: map[assets.Kind]assets.KindUsage{assets.KindImage: {}, assets.KindFont: {}}}
	require.Equal(t, none, usageOf(t, s, "owner"))
	largest := storedFont("largest", "owner")
	largest.Bytes = 32 << 20
	addHeld(t, s, storedImage("one", "owner"), storedImage("two", "owner"), largest, storedFont("other", "other"))
	hold(t, s, heldBy(largest, "other", minute(1)))
	hold(t, s, heldBy(largest, "other", minute(2)))
	require.Equal(t, assets.Usage{
		Count: 3, Bytes: 32<<20 + 2000, ByKind: map[assets.Kind]assets.KindUsage{assets.KindImage: {Count: 2, Bytes: 2000}, assets.KindFont: {Count: 1, Bytes: 32 << 20}},
	}, usageOf(t, s, "owner"))
	require.Equal(t, assets.Usage{
		Count: 2, Bytes: 32<<20 + 3000, ByKind: map[assets.Kind]assets.KindUsage{assets.KindImage: {}, assets.KindFont: {Count: 2, Bytes: 32<<20 + 3000}},
	}, usageOf(t, s, "other"))
	drop(t, s, "owner", "largest")
	require.Equal(t, 2, usageOf(t, s, "owner").Count)
	require.EqualValues(t, 32<<20+3000, usageOf(t, s, "other").Bytes)
	// More than 32 bits, signed or not.
	storeWrite(t, s, func(ctx context.Context, w assets.Writer) error {
		for i := range 130 {
			h := storedFont(fmt.Sprint("large", i), "much")
			h.Bytes = 32 << 20
			if err := w.Add(ctx, h); err != nil {
				return err
			}
		}
		return nil
	})
	require.Equal(t, int64(130*32<<20), usageOf(t, s, "much").Bytes)
}

// storeModel does at random what a Writer can, for a part of a second, each time in one
// transaction that may be taken back, and knows what must be there then.
func storeModel(t *testing.T, s assets.Store) {
	start, runs, failed := time.Now(), 0, false
	rapid.Check(t, func(r *rapid.T) {
		if runs > 0 && time.Since(start) > 300*time.Millisecond && !failed { // what failed is made smaller, however long that takes
			return
		}
		runs++
		passed := false
		defer func() { failed = failed || !passed }()
		m := &storeRows{run: fmt.Sprint("run", runs, " "), assets: map[string]assets.Asset{}, held: map[holding]assets.Held{}}
		for range rapid.IntRange(1, 3).Draw(r, "transactions") {
			steps := rapid.SliceOfN(rapid.Custom(m.step), 1, 15).Draw(r, "steps")
			var end error
			if rapid.IntRange(0, 3).Draw(r, "stop") == 0 {
				end = errors.New("stop")
			}
			before := m.copy()
			err := s.Write(t.Context(), func(w assets.Writer) error {
				m.assets, m.held = maps.Clone(before.assets), maps.Clone(before.held)
				for _, step := range steps {
					if err := m.do(t.Context(), r, w, step); err != nil {
						return err
					}
				}
				if end != nil { // or it is looked at below
					m.check(r, w)
				}
				return end
			})
			require.Equal(r, end, err)
			if end != nil {
				m.assets, m.held = before.assets, before.held
			}
			require.NoError(r, s.Read(t.Context(), func(reader assets.Reader) error {
				m.check(r, reader)
				return nil
			}))
		}
		passed = true
	})
	t.Logf("%d runs", runs)
}

// holding is who has what.
type holding struct{ owner, id string }

// storeRows is what must be in a Store, in plain maps.
type storeRows struct {
	run    string // ids begin with it
	assets map[string]assets.Asset
	held   map[holding]assets.Held
}

func (m *storeRows) copy() *storeRows {
	return &storeRows{m.run, maps.Clone(m.assets), maps.Clone(m.held)}
}

// storeStep is something to do with an asset of a content, for an owner.
type storeStep struct {
	What, Owner, ID, Content, Upload string
	At                               int
	Font, Used                       bool
	Unused                           int // minute; 0: none
}

func (m *storeRows) step(r *rapid.T) storeStep {
	return storeStep{
		What:  rapid.SampledFrom([]string{"add", "add", "add", "hold", "hold", "drop", "unused"}).Draw(r, "what"),
		Owner: m.run + rapid.SampledFrom([]string{"ann", "bob", "eve"}).Draw(r, "owner"), ID: m.run + rapid.SampledFrom([]string{"1", "2", "3", "4", "5"}).Draw(r, "id"),
		Content: rapid.SampledFrom([]string{"a", "b", "c"}).Draw(r, "content"), Upload: rapid.SampledFrom([]string{"", "a", "x"}).Draw(r, "upload"),
		At: rapid.IntRange(0, 3).Draw(r, "at"), Font: rapid.Bool().Draw(r, "font"), Used: rapid.Bool().Draw(r, "used"),
		Unused: rapid.IntRange(0, 2).Draw(r, "unused"),
	}
}

func (s storeStep) held() assets.Held {
	h := storedImage(s.ID, s.Owner)
	if s.Font {
		h = storedFont(s.ID, s.Owner)
	}
	h.Bytes += int64(len(s.Owner)*7 + s.At)
	h.SHA256, h.Upload, h.At, h.Used = sumOf(s.Content), "", minute(s.At), s.Used
	h.Name = s.Content + " of " + s.Owner
	if s.Upload != "" {
		h.Upload = sumOf(s.Upload)
	}
	if s.Unused > 0 {
		h.UnusedSince = minute(s.Unused)
	}
	return h
}

// do does a step in both, and requires the same of both.
func (m *storeRows) do(ctx context.Context, r *rapid.T, w assets.Writer, s storeStep) error {
	at, h := holding{s.Owner, s.ID}, s.held()
	a, there := m.assets[s.ID]
	old, has := m.held[at]
	switch s.What {
	case "add":
		err := w.Add(ctx, h)
		if there || m.atHome(h.Home, h.SHA256) != nil {
			require.ErrorIs(r, err, assets.ErrExists)
			return nil
		}
		m.assets[s.ID], m.held[at] = h.Asset, h
		return err
	case "hold":
		err := w.Hold(ctx, h)
		if !there {
			require.ErrorIs(r, err, assets.ErrNotFound)
			return nil
		}
		h.Asset = a
		if has {
			h.Name, h.At, h.Used, h.Upload = old.Name, old.At, old.Used || h.Used, cmp.Or(h.Upload, old.Upload)
		}
		m.held[at] = h
		return err
	case "drop":
		gone, err := w.Drop(ctx, s.Owner, s.ID)
		delete(m.held, at)
		last := has && len(m.holders(s.ID)) == 0
		require.Equal(r, last, gone)
		if last {
			delete(m.assets, s.ID)
		}
		return err
	default:
		err := w.SetUnused(ctx, s.Owner, s.ID, h.UnusedSince)
		if !has {
			require.ErrorIs(r, err, assets.ErrNotFound)
			return nil
		}
		old.UnusedSince = h.UnusedSince
		m.held[at] = old
		return err
	}
}

func (m *storeRows) atHome(home, sum string) *assets.Asset {
	for _, a := range m.assets {
		if a.Home == home && a.SHA256 == sum {
			return &a
		}
	}
	return nil
}

func (m *storeRows) holders(id string) (owners []string) {
	for at := range m.held {
		if at.id == id {
			owners = append(owners, at.owner)
		}
	}
	slices.Sort(owners)
	return owners
}

// of are the holdings of an owner's that pass, in order.
func (m *storeRows) of(owner string, pass func(h assets.Held) bool, order func(a, b assets.Held) int) []assets.Held {
	all := []assets.Held{}
	for at, h := range m.held {
		if at.owner == owner && pass(h) {
			all = append(all, h)
		}
	}
	slices.SortFunc(all, order)
	return all
}

// check compares all that a Reader finds.
func (m *storeRows) check(r *rapid.T, reader assets.Reader) {
	ctx := context.Background()
	byID := func(a, b assets.Held) int { return cmp.Compare(a.ID, b.ID) }
	byAge := func(a, b assets.Held) int { return cmp.Or(a.At.Compare(b.At), byID(a, b)) }
	orders := map[assets.Order]func(a, b assets.Held) int{
		assets.Newest:  func(a, b assets.Held) int { return -byAge(a, b) },
		assets.Largest: func(a, b assets.Held) int { return -cmp.Or(cmp.Compare(a.Bytes, b.Bytes), byID(a, b)) },
		assets.ByName:  func(a, b assets.Held) int { return cmp.Or(cmp.Compare(a.Name, b.Name), byID(a, b)) },
	}
	f := assets.Filter{
		Kind:  rapid.SampledFrom([]assets.Kind{"", assets.KindFont, assets.KindImage}).Draw(r, "kind"),
		Order: rapid.SampledFrom([]assets.Order{assets.Newest, assets.Largest, assets.ByName}).Draw(r, "order"),
	}
	for id := range 5 {
		id := fmt.Sprint(m.run, id+1)
		a, err := reader.Asset(ctx, id)
		want, there := m.assets[id]
		require.Equal(r, there, err == nil)
		require.Equal(r, want, a)
		holders, err := reader.Holders(ctx, id, "", 10)
		require.NoError(r, err)
		require.Equal(r, m.holders(id), holders)
		require.Equal(r, there, len(holders) > 0, "is there as long as somebody holds it")
	}
	for _, name := range []string{"ann", "bob", "eve"} {
		owner := m.run + name
		usage := assets.Usage{ByKind: map[assets.Kind]assets.KindUsage{assets.KindImage: {}, assets.KindFont: {}}}
		for _, h := range m.of(owner, func(assets.Held) bool { return true }, byID) {
			usage.Count++
			usage.Bytes += h.Bytes
			k := usage.ByKind[h.Kind]
			usage.ByKind[h.Kind] = assets.KindUsage{Count: k.Count + 1, Bytes: k.Bytes + h.Bytes}
		}
		got, err := reader.Usage(ctx, owner)
		require.NoError(r, err)
		require.Equal(r, usage, got)
		page, _, err := reader.List(ctx, owner, f, "", 10)
		require.NoError(r, err)
		require.Equal(r, m.of(owner, func(h assets.Held) bool { return f.Kind == "" || h.Kind == f.Kind }, orders[f.Order]), page)
		page, _, err = reader.UsedOnes(ctx, owner, "", 10)
		require.NoError(r, err)
		require.Equal(r, m.of(owner, func(h assets.Held) bool { return h.Used }, byID), page)
		for _, content := range []string{"a", "b", "c", "x"} {
			sum := sumOf(content)
			found := slices.Concat(m.of(owner, func(h assets.Held) bool { return h.SHA256 == sum }, byAge), m.of(owner, func(h assets.Held) bool { return h.Upload == sum }, byAge))
			h, err := reader.HeldBySum(ctx, owner, sum)
			if len(found) == 0 {
				require.ErrorIs(r, err, assets.ErrNotFound)
			} else {
				require.NoError(r, err)
				require.Equal(r, found[0], h)
			}
			a, err := reader.AtHome(ctx, "u-"+owner, sum)
			if want := m.atHome("u-"+owner, sum); want != nil {
				require.NoError(r, err)
				require.Equal(r, *want, a)
			} else {
				require.ErrorIs(r, err, assets.ErrNotFound)
			}
		}
	}
}

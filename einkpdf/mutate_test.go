package einkpdf_test

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/internal/source"
)

// mutations are how many changed projects TestMutations renders;
// EINKPDF_MUTATIONS asks for more.
const mutations = 400

// scalars are values to put in place of others.
var scalars = []string{
	"0mm", "-5mm", "1mm", "9000mm", "-9000mm", "0.000001pt", "500mm", "1px", "0fr", "10000fr", "0%", "100%", "10000%", "auto",
	"", "x", "{date}", "{n}", "{month}", "{date-1d}?", "{week+9999w}", "@next?", "@{page+1}?", "{date+1w.week.number*2|0.00|first-2}", "{item}", "{cell.date}", "2026-01-31", "9999-12-31", "0001-01-01",
	"day", "week", "month", "1..30", "once", "mon", "sun", "default", "heading", "like", "logo", "black", "none", "#12345678",
	"00:00", "24:00", "1m", "24h", "first", "not last", "pages > 3", "date == 2026-01-31", "rows", "page", "mini", "both", "left", "center",
}

var numbers = []string{"0", "1", "2", "6", "20", "100", "500", "1000", "-1", "1.5", "1e3"}

// TestMutations renders a project with every widget, changed at random. Whatever
// comes of it is a PDF or located errors, in time.
func TestMutations(t *testing.T) {
	data, err := os.ReadFile("testdata/everything.yaml")
	require.NoError(t, err)
	n := mutations
	if raceEnabled {
		n /= 4
	}
	if more, err := strconv.Atoi(os.Getenv("EINKPDF_MUTATIONS")); err == nil {
		n = more
	}
	written := 0
	for seed := range n {
		root, errs := source.Read("", data, source.Limits{})
		require.NoError(t, errs.Err())
		m := mutator{random: rand.New(rand.NewPCG(uint64(seed), 1))}
		m.collect(root)
		for range 1 + m.random.IntN(4) {
			m.change()
		}
		var file bytes.Buffer
		writeJSON(&file, root)
		if m.render(t, seed, file.Bytes()) {
			written++
		}
	}
	require.Greater(t, written, n/20, "most changes break everything")
}

type mutator struct {
	random *rand.Rand
	nodes  []*source.Node
}

func (m *mutator) collect(n *source.Node) {
	m.nodes = append(m.nodes, n)
	for _, item := range n.Items {
		m.collect(item)
	}
}

func (m *mutator) pick() *source.Node { return m.nodes[m.random.IntN(len(m.nodes))] }

// change replaces a scalar, or takes away, doubles or exchanges entries.
func (m *mutator) change() {
	n := m.pick()
	switch {
	case n.Kind == source.Number:
		n.Value = numbers[m.random.IntN(len(numbers))]
	case n.Kind == source.String:
		n.Value = scalars[m.random.IntN(len(scalars))]
	case len(n.Items) == 0:
	default:
		i := m.random.IntN(len(n.Items))
		switch other := m.pick(); {
		case m.random.IntN(3) == 0:
			n.Items = append(n.Items[:i:i], n.Items[i+1:]...)
			if n.Kind == source.Map {
				n.Keys = append(n.Keys[:i:i], n.Keys[i+1:]...)
			}
		case n.Kind == source.Seq && m.random.IntN(2) == 0:
			n.Items = append(n.Items, n.Items[i])
		case other.Kind == n.Items[i].Kind && !inside(other, n):
			n.Items[i] = other
		}
	}
}

// inside says whether n is somewhere in tree.
func inside(tree, n *source.Node) bool {
	if tree == n {
		return true
	}
	for _, item := range tree.Items {
		if inside(item, n) {
			return true
		}
	}
	return false
}

func (m *mutator) render(t *testing.T, seed int, file []byte) bool {
	t.Helper()
	defer func() {
		if p := recover(); p != nil {
			t.Fatalf("seed %d: %v\n%s", seed, p, file)
		}
	}()
	begin := time.Now()
	err := render(context.Background(), file, einkpdf.Options{Limits: einkpdf.Limits{Pages: 50}, Assets: logo()})
	require.Less(t, time.Since(begin), 20*time.Second, "seed %d\n%s", seed, file)
	var errs einkpdf.Errors
	require.True(t, err == nil || errors.As(err, &errs), "seed %d: %v", seed, err)
	for _, e := range errs {
		require.NotEqual(t, "internal", e.Code, "seed %d: %v\n%s", seed, e, file)
		require.True(t, e.Line >= 1 || e.Code == "more", "seed %d: %v", seed, e)
	}
	return err == nil
}

package einkpdf

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/gallery"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
	"github.com/einkpdf/platform/einkpdf/widget"
)

// A traced page paints what the layer and the page's own part paint, and every
// operation and link of it belongs to one widget.
func TestTracedPagesShowTheSame(t *testing.T) {
	for _, entry := range gallery.All() {
		t.Run(entry.Name, func(t *testing.T) {
			data, err := gallery.Source(entry.Name)
			require.NoError(t, err)
			p, err := Parse(data)
			require.NoError(t, err)
			d, err := Compile(context.Background(), p, Options{})
			require.NoError(t, err)
			seen := map[*design]int{}
			for i := range d.pages {
				page := &d.pages[i]
				if seen[page.design]++; seen[page.design] > 3 {
					continue
				}
				static, own, err := d.drawOne(context.Background(), page)
				require.NoError(t, err)
				var traced draw.List
				widgets, err := d.trace(context.Background(), page, func(f widget.Finding) { t.Error(page.key, f.Message) }, &traced)
				require.NoError(t, err)
				require.Equal(t, sorted(static.Ops, own.Ops), sorted(traced.Ops))
				require.Equal(t, sorted(static.Links, own.Links), sorted(traced.Links))

				ops, links := 0, 0
				for _, w := range widgets {
					require.Equal(t, [2]int{ops, links}, [2]int{w.Ops[0], w.Links[0]}, "%s on %s", w.Pointer, page.key)
					ops, links = w.Ops[1], w.Links[1]
				}
				require.Equal(t, [2]int{len(traced.Ops), len(traced.Links)}, [2]int{ops, links})
				require.Zero(t, widgets[0].Depth)
				require.Equal(t, page.design.at, widgets[0].Box)
			}
		})
	}
}

// sorted is what the lists have, in an order that does not depend on theirs.
func sorted[T any](lists ...[]T) (all []string) {
	for _, list := range lists {
		for _, v := range list {
			all = append(all, fmt.Sprintf("%+v", v))
		}
	}
	slices.Sort(all)
	return all
}

func TestTraceHonoursContext(t *testing.T) {
	p, err := Parse([]byte(`{"einkpdf": 1, "title": "T", "designs": {"a": {"body": {"type": "dots", "pitch": "5mm"}}, "b": {}}, "plan": [{"design": "a"}, {"design": "b"}]}`))
	require.NoError(t, err)
	d, err := Compile(context.Background(), p, Options{})
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	var list draw.List
	widgets, err := d.trace(ctx, &d.pages[0], nil, &list)
	require.NoError(t, err)
	require.Len(t, widgets, 1)
	widgets, err = d.trace(ctx, &d.pages[1], nil, &list)
	require.NoError(t, err)
	require.Empty(t, widgets, "the page is blank")
	require.True(t, list.Empty())
	cancel()
	_, err = d.trace(ctx, &d.pages[0], nil, &list)
	require.ErrorIs(t, err, context.Canceled)
	_, _, err = d.drawOne(ctx, &d.pages[0])
	require.ErrorIs(t, err, context.Canceled)
}

package widget

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/einkpdf/geom"
	"github.com/einkpdf/platform/einkpdf/internal/draw"
)

func TestSchedule(t *testing.T) {
	b := newBench(t)
	at := pt(10, 20, 200, 480)
	list := b.draw(&Schedule{TimeAxis: TimeAxis{From: At(8, 0), To: At(12, 0)}}, at)
	require.Equal(t, []string{"08:00", "09:00", "10:00", "11:00"}, texts(list))
	lines := ops[draw.Line](list)
	require.Len(t, lines, 9, "every half hour, both ends included")
	require.Equal(t, at.Y, lines[0].A.Y)
	require.Equal(t, at.Bottom(), lines[8].A.Y)
	for i, l := range lines {
		require.Equal(t, at.Y+geom.Unit(i)*60*geom.Pt, l.A.Y)
		require.Equal(t, at.Right(), l.B.X)
		require.Equal(t, i%2 == 0, l.A.X == at.X, "full hours go to the left edge")
	}
	require.NotEqual(t, lines[0].Stroke, lines[1].Stroke)
	first := ops[draw.Text](list)[0]
	require.Greater(t, first.At.Y, lines[0].A.Y, "the label is below its line")
	require.Less(t, first.At.Y, lines[1].A.Y)
}

func TestScheduleLabels(t *testing.T) {
	b := newBench(t)
	at := pt(0, 0, 300, 400)
	labels := func(axis TimeAxis) []string { return texts(b.draw(&Schedule{TimeAxis: axis}, at)) }
	require.Len(t, labels(TimeAxis{}), 14)
	require.Equal(t, []string{"11 am", "12 pm", "1 pm"}, labels(TimeAxis{From: At(11, 0), To: At(14, 0), Clock: "12h"}))
	require.Equal(t, []string{"11:30 pm"}, labels(TimeAxis{From: At(23, 30), To: At(24, 0), Clock: "12h"}))
	require.Equal(t, []string{"12 am", "12:30 am"}, labels(TimeAxis{From: At(0, 0), To: At(1, 0), LabelEvery: 30, Clock: "12h"}))
	require.Equal(t, []string{"9", "9:30", "10", "10:30"}, labels(TimeAxis{From: At(9, 0), To: At(11, 0), LabelEvery: 30, Clock: "hour"}))
	require.Equal(t, []string{"00:00", "12:00"}, labels(TimeAxis{From: At(0, 0), To: At(24, 0), LabelEvery: 12 * 60}))

	none := b.draw(&Schedule{Labels: "none"}, at)
	require.Empty(t, texts(none))
	require.Equal(t, geom.Unit(0), ops[draw.Line](none)[1].A.X, "without labels there is no gutter")

	on := b.draw(&Schedule{Labels: "line", Gutter: geom.Points(40)}, at)
	first, line := ops[draw.Text](on)[0], ops[draw.Line](on)[0]
	require.Equal(t, 40*geom.Pt, line.A.X)
	require.InDelta(t, line.A.Y.Points(), first.At.Y.Points(), 4, "the label stands on its line")
	require.Greater(t, line.A.Y, geom.Unit(0))
	require.Equal(t, at.Bottom(), ops[draw.Line](on)[28].A.Y)
	require.Empty(t, b.found)
}

// TestScheduleUneven has steps that do not divide the day's length.
func TestScheduleUneven(t *testing.T) {
	b := newBench(t)
	lines := ops[draw.Line](b.draw(&Schedule{TimeAxis: TimeAxis{From: At(9, 0), To: At(11, 0), Every: 50}}, pt(0, 0, 300, 120)))
	var ys []float64
	for _, l := range lines {
		ys = append(ys, l.A.Y.Points())
	}
	require.Equal(t, []float64{0, 50, 100, 120}, ys)
}

func TestScheduleCheck(t *testing.T) {
	codes := func(axis TimeAxis) []string {
		var list []string
		(&Schedule{TimeAxis: axis}).Check(func(_, pointer, _, _ string) { list = append(list, pointer) })
		return list
	}
	require.Empty(t, codes(TimeAxis{}))
	require.Equal(t, []string{"/to"}, codes(TimeAxis{From: At(21, 0)}))
	require.Equal(t, []string{"/every"}, codes(TimeAxis{Every: 1}))
	require.Equal(t, []string{"/label-every"}, codes(TimeAxis{LabelEvery: 1440}))

	// what was not checked still ends
	b := newBench(t)
	require.True(t, b.draw(&Schedule{TimeAxis: TimeAxis{From: At(12, 0), To: At(6, 0)}}, pt(0, 0, 100, 100)).Empty())
	require.NotEmpty(t, b.draw(&Schedule{TimeAxis: TimeAxis{Every: -1, LabelEvery: -1}}, pt(0, 0, 100, 1000)).Ops)
}

// Labels stay between their lines, or say that there is no room.
func TestScheduleTooLow(t *testing.T) {
	b := newBench(t)
	inside := func(height int64) {
		list := b.draw(&Schedule{TimeAxis: TimeAxis{Every: 60}}, pt(0, 0, 300, height))
		lines := ops[draw.Line](list)
		for i, op := range ops[draw.Text](list) {
			require.Less(t, op.At.Y, lines[i+1].A.Y)
			require.Greater(t, op.At.Y-op.Size*72/100, lines[i].A.Y)
		}
	}
	inside(14 * 20)
	inside(14 * 7)
	require.Empty(t, b.found)
	inside(14 * 5)
	require.Equal(t, []string{"layout-overflow"}, b.codes())
	require.Contains(t, b.found[0].Message, "the label of an hour needs 7.0 pt, there are 5.0 pt")
	b.draw(&Schedule{Labels: "none"}, pt(0, 0, 300, 30))
	require.Len(t, b.found, 1)
}

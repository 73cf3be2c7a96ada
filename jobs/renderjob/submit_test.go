package renderjob_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/renderjob"
	"github.com/einkpdf/platform/projects"
)

// What cannot be rendered is refused before it is a job.
func TestSubmitRefuses(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.project("ann", planner(1, lines))
	cases := map[string]struct {
		options     renderjob.Options
		code        renderjob.Code
		field, hint string
	}{
		"format":      {renderjob.Options{Format: "svg"}, renderjob.CodeInvalid, "format", "pdf, png"},
		"device":      {renderjob.Options{Device: "remarkble-2"}, renderjob.CodeDevice, "device", "remarkable-2"},
		"locale":      {renderjob.Options{Locale: "xx"}, renderjob.CodeLocale, "locale", ""},
		"orientation": {renderjob.Options{Orientation: "diagonal"}, renderjob.CodeInvalid, "orientation", "portrait, landscape"},
		"hand":        {renderjob.Options{Hand: "third"}, renderjob.CodeInvalid, "hand", "right, left"},
		"color":       {renderjob.Options{Format: renderjob.PNG, Picture: renderjob.Picture{Color: "red"}}, renderjob.CodeInvalid, "picture.color", "grey, color"},
		"greys":       {renderjob.Options{Format: renderjob.PNG, Picture: renderjob.Picture{Greys: 3}}, renderjob.CodeInvalid, "picture.greys", "16"},
		"width":       {renderjob.Options{Format: renderjob.PNG, Picture: renderjob.Picture{Width: 15}}, renderjob.CodeInvalid, "picture.width", "16 to 8000"},
		"negative":    {renderjob.Options{Picture: renderjob.Picture{Width: -1}}, renderjob.CodeInvalid, "picture.width", ""},
		"validate":    {renderjob.Options{Validate: true}, renderjob.CodeInvalid, "validate", ""},
		"long":        {renderjob.Options{Device: strings.Repeat("x", 101)}, renderjob.CodeInvalid, "options", ""},
	}
	for name, c := range cases {
		_, _, err := h.render.Submit(t.Context(), "ann", renderjob.Request{Project: p.ID, Options: c.options})
		require.Equal(t, c.code, renderjob.CodeOf(err), "%s: %v", name, err)
		var e *renderjob.Error
		require.ErrorAs(t, err, &e)
		require.Equal(t, c.field, e.Field, name)
		require.Contains(t, e.Hint, c.hint, name)
		require.NotEmpty(t, e.Message)
	}
	_, _, err := h.render.Submit(t.Context(), "", renderjob.Request{Project: p.ID})
	require.Equal(t, renderjob.CodeUnauthenticated, renderjob.CodeOf(err))
	_, _, err = h.render.Submit(t.Context(), "ann", renderjob.Request{Project: p.ID, Version: -1})
	require.Equal(t, renderjob.CodeInvalid, renderjob.CodeOf(err))
	_, _, err = h.render.Submit(t.Context(), "ann", renderjob.Request{Project: p.ID, Version: 2})
	require.Equal(t, projects.CodeNoVersion, projects.CodeOf(err))
	for _, other := range []string{"", "no-such-project", p.ID + "x"} {
		_, _, err = h.render.Submit(t.Context(), "ann", renderjob.Request{Project: other})
		require.Equal(t, projects.CodeNotFound, projects.CodeOf(err))
	}
	_, _, err = h.render.Submit(t.Context(), "bob", renderjob.Request{Project: p.ID})
	require.Equal(t, projects.CodeNotFound, projects.CodeOf(err))
	list, _, err := h.queue.List(t.Context(), jobs.Actor{Admin: true, User: "root"}, jobs.Filter{Owner: jobs.Everybody}, "", 0)
	require.NoError(t, err)
	require.Empty(t, list)
}

// A draft comes back with what is wrong with it.
func TestSubmitDraft(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.project("ann", planner(1, "{type: lnes, pitch: 8mm}"))
	require.True(t, p.Draft)
	_, _, err := h.render.Submit(t.Context(), "ann", renderjob.Request{Project: p.ID})
	var e *renderjob.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, renderjob.CodeDraft, e.Code)
	require.Equal(t, []any{"error", 5, "unknown-type"}, []any{e.Findings[0].Severity, e.Findings[0].Line, e.Findings[0].Code})
	require.Contains(t, e.Message, "line 5: ")
	require.Contains(t, e.Findings[0].Hint, "lines")
}

// A job says what it makes before it is made, and afterwards the same as its result; the jobs of a project are listed by it.
func TestSubmitAbout(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p, other := h.project("ann", planner(1, lines)), h.project("ann", planner(2, lines))
	want := renderjob.About{Project: p.ID, Version: 1, Title: "Small planner", Device: "remarkable-2"}
	first, _ := h.submit("ann", renderjob.Request{Project: p.ID})
	require.Equal(t, want, renderjob.AboutOf(first))
	want.Device = "supernote-nomad"
	second, _ := h.submit("ann", renderjob.Request{Project: p.ID, Options: renderjob.Options{Device: "Supernote-Nomad"}})
	require.Equal(t, want, renderjob.AboutOf(second))
	_, _ = h.submit("ann", renderjob.Request{Project: other.ID})

	list, _, err := h.queue.List(t.Context(), jobs.Actor{User: "ann"}, jobs.Filter{Subject: p.ID}, "", 0)
	require.NoError(t, err)
	require.Equal(t, []jobs.Job{second, first}, list)
	h.work()
	r := h.done(second)
	require.Equal(t, renderjob.About{Project: r.Project, Version: r.Version, Title: r.Title, Device: r.Device}, renderjob.AboutOf(h.get("ann", second.ID)))
}

// A device of the project's own is known.
func TestSubmitOwnDevice(t *testing.T) {
	t.Parallel()
	h := working(t)
	source := append(planner(1, lines), "devices:\n  Mine: {pixels: [300, 400], ppi: 100}\n"...)
	p := h.project("ann", source)
	r, _ := h.rendered("ann", renderjob.Request{Project: p.ID, Options: renderjob.Options{Device: "Mine"}})
	require.Equal(t, "Mine", r.Device)
	_, _, err := h.render.Submit(t.Context(), "ann", renderjob.Request{Project: p.ID, Options: renderjob.Options{Device: "Mime"}})
	var e *renderjob.Error
	require.ErrorAs(t, err, &e)
	require.Contains(t, e.Hint+e.Message, "Mine")
}

func TestNew(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	_, err := renderjob.New(renderjob.Config{})
	require.Error(t, err)
	_, err = renderjob.New(renderjob.Config{Queue: h.queue})
	require.Error(t, err)
	s, err := renderjob.New(renderjob.Config{Sandbox: h.sandbox})
	require.NoError(t, err)
	require.NotEmpty(t, s.Version())
	again, err := renderjob.New(renderjob.Config{Sandbox: h.sandbox})
	require.NoError(t, err)
	require.Equal(t, s.Version(), again.Version())
	_, _, err = s.Submit(t.Context(), "ann", renderjob.Request{Project: "x"})
	require.ErrorContains(t, err, "Config.Queue")
	s, err = renderjob.New(renderjob.Config{Queue: h.queue, Projects: renderjob.FromProjects(h.projects)})
	require.NoError(t, err)
	_, err = s.Handler()(t.Context(), &jobs.Task{})
	require.ErrorContains(t, err, "Config.Sandbox")
}

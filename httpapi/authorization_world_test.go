package httpapi_test

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/admin"
	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/assets/assetstest"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/authtest"
	"github.com/einkpdf/platform/einkpdf/gallery"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/renderjob"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/quota"
)

// world is a house in which somebody has one of everything.
type world struct {
	h       *house
	clients map[string]*client // by the names of asking
	things  map[string]string  // ids of what was made for the next request
	n       int
}

func newWorld(t *testing.T) *world {
	t.Helper()
	h := newHouse(t)
	w := &world{h: h, clients: map[string]*client{"anonymous": h.nobody(), "admin": h.admin()}, things: map[string]string{}}
	for _, who := range []string{"other", "viewer", "editor", "owner", "deactivated"} {
		w.clients[who] = h.user(who)
	}
	w.clients["deactivated"] = w.deactivated(w.clients["deactivated"])
	for _, who := range []string{"other", "viewer", "editor", "owner", "admin"} {
		for _, r := range quota.Resources() {
			_, err := h.quotas.Override(t.Context(), quota.Operator(), w.clients[who].id, quota.NewOverride{Resource: r, Limit: quota.Unlimited, Reason: "a test"})
			require.NoError(t, err)
		}
	}
	return w
}

// deactivated is a client whose account is inactive by now, with a token of before.
func (w *world) deactivated(c *client) *client {
	require.NoError(w.h.t, w.h.accounts.Service.SetActive(w.h.t.Context(), auth.Operator("test"), c.id, false, "a test"))
	return c.stay()
}

// thing is what make has made last, unless a request may have changed it since.
func (w *world) thing(name string, make func() string) string {
	w.h.t.Helper()
	id, ok := w.things[name]
	if !ok {
		w.n++
		id = make()
		w.things[name] = id
	}
	return id
}

func (w *world) owner() projects.Actor { return projects.Actor{User: w.clients["owner"].id} }

// project is one of the owner's with two versions and an image, shared with the viewer, the editor, a guest, and an editor whose account is inactive by now.
func (w *world) project() string {
	w.h.t.Helper()
	return w.thing("project", func() string { return w.newProject().ID })
}

func (w *world) newProject() projects.Project {
	t, s := w.h.t, w.h.projects
	t.Helper()
	title := fmt.Sprintf("Planner %d", w.n)
	p, err := s.Create(t.Context(), w.owner(), projects.NewProject{Source: []byte(planner(title, 1))})
	require.NoError(t, err)
	for who, role := range map[string]projects.Role{"viewer": projects.Viewer, "editor": projects.Editor, "deactivated": projects.Editor} {
		require.NoError(t, w.h.accounts.Service.SetActive(t.Context(), auth.Operator("test"), w.clients[who].id, true, "a test"))
		_, err = s.Share(t.Context(), w.owner(), p.ID, w.clients[who].id, role)
		require.NoError(t, err)
	}
	w.deactivated(w.clients["deactivated"])
	_, err = s.Share(t.Context(), w.owner(), p.ID, w.guest(), projects.Viewer)
	require.NoError(t, err)
	body := fmt.Sprintf("{type: image, asset: %q}", w.asset())
	p, err = s.Replace(t.Context(), w.owner(), p.ID, p.Version, []byte(strings.Replace(planner(title, 1), "{type: lines, pitch: 8mm}", body, 1)))
	require.NoError(t, err)
	return p
}

// guest is a user who never asks.
func (w *world) guest() string { return w.h.user("guest").id }

// trashed is such a project in the trash.
func (w *world) trashed() string {
	w.h.t.Helper()
	return w.thing("trashed", func() string {
		p := w.newProject()
		_, err := w.h.projects.Trash(w.h.t.Context(), w.owner(), p.ID, p.Version)
		require.NoError(w.h.t, err)
		return p.ID
	})
}

// published is such a project in the gallery. Its slug is the thing "slug".
func (w *world) published() string {
	w.h.t.Helper()
	return w.thing("published", func() string {
		p, slug := w.newProject(), fmt.Sprintf("planner-%d", w.n)
		_, err := w.h.projects.Publish(w.h.t.Context(), w.owner(), p.ID, projects.Publication{Slug: slug, Description: "A planner.", Author: "Owner"})
		require.NoError(w.h.t, err)
		w.things["slug"] = slug
		return p.ID
	})
}

// withheld is a project that an admin has taken out of the gallery.
func (w *world) withheld() string {
	w.h.t.Helper()
	return w.thing("withheld", func() string {
		id := w.published()
		require.NoError(w.h.t, w.h.projects.Unpublish(w.h.t.Context(), projects.Operator(), id, "a test"))
		delete(w.things, "published")
		return id
	})
}

// version is the current one of a project, as If-Match has it.
func (w *world) version(project string) option {
	w.h.t.Helper()
	p, err := w.h.projects.Get(w.h.t.Context(), w.owner(), project)
	require.NoError(w.h.t, err)
	return header("If-Match", strconv.Quote(strconv.Itoa(p.Version)))
}

// asset is an image of the owner's, which project uses once it is there.
func (w *world) asset() string {
	w.h.t.Helper()
	return w.thing("asset", func() string {
		up, err := w.h.assets.Upload(w.h.t.Context(), assets.Actor{User: w.clients["owner"].id}, assets.NewUpload{Size: -1}, bytes.NewReader(w.picture()))
		require.NoError(w.h.t, err)
		return up.ID
	})
}

// picture is another one each time, large enough to have a thumbnail.
func (w *world) picture() []byte {
	w.n++
	return assetstest.PNG(300, 20, uint64(w.n)) //nolint:gosec // it counts
}

// job is one of the owner's that waits.
func (w *world) job() string {
	w.h.t.Helper()
	return w.thing("job", func() string { return w.newJob() })
}

func (w *world) newJob() string {
	j, _, err := w.h.renders.Submit(w.h.t.Context(), w.clients["owner"].id, renderjob.Request{Project: w.newProject().ID})
	require.NoError(w.h.t, err)
	return j.ID
}

// ended is a job of the owner's that was cancelled.
func (w *world) ended() string {
	w.h.t.Helper()
	return w.thing("ended", func() string {
		id := w.newJob()
		_, err := w.h.queue.Cancel(w.h.t.Context(), jobs.Actor{User: w.clients["owner"].id}, id)
		require.NoError(w.h.t, err)
		return id
	})
}

// done is a job of the owner's that has its PDF.
func (w *world) done() string {
	w.h.t.Helper()
	return w.thing("done", func() string {
		id := w.newJob()
		stop := w.h.work()
		defer stop()
		require.Eventually(w.h.t, func() bool {
			j, err := w.h.queue.Get(w.h.t.Context(), jobs.Actor{Admin: true}, id)
			return err == nil && j.State == jobs.Succeeded
		}, time.Minute, 5*time.Millisecond)
		return id
	})
}

// target is a user whom operators look after, with a limit of projects of his own.
func (w *world) target() string {
	w.h.t.Helper()
	return w.thing("target", func() string {
		u := w.h.accounts.User(w.h.t, fmt.Sprintf("target-%d", w.n), auth.RoleUser)
		_, err := w.h.quotas.Override(w.h.t.Context(), quota.Operator(), u.ID, quota.NewOverride{Resource: quota.Projects, Limit: 3, Reason: "a test"})
		require.NoError(w.h.t, err)
		return u.ID
	})
}

// impersonation is one of the admin's.
func (w *world) impersonation() string {
	w.h.t.Helper()
	return w.thing("impersonation", func() string {
		i, _, err := w.h.admins.Impersonate(w.h.t.Context(), w.admin(), w.target(), "a test", false, 0)
		require.NoError(w.h.t, err)
		return i.ID
	})
}

// collection is one that was cancelled.
func (w *world) collection() string {
	w.h.t.Helper()
	return w.thing("collection", func() string {
		w.uncollected()
		c, err := w.h.admins.Collect(w.h.t.Context(), w.admin(), admin.CollectOptions{}, "a test")
		require.NoError(w.h.t, err)
		w.uncollected()
		return c.ID
	})
}

// uncollected cancels collections that wait, for there is one at a time.
func (w *world) uncollected() {
	w.h.t.Helper()
	all, err := w.h.admins.Collections(w.h.t.Context(), w.admin())
	require.NoError(w.h.t, err)
	for _, c := range all {
		if !c.State.Final() {
			_, err = w.h.queue.Cancel(w.h.t.Context(), jobs.Actor{Admin: true}, c.ID)
			require.NoError(w.h.t, err)
		}
	}
}

func (w *world) admin() auth.Identity {
	return auth.Identity{User: auth.User{ID: w.clients["admin"].id, Role: auth.RoleAdmin}}
}

// mailed is the token of the mail that something makes.
func (w *world) mailed(fn func() error) string {
	t := w.h.t
	t.Helper()
	w.h.accounts.Mails(t) // of before
	require.NoError(t, fn())
	for _, m := range w.h.accounts.Mails(t) {
		if token := authtest.Token(m); token != "" {
			return token
		}
	}
	require.Fail(t, "there is no mail with a token")
	return ""
}

// template is the name of a built-in project.
func template() string { return gallery.All()[0].Name }

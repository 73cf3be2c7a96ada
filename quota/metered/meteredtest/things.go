package meteredtest

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/assets/assetstest"
	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/renderjob"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/projects/projectstest"
)

// The users of the suite.
const (
	ann = "ann"
	ben = "ben"
)

// create makes a project, if it may.
func (s *Setup) create(t testing.TB, user, source string) (projects.Project, error) {
	t.Helper()
	return s.Projects.Create(t.Context(), projectstest.User(user), projects.NewProject{Source: []byte(source)})
}

// project makes a project.
func (s *Setup) project(t testing.TB, user, source string) projects.Project {
	t.Helper()
	p, err := s.create(t, user, source)
	require.NoError(t, err)
	return p
}

// fontBytes is the size of each font: it is stored as it is.
const fontBytes = 1000

// font is a file that is no other one's.
func font(n int) []byte { return assetstest.FontFile(fmt.Sprintf("Font %d", n), fontBytes) }

// upload uploads a file, if it may.
func (s *Setup) upload(t testing.TB, user string, data []byte) (assets.Uploaded, error) {
	t.Helper()
	return s.Assets.Upload(t.Context(), assetstest.User(user), assets.NewUpload{Size: -1}, bytes.NewReader(data))
}

// asset uploads a font.
func (s *Setup) asset(t testing.TB, user string, n int) assets.Uploaded {
	t.Helper()
	up, err := s.upload(t, user, font(n))
	require.NoError(t, err)
	return up
}

// submit asks for a planner, if it may.
func (s *Setup) submit(t testing.TB, user, project string) (jobs.Job, error) {
	t.Helper()
	j, existed, err := s.Renders.Submit(t.Context(), user, renderjob.Request{Project: project})
	if err == nil {
		require.False(t, existed)
	}
	return j, err
}

// job asks for a planner of a project of its own.
func (s *Setup) job(t testing.TB, user string) jobs.Job {
	t.Helper()
	j, err := s.submit(t, user, s.project(t, user, "title: A planner\n").ID)
	require.NoError(t, err)
	return j
}

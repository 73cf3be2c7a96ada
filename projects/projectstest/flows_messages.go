package projectstest

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/sqldb"
)

// Who is refused reads what is the matter, and not what would be with others.
func flowMessages(t *testing.T, db *sqldb.DB) {
	s, ann := New(t, db), User("ann")
	id := s.Create(t, ann, "title: A\n").ID
	s.Share(t, ann, id, "ed", projects.Editor)
	s.Share(t, ann, id, "vic", projects.Viewer)
	_, page, err := s.Service.List(t.Context(), ann, projects.Filter{}, "made up", 0)
	require.Empty(t, page)
	cursor := err
	says := func(part string, err error) {
		t.Helper()
		require.ErrorContains(t, err, part)
		require.NotEmpty(t, projects.CodeOf(err))
	}
	owners := func(by projects.Actor) []error {
		_, share := s.Service.Share(t.Context(), by, id, "cem", projects.Viewer)
		_, publish := s.Service.Publish(t.Context(), by, id, projects.Publication{})
		_, trash := s.Service.Trash(t.Context(), by, id, 1)
		return []error{share, publish, trash, s.Service.Unpublish(t.Context(), by, id, "")}
	}
	for _, by := range []string{"ed", "vic"} {
		for _, err := range owners(User(by)) {
			says("Only the owner", err)
		}
	}
	_, err = s.Service.Rename(t.Context(), User("vic"), id, 1, "Mine")
	says("make you an editor", err)
	for name, part := range map[string]string{
		"a\u202eb": "cannot be shown", "a\x00": "cannot be shown", "\u200d": "cannot be shown", "a\nb": "line end", strings.Repeat("a", 201): "1 to 200 characters",
	} {
		_, err := s.Service.Rename(t.Context(), ann, id, 1, name)
		says(part, err)
	}
	_, _, err = s.Service.List(t.Context(), ann, projects.Filter{Query: strings.Repeat("a", 801)}, "", 0)
	says("800 bytes", err)
	_, _, err = s.Service.List(t.Context(), ann, projects.Filter{Query: "\xff"}, "", 0)
	says("no text", err)
	_, err = s.Service.Share(t.Context(), ann, id, "cem", "admin")
	says("viewer or editor", err)
	_, err = s.Service.Share(t.Context(), ann, id, "ann", projects.Viewer)
	says("belongs to that user", err)

	_, _, gallery := s.Service.Gallery(t.Context(), projects.GalleryFilter{}, "made up", 0)
	_, _, versions := s.Service.Versions(t.Context(), ann, id, "made up", 0)
	_, _, of := s.Service.ListOf(t.Context(), Admin("boss"), "ann", projects.Filter{}, "made up", 0)
	for _, err := range []error{cursor, gallery, versions, of} {
		requireCode(t, projects.CodeCursor, err)
		require.ErrorIs(t, err, projects.ErrCursor)
		says("begin at the first", err)
	}
}

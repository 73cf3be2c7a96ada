package authtest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/sqldb"
)

func flowPeople(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	ann, bob := s.User(t, "ann", ""), s.User(t, "Bob", "")
	by := s.As(t, "ann")
	person := auth.Person{ID: bob.ID, Name: "Bob"}

	for _, name := range []string{"Bob", "bob", " BOB "} {
		p, err := s.Service.FindPerson(t.Context(), by, name)
		require.NoError(t, err)
		require.Equal(t, person, p)
	}
	for _, name := range []string{"", "bo", Email("Bob"), bob.ID, "bob\x00", "\xff", "%"} {
		_, err := s.Service.FindPerson(t.Context(), by, name)
		requireCode(t, auth.CodeNoUser, err)
	}
	people, err := s.Service.People(t.Context(), by, bob.ID, "unknown", ann.ID, "\x00")
	require.NoError(t, err)
	require.Equal(t, []auth.Person{person, {ID: ann.ID, Name: "ann"}}, people)
	there, err := s.Service.Exists(t.Context(), bob.ID)
	require.NoError(t, err)
	require.True(t, there)

	// Who was deactivated keeps the name, and cannot be found.
	require.NoError(t, s.Service.SetActive(t.Context(), auth.Operator("op"), bob.ID, false, "test"))
	_, err = s.Service.FindPerson(t.Context(), by, "Bob")
	requireCode(t, auth.CodeNoUser, err)
	people, err = s.Service.People(t.Context(), auth.Operator("op"), bob.ID)
	require.NoError(t, err)
	require.Equal(t, []auth.Person{person}, people)
	for _, id := range []string{bob.ID, "unknown", "", "\x00"} {
		there, err = s.Service.Exists(t.Context(), id)
		require.NoError(t, err)
		require.False(t, there)
	}

	// Strangers learn nothing.
	_, err = s.Service.FindPerson(t.Context(), auth.Identity{}, "ann")
	requireCode(t, auth.CodeUnauthenticated, err)
	_, err = s.Service.People(t.Context(), auth.Identity{}, ann.ID)
	requireCode(t, auth.CodeUnauthenticated, err)
	many := make([]string, auth.MaxPeople+10)
	for i := range many {
		many[i] = ann.ID
	}
	people, err = s.Service.People(t.Context(), by, many...)
	require.NoError(t, err)
	require.Len(t, people, auth.MaxPeople)
}

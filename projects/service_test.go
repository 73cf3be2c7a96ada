package projects_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/projects/projectstest"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

func TestFlows(t *testing.T) {
	t.Parallel()
	projectstest.RunFlows(t, func(t testing.TB) *sqldb.DB { return sqldbtest.SQLite(t) })
}

func TestConfig(t *testing.T) {
	t.Parallel()
	s := projectstest.New(t, sqldbtest.SQLite(t))
	for name, change := range map[string]func(c *projects.Config){
		"Store":        func(c *projects.Config) { c.Store = nil },
		"Files":        func(c *projects.Config) { c.Files = nil },
		"KeepVersions": func(c *projects.Config) { c.KeepVersions = 1 },
		"KeepFor":      func(c *projects.Config) { c.KeepFor = time.Second },
		"TrashFor":     func(c *projects.Config) { c.TrashFor = -time.Hour },
		"MaxGrants":    func(c *projects.Config) { c.MaxGrants = -1 },
	} {
		c := s.Config
		change(&c)
		_, err := projects.New(c)
		require.ErrorContains(t, err, name)
	}
	service, err := projects.New(projects.Config{Store: projects.NewSQL(sqldbtest.SQLite(t, projects.Schema())), Files: s.Files})
	require.NoError(t, err, "the rest has defaults")
	p, err := service.Create(t.Context(), projectstest.User("ann"), projects.NewProject{Source: []byte("asset: any\n")})
	require.NoError(t, err)
	v, _, err := service.Read(t.Context(), projectstest.User("ann"), p.ID)
	require.NoError(t, err)
	require.Empty(t, v.Facts.Missing, "nobody keeps assets, or counts")
}

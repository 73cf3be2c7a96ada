package httpapi_test

import (
	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/admin"
)

// operators makes what operators do.
func (h *house) operators() *admin.Service {
	h.t.Helper()
	require.NoError(h.t, h.db.Migrate(h.t.Context(), admin.Schema()))
	var err error
	h.admins, err = admin.New(admin.Config{
		DB: h.db, Users: h.accounts.Service, Projects: h.projects, Assets: h.assets, Jobs: h.queue, Quotas: h.quotas, Hits: h.hits, Trail: h.accounts.Trail,
		Now: h.clock.Now,
	})
	require.NoError(h.t, err)
	return h.admins
}

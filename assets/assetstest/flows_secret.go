package assetstest

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/sqldb"
)

// Nothing of files and their names is in logs, errors, and the audit trail.
func flowSecrets(t *testing.T, db *sqldb.DB) {
	st := &steps{}
	s := New(t, db, func(c *assets.Config) { c.Blobs = &stepped{c.Blobs, st} })
	const secret = "confidential"
	var errs []error
	note := func(err error) {
		if err != nil {
			errs = append(errs, err)
		}
	}
	ann := User("ann")
	for i := range 12 {
		st.arm(i, fails)
		up, err := s.TryUpload(t, ann, assets.NewUpload{Name: secret + ".png", Type: "image/png; name=" + secret, Size: -1}, PNG(300, 20, uint64(i)))
		note(err)
		if err == nil {
			_, err = s.Service.Open(t.Context(), ann, up.ID)
			note(err)
			note(s.Service.Delete(t.Context(), ann, up.ID, false))
		}
	}
	st.arm(0, nil)
	for _, name := range []string{secret + ".png", secret + ".svg"} {
		_, err := s.TryUpload(t, ann, assets.NewUpload{Name: name, Size: -1}, []byte(secret))
		note(err)
		_, err = s.TryUpload(t, ann, assets.NewUpload{Name: name, Size: -1}, FontFile(secret, 100))
		note(err)
	}
	require.NotEmpty(t, errs)
	for _, err := range errs {
		require.NotContains(t, err.Error(), secret)
		require.NotContains(t, err.Error(), s.Config.TempDir)
	}
	require.NotContains(t, s.Logs.String(), secret)
	require.NotContains(t, fmt.Sprint(s.Events(t, 0)), secret)
	require.Contains(t, s.Logs.String(), "stays until it is collected")
	require.NotContains(t, s.Logs.String(), "ann ", "ids of assets alone")
	_, err := s.Service.Upload(t.Context(), ann, assets.NewUpload{Size: -1}, bytes.NewReader(PNG(9, 9, 1)))
	require.NoError(t, err)
}

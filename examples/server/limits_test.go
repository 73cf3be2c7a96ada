package main

import (
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/ratelimit"
)

// Each setting of a limit is that of its policy, and what passes it is refused, wherever it is counted.
func TestLimits(t *testing.T) {
	t.Parallel()
	for _, counted := range []string{"memory", "database"} {
		h := openHouse(t, filepath.Join(t.TempDir(), "data"), func(c *houseConfig) {
			s := &c.settings
			s.LimitsCounted = counted
			s.LimitAll, s.LimitPDF, s.LimitPreview, s.LimitUpload, s.LimitCreate, s.LimitLogin = "2/h", "3/h", "4/h", "5/h", "6/h burst 60", "off"
		})
		for name, want := range map[string]ratelimit.Policy{
			ratelimit.All: {Rate: 2, Burst: 2}, ratelimit.PDF: {Rate: 3, Burst: 3}, ratelimit.Preview: {Rate: 4, Burst: 4},
			ratelimit.Upload: {Rate: 5, Burst: 5}, ratelimit.Create: {Rate: 6, Burst: 60}, ratelimit.Login: {Off: true},
		} {
			p, found := h.guard.Policy(name)
			require.True(t, found, name)
			require.Equal(t, want.Off, p.Off, name)
			if !want.Off {
				require.Equal(t, []any{want.Rate, want.Burst, time.Hour}, []any{p.Rate, p.Burst, p.Per}, name)
			}
		}
		const path = "/api/v1/devices"
		for range 2 {
			require.Equal(t, http.StatusOK, ask(h.handler, "GET", path, nil).Code)
		}
		refused := ask(h.handler, "GET", path, nil)
		require.Equal(t, http.StatusTooManyRequests, refused.Code)
		require.Contains(t, refused.Body.String(), `"code":"rate-limited"`)
		require.NotEmpty(t, refused.Header().Get("Retry-After"))
	}
}

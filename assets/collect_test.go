package assets_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/blob"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// downStore is a Store whose database is away.
type downStore struct {
	assets.Store
	asked []time.Time
}

func (s *downStore) Read(context.Context, func(r assets.Reader) error) error {
	s.asked = append(s.asked, time.Now())
	return errors.New("the database is away")
}

func TestCollectEvery(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ interval, want time.Duration }{
		"hour":      {time.Hour, time.Hour},
		"too often": {time.Second, time.Minute},
		"negative":  {-time.Hour, time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				store, logs := &downStore{}, &sqldbtest.Logs{}
				s, err := assets.New(assets.Config{Store: store, Blobs: &blob.Memory{}, Logger: logs.Logger()})
				require.NoError(t, err)
				ctx, cancel := context.WithTimeout(t.Context(), 3*c.want+time.Second)
				defer cancel()
				start := time.Now()
				s.CollectEvery(ctx, c.interval)
				require.Equal(t, 3*c.want+time.Second, time.Since(start), "as long as ctx")
				require.Equal(t, []time.Time{start.Add(c.want), start.Add(2 * c.want), start.Add(3 * c.want)}, store.asked, "what fails is tried again")
				require.Contains(t, logs.String(), "the database is away")
			})
		})
	}
}

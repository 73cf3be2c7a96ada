package inwords_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/internal/inwords"
)

func TestDuration(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		time.Millisecond: "0.001 seconds", 1500 * time.Millisecond: "1.5 seconds", time.Second: "1 second", 8 * time.Second: "8 seconds",
		90 * time.Second: "90 seconds", time.Minute: "1 minute", 10 * time.Minute: "10 minutes", time.Hour: "1 hour", 7 * 24 * time.Hour: "168 hours",
	} {
		require.Equal(t, want, inwords.Duration(d))
	}
}

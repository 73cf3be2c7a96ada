package metrics_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/metrics"
)

func TestAll(t *testing.T) {
	t.Parallel()
	var told []string
	a := auth.Observer{
		OnLogin: func(o auth.LoginOutcome) { told = append(told, "a "+string(o)) },
		OnHash:  func(time.Duration) { told = append(told, "a hash") },
	}
	b := auth.Observer{
		OnLogin: func(o auth.LoginOutcome) { told = append(told, "b "+string(o)) },
		OnMail:  func(kind auth.PendingKind, outcome string) { told = append(told, "b "+outcome) },
	}
	all := metrics.All(a, auth.Observer{}, b)
	all.OnLogin(auth.LoginOK)
	all.OnHash(time.Second)
	all.OnMail(auth.PendingReset, "sent")
	require.Nil(t, all.OnReuse, "nobody wants to know")
	require.Equal(t, []string{"a ok", "b ok", "a hash", "b sent"}, told)

	require.Equal(t, 1, metrics.All(1, 2), "what is no observer is the first")
	require.Nil(t, metrics.All[auth.Observer]().OnLogin)
}

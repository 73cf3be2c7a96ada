package auth

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/audit"
)

func TestSpell(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		time.Nanosecond:         "1 second",
		time.Second:             "1 second",
		1500 * time.Millisecond: "2 seconds",
		100 * time.Second:       "100 seconds",
		101 * time.Second:       "2 minutes",
		30 * time.Minute:        "30 minutes",
		100 * time.Minute:       "100 minutes",
		101 * time.Minute:       "2 hours",
		24 * time.Hour:          "24 hours",
		72 * time.Hour:          "3 days",
	} {
		require.Equal(t, want, spell(d))
	}
}

func TestPlain(t *testing.T) {
	t.Parallel()
	require.Equal(t, "a b [address] c", plain(" a\n\tb x@y.example \x1bc", 100))
	require.Equal(t, "éé", plain("ééé", 5))
	require.Equal(t, "a?", plain("a\xff", 10))
	require.Empty(t, plain("\u200b\n", 10))
}

func TestFrom(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"192.0.2.1": "192.0.2.1", "192.0.2.1:80": "192.0.2.1", "::ffff:192.0.2.1": "192.0.2.1", "[::ffff:192.0.2.1]:80": "192.0.2.1",
		"2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64", "[2001:db8:1:2::1]:443": "2001:db8:1:2::/64", "fe80::1%eth0": "fe80::/64", "::1": "::/64",
		"": "", "example.org": "", "1.2.3": "", "192.0.2.1, 192.0.2.2": "",
	} {
		require.Equal(t, want, from(audit.WithOrigin(t.Context(), audit.Origin{Address: address})), address)
	}
}

// Parts of a key cannot be moved into another.
func TestBucketsAreApart(t *testing.T) {
	t.Parallel()
	keys := map[string]bool{}
	all := []bucket{
		loginFrom("a"), loginAsStranger("a"), loginFromKnown("a", "b"), loginFromKnown("ab", ""), loginFromKnown("", "ab"), passwordOf("a"), passwordOfRegistration("a"), registerFrom("a"),
		resetFrom("a"), changeEmailFrom("a"), mailTo(PendingReset, "a"), mailTo(PendingRegistration, "a"), mailTo(PendingEmail, "a"),
	}
	for _, b := range all {
		keys[b.key] = true
		require.Len(t, b.key, 64)
	}
	require.Len(t, keys, len(all))
}

package quota

import (
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

func TestConfig(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t, Schema())
	_, err := NewSQL(nil, Config{})
	require.ErrorContains(t, err, "needs a database")
	with := func(change func(tier *Tier)) Config {
		tiers := Tiers()
		change(&tiers[1])
		return Config{Tiers: tiers}
	}
	limit := func(r Resource, n int64) Config { return with(func(tier *Tier) { tier.Limits[r] = n }) }
	for want, c := range map[string]Config{
		"0 tiers":             {Tiers: []Tier{}},
		"101 tiers":           {Tiers: make([]Tier, 101)},
		`the tier "":`:        with(func(tier *Tier) { tier.Name = "" }),
		`the tier "Plus":`:    with(func(tier *Tier) { tier.Name = "Plus" }),
		`the tier "9":`:       with(func(tier *Tier) { tier.Name = "9" }),
		`the tier "plus\n":`:  with(func(tier *Tier) { tier.Name = "plus\n" }),
		"characters":          with(func(tier *Tier) { tier.Title = "" }),
		"1 to 64 characters":  with(func(tier *Tier) { tier.Title = strings.Repeat("x", 65) }),
		"its title":           with(func(tier *Tier) { tier.Title = "a\x00" }),
		"its name is another": with(func(tier *Tier) { tier.Name = Free }),
		`no limit for "assets"`: with(func(tier *Tier) {
			tier.Limits = maps.Clone(tier.Limits)
			delete(tier.Limits, Assets)
		}),
		"that there is not":           limit("socks", 3),
		`the limit -2 for "projects"`: limit(Projects, -2),
		"the limit 1125899906842625":  limit(Storage, 1<<50+1),
		`the Default "gold" is none`:  {Default: "gold"},
		"More has over 500":           {More: strings.Repeat("x", 501)},
		"some that are not text":      {More: "a\nb"},
		"ReserveFor is less than 1m":  {ReserveFor: time.Minute - 1},
		`the Truth of "socks"`:        {Truths: map[Resource]Truth{"socks": nil}},
		`the Truth of "projects"`:     {Truths: map[Resource]Truth{Projects: nil}},
	} {
		_, err := NewSQL(db, c)
		require.ErrorContains(t, err, want)
		require.ErrorContains(t, err, "quota: ")
	}
}

// What the caller does to a Config later changes nothing.
func TestConfigIsCopied(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t, Schema())
	c := Config{Tiers: Tiers(), Truths: map[Resource]Truth{}, Default: Plus}
	q, err := NewSQL(db, c)
	require.NoError(t, err)
	c.Tiers[1].Name = "other"
	c.Tiers[1].Limits[Projects] = 1
	c.Truths["socks"] = nil
	n, err := q.Limit(t.Context(), "ann", Projects)
	require.NoError(t, err)
	require.EqualValues(t, 1000, n)
	require.Empty(t, q.c.Truths)
}

func TestDefaults(t *testing.T) {
	t.Parallel()
	c, err := Config{}.filled()
	require.NoError(t, err)
	require.Equal(t, Tiers(), c.Tiers)
	require.Equal(t, Free, c.Default)
	require.Equal(t, time.Hour, c.ReserveFor)
	require.NotNil(t, c.Now)
	require.NotNil(t, c.Logger)
}

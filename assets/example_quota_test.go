package assets_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/assets/assetstest"
	"github.com/einkpdf/platform/sqldb"
)

// small lets everybody hold 5,000 bytes. It has a table of its own; package quota has tiers, exceptions, and a message that says more.
type small struct{}

var errSmall = errors.New("there is no room for this file")

const roomEach = 5000

// AddAsset implements assets.Quota.
func (s small) AddAsset(ctx context.Context, tx *sqldb.Tx, owner, asset string, bytes int64, imported bool) error {
	_, err := tx.Exec(ctx, `insert into host_files (owner, asset, bytes) values ($1, $2, $3)`, owner, asset, bytes)
	if err != nil {
		return err
	}
	var used int64
	err = tx.Get(ctx, &used, `select sum(bytes) from host_files where owner = $1`, owner)
	if err == nil && used > roomEach && !imported {
		err = errSmall
	}
	return err
}

// SizeAsset implements assets.Quota.
func (s small) SizeAsset(ctx context.Context, tx *sqldb.Tx, owner, asset string, bytes int64) error {
	_, err := tx.Exec(ctx, `update host_files set bytes = $3 where owner = $1 and asset = $2`, owner, asset, bytes)
	return err
}

// RemoveAsset implements assets.Quota.
func (s small) RemoveAsset(ctx context.Context, tx *sqldb.Tx, owner, asset string) error {
	_, err := tx.Exec(ctx, `delete from host_files where owner = $1 and asset = $2`, owner, asset)
	return err
}

// A limit blocks what somebody begins to hold, however they come to it, and nothing else.
func ExampleQuota() {
	ctx := context.Background()
	l := newLibrary(func(c *assets.Config) { c.Quota = small{} })
	defer l.close()
	_, err := l.db.Exec(ctx, `create table host_files (owner text, asset text, bytes integer, primary key (owner, asset))`)
	check(err)

	sans, serif := assetstest.FontFile("Sans", 3000), assetstest.FontFile("Serif", 3000)
	first := l.upload(l.ada, "sans.ttf", sans)
	_, err = l.Upload(ctx, l.ada, assets.NewUpload{Name: "serif.ttf", Size: -1}, bytes.NewReader(serif))
	fmt.Println(errors.Is(err, errSmall), err)
	fmt.Println("again:", l.upload(l.ada, "sans.ttf", sans).Existed)

	theirs := l.upload(l.grace, "serif.ttf", serif)
	adopt := func(tx *sqldb.Tx) error { return l.Adopt(ctx, tx, "ada", []string{theirs.ID}) } // as a clone does
	fmt.Println("clone:", l.db.Write(ctx, adopt))
	check(l.Delete(ctx, l.ada, first.ID, false))
	fmt.Println("clone:", l.db.Write(ctx, adopt))
	// Output:
	// true there is no room for this file
	// again: true
	// clone: there is no room for this file
	// clone: <nil>
}

// Whoever counts what users hold compares it now and then with what there is, in short steps.
func ExampleHoldings() {
	ctx := context.Background()
	l := newLibrary()
	defer l.close()
	l.upload(l.grace, "sans.ttf", assetstest.FontFile("Sans", 3000))
	l.upload(l.ada, "sans.ttf", assetstest.FontFile("Sans", 3000))
	l.upload(l.grace, "serif.ttf", assetstest.FontFile("Serif", 500))

	have := map[string]int64{}
	const limit = 2
	for after, more := (assets.Holding{}), true; more; {
		check(l.db.Read(ctx, func(r sqldb.Reader) error {
			page, err := assets.Holdings(ctx, r, after, limit)
			for _, h := range page {
				have[h.Owner] += h.Bytes
				after = h
			}
			more = len(page) == limit
			return err
		}))
	}
	fmt.Println(have)
	// Output:
	// map[ada:3000 grace:3500]
}

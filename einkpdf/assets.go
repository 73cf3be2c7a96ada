package einkpdf

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
)

// asset reads an asset within the limits.
func (o *Options) asset(name string) ([]byte, error) {
	if o.Assets == nil {
		return nil, &assetError{"there is no asset " + quoted(name) + ", for no assets were given", giveAssets, fs.ErrNotExist}
	}
	var data []byte
	err := guard("", func() (err error) {
		data, err = o.Assets.Asset(name)
		return err
	})
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &assetError{"there is no asset " + quoted(name), cmp.Or(hintOf(err), giveAssets), err}
	case err != nil:
		return nil, &assetError{"asset " + quoted(name) + " cannot be read: " + err.Error(), hintOf(err), err}
	case len(data) > o.Limits.AssetBytes:
		return nil, fmt.Errorf("asset %s has %s bytes, at most %s are allowed", quoted(name), thousands(int64(len(data))), thousands(int64(o.Limits.AssetBytes)))
	}
	return data, nil
}

// giveAssets is what to do about a missing asset where Assets has no hint of its own.
const giveAssets = "give a folder that has it: --assets on the command line, Options.Assets in a program; an asset is named by its place in that folder"

// assetError is an error about an asset that cannot be had.
type assetError struct {
	message, hint string
	err           error
}

func (e *assetError) Error() string { return e.message }

// Hint says what to do about it.
func (e *assetError) Hint() string { return e.hint }

// Unwrap returns what Assets said.
func (e *assetError) Unwrap() error { return e.err }

// hintOf is the hint that an error brings along, or one that it wraps.
func hintOf(err error) string {
	var h interface{ Hint() string }
	if errors.As(err, &h) {
		return h.Hint()
	}
	return ""
}

// Package assetfile understands font files for package assets: it joins it with
// the renderer. The other way round the renderer needs no joiner, for what
// assets.Service.For returns is an einkpdf.Assets.
//
//	service, err := assets.New(assets.Config{Store: store, Blobs: blobs, Fonts: assetfile.Fonts{}})
package assetfile

import (
	"cmp"
	"context"
	"errors"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/einkpdf/fontcheck"
)

var (
	_ assets.Fonts   = Fonts{}
	_ einkpdf.Assets = (*assets.Files)(nil)
)

// Fonts takes the fonts that the renderer can use and whose makers allow documents to
// carry them, as package fontcheck says. It needs a fifth of a second for the largest
// fonts there are, and keeps nothing. It is safe for concurrent use.
type Fonts struct{}

// unnamed is to be shown as the family of a font that has no name at all.
const unnamed = "Unnamed"

// Read says what a font file is. What is wrong with it is an *assets.Error with one of the codes
// that assets.Fonts names; otherwise the error is ctx.Err().
func (Fonts) Read(ctx context.Context, data []byte) (mediaType string, f assets.Font, err error) {
	if err := ctx.Err(); err != nil {
		return "", assets.Font{}, err
	}
	facts, err := fontcheck.Read(data)
	if refused, ok := errors.AsType[*fontcheck.Error](err); ok {
		return "", assets.Font{}, &assets.Error{Code: codeOf(refused.Code), Field: "file", Message: refused.Message, Err: refused}
	}
	if err != nil {
		return "", assets.Font{}, err
	}
	return facts.MediaType, assets.Font{
		Family: cmp.Or(facts.Family, unnamed), Style: facts.Style, Faces: facts.Faces, Glyphs: facts.Glyphs,
		Outlines: facts.Outlines, Embedding: assets.Embedding(facts.Embedding),
	}, nil
}

func codeOf(code fontcheck.Code) assets.Code {
	switch code {
	case fontcheck.Damaged:
		return assets.CodeDamaged
	case fontcheck.Trailing:
		return assets.CodeTrailing
	case fontcheck.Forbidden:
		return assets.CodeEmbedding
	default:
		return assets.CodeFont
	}
}

package einkpdf

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/einkpdf/platform/einkpdf/internal/font"
)

// asset reads an asset within the limits.
func (o *Options) asset(name string) ([]byte, error) {
	if o.Assets == nil {
		return nil, missingAsset("there is no asset " + quoted(name) + ", for no assets were given")
	}
	var data []byte
	err := guard("", func() (err error) {
		data, err = o.Assets.Asset(name)
		return err
	})
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, missingAsset("there is no asset " + quoted(name))
	case err != nil:
		return nil, fmt.Errorf("asset %s cannot be read: %w", quoted(name), err)
	case len(data) > o.Limits.AssetBytes:
		return nil, fmt.Errorf("asset %s has %s bytes, at most %s are allowed", quoted(name), thousands(int64(len(data))), thousands(int64(o.Limits.AssetBytes)))
	}
	return data, nil
}

// missingAsset is the error about an asset that does not exist.
type missingAsset string

func (m missingAsset) Error() string { return string(m) }

// Is makes it an fs.ErrNotExist.
func (m missingAsset) Is(target error) bool { return target == fs.ErrNotExist }

// Hint says how to give assets.
func (m missingAsset) Hint() string {
	return "give a folder that has it: --assets on the command line, Options.Assets in a program; an asset is named by its place in that folder"
}

// customFont is a font of the project and where it is named.
type customFont struct {
	font.Custom
	pointer string
}

// customFonts loads the project's fonts.
func (c *compiler) customFonts() []customFont {
	var list []customFont
	for _, family := range sortedKeys(c.project.Fonts) {
		f := c.project.Fonts[family]
		for _, style := range []struct {
			key, asset   string
			bold, italic bool
		}{{"regular", f.Regular, false, false}, {"bold", f.Bold, true, false}, {"italic", f.Italic, false, true}, {"bold-italic", f.BoldItalic, true, true}} {
			if style.asset == "" {
				continue
			}
			at := pointerTo("fonts", family, style.key)
			data, err := c.options.asset(style.asset)
			if err != nil {
				c.failWith(at, CodeBadAsset, err)
				continue
			}
			list = append(list, customFont{font.Custom{Family: family, Bold: style.bold, Italic: style.italic, Data: data}, at})
		}
	}
	return list
}

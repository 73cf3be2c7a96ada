package assetfile_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"testing"
	"time"

	"github.com/go-fonts/dejavu/dejavusans"
	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/assets/assetfile"
	"github.com/einkpdf/platform/einkpdf/fontcheck"
)

func TestFacts(t *testing.T) {
	t.Parallel()
	mediaType, f, err := assetfile.Fonts{}.Read(t.Context(), liberationsansbold.TTF)
	require.NoError(t, err)
	require.Equal(t, assets.TTF, mediaType)
	require.Equal(t, assets.Font{Family: "Liberation Sans", Style: "Bold", Faces: 1, Glyphs: 2619, Outlines: "truetype", Embedding: assets.Installable}, f)
	for mine, theirs := range map[assets.Embedding]fontcheck.Embedding{
		assets.Installable: fontcheck.Installable, assets.Editable: fontcheck.Editable, assets.PreviewPrint: fontcheck.PreviewPrint, assets.Unstated: fontcheck.Unstated,
	} {
		require.Equal(t, string(mine), string(theirs))
	}
}

// A font without a name is taken, and has one to be shown.
func TestUnnamed(t *testing.T) {
	t.Parallel()
	data := bytes.Clone(liberationsansbold.TTF)
	for i := range int(binary.BigEndian.Uint16(data[4:])) {
		if rec := data[12+16*i:]; string(rec[:4]) == "name" {
			binary.BigEndian.PutUint16(data[binary.BigEndian.Uint32(rec[8:])+2:], 0)
		}
	}
	_, f, err := assetfile.Fonts{}.Read(t.Context(), data)
	require.NoError(t, err)
	require.Equal(t, "Unnamed", f.Family)
}

// restricted is a font that documents may not carry.
func restricted() []byte {
	data := bytes.Clone(liberationsansbold.TTF)
	for i := range int(binary.BigEndian.Uint16(data[4:])) {
		if rec := data[12+16*i:]; string(rec[:4]) == "OS/2" {
			binary.BigEndian.PutUint16(data[binary.BigEndian.Uint32(rec[8:])+8:], 2)
		}
	}
	return data
}

func TestRefused(t *testing.T) {
	t.Parallel()
	whole := dejavusans.TTF
	for name, test := range map[string]struct {
		data []byte
		want assets.Code
	}{
		"nothing":    {nil, assets.CodeDamaged},
		"cut off":    {whole[:len(whole)/2], assets.CodeDamaged},
		"a ZIP, too": {append(bytes.Clone(whole), "PK\x03\x04PK\x05\x06"...), assets.CodeTrailing},
		"restricted": {restricted(), assets.CodeEmbedding},
		"web font":   {append([]byte("wOF2"), make([]byte, 100)...), assets.CodeFont},
	} {
		_, f, err := assetfile.Fonts{}.Read(t.Context(), test.data)
		require.Equal(t, test.want, assets.CodeOf(err), name)
		require.Zero(t, f)
		var refused *assets.Error
		require.ErrorAs(t, err, &refused)
		require.Equal(t, "file", refused.Field)
		require.NotEmpty(t, refused.Message)
		var why *fontcheck.Error
		require.ErrorAs(t, err, &why, "for the log")
	}
}

// TestCancelled is not about the font.
func TestCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), -time.Second)
	defer cancel()
	_, _, err := assetfile.Fonts{}.Read(ctx, dejavusans.TTF)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.Empty(t, assets.CodeOf(err))
}

package assets

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/einkpdf/platform/blob"
)

// Where blobs are: assets/HOME/ID, and assets/HOME/ID.thumb for the small picture. An id is
// random and never used again, so neither is a key: a blob whose asset is gone can be removed at
// any time, whoever is on the way to do the same.
const (
	blobFolder  = "assets"
	thumbSuffix = ".thumb"
)

// homeOf is the folder of what a user stores: the user's id, if it can be part of a key
// or else a digest of it.
func homeOf(user string) string {
	home := "u-" + user
	if !strings.Contains(home, "/") && blob.CheckKey(home) == nil {
		return home
	}
	sum := sha256.Sum256([]byte(user))
	return "h-" + hex.EncodeToString(sum[:16])
}

// blobKey is that of an asset's bytes.
func blobKey(a Asset) string { return blobFolder + "/" + a.Home + "/" + a.ID }

// thumbKey is that of the small picture of an asset that has one.
func thumbKey(a Asset) string { return blobKey(a) + thumbSuffix }

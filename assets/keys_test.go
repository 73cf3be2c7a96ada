package assets

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/blob"
)

// Each user has a folder of their own, whatever the id is, and it is one that a blob.Store has.
func TestHomeOf(t *testing.T) {
	t.Parallel()
	require.Equal(t, "u-0197c1f2-5d3b-7a10-8c6e-2f6f1d1f0a55", homeOf("0197c1f2-5d3b-7a10-8c6e-2f6f1d1f0a55"))
	homes := map[string]string{}
	for _, user := range []string{
		"ann", "Ann", "ANN", "ann ", "ann.", ".ann", "ann/ben", "ann/../ben", "../ann", "/ann", "ann/", "", ".", "..", "u-ann", "h-ann", "a\x00b", "\xff",
		"änn", "a\u0308nn", "ann\\ben", "con", strings.Repeat("a", 98), strings.Repeat("a", 99), strings.Repeat("a", 5000), homeOf("Ann")[2:], homeOf("Ann"),
	} {
		home := homeOf(user)
		require.NoError(t, blob.CheckKey(home), "%q", user)
		require.NotContains(t, home, "/", "%q", user)
		require.NotContains(t, homes, home, "%q and %q", user, homes[home])
		homes[home] = user

		a := Asset{ID: newID(), Home: home, Bytes: 5, Thumbnail: 3}
		blobs := blobsOf(a)
		require.Len(t, blobs, 2)
		for _, b := range blobs {
			require.NoError(t, blob.CheckKey(b.key), "%q", user)
			require.True(t, strings.HasPrefix(b.key, blobFolder+"/"+home+"/"+a.ID))
		}
	}
}

package assethttp

import (
	"net/http"

	"github.com/einkpdf/platform/assets"
)

// Status returns the HTTP status of a code of package assets or of this one (RFC 9110, 15; 422 is said of a file that was read and
// cannot be taken). It is 500 for any other, so for "", which is that of an error that is not for the one who asked.
//
// CodeIncomplete is 400 and not 408 (Request Timeout), after which a client may send the same again by itself.
func Status(code assets.Code) int {
	switch code {
	case CodeForm, assets.CodeIncomplete, assets.CodeFilter, assets.CodeCursor:
		return http.StatusBadRequest
	case assets.CodeUnauthenticated:
		return http.StatusUnauthorized
	case assets.CodeForbidden:
		return http.StatusForbidden
	case assets.CodeNotFound, assets.CodeThumbnail:
		return http.StatusNotFound
	case assets.CodeInUse:
		return http.StatusConflict
	case assets.CodeTooLarge:
		return http.StatusRequestEntityTooLarge
	case assets.CodeType, assets.CodeSVG, assets.CodeMislabeled:
		return http.StatusUnsupportedMediaType
	case assets.CodeEmpty, assets.CodeDamaged, assets.CodeTrailing, assets.CodePixels, assets.CodeFrames,
		assets.CodeMetadata, assets.CodeEmbedding, assets.CodeFont:
		return http.StatusUnprocessableEntity
	case assets.CodeBusy:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

package assethttp

import (
	"errors"
	"fmt"
	"net/http"
	"os"

	"github.com/einkpdf/platform/assets"
)

// CodeForm is the code of this package beside those of assets: a form that cannot be read, or not with one file.
const CodeForm assets.Code = "invalid-form"

func tooLarge(most int64) error {
	return &assets.Error{Code: assets.CodeTooLarge, Field: field, Message: "This file is too large: it may have " + sizeText(most) + " at most. Please make it smaller and upload it again."}
}

// sizeText is a bound as people write it.
func sizeText(n int64) string {
	switch {
	case n >= 1<<20 && n%(1<<20) == 0:
		return fmt.Sprintf("%d MiB", n>>20)
	case n >= 1<<10 && n%(1<<10) == 0:
		return fmt.Sprintf("%d KiB", n>>10)
	}
	return fmt.Sprintf("%d bytes", n)
}

func badForm(message string, err error) error {
	return &assets.Error{Code: CodeForm, Field: field, Message: message, Err: err}
}

// refusal is what broke while a body was read, for the one who sent it. most bounds the file.
func refusal(err error, most int64) error {
	if e, ok := errors.AsType[*assets.Error](err); ok {
		return e
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return tooLarge(most)
	}
	message := "Not all of this file came. Please upload it again."
	if errors.Is(err, os.ErrDeadlineExceeded) {
		message = "This file came too slowly. Please upload it again, over a faster connection."
	}
	return &assets.Error{Code: assets.CodeIncomplete, Field: field, Message: message, Err: err}
}

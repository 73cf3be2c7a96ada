package fontcheck_test

import (
	"errors"
	"fmt"

	"github.com/go-fonts/liberation/liberationserifbolditalic"

	"github.com/einkpdf/platform/einkpdf/fontcheck"
)

// Read says what a font is, or why it is not taken.
func ExampleRead() {
	facts, err := fontcheck.Read(liberationserifbolditalic.TTF)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(facts.MediaType, facts.Family, facts.Style, facts.Embedding)

	_, err = fontcheck.Read(append(liberationserifbolditalic.TTF[:len(liberationserifbolditalic.TTF):len(liberationserifbolditalic.TTF)], "PK\x03\x04"...))
	if refused, ok := errors.AsType[*fontcheck.Error](err); ok {
		fmt.Println(refused.Code)
		fmt.Println(refused.Message)
	}
	// Output:
	// font/ttf Liberation Serif Bold Italic installable
	// trailing
	// Something follows the font in this file. Please get it again from where it was made.
}

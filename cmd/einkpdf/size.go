package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/einkpdf/platform/einkpdf/geom"
)

// atLeastOne refuses a number that was given and is below 1; without the flag it
// is nil.
func atLeastOne(flag string, n *int) error {
	if n != nil && *n < 1 {
		return fmt.Errorf("%s must be at least 1, is %d", flag, *n)
	}
	return nil
}

// given is the number of a flag, 0 without it.
func given(n *int) int {
	if n == nil {
		return 0
	}
	return *n
}

// scale is the value of --scale; 0 without it.
type scale geom.Ratio

// mostTimes is how large a scale may be without a percent sign: who writes 50
// means 50%.
const mostTimes = 10

// UnmarshalText reads a percentage such as 50%, or a factor such as 0.5.
func (s *scale) UnmarshalText(text []byte) error {
	var r geom.Ratio
	if err := r.UnmarshalText(text); err != nil {
		return fmt.Errorf("%w; write a percentage, as in 50%%", err)
	}
	switch number := string(text); {
	case r == 0:
		return errors.New("must be more than 0%")
	case !strings.HasSuffix(number, "%") && r.Of(geom.Pt) > mostTimes*geom.Pt:
		return fmt.Errorf("%s is %s times the panel's width; did you mean %s%%?", number, number, number)
	}
	*s = scale(r)
	return nil
}

package httpapi

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/authhttp"
)

// admit finds out as whom an operation is done, and refuses those who may not ask at all, and bodies that cannot be of it.
func (c *call) admit(o operation) error {
	id, known := authhttp.IdentityOf(c.ctx())
	c.id, c.stranger = id, failure(c.ctx())
	if known {
		if c.stranger = c.agreed(o); c.stranger != nil {
			c.id, known = auth.Identity{}, false
		}
	}
	if o.who != anybody && !known {
		if c.stranger == nil {
			return unauthenticated()
		}
		return c.stranger
	}
	if known {
		if err := c.standIn(o); err != nil {
			return err
		}
	}
	if o.who == operator && !c.isAdmin() {
		return refuse(http.StatusForbidden, "forbidden", "", "Only administrators may do this. Ask one of them.")
	}
	if err := c.queried(strings.Fields(o.query)); err != nil {
		return err
	}
	return c.bound(o.body)
}

// failure is why nobody is known although there are credentials; nil = there are none, or they are good.
func failure(ctx context.Context) error {
	if err := authhttp.Failure(ctx); err != nil {
		return err
	}
	return passageOf(ctx).failed
}

func unauthenticated() error {
	return &auth.Error{Code: auth.CodeUnauthenticated, Message: "Please log in."}
}

// agreed refuses who has not accepted the terms of use: to what is for everybody they are a stranger. Terms are asked for of who sends the request: who stands in
// for somebody looks after an account in whatever state it is.
func (c *call) agreed(o operation) error {
	if o.account || o.early || c.terms() == "" {
		return nil
	}
	return &auth.Error{Code: auth.CodeTerms, Field: "terms", Message: "Please accept the terms of use first: PUT /me/terms."}
}

// terms are the version of the terms of use that the caller has yet to accept; "" = none.
func (c *call) terms() string {
	if c.api.c.Accounts == nil {
		return ""
	}
	if v := c.api.c.Accounts.Service.TermsVersion(); v != c.id.User.Terms {
		return v
	}
	return ""
}

// bound bounds the body, and refuses one where there is none.
func (c *call) bound(most int64) error {
	size := c.r.ContentLength
	switch {
	case most > 0 && size > most:
		return unread(&http.MaxBytesError{Limit: most})
	case most > 0:
		// Of the writer that it gets net/http wants to hear that the connection is over, so it is not the passage.
		c.r.Body = http.MaxBytesReader(passageOf(c.ctx()).ResponseWriter, c.r.Body, most)
		return nil
	case size == 0:
		return nil
	case size < 0: // perhaps chunks of nothing
		_, err := io.ReadFull(c.r.Body, make([]byte, 1))
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return unread(err)
		}
	}
	return refuse(http.StatusBadRequest, "unexpected-body", "", fmt.Sprintf("%s has no body here. Send the request without one.", known(c.r.Method)))
}

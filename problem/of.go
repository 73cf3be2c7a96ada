package problem

import (
	"context"
	"errors"
	"net/http"

	"github.com/einkpdf/platform/sqldb"
)

// The codes of Of.
const (
	CodeInternal    = "internal"
	CodeUnavailable = "unavailable"
)

// Of words an error that no service has worded: 503 for what passes by itself, a database that is busy or away and time that was too short,
// and else 500. Nothing of err is in it, since nobody may know more of what broke: log it.
func Of(err error) Details {
	switch {
	case errors.Is(err, sqldb.ErrBusy), errors.Is(err, sqldb.ErrUnavailable), errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return Details{
			Status: http.StatusServiceUnavailable, Code: CodeUnavailable,
			Detail: "This does not work at the moment. Please try again in a while.",
		}
	}
	return Details{
		Status: http.StatusInternalServerError, Code: CodeInternal,
		Detail: "Something went wrong on our side. If it goes on, tell us the request's number.",
	}
}

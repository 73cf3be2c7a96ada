package authhttp

import (
	"errors"

	"github.com/einkpdf/platform/auth"
)

// The codes of this package, beside those of auth.
const (
	CodeAmbiguous   auth.Code = "ambiguous-credentials" // two where one may be
	CodeCrossOrigin auth.Code = "cross-origin"          // another website made the browser send this
)

// errNobody is a mistake of an authenticator, which shall let nobody in.
var errNobody = errors.New("authhttp: the authenticator returned neither a user nor an error")

func nobody() error {
	return &auth.Error{Code: auth.CodeUnauthenticated, Message: "Please log in."}
}

func badToken() error {
	return &auth.Error{Code: auth.CodeUnauthenticated, Message: "This is not an access token. Please log in to get one."}
}

func badSession() error {
	return &auth.Error{Code: auth.CodeUnauthenticated, Message: "Your session is over. Please log in."}
}

func forbidden() error {
	return &auth.Error{Code: auth.CodeForbidden, Message: "You are not allowed to do this. Please ask an administrator."}
}

func terms() error {
	return &auth.Error{Code: auth.CodeTerms, Message: "Please accept the terms of use first."}
}

func twoHeaders() error {
	return &auth.Error{Code: CodeAmbiguous, Message: "The request has two Authorization headers where one may be. Please send one."}
}

func twoCookies() error {
	return &auth.Error{Code: CodeAmbiguous, Message: "The request has two session cookies where one may be. Please delete the cookies of this site."}
}

func crossOrigin() error {
	return &auth.Error{Code: CodeCrossOrigin, Message: "This request came from another website, and so it was not done. Please start on our own page."}
}

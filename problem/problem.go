// Package problem answers HTTP requests that went wrong: the one form of errors, application/problem+json of RFC 9457.
package problem

import (
	"net/http"
	"time"
)

// Details are the problem details of RFC 9457, for programs, and what a page needs to say the same to people.
type Details struct {
	Type      string `json:"type"`                 // "" = "about:blank": Title is the status's
	Title     string `json:"title"`                // "" = of the status: "Forbidden"
	Status    int    `json:"status"`               //
	Detail    string `json:"detail"`               // a sentence for people
	Code      string `json:"code"`                 // for programs: that of a service's Error
	Field     string `json:"field,omitempty"`      // of the request, if one is to blame
	RequestID string `json:"request_id,omitempty"` // to find it in the logs; "" = that of the request's audit.Origin

	// Violated are names of rate limits, of problems of the type QuotaExceeded.
	Violated []string `json:"violated-policies,omitempty"`

	// RetryAfter becomes the field Retry-After, in whole seconds, rounded up: who comes too early is refused again. 0 = none, but a second with
	// 503.
	RetryAfter time.Duration `json:"-"`
}

// QuotaExceeded is the type of problems with rate limits (draft-ietf-httpapi-ratelimit-headers-10).
const QuotaExceeded = "https://iana.org/assignments/http-problem-types#quota-exceeded"

// Write answers with a problem, before anything else was written. What the answer that was meant to be has put into the header about its
// body is removed.
func Write(w http.ResponseWriter, r *http.Request, d Details) {}

// Package problem answers HTTP requests that went wrong: the one form of errors, application/problem+json of RFC 9457.
package problem

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/einkpdf/platform/audit"
)

// Details are the problem details of RFC 9457, for programs, and what a page needs to say the same to people.
type Details struct {
	Type      string `json:"type"`                 // "" = "about:blank": Title is the status's
	Title     string `json:"title"`                // "" = of the status: "Forbidden"
	Status    int    `json:"status"`               // 400 to 599; any other is answered as 500
	Detail    string `json:"detail"`               // a sentence for people
	Code      string `json:"code"`                 // for programs: that of a service's Error
	Field     string `json:"field,omitempty"`      // of the request, if one is to blame
	RequestID string `json:"request_id,omitempty"` // to find it in the logs; "" = that of the request's audit.Origin

	// Violated are names of rate limits, of problems of the type QuotaExceeded.
	Violated []string `json:"violated-policies,omitempty"`

	// Quota is what the limit is that was reached, and how far: members of the problem itself, beside "code". nil = it is not about
	// that, so who reads one looks at d.Quota before d.Limit.
	*Quota

	// RetryAfter becomes the field Retry-After, in whole seconds, rounded up: who comes too early is refused again. 0 = none, but a second with
	// 503.
	RetryAfter time.Duration `json:"-"`
}

// Quota is a limit that was reached, as package quota counts it: for the one whose limit it is, and nobody else.
type Quota struct {
	Resource string    `json:"resource"`           // quota.Resource: "projects"
	Tier     string    `json:"tier"`               // name of the user's
	Limit    int64     `json:"limit"`              // of the tier, or of the user's own
	Used     int64     `json:"used"`               // the day's, of what is limited for a day; of one planner's pages 0
	Reserved int64     `json:"reserved"`           // counts as used does
	Asked    int64     `json:"asked"`              // what was asked for besides
	ResetsAt time.Time `json:"resets_at,omitzero"` // when Used begins anew, UTC; zero = never by itself
}

// QuotaExceeded is the type of problems with rate limits (draft-ietf-httpapi-ratelimit-headers-10).
const QuotaExceeded = "https://iana.org/assignments/http-problem-types#quota-exceeded"

// Write answers with a problem, before anything else was written. What the answer that was meant to be has put into the header about its
// body is removed.
func Write(w http.ResponseWriter, r *http.Request, d Details) {
	WriteAs(w, r, d, func(d Details) any { return d })
}

// WriteAs is Write for problems with members of their own: as says what is written, of d with its defaults, which it embeds.
func WriteAs(w http.ResponseWriter, r *http.Request, d Details, as func(d Details) any) {
	d = d.Filled(r)
	body, err := json.Marshal(as(d))
	if err != nil { // strings, numbers and a time of these centuries: it cannot be
		body = []byte(`{}`)
	}
	h := w.Header()
	for _, name := range []string{
		"Content-Length", "Content-Encoding", "Content-Disposition", "Content-Language", "Content-Range", "Accept-Ranges", "Etag", "Expires", "Last-Modified",
	} {
		h.Del(name) // of the answer that was meant to be
	}
	d.SetFields(h)
	h.Set("Content-Type", "application/problem+json")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(d.Status)
	_, _ = w.Write(append(body, '\n')) // a client that has gone needs no answer, and net/http sends none to HEAD
}

// Filled returns d with its defaults, as Write answers r.
func (d Details) Filled(r *http.Request) Details {
	if d.Status < 400 || d.Status > 599 {
		d.Status = http.StatusInternalServerError
	}
	if d.Type == "" {
		d.Type = "about:blank"
	}
	if d.Title == "" {
		d.Title = http.StatusText(d.Status)
	}
	if d.RequestID == "" {
		d.RequestID = audit.OriginOf(r.Context()).RequestID
	}
	return d
}

// SetFields sets the fields of a header that go with a problem, whatever its form: Retry-After, and Cache-Control, since no cache may tell it
// to anybody else.
func (d Details) SetFields(h http.Header) {
	h.Set("Cache-Control", "private, no-store")
	switch {
	case d.RetryAfter > 0:
		h.Set("Retry-After", strconv.FormatInt(Seconds(d.RetryAfter), 10))
	case d.Status == http.StatusServiceUnavailable:
		h.Set("Retry-After", "1")
	}
}

// Seconds are the whole seconds of a duration that is not negative, rounded up, as Retry-After has them.
func Seconds(d time.Duration) int64 {
	seconds := int64(d / time.Second)
	if d%time.Second > 0 {
		seconds++
	}
	return seconds
}

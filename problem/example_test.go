package problem_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/einkpdf/platform/problem"
)

// A handler that has no room for a planner at the moment.
func ExampleWrite() {
	render := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		problem.Write(w, r, problem.Details{
			Status: http.StatusTooManyRequests, Code: "too-many-jobs", Detail: "Two planners of yours are being made. Please wait for one of them.",
			RetryAfter: 1500 * time.Millisecond,
		})
	})
	w := httptest.NewRecorder()
	render.ServeHTTP(w, httptest.NewRequest("POST", "/projects/1/pdf", nil))
	fmt.Println(w.Code, w.Header().Get("Content-Type"), w.Header().Get("Retry-After"))
	fmt.Print(w.Body)
	// Output:
	// 429 application/problem+json 2
	// {"type":"about:blank","title":"Too Many Requests","status":429,"detail":"Two planners of yours are being made. Please wait for one of them.","code":"too-many-jobs"}
}

// What no service has worded: the answer says nothing of it, so that the handler logs it.
func ExampleOf() {
	d := problem.Of(fmt.Errorf("disk on fire"))
	fmt.Println(d.Status, d.Code, d.Detail)
	// Output:
	// 500 internal Something went wrong on our side. If it goes on, tell us the request's number.
}

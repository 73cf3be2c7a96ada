package httpapi

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/einkpdf/platform/projects"
)

// tag is the ETag of a project, and of its file, in a version.
func tag(version int) string { return `"` + strconv.Itoa(version) + `"` }

// seen is the version that a write has seen: that of If-Match, or else the one that the body names; 0 = none. A write without one is refused with 428 (RFC
// 6585, 3): it could undo what somebody else did meanwhile.
func (c *call) seen(body int) (int, error) {
	match := strings.TrimSpace(c.r.Header.Get("If-Match"))
	if match == "" {
		if body > 0 {
			return body, nil
		}
		return 0, refuse(http.StatusPreconditionRequired, "version-missing", "version", `Say which version you have seen: If-Match with the ETag of the project, or "version" in the body.`)
	}
	n, err := strconv.Atoi(strings.Trim(match, `"`))
	if err != nil || n < 1 || tag(n) != match {
		return 0, refuse(http.StatusBadRequest, "invalid-parameter", "If-Match", `If-Match is one ETag of the project: "12", with the quotation marks.`)
	}
	return n, nil
}

// stale is err of a write, as it is answered: a conflict of a version that came as If-Match is 412 (RFC 9110, 13.1.1), and 409 of one in the body.
func (c *call) stale(err error) error {
	e, ok := errors.AsType[*projects.Error](err)
	if ok && e.Code == projects.CodeConflict && c.r.Header.Get("If-Match") != "" {
		return &precondition{conflict: e}
	}
	return err
}

// precondition is a conflict that is answered with 412.
type precondition struct{ conflict *projects.Error }

func (e *precondition) Error() string { return "httpapi: If-Match: " + e.conflict.Message }
func (e *precondition) Unwrap() error { return e.conflict }

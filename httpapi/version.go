package httpapi

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/einkpdf/platform/projects"
)

// maxVersion is more than any project has, and less than what databases take for a number.
const maxVersion = 1 << 30

// tag is the ETag of a project, and of its file, in a version.
func tag(version int) string { return `"` + strconv.Itoa(version) + `"` }

// seen is the version that a write has seen: that of If-Match, or else the one that the body names; 0 = none. A write without one is refused with 428 (RFC
// 6585, 3): it could undo what somebody else did meanwhile.
func (c *call) seen(body int) (int, error) {
	if c.r.Header.Get("If-Match") == "" && body != 0 {
		if body < 1 || body > maxVersion {
			return 0, notFrom1("version")
		}
		return body, nil
	}
	return c.match(`Say which version you have seen: If-Match with the ETag of the project, or "version" in the body.`)
}

// notFrom1 refuses what is no number of a version.
func notFrom1(field string) *refusal {
	return refuse(http.StatusUnprocessableEntity, "invalid-field", field, fmt.Sprintf("Send %q: the number of a version, from 1.", field))
}

// match is seen where the body has no room for a version.
func (c *call) match(missing string) (int, error) {
	match := strings.TrimSpace(c.r.Header.Get("If-Match"))
	if match == "" {
		return 0, refuse(http.StatusPreconditionRequired, "version-missing", "If-Match", missing)
	}
	match = strings.TrimPrefix(match, "W/") // proxies that pack answers make tags weak; a version is the same, packed or not
	n, err := strconv.Atoi(strings.Trim(match, `"`))
	if err != nil || n < 1 || n > maxVersion || tag(n) != match {
		return 0, refuse(http.StatusBadRequest, "invalid-parameter", "If-Match", `If-Match is one ETag of the project: send it as it came, "12" with the quotation marks.`)
	}
	return n, nil
}

// sayVersion is what match says to whoever sent none.
const sayVersion = "Say which version you have seen: send If-Match with the ETag of the project."

// stale is err of a write, as it is answered: a conflict of a version that came as If-Match is 412 (RFC 9110, 13.1.1), and 409 of one in the body. Who was
// faster is named.
func (c *call) stale(err error) error {
	e, ok := errors.AsType[*projects.Error](err)
	if !ok || e.Code != projects.CodeConflict || e.Current == nil {
		return err
	}
	p := problemOf(e)
	if c.r.Header.Get("If-Match") != "" {
		p.Status = http.StatusPreconditionFailed
	}
	// Their name is an extra: the conflict is answered without it as well.
	if people, err := c.people(e.Current.By); err == nil && len(people) == 1 {
		p.Current.Name = people[0].Name
	}
	return &refusal{p}
}

// unchanged answers 304 to whoever has seen the ETag already, and tells whether it did (RFC 9110, 13.1.2).
func (c *call) unchanged(etag string) bool {
	c.w.Header().Set("ETag", etag)
	if c.has(etag) || c.has("*") {
		c.w.WriteHeader(http.StatusNotModified)
		return true
	}
	return false
}

// has tells whether who asks names an ETag as seen.
func (c *call) has(etag string) bool {
	for seen := range strings.SplitSeq(strings.Join(c.r.Header.Values("If-None-Match"), ","), ",") {
		if strings.TrimPrefix(strings.TrimSpace(seen), "W/") == etag {
			return true
		}
	}
	return false
}

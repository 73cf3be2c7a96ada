package metrics

import (
	"strconv"
	"time"

	"github.com/einkpdf/platform/httpapi"
	"github.com/einkpdf/platform/preview"
)

type apiMetrics struct {
	requests, bytes *counter
	took            *histogram
}

func newAPIMetrics(m *maker) apiMetrics {
	return apiMetrics{
		requests: m.counter("einkpdf_http_requests_total",
			"Requests that were answered, by operation of the API (none: no such path or method) and status.", "operation", "status"),
		bytes: m.counter("einkpdf_http_response_bytes_total", "Bytes of the bodies of answers.", "operation"),
		took: m.histogram("einkpdf_http_request_duration_seconds",
			"From a request to the end of its answer; the events of a job last as long as somebody listens.", quick(), "operation"),
	}
}

// API counts requests.
func (m *Metrics) API() httpapi.Observer {
	return httpapi.Observer{OnRequest: func(r httpapi.Request) {
		status := "other"
		if r.Status >= 100 && r.Status <= 599 {
			status = strconv.Itoa(r.Status)
		}
		m.api.requests.add(1, r.Operation, status)
		m.api.bytes.add(float64(r.Bytes), r.Operation)
		m.api.took.took(r.Took, r.Operation)
	}}
}

type previewMetrics struct {
	took *histogram
	busy *counter
}

func newPreviewMetrics(m *maker) previewMetrics {
	return previewMetrics{
		took: m.histogram("einkpdf_preview_duration_seconds",
			"Previews that were made, by what was asked for, and whether the document was compiled before (kept).", quick(), "what", "kept"),
		busy: m.counter("einkpdf_preview_busy_total", "Previews that were refused because too many waited.").start(),
	}
}

// Preview counts previews.
func (m *Metrics) Preview() preview.Observer {
	return preview.Observer{
		OnAnswer: func(what string, took time.Duration, kept bool) {
			m.preview.took.took(took, what, strconv.FormatBool(kept))
		},
		OnBusy: func() { m.preview.busy.add(1) },
	}
}

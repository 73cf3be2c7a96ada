package health

import (
	"encoding/json"
	"net/http"
	"time"
)

// What the handlers answer, as JSON.
type (
	liveAnswer struct {
		Status string `json:"status"` // "alive"
	}
	readyAnswer struct {
		Status string        `json:"status"` // "ready", "not-ready" or "stopping"
		Checks []checkAnswer `json:"checks,omitempty"`
	}
	checkAnswer struct {
		Name string    `json:"name"`
		OK   bool      `json:"ok"`
		At   time.Time `json:"at"`
		Took int64     `json:"took_ms"`
	}
)

// Live answers 200: for /healthz.
func (s *Service) Live() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, liveAnswer{"alive"}) })
}

// Ready answers 200 or 503, and says which checks pass: for /readyz.
func (s *Service) Ready() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		report := s.Report(r.Context())
		a, status := readyAnswer{Status: "ready"}, http.StatusOK
		switch {
		case report.Stopping:
			a.Status, status = "stopping", http.StatusServiceUnavailable
		case !report.Ready:
			a.Status, status = "not-ready", http.StatusServiceUnavailable
		}
		for _, o := range report.Checks {
			a.Checks = append(a.Checks, checkAnswer{o.Name, o.OK, o.At.UTC().Truncate(time.Millisecond), o.Took.Milliseconds()})
		}
		answer(w, status, a)
	})
}

// Versions answers Config.Version: for /version.
func (s *Service) Versions() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, s.c.Version) })
}

// answer writes JSON that nobody keeps.
func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // whoever asked may be gone
}

package main

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"strings"
)

// counters are what the server has counted since it began.
type counters struct {
	planners float64 // that were made
	writes   float64 // transactions of the database, one after the other
	held     float64 // seconds that they took
	waited   float64 // seconds that they waited for their turn
}

// count reads the metrics.
func (s *server) count(ctx context.Context) (c counters, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.metrics, nil)
	if err != nil {
		return c, err
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return c, err
	}
	defer resp.Body.Close() //nolint:errcheck // it was only read
	lines := bufio.NewScanner(resp.Body)
	for lines.Scan() {
		name, labels, value, err := sample(lines.Text())
		if err != nil {
			return c, err
		}
		switch name {
		case "einkpdf_jobs_attempts_total":
			if strings.Contains(labels, `kind="render"`) && strings.Contains(labels, `state="succeeded"`) {
				c.planners += value
			}
		case "einkpdf_database_writes_total":
			c.writes += value
		case "einkpdf_database_writer_busy_seconds_total":
			c.held += value
		case "einkpdf_database_writer_wait_seconds_total":
			c.waited += value
		}
	}
	return c, lines.Err()
}

// sample reads a line of the metrics: a name, perhaps labels, and a value. Of a comment the name is "".
func sample(line string) (name, labels string, value float64, err error) {
	if strings.HasPrefix(line, "#") || line == "" {
		return "", "", 0, nil
	}
	end := strings.LastIndexByte(line, ' ') + 1
	if _, err := fmt.Sscan(line[end:], &value); err != nil {
		return "", "", 0, fmt.Errorf("a line of the metrics: %w", err)
	}
	name, labels, _ = strings.Cut(strings.TrimSpace(line[:end]), "{")
	return name, labels, value, nil
}

// since is what was counted since another count.
func (c counters) since(before counters) counters {
	return counters{c.planners - before.planners, c.writes - before.writes, c.held - before.held, c.waited - before.waited}
}

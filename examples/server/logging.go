package main

import (
	"io"
	"log/slog"
)

// logger writes the log.
func (l logs) logger(w io.Writer) (*slog.Logger, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(l.LogLevel)); err != nil {
		return nil, &usageError{"--log-level (EINKPDF_LOG_LEVEL): " + err.Error()}
	}
	o := &slog.HandlerOptions{Level: level}
	if l.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, o)), nil
	}
	return slog.New(slog.NewTextHandler(w, o)), nil
}

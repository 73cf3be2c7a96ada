package sqldbtest

import (
	"bytes"
	"log/slog"
	"sync"
)

// Logs keeps what was logged. It is safe for concurrent use.
type Logs struct {
	mu  sync.Mutex
	all bytes.Buffer
}

// Logger logs into l, at all levels.
func (l *Logs) Logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(l, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// Write implements io.Writer.
func (l *Logs) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.Write(p)
}

// String is all that was logged.
func (l *Logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.String()
}

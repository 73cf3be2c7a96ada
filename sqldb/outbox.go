package sqldb

import (
	"context"
	"encoding/json"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"
)

// Event is something that happened, as Publish wrote it down.
type Event struct {
	ID        int64
	Topic     string
	Payload   json.RawMessage // of up to MaxPayload bytes
	CreatedAt time.Time
	Attempt   int // 1 the first time. Those that a killed process began count
}

// Handler does what follows from an event. It is called at least once: a second
// time if it failed, if another handler of the topic did, or if the process died
// before the event was removed. So it must come to the same when called again;
// Event.ID tells that it is the same event. ctx ends with the lease. The error is
// kept for operators: it names no addresses and no secrets. A panic is an error.
type Handler func(ctx context.Context, e Event) error

// TxHandler is a Handler for what happens in this database: what it writes
// through tx commits together with the removal of the event, so it takes effect
// exactly once, however often it is called. See Write for the rules of tx.
type TxHandler func(ctx context.Context, tx *Tx, e Event) error

// OutboxConfig says how an Outbox works. The zero value is right for a server.
type OutboxConfig struct {
	// Lease is how long the handlers of an event may take together; so long an
	// event waits, too, when the process that handled it died. 0 is a minute.
	Lease time.Duration
	// Poll is how often to look for events of other processes, and for those
	// that are to be tried again. 0 is a second. Events of the same DB are seen
	// at once.
	Poll time.Duration
	// Concurrency is how many events of one topic are handled at a time. Topics
	// do not wait for each other. 0 is 4.
	Concurrency int
	// Grace is how long Run lets handlers finish once its context has ended. 0
	// is ten seconds.
	Grace time.Duration
	// Now is the clock. nil is time.Now.
	Now func() time.Time
	// Logger is told of failures. nil is silent.
	Logger *slog.Logger
	// Observer is told of each event.
	Observer OutboxObserver
}

// OutboxObserver is what a host wants to be told, for its metrics. Callbacks may
// be nil, and are called from several goroutines at once.
type OutboxObserver struct {
	// OnDone: the event was handled and is gone. It took so long.
	OnDone func(e Event, took time.Duration)
	// OnFailed: a handler failed. The next attempt is not before then.
	OnFailed func(e Event, err error, next time.Time)
}

// Outbox hands the events of a DB to handlers. Any number of processes may do so
// on one database, and any number of Outboxes on one DB. The order of events is
// not kept: those that fail come later. An event whose topic has no handler here
// stays for who has; who handles a topic has all its handlers.
type Outbox struct {
	db *DB
	c  OutboxConfig

	mu       sync.Mutex
	handlers map[string]*handlers
	running  atomic.Bool
}

type handlers struct {
	plain []Handler
	tx    []TxHandler
}

// NewOutbox returns an Outbox without handlers.
func NewOutbox(db *DB, c OutboxConfig) *Outbox {
	defaults := func(d *time.Duration, zero time.Duration) {
		if *d <= 0 {
			*d = zero
		}
	}
	defaults(&c.Lease, time.Minute)
	defaults(&c.Poll, time.Second)
	defaults(&c.Grace, 10*time.Second)
	if c.Concurrency <= 0 {
		c.Concurrency = 4
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return &Outbox{db: db, c: c, handlers: map[string]*handlers{}}
}

// Handle adds a handler of a topic, before Run. A topic may have several: an event
// goes when all of them have succeeded, and all are called again when one fails.
func (o *Outbox) Handle(topic string, h Handler) {
	o.change(topic, func(l *handlers) { l.plain = append(l.plain, h) })
}

// HandleTx adds a handler that writes to the database. They run after those of
// Handle, all in one transaction.
func (o *Outbox) HandleTx(topic string, h TxHandler) {
	o.change(topic, func(l *handlers) { l.tx = append(l.tx, h) })
}

func (o *Outbox) change(topic string, add func(l *handlers)) {
	o.mu.Lock()
	defer o.mu.Unlock()
	l := handlers{}
	if old := o.handlers[topic]; old != nil {
		l.plain = append(l.plain, old.plain...)
		l.tx = append(l.tx, old.tx...)
	}
	add(&l)
	o.handlers[topic] = &l // a new one: an event may be in the middle of the old
}

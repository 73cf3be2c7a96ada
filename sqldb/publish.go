package sqldb

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// MaxPayload is how large the JSON of an event may be, in bytes.
const MaxPayload = 64 << 10

// MaxTopic is how long the name of a topic may be, in bytes.
const MaxTopic = 100

// Publish writes an event into the outbox: whoever handles the topic gets it,
// once the transaction has committed, at least once. The payload is written as
// JSON. It names things by id; it holds no secrets, for it stays in backups.
func (tx *Tx) Publish(ctx context.Context, topic string, payload any) error {
	if topic == "" || len(topic) > MaxTopic {
		return errors.New("sqldb: the topic of an event has 1 to 100 bytes")
	}
	text, err := json.Marshal(payload)
	if err != nil {
		return fmt.Errorf("sqldb: event %s: %w", topic, err)
	}
	if len(text) > MaxPayload {
		return fmt.Errorf("sqldb: event %s: %d bytes are more than %d", topic, len(text), MaxPayload)
	}
	// Due since ever, not since now: the clock of who drains may be another one.
	_, err = tx.Exec(ctx, `insert into ep_outbox (topic, payload, created_at, due_at) values ($1, $2, $3, 0)`, topic, string(text), At(time.Now()))
	if err != nil {
		return fmt.Errorf("sqldb: event %s: %w", topic, err)
	}
	tx.published = true
	return nil
}

package keys

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"time"
)

// Info describes a key. The secret stays in the ring.
type Info struct {
	ID      string    `json:"id"`
	Created time.Time `json:"created,omitzero"` // zero: the host's
	Retired time.Time `json:"retired,omitzero"` // zero: it signs, or it is the host's
}

// Keys lists the ring, the key that signs first, as it was last read.
func (r *Ring) Keys() []Info {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.refresh()
	infos := make([]Info, len(r.keys))
	for i, k := range r.keys {
		infos[i] = Info{k.id, k.created, k.retired}
	}
	return infos
}

// String has the ids, the one that signs first.
func (r *Ring) String() string {
	ids := []string{}
	for _, k := range r.Keys() {
		ids = append(ids, k.ID)
	}
	return fmt.Sprintf("keys.Ring%v", ids)
}

// Format writes what String returns, whatever the verb.
func (r *Ring) Format(f fmt.State, _ rune) { _, _ = fmt.Fprint(f, r.String()) }

// LogValue is what String returns.
func (r *Ring) LogValue() slog.Value { return slog.StringValue(r.String()) }

// MarshalJSON writes what Keys returns.
func (r *Ring) MarshalJSON() ([]byte, error) { return json.Marshal(r.Keys()) }

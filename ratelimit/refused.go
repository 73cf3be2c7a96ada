package ratelimit

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/einkpdf/platform/sqldb"
)

const (
	maxRows   = 10_000                         // that refused has, but for those of others
	maxOthers = 1000                           // rows of others, when Hits has failed for a long time
	others    = "others"                       // those who find no room. No Who has this text
	maxWho    = 200                            // bytes
	handOn    = 500                            // rows at a time
	maxFlush  = (maxRows+maxOthers)/handOn + 1 // batches of a Flush: all that there can be
	lastFlush = 10 * time.Second
)

// refused is what was refused and is not in Hits yet. Rows that are stay until their hour is over, with a count of zero: so there is a bound also of
// how many rows come into Hits in an hour, whatever somebody with many addresses does.
type refused struct {
	flush sync.Mutex // held by who hands on
	mu    sync.Mutex
	rows  map[hitKey]*Hit
	hour  time.Time // that it is
	other int       // rows of others
}

type hitKey struct {
	hour        int64
	policy, who string
}

func newRefused() refused { return refused{rows: map[hitKey]*Hit{}} }

// note counts that somebody was refused.
func (g *Guard) note(policy string, who Who) {
	if g.c.Hits == nil {
		return
	}
	now := sqldb.At(g.c.Now()).Time
	r := &g.refused
	r.mu.Lock()
	r.turn(now.Truncate(time.Hour))
	lost := r.add(Hit{Hour: now.Truncate(time.Hour), Policy: policy, Who: who.hit(), Count: 1, Last: now})
	r.mu.Unlock()
	if lost > 0 {
		g.c.Observer.OnLost(lost)
	}
}

// hit is the text that Hits has: what is longer than it takes, or no text, is named by a hash.
func (w Who) hit() string {
	text := w.String()
	if len(text) > maxWho || !isText(text) {
		return w.kind + ":~" + shortHash(w.id)
	}
	return text
}

func isText(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }

// turn begins another hour. One that has just gone by is not begun again, for those who ask at its end may come a bit late; a clock that was ahead is.
func (r *refused) turn(hour time.Time) {
	if hour.After(r.hour) || r.hour.Sub(hour) > time.Hour {
		r.hour = hour
		r.forget()
	}
}

// add adds a count, and says how many are lost since there is no room.
func (r *refused) add(h Hit) (lost int) {
	key := hitKey{h.Hour.Unix(), h.Policy, h.Who}
	row := r.rows[key]
	if row == nil && h.Who != others && len(r.rows)-r.other >= maxRows {
		h.Who, key.who = others, others
		row = r.rows[key]
	}
	switch {
	case row != nil:
		row.Count += h.Count
		if h.Last.After(row.Last) {
			row.Last = h.Last
		}
		return 0
	case h.Who == others && r.other >= maxOthers:
		return int(h.Count)
	case h.Who == others:
		r.other++
	}
	r.rows[key] = &h
	return 0
}

// forget drops rows of other hours that Hits has.
func (r *refused) forget() {
	for key, row := range r.rows {
		if row.Count == 0 && !row.Hour.Equal(r.hour) {
			r.drop(key)
		}
	}
}

func (r *refused) drop(key hitKey) {
	if key.who == others {
		r.other--
	}
	delete(r.rows, key)
}

// take takes some of what is to be handed on.
func (r *refused) take() (some []Hit) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for key, row := range r.rows {
		if row.Count == 0 {
			continue
		}
		if len(some) == handOn {
			break
		}
		some = append(some, *row)
		if row.Count = 0; !row.Hour.Equal(r.hour) {
			r.drop(key)
		}
	}
	return some
}

// back takes back what could not be handed on, and says how many are lost.
func (r *refused) back(some []Hit) (lost int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, h := range some {
		lost += r.add(h)
	}
	return lost
}

// Flush hands on to Config.Hits what was refused so far. What could not be handed on is kept for the next time, as far as there is room. What Hits
// took though its answer was lost, it gets twice. What is refused meanwhile may be left for the next time.
func (g *Guard) Flush(ctx context.Context) error {
	if g.c.Hits == nil {
		return nil
	}
	r := &g.refused
	r.flush.Lock()
	defer r.flush.Unlock()
	for range maxFlush {
		some := r.take()
		lost, err := g.hand(ctx, some)
		if lost > 0 {
			g.c.Observer.OnLost(lost)
		}
		if err != nil || len(some) < handOn {
			return err
		}
	}
	return nil
}

// hand hands on some, and says how many are lost. Of those that Hits calls invalid it looks for the one that is, so that the others are not lost with it.
func (g *Guard) hand(ctx context.Context, some []Hit) (lost int, err error) {
	if len(some) == 0 {
		return 0, nil
	}
	err = g.c.Hits.Add(ctx, some)
	switch {
	case err == nil:
		return 0, nil
	case !errors.Is(err, ErrInvalid):
		return g.refused.back(some), err
	case len(some) == 1: // it never will be taken
		return int(some[0].Count), err
	}
	half := len(some) / 2
	first, err := g.hand(ctx, some[:half])
	second, more := g.hand(ctx, some[half:])
	return first + second, errors.Join(err, more)
}

// Run hands on to Config.Hits what was refused, every Config.FlushEvery, and once more when ctx ends. It returns nil then.
func (g *Guard) Run(ctx context.Context) error {
	tick := time.NewTicker(g.c.FlushEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			g.flush(ctx)
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastFlush)
			defer cancel()
			g.flush(last)
			return nil
		}
	}
}

func (g *Guard) flush(ctx context.Context) {
	if err := g.Flush(ctx); err != nil && ctx.Err() == nil {
		g.c.Logger.ErrorContext(ctx, "ratelimit: who was refused could not be written down, and is kept for the next time", slog.Any("error", err))
	}
}

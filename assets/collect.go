package assets

import (
	"context"
	"log/slog"
	"time"
)

// Collected is what Collect removed, or would remove, and what it found.
type Collected struct {
	DryRun bool `json:"dry_run"`
	// Assets that projects used, and none uses any more since Config.UnusedFor, taken from their owners; Bytes are
	// of those among them that nobody else holds.
	Assets int   `json:"assets"`
	Bytes  int64 `json:"bytes"`
	// Waiting are those that will go when their time has come.
	Waiting int `json:"waiting"`
	// Orphans are blobs that belong to no asset and are older than Config.Grace; they are removed. Young ones
	// may be of uploads that are on their way, and stay.
	Orphans     int   `json:"orphans"`
	OrphanBytes int64 `json:"orphan_bytes"`
	Young       int   `json:"young"`
	// Leftovers are of uploads that were killed: see blob.Store.Sweep. Not known in a dry run.
	Leftovers int `json:"leftovers"`
	// Missing are ids of assets whose bytes are not there or have another size, at most 100; they stay until their time
	// has come as that of others, for their owners can upload them again. MissingMore is how many others there are.
	Missing     []string `json:"missing,omitempty"`
	MissingMore int      `json:"missing_more,omitempty"`
}

// Collect removes what nobody needs any more, and finds what is not as it should be. Call it each hour
// or so, from any number of processes: CollectEvery does. With dryRun nothing is changed. It works in short transactions, in
// which it looks again: what is uploaded or used meanwhile stays. After an error Collected says what was
// done. Of two that run at once, both may count an orphan.
func (s *Service) Collect(ctx context.Context, dryRun bool) (Collected, error) {
	c := &collection{Service: s, now: s.now(), dryRun: dryRun, Collected: Collected{DryRun: dryRun}}
	err := c.run(ctx)
	if err == nil {
		s.c.Observer.OnCollect(c.Collected)
	}
	if d := c.Collected; d.Assets+d.Orphans+d.Leftovers+len(d.Missing) > 0 {
		s.c.Logger.InfoContext(ctx, "assets: collected", slog.Bool("dry_run", dryRun), slog.Int("assets", d.Assets), slog.Int64("bytes", d.Bytes),
			slog.Int("orphans", d.Orphans), slog.Int("leftovers", d.Leftovers), slog.Int("missing", len(d.Missing)+d.MissingMore))
	}
	return c.Collected, err
}

// CollectEvery calls Collect after each interval, at least a minute, until ctx ends. Errors are logged.
func (s *Service) CollectEvery(ctx context.Context, interval time.Duration) {
	tick := time.NewTicker(max(interval, time.Minute))
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if _, err := s.Collect(ctx, false); err != nil && ctx.Err() == nil {
			s.c.Logger.ErrorContext(ctx, "assets: collecting failed", slog.Any("error", err))
		}
	}
}

// collection is one run of Collect.
type collection struct {
	*Service
	Collected
	now    time.Time
	dryRun bool
}

func (c *collection) run(ctx context.Context) error {
	// First what is missing, so that a dry run finds the same.
	if err := c.findMissing(ctx); err != nil {
		return err
	}
	if err := c.review(ctx, ""); err != nil {
		return err
	}
	grace := c.now.Add(-c.c.Grace)
	if err := c.findOrphans(ctx, blobFolder, grace); err != nil || c.dryRun {
		return err
	}
	swept, err := c.c.Blobs.Sweep(ctx, grace)
	c.Leftovers = swept.Files
	if err != nil {
		return err
	}
	return c.pruneAccess(ctx)
}

// accessRows is how many notes go in one transaction.
const accessRows = 500

// pruneAccess forgets who read what before yesterday: the audit trail has it. Yesterday is still
// today for a process whose clock is late.
func (c *collection) pruneAccess(ctx context.Context) error {
	yesterday := c.now.Truncate(24*time.Hour).AddDate(0, 0, -1)
	for {
		n := 0
		err := c.c.Store.Write(ctx, func(w Writer) (err error) {
			n, err = w.PruneAccess(ctx, yesterday, accessRows)
			return err
		})
		if err != nil || n == 0 {
			return err
		}
	}
}

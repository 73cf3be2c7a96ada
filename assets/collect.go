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
	// Leftovers are of uploads that were killed, and are removed when they are older than Config.Grace: see
	// blob.Store.Sweep. Neither these nor the young ones are known in a dry run.
	Leftovers      int `json:"leftovers"`
	LeftoversYoung int `json:"leftovers_young"`
	// Missing are ids of assets whose bytes are not there or have another size, at most 100; they stay until their time
	// has come as that of others, for their owners can upload them again. MissingMore is how many others there are.
	Missing     []string `json:"missing,omitempty"`
	MissingMore int      `json:"missing_more,omitempty"`
	// Verified is of how many assets all bytes were read: with CollectOptions.Verify of each that stays and is not missing. Damaged are
	// ids of those among them whose bytes, or the small picture's, are not those that were put, or cannot be read;
	// at most 100, and DamagedMore is how many others there are. They stay as those that are missing do.
	Verified    int      `json:"verified,omitempty"`
	Damaged     []string `json:"damaged,omitempty"`
	DamagedMore int      `json:"damaged_more,omitempty"`
}

// CollectOptions are for Collect. The zero value is what is needed each hour.
type CollectOptions struct {
	DryRun bool // change nothing
	// Verify reads all bytes that there are, and compares their SHA-256: for once a week or so, for it takes as long as that takes.
	Verify bool
}

// Collect removes what nobody needs any more, and finds what is not as it should be. Call it each hour
// or so, from any number of processes: CollectEvery does. It works in short transactions, in
// which it looks again: what is uploaded or used meanwhile stays. After an error Collected says what was
// done. Of two that run at once, both may count an orphan.
func (s *Service) Collect(ctx context.Context, o CollectOptions) (Collected, error) {
	c := &collection{Service: s, now: s.now(), dryRun: o.DryRun, verify: o.Verify, Collected: Collected{DryRun: o.DryRun}}
	err := c.run(ctx)
	if err == nil {
		s.c.Observer.OnCollect(c.Collected)
	}
	if d := c.Collected; d.Assets+d.Orphans+d.Leftovers+len(d.Missing)+len(d.Damaged) > 0 {
		s.c.Logger.InfoContext(ctx, "assets: collected", slog.Bool("dry_run", o.DryRun), slog.Int("assets", d.Assets), slog.Int64("bytes", d.Bytes),
			slog.Int("orphans", d.Orphans), slog.Int("leftovers", d.Leftovers), slog.Int("missing", len(d.Missing)+d.MissingMore),
			slog.Int("damaged", len(d.Damaged)+d.DamagedMore))
	}
	return c.Collected, err
}

// CollectEvery calls Collect, which verifies nothing, after each interval, at least a minute, until ctx ends. Errors are logged.
func (s *Service) CollectEvery(ctx context.Context, interval time.Duration) {
	tick := time.NewTicker(max(interval, time.Minute))
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if _, err := s.Collect(ctx, CollectOptions{}); err != nil && ctx.Err() == nil {
			s.c.Logger.ErrorContext(ctx, "assets: collecting failed", slog.Any("error", err))
		}
	}
}

// collection is one run of Collect.
type collection struct {
	*Service
	Collected
	now            time.Time
	dryRun, verify bool
}

func (c *collection) run(ctx context.Context) error {
	// First what is missing, so that a dry run finds the same; last what takes long.
	if err := c.findMissing(ctx); err != nil {
		return err
	}
	if err := c.review(ctx, ""); err != nil {
		return err
	}
	grace := c.now.Add(-c.c.Grace)
	if err := c.findOrphans(ctx, blobFolder, grace); err != nil {
		return err
	}
	if !c.dryRun {
		if err := c.tidy(ctx, grace); err != nil {
			return err
		}
	}
	if !c.verify {
		return nil
	}
	return c.findDamaged(ctx)
}

// tidy removes what a dry run does not know of.
func (c *collection) tidy(ctx context.Context, grace time.Time) error {
	swept, err := c.c.Blobs.Sweep(ctx, grace)
	c.Leftovers, c.LeftoversYoung = swept.Files, swept.Young
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

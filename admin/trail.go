package admin

import (
	"context"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/ratelimit"
)

// Trail lists audit events, newest first: see audit.Log.List. Errors: audit.ErrFilter, audit.ErrCursor.
func (s *Service) Trail(ctx context.Context, by auth.Identity, f audit.Filter, p audit.Page) (page []audit.Event, next string, err error) {
	if err := s.may(ctx, by); err != nil {
		return nil, "", err
	}
	return s.c.Trail.List(ctx, f, p)
}

// Hits lists who was refused by a rate limit, by the hour: see ratelimit.Hits. Errors: ratelimit.CodeFilter, ratelimit.CodeCursor.
func (s *Service) Hits(ctx context.Context, by auth.Identity, f ratelimit.HitFilter, after string, limit int) (page []ratelimit.Hit, next string, err error) {
	if err := s.may(ctx, by); err != nil {
		return nil, "", err
	}
	if s.c.Hits == nil {
		return nil, "", unsupported("rate limits")
	}
	return s.c.Hits.List(ctx, inHits(by), f, after, limit)
}

// TopHits is who was refused most often: see ratelimit.Hits. Errors: ratelimit.CodeFilter.
func (s *Service) TopHits(ctx context.Context, by auth.Identity, f ratelimit.HitFilter, limit int) ([]ratelimit.Total, error) {
	if err := s.may(ctx, by); err != nil {
		return nil, err
	}
	if s.c.Hits == nil {
		return nil, unsupported("rate limits")
	}
	return s.c.Hits.Top(ctx, inHits(by), f, limit)
}

package admin

import (
	"context"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/quota"
)

// quotas are what users may have, to who may change it.
func (s *Service) quotas(ctx context.Context, by auth.Identity) (quota.Admin, error) {
	if err := s.may(ctx, by); err != nil {
		return nil, err
	}
	if s.c.Quotas == nil {
		return nil, unsupported("quotas")
	}
	return s.c.Quotas, nil
}

// Quotas lists users of whom something is counted, or who have a tier or a limit of their own, by id: see quota.Admin.
func (s *Service) Quotas(ctx context.Context, by auth.Identity, f quota.Filter, after string, limit int) (page []quota.Usage, next string, err error) {
	quotas, err := s.quotas(ctx, by)
	if err != nil {
		return nil, "", err
	}
	return quotas.Users(ctx, inQuotas(by), f, after, limit)
}

// SetTier gives a user a tier, "" = the usual one. Errors: quota.CodeReason, CodeNoUser and CodeTier.
func (s *Service) SetTier(ctx context.Context, by auth.Identity, user, tier, reason string) (quota.Usage, error) {
	quotas, err := s.quotas(ctx, by)
	if err != nil {
		return quota.Usage{}, err
	}
	return quotas.SetTier(ctx, inQuotas(by), user, tier, reason)
}

// Override gives a user a limit of their own. Errors: quota.CodeReason, CodeNoUser, CodeResource, CodeLimit and CodeExpiry.
func (s *Service) Override(ctx context.Context, by auth.Identity, user string, o quota.NewOverride) (quota.Usage, error) {
	quotas, err := s.quotas(ctx, by)
	if err != nil {
		return quota.Usage{}, err
	}
	return quotas.Override(ctx, inQuotas(by), user, o)
}

// EndOverride takes it away again. Errors: quota.CodeReason, CodeNoUser, CodeResource and CodeNoOverride.
func (s *Service) EndOverride(ctx context.Context, by auth.Identity, user string, r quota.Resource, reason string) (quota.Usage, error) {
	quotas, err := s.quotas(ctx, by)
	if err != nil {
		return quota.Usage{}, err
	}
	return quotas.EndOverride(ctx, inQuotas(by), user, r, reason)
}

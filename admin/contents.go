package admin

import (
	"context"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/projects"
)

// Projects lists those of any user, without their files: see projects.Service.ListOf. Errors: projects.CodeFilter, projects.CodeCursor.
func (s *Service) Projects(ctx context.Context, by auth.Identity, user string, f projects.Filter, after string, limit int) (page []projects.Project, next string, err error) {
	if err := s.may(ctx, by); err != nil {
		return nil, "", err
	}
	if s.c.Projects == nil {
		return nil, "", unsupported("projects")
	}
	return s.c.Projects.ListOf(ctx, inProjects(by), user, f, after, limit)
}

// Assets lists what any user holds, without the contents: see assets.Service.ListOf. Errors: assets.CodeFilter, assets.CodeCursor.
func (s *Service) Assets(ctx context.Context, by auth.Identity, user string, f assets.Filter, after string, limit int) (page []assets.Held, next string, err error) {
	if err := s.may(ctx, by); err != nil {
		return nil, "", err
	}
	if s.c.Assets == nil {
		return nil, "", unsupported("assets")
	}
	return s.c.Assets.ListOf(ctx, inAssets(by), user, f, after, limit)
}

// Unpublish takes a project out of the gallery and keeps it out until Readmit; that of the admin's own is taken out alone. Errors: CodeReason,
// projects.CodeNotFound.
func (s *Service) Unpublish(ctx context.Context, by auth.Identity, project, reason string) error {
	reason, err := s.maySay(ctx, by, reason)
	if err != nil {
		return err
	}
	if s.c.Projects == nil {
		return unsupported("projects")
	}
	return s.c.Projects.Unpublish(ctx, inProjects(by), project, reason)
}

// Readmit lets the owner publish it again. Errors: CodeReason, projects.CodeNotFound.
func (s *Service) Readmit(ctx context.Context, by auth.Identity, project, reason string) error {
	reason, err := s.maySay(ctx, by, reason)
	if err != nil {
		return err
	}
	if s.c.Projects == nil {
		return unsupported("projects")
	}
	return s.c.Projects.Readmit(ctx, inProjects(by), project, reason)
}

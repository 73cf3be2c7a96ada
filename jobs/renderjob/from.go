package renderjob

import (
	"context"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/projects/projectfile"
)

// FromProjects are the projects of a Service: members see the current version, editors any.
func FromProjects(s *projects.Service) Projects { return fromProjects{s} }

type fromProjects struct{ s *projects.Service }

// Source reads the version.
func (p fromProjects) Source(ctx context.Context, user, project string, number int) (Source, error) {
	by := projects.Actor{User: user}
	v, file, err := p.s.Read(ctx, by, project)
	if err == nil && number != 0 && number != v.Number {
		v, file, err = p.s.ReadVersion(ctx, by, project, number)
	}
	if err != nil {
		return Source{}, err
	}
	s := Source{Project: v.Project, Version: v.Number, Name: v.Name, Title: v.Facts.Title, Device: v.Facts.Device, File: file, Pages: v.Facts.Pages}
	for _, e := range v.Facts.Errors {
		if e.Code == projectfile.CodeTooSlow {
			continue // a child has more time
		}
		s.Problems = append(s.Problems, Finding{Severity: "error", Line: e.Line, Col: e.Col, Pointer: e.Pointer, Code: e.Code, Message: e.Message, Hint: e.Hint})
	}
	return s, nil
}

// FromAssets are the assets of a Service: what a user holds, or may read because a project is shared with them.
func FromAssets(s *assets.Service) Assets { return fromAssets{s} }

type fromAssets struct{ s *assets.Service }

// For reads assets as the user.
func (a fromAssets) For(ctx context.Context, user string) einkpdf.Assets {
	return a.s.For(ctx, assets.Actor{User: user})
}

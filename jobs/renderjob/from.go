package renderjob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"

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
	s := Source{Project: v.Project, Version: v.Number, Name: v.Name, File: file}
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
	return einkpdf.AssetFunc(func(name string) ([]byte, error) {
		c, err := a.s.Open(ctx, assets.Actor{User: user}, name)
		if assets.CodeOf(err) == assets.CodeNotFound {
			return nil, fmt.Errorf("%w: %w", fs.ErrNotExist, err)
		}
		if err != nil {
			return nil, err
		}
		defer c.Close()              //nolint:errcheck // it was only read
		data := make([]byte, c.Size) // of an asset: at most 32 MiB
		if _, err := io.ReadFull(c, data); err != nil {
			return nil, fmt.Errorf("renderjob: %w", err)
		}
		if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != c.Asset.SHA256 {
			return nil, fmt.Errorf("renderjob: the bytes of asset %s are damaged", c.Asset.ID)
		}
		return data, nil
	})
}

package metrics

import (
	"strconv"
	"time"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/projects"
)

type projectMetrics struct {
	writes, bytes, conflicts *counter
	inspect                  *histogram
}

func newProjectMetrics(m *maker) projectMetrics {
	return projectMetrics{
		writes:    m.counter("einkpdf_projects_writes_total", "Versions of projects that were written, by what was done.", "change"),
		bytes:     m.counter("einkpdf_projects_written_bytes_total", "Bytes of the project files of these.").start(),
		conflicts: m.counter("einkpdf_projects_conflicts_total", "Writes that were refused because the project had changed.").start(),
		inspect:   m.histogram("einkpdf_projects_inspect_seconds", "Looking into a project file, by whether it is a draft.", quick(), "draft"),
	}
}

// Projects counts writes.
func (m *Metrics) Projects() projects.Observer {
	p := &m.project
	return projects.Observer{
		OnWrite: func(c projects.Change, bytes int) {
			p.writes.add(1, string(c))
			p.bytes.add(float64(bytes))
		},
		OnConflict: func() { p.conflicts.add(1) },
		OnInspect:  func(took time.Duration, draft bool) { p.inspect.took(took, strconv.FormatBool(draft)) },
	}
}

type assetMetrics struct {
	uploadBytes, refused, reads, readBytes, collected, collectedBytes *counter
	upload                                                            *histogram
}

func newAssetMetrics(m *maker) assetMetrics {
	return assetMetrics{
		upload: m.histogram("einkpdf_assets_upload_seconds",
			"Uploads that were kept, by kind, and whether the bytes were there already (existed).", quick(), "kind", "existed"),
		uploadBytes: m.counter("einkpdf_assets_uploaded_bytes_total", "Bytes of these.", "kind"),
		refused:     m.counter("einkpdf_assets_refused_total", "Uploads that were refused, by code; those of a quota are counted there.", "code"),
		reads:       m.counter("einkpdf_assets_reads_total", "Images and fonts that were opened.", "kind"),
		readBytes:   m.counter("einkpdf_assets_read_bytes_total", "Bytes of these.", "kind"),
		collected: m.counter("einkpdf_assets_collected_total",
			"What the collection removed: assets that no project uses, and orphans: blobs without an asset.", "what"),
		collectedBytes: m.counter("einkpdf_assets_collected_bytes_total", "Bytes of these.", "what"),
	}
}

// Assets counts uploads, reads, and what is collected.
func (m *Metrics) Assets() assets.Observer {
	a := &m.assets
	return assets.Observer{
		OnUpload: func(k assets.Kind, bytes int64, existed bool, took time.Duration) {
			a.upload.took(took, string(k), strconv.FormatBool(existed))
			a.uploadBytes.add(float64(bytes), string(k))
		},
		OnRefuse: func(code assets.Code) { a.refused.add(1, string(code)) },
		OnRead: func(k assets.Kind, bytes int64) {
			a.reads.add(1, string(k))
			a.readBytes.add(float64(bytes), string(k))
		},
		OnCollect: func(c assets.Collected) {
			if c.DryRun {
				return
			}
			a.collected.add(float64(c.Assets), "assets")
			a.collected.add(float64(c.Orphans), "orphans")
			a.collectedBytes.add(float64(c.Bytes), "assets")
			a.collectedBytes.add(float64(c.OrphanBytes), "orphans")
		},
	}
}

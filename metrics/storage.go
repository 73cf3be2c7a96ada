package metrics

import (
	"context"
	"errors"
	"strings"

	"github.com/einkpdf/platform/blob"
	"github.com/einkpdf/platform/health"
)

// stored is how much there is in a folder of the blobs.
type stored struct{ files, bytes int64 }

func readBlobs(store blob.Store) func(ctx context.Context) (map[string]stored, error) {
	return func(ctx context.Context) (map[string]stored, error) {
		all := map[string]stored{}
		for info, err := range store.List(ctx, "") {
			if err != nil {
				return nil, err
			}
			folder, _, nested := strings.Cut(info.Key, "/")
			if _, known := all[folder]; !nested || !known && len(all) >= maxValues {
				folder = other
			}
			s := all[folder]
			all[folder] = stored{s.files + 1, s.bytes + info.Size}
		}
		return all, nil
	}
}

func (m *maker) blobFamily() family[map[string]stored] {
	bytes := m.reading("einkpdf_blob_bytes", "gauge", "Bytes of the blobs, by their first folder: assets, jobs.", "folder")
	files := m.reading("einkpdf_blob_files", "gauge", "How many there are.", "folder")
	return family[map[string]stored]{descsOf(bytes, files), func(all map[string]stored, w writer) {
		for folder, s := range all {
			w.gauge(bytes, float64(s.bytes), folder)
			w.gauge(files, float64(s.files), folder)
		}
	}}
}

// disk is how much of one is free, in bytes.
type disk struct{ free, total int64 }

func readDisk(folder string) func(ctx context.Context) (disk, error) {
	return func(context.Context) (disk, error) {
		free, total, err := health.FreeDisk(folder)
		if errors.Is(err, errors.ErrUnsupported) {
			return disk{}, nil
		}
		return disk{free, total}, err
	}
}

func (m *maker) diskFamily() family[disk] {
	free := m.reading("einkpdf_disk_free_bytes", "gauge", "Bytes that are free where the data is, for those who are not root.")
	total := m.reading("einkpdf_disk_bytes", "gauge", "Bytes that there are.")
	return family[disk]{descsOf(free, total), func(d disk, w writer) {
		if d.total == 0 {
			return // the system does not say
		}
		w.gauge(free, float64(d.free))
		w.gauge(total, float64(d.total))
	}}
}

func readHealth(h *health.Service) func(ctx context.Context) (health.Report, error) {
	return func(ctx context.Context) (health.Report, error) { return h.Report(ctx), nil }
}

func (m *maker) healthFamily() family[health.Report] {
	ready := m.reading("einkpdf_ready", "gauge", "1 if /readyz says that the server is ready, else 0.")
	check := m.reading("einkpdf_health_check", "gauge", "1 if a check of it passes, else 0.", "check")
	took := m.reading("einkpdf_health_check_seconds", "gauge", "How long it took when it ran last.", "check")
	return family[health.Report]{descsOf(ready, check, took), func(r health.Report, w writer) {
		w.gauge(ready, number(r.Ready))
		for _, o := range r.Checks {
			w.gauge(check, number(o.OK), o.Name)
			w.gauge(took, o.Took.Seconds(), o.Name)
		}
	}}
}

// number is 1 or 0.
func number(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

package legacy

import (
	"crypto/sha256"
	"fmt"
	"math/big"
)

// survey finds out how many pixels the images of the file have together, so that
// none is left out for the sake of those before it.
func (b *builder) survey() {
	m := &mapper{paper: b.paper, report: &reporter{}, assets: b.images}
	seen := map[*master]bool{}
	for _, r := range b.pager.runs {
		if len(r.pages) == 0 || seen[r.master] {
			continue
		}
		seen[r.master] = true
		for _, it := range r.master.items {
			if it.kind != "image" {
				continue
			}
			if in := m.shown(it.fresh(m.report)); in.inside && in.opacity > 0 {
				b.images.expect(in)
			}
		}
	}
}

// expect counts the pixels of an image.
func (s *images) expect(in shown) {
	id := sha256.Sum256([]byte(fmt.Sprint(in.grey, in.at, ":", in.raw)))
	if s.known[id] != nil || len(in.raw)/4*3 > s.limits.AssetBytes+1000 {
		return
	}
	s.known[id] = &picture{}
	data, err := imageBytes(in.raw)
	if err != nil {
		return
	}
	_, cfg, err := imageHeader(data)
	if err != nil {
		return
	}
	w, h := in.at.size(cfg.Width, cfg.Height)
	if n := int64(w) * int64(h); n <= int64(s.limits.ImagePixels) {
		s.demand += n
	}
}

// fair is the size of an image, smaller where all images together would have too
// many pixels.
func (s *images) fair(w, h int) (int, int) {
	if !s.scarce() {
		return w, h
	}
	have, want := root(int64(s.limits.TotalPixels)), root(s.demand)+1
	return int(max(int64(w)*have/want, 1)), int(max(int64(h)*have/want, 1))
}

func (s *images) scarce() bool { return s.demand > int64(s.limits.TotalPixels) }

// why says why images have fewer pixels.
func (s *images) why() string {
	if s.scarce() {
		return fmt.Sprintf("so that all images together have no more than %d", s.limits.TotalPixels)
	}
	return "as many as the device shows"
}

// root is the square root, rounded down.
func root(n int64) int64 { return new(big.Int).Sqrt(big.NewInt(n)).Int64() }

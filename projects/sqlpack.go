package projects

import (
	"sync"

	"github.com/klauspost/compress/zstd"
)

// packer compresses files. It is safe for concurrent use, and makes what it needs
// when it needs it: an encoder has 3 MB of tables.
//
// Each version keeps a whole file, so it matters what that takes: the built-in
// day planner has 8.6 KB and is kept in 2.0, the notebook 2.2 and 0.8, the weekly
// planner 4.8 and 1.3. To pack one takes 0.1 ms, to unpack it half of that.
type packer struct {
	mu  sync.Mutex
	enc *zstd.Encoder
	dec *zstd.Decoder
}

// pack returns data compressed.
func (p *packer) pack(data []byte) ([]byte, error) {
	enc, err := p.encoder()
	if err != nil {
		return nil, err
	}
	return enc.EncodeAll(data, make([]byte, 0, len(data)/2+64)), nil
}

// unpack returns what was packed. It takes no more than MaxSource of memory,
// whatever a damaged row says of its size.
func (p *packer) unpack(data []byte) ([]byte, error) {
	dec, err := p.decoder()
	if err != nil {
		return nil, err
	}
	return dec.DecodeAll(data, []byte{})
}

func (p *packer) encoder() (_ *zstd.Encoder, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.enc == nil {
		p.enc, err = zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedDefault), zstd.WithWindowSize(MaxSource), zstd.WithLowerEncoderMem(true))
	}
	return p.enc, err
}

func (p *packer) decoder() (_ *zstd.Decoder, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.dec == nil {
		p.dec, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxMemory(MaxSource))
	}
	return p.dec, err
}

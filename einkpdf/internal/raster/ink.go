package raster

import "github.com/einkpdf/platform/einkpdf/internal/draw"

// ink is a colour to paint with.
type ink struct {
	r, g, b uint32 // 0 to 255; r is the level where the picture is grey
	a       uint32 // 0 to 255: how much it covers
}

func newInk(c draw.Color, colored bool) ink {
	k := ink{uint32(c.R), uint32(c.G), uint32(c.B), uint32(c.A)}
	if !colored {
		k.r = uint32(luminance(c.R, c.G, c.B))
	}
	return k
}

// luminance is the grey of a colour, as [image/color.GrayModel] has it.
func luminance(r, g, b uint8) uint8 {
	const weightR, weightG, weightB = 19595, 38470, 7471 // of 65536
	return uint8((weightR*uint32(r)*0x101 + weightG*uint32(g)*0x101 + weightB*uint32(b)*0x101 + 1<<15) >> 24)
}

// by255 is v/255, rounded to the nearest, for v up to 255*255.
func by255(v uint32) uint32 {
	v += 128
	return (v + v>>8) >> 8
}

// mix is what a level becomes under another one that covers it by a of 255.
func mix(under byte, over, a uint32) byte {
	return byte(by255(uint32(under)*(255-a) + over*a))
}

package paint

import (
	"container/list"
	"image"
	"image/color"
)

// mask is coverage and where its upper left corner lies.
type mask struct {
	alpha *image.Alpha // nil where nothing is covered
	at    image.Point
}

func (m mask) bounds() image.Rectangle {
	if m.alpha == nil {
		return image.Rectangle{}
	}
	return m.alpha.Rect.Add(m.at)
}

func (m mask) moved(by image.Point) mask {
	return mask{m.alpha, m.at.Add(by)}
}

// maxMaskBytes bounds the masks that are kept: some five pages of text and signs.
const maxMaskBytes = 8 << 20

// masks keeps what was rasterized, the least used goes first.
type masks struct {
	byKey map[any]*list.Element
	used  *list.List // of kept, the last used in front
	bytes int
}

type kept struct {
	key  any
	mask mask
}

func (k kept) size() int {
	const overhead = 256
	if k.mask.alpha == nil {
		return overhead
	}
	return overhead + len(k.mask.alpha.Pix)
}

func newMasks() *masks {
	return &masks{byKey: map[any]*list.Element{}, used: list.New()}
}

// get returns the mask of a key and makes it where there is none.
func (c *masks) get(key any, make func() mask) mask {
	if e, ok := c.byKey[key]; ok {
		c.used.MoveToFront(e)
		return e.Value.(kept).mask
	}
	k := kept{key, make()}
	c.byKey[key] = c.used.PushFront(k)
	for c.bytes += k.size(); c.bytes > maxMaskBytes && c.used.Len() > 1; {
		oldest := c.used.Remove(c.used.Back()).(kept)
		delete(c.byKey, oldest.key)
		c.bytes -= oldest.size()
	}
	return k.mask
}

// blend puts a colour over dst where the mask covers it, inside clip. strength is from 0 to 256.
func (m mask) blend(dst *image.RGBA, clip image.Rectangle, c color.RGBA, strength uint32) {
	area := m.bounds().Intersect(clip)
	for y := area.Min.Y; y < area.Max.Y; y++ {
		cover := m.alpha.Pix[m.alpha.PixOffset(area.Min.X-m.at.X, y-m.at.Y):]
		pix := dst.Pix[dst.PixOffset(area.Min.X, y):]
		for i := range area.Dx() {
			if a := uint32(cover[i]) * strength >> 8; a > 0 {
				mix(pix[4*i:4*i+4:4*i+4], c, a)
			}
		}
	}
}

// mix puts c over an opaque px with the coverage a, 0 to 255.
func mix(pix []uint8, c color.RGBA, a uint32) {
	if a >= 255 {
		pix[0], pix[1], pix[2], pix[3] = c.R, c.G, c.B, 255
		return
	}
	pix[0] = over(pix[0], c.R, a)
	pix[1] = over(pix[1], c.G, a)
	pix[2] = over(pix[2], c.B, a)
	pix[3] = 255
}

func over(below, above uint8, a uint32) uint8 {
	v := uint32(below)*(255-a) + uint32(above)*a + 127
	return uint8(v / 255)
}

// fill paints an area in one colour.
func fill(dst *image.RGBA, area image.Rectangle, c color.RGBA) {
	area = area.Intersect(dst.Rect)
	if area.Empty() {
		return
	}
	first := dst.Pix[dst.PixOffset(area.Min.X, area.Min.Y):][:4*area.Dx()]
	for i := 0; i < len(first); i += 4 {
		first[i], first[i+1], first[i+2], first[i+3] = c.R, c.G, c.B, 255
	}
	for y := area.Min.Y + 1; y < area.Max.Y; y++ {
		copy(dst.Pix[dst.PixOffset(area.Min.X, y):], first)
	}
}

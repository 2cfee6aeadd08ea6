package layout

import "image"

// mirror turns a page that was placed from left to right around its middle: x → width − x − w for every frame.
// Signs that point along the text are turned where they are drawn (sign), blocks that keep their order are rigid.
func mirror(b *block, width int) {
	shift := func(frame image.Rectangle) image.Point {
		return image.Pt(width-frame.Max.X-frame.Min.X, 0)
	}
	for i := range b.items {
		it := &b.items[i]
		it.at = it.at.Add(shift(it.frame))
	}
	for i := range b.nodes {
		n := &b.nodes[i]
		if n.frame == n.Rect {
			n.Target = mirrored(n.Target, width)
			n.Rect = mirrored(n.Rect, width)
			continue
		}
		by := shift(n.frame)
		n.Rect, n.Target = n.Rect.Add(by), n.Target.Add(by)
	}
}

// mirrored returns the rectangle on the other side; an empty one stays empty.
func mirrored(r image.Rectangle, width int) image.Rectangle {
	if r.Empty() {
		return r
	}
	return image.Rect(width-r.Max.X, r.Min.Y, width-r.Min.X, r.Max.Y)
}

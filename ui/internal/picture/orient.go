package picture

import "image"

// place writes strip, the rows from y on of a stored picture of the given size, to where
// they stand in dst, the upright picture.
func (o Orientation) place(dst, strip *image.RGBA, y, width, height int) {
	origin, right, down := o.axes(width, height, dst.Stride)
	rows := strip.Rect.Dy()
	if right == resultBytes {
		for row := range rows {
			at := origin + (y+row)*down
			copy(dst.Pix[at:at+width*resultBytes], strip.Pix[row*strip.Stride:])
		}
		return
	}
	// Columns of a strip first: where the axes change places, they are the rows of dst.
	for x := range width {
		at := origin + x*right + y*down
		from := x * resultBytes
		for range rows {
			copy(dst.Pix[at:at+resultBytes], strip.Pix[from:from+resultBytes])
			at += down
			from += strip.Stride
		}
	}
}

// axes returns where in the upright picture the stored one's first pixel is, and how far
// from a pixel its neighbours to the right and below are, in bytes.
func (o Orientation) axes(width, height, stride int) (origin, right, down int) {
	lastX, lastY := (width-1)*resultBytes, (height-1)*stride
	// Where the axes change places, the upright picture is height wide and width high.
	turnedX, turnedY := (height-1)*resultBytes, (width-1)*stride
	switch o {
	case MirrorHorizontal:
		return lastX, -resultBytes, stride
	case Rotate180:
		return lastX + lastY, -resultBytes, -stride
	case MirrorVertical:
		return lastY, resultBytes, -stride
	case Transpose:
		return 0, stride, resultBytes
	case Rotate90:
		return turnedX, stride, -resultBytes
	case Transverse:
		return turnedX + turnedY, -stride, -resultBytes
	case Rotate270:
		return turnedY, -stride, resultBytes
	}
	return 0, resultBytes, stride
}

// upright returns the stored picture as it stands.
func (o Orientation) upright(stored *image.RGBA) *image.RGBA {
	if !o.turns() {
		return stored
	}
	width, height := stored.Rect.Dx(), stored.Rect.Dy()
	dst := image.NewRGBA(o.bounds(width, height))
	o.place(dst, stored, 0, width, height)
	return dst
}

// bounds returns the bounds of a stored picture when it stands upright.
func (o Orientation) bounds(width, height int) image.Rectangle {
	if o.swaps() {
		return image.Rect(0, 0, height, width)
	}
	return image.Rect(0, 0, width, height)
}

package qr

import (
	"image"
	"image/color"
)

// gray is the luminance of a picture, row by row without gaps.
type gray struct {
	pix           []byte
	width, height int
}

func newGray(width, height int) gray {
	return gray{make([]byte, width*height), width, height}
}

// luminance is the brightness of a colour (ITU-R BT.601), 0 to 255, for channels that
// are 0 to 255.
func luminance(r, g, b int) byte { return byte((299*r + 587*g + 114*b + 500) / 1000) }

// onWhite is the brightness of a colour of which alpha says how much covers a white
// page. Its channels are multiplied by alpha already.
func onWhite(r, g, b, alpha int) byte {
	light := 255 - alpha
	return luminance(min(r+light, 255), min(g+light, 255), min(b+light, 255))
}

// toGray reads a picture. What is transparent shows a white page.
func toGray(img image.Image) gray {
	bounds := img.Bounds()
	g := newGray(bounds.Dx(), bounds.Dy())
	for y := range g.height {
		row := g.pix[y*g.width : (y+1)*g.width]
		grayRow(row, img, bounds.Min.X, bounds.Min.Y+y)
	}
	return g
}

// grayRow reads the row of a picture that begins at x, y.
func grayRow(row []byte, img image.Image, x, y int) {
	switch img := img.(type) {
	case *image.Gray:
		copy(row, img.Pix[img.PixOffset(x, y):])
	case *image.YCbCr:
		copy(row, img.Y[img.YOffset(x, y):])
	case *image.RGBA:
		pix := img.Pix[img.PixOffset(x, y):]
		for i := range row {
			p := pix[4*i : 4*i+4]
			row[i] = onWhite(int(p[0]), int(p[1]), int(p[2]), int(p[3]))
		}
	case *image.NRGBA:
		pix := img.Pix[img.PixOffset(x, y):]
		for i := range row {
			p := pix[4*i : 4*i+4]
			a := int(p[3])
			row[i] = onWhite(int(p[0])*a/255, int(p[1])*a/255, int(p[2])*a/255, a)
		}
	case *image.Paletted:
		var of [256]byte
		for i, c := range img.Palette[:min(len(img.Palette), 256)] {
			of[i] = grayOf(c)
		}
		pix := img.Pix[img.PixOffset(x, y):]
		for i := range row {
			row[i] = of[pix[i]]
		}
	default:
		for i := range row {
			row[i] = grayOf(img.At(x+i, y))
		}
	}
}

func grayOf(c color.Color) byte {
	r, g, b, a := c.RGBA()
	return onWhite(int(r>>8), int(g>>8), int(b>>8), int(a>>8))
}

// shrink makes a picture smaller, a pixel the mean of by × by. What is left over at the
// right and below is left out.
func (g gray) shrink(by int) gray {
	small := newGray(g.width/by, g.height/by)
	sums := make([]int, small.width)
	for y := range small.height {
		clear(sums)
		for dy := range by {
			row := g.pix[(y*by+dy)*g.width:]
			for x := range sums {
				for _, p := range row[x*by : (x+1)*by] {
					sums[x] += int(p)
				}
			}
		}
		out := small.pix[y*small.width:]
		for x, sum := range sums {
			out[x] = byte(sum / (by * by))
		}
	}
	return small
}

// double makes a picture twice as large, with what is between its pixels in between.
func (g gray) double() gray {
	large := newGray(2*g.width, 2*g.height)
	for y := range large.height {
		// Each pixel is three parts of the nearest one, and one of the next.
		near := y / 2
		next := min(max(near+2*(y&1)-1, 0), g.height-1)
		a, b := g.pix[near*g.width:(near+1)*g.width], g.pix[next*g.width:(next+1)*g.width]
		out := large.pix[y*large.width:]
		for x := range large.width {
			near := x / 2
			next := min(max(near+2*(x&1)-1, 0), g.width-1)
			out[x] = byte((9*int(a[near]) + 3*int(a[next]) + 3*int(b[near]) + int(b[next]) + 8) / 16)
		}
	}
	return large
}

// invert makes dark what is light.
func (g gray) invert() gray {
	other := newGray(g.width, g.height)
	for i, p := range g.pix {
		other.pix[i] = 255 - p
	}
	return other
}

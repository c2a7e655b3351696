package picture

import (
	"context"
	"image"
	"image/color"
	stddraw "image/draw"

	"golang.org/x/image/draw"
)

// fit returns the size of a picture that is to be no larger than maxW × maxH, and never
// larger than it is.
func fit(width, height, maxW, maxH int) (int, int) {
	if width <= maxW && height <= maxH {
		return width, height
	}
	// Sides are below 2^31: the products fit.
	if int64(width)*int64(maxH) > int64(height)*int64(maxW) {
		return maxW, int(max(1, int64(height)*int64(maxW)/int64(width)))
	}
	return int(max(1, int64(width)*int64(maxH)/int64(height))), maxH
}

// resize returns img in the size given, which is not larger.
func resize(ctx context.Context, img image.Image, width, height int) (*image.RGBA, error) {
	size := img.Bounds().Size()
	if rgba, ok := img.(*image.RGBA); ok {
		if size == image.Pt(width, height) {
			return rgba, nil
		}
		// A box takes a fraction of the time of a good filter, and of the memory, which is
		// 32 bytes for each row of what is left times the width. It is left a picture of at
		// least twice the size.
		if by := image.Pt(max(size.X/width/2, 1), max(size.Y/height/2, 1)); by != image.Pt(1, 1) {
			box, err := average(ctx, rgba, by)
			if err != nil {
				return nil, err
			}
			img = box
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	dst := image.NewRGBA(image.Rect(0, 0, width, height))
	if img.Bounds().Size() == dst.Rect.Size() {
		draw.Draw(dst, dst.Rect, img, img.Bounds().Min, draw.Src)
		return dst, nil
	}
	draw.CatmullRom.Scale(dst, dst.Rect, img, img.Bounds(), draw.Src, nil)
	return dst, nil
}

// average shrinks a picture by whole factors: a pixel is the average of by.X × by.Y of them,
// or of what is left of them at the edge.
func average(ctx context.Context, src *image.RGBA, by image.Point) (*image.RGBA, error) {
	size := src.Rect.Size()
	dst := image.NewRGBA(image.Rect(0, 0, (size.X+by.X-1)/by.X, (size.Y+by.Y-1)/by.Y))
	sums := make([][resultBytes]uint64, dst.Rect.Dx())
	for y := range dst.Rect.Dy() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		clear(sums)
		rows := min(by.Y, size.Y-y*by.Y)
		for row := range rows {
			line := src.Pix[(y*by.Y+row)*src.Stride:][:size.X*resultBytes]
			for x := range sums {
				part := line[x*by.X*resultBytes : min((x+1)*by.X*resultBytes, len(line))]
				var r, g, b, a uint64
				for ; len(part) >= resultBytes; part = part[resultBytes:] {
					r += uint64(part[0])
					g += uint64(part[1])
					b += uint64(part[2])
					a += uint64(part[3])
				}
				sum := &sums[x]
				sum[0] += r
				sum[1] += g
				sum[2] += b
				sum[3] += a
			}
		}
		out := dst.Pix[y*dst.Stride:]
		for x, sum := range sums {
			count := uint64(rows * min(by.X, size.X-x*by.X))
			for c := range sum {
				out[x*resultBytes+c] = byte((sum[c] + count/2) / count)
			}
		}
	}
	return dst, nil
}

// onWhite returns the picture as it looks on white paper.
func onWhite(img *image.RGBA) *image.RGBA {
	if img.Opaque() {
		return img
	}
	dst := image.NewRGBA(img.Rect)
	stddraw.Draw(dst, dst.Rect, image.NewUniform(color.White), image.Point{}, stddraw.Src)
	stddraw.Draw(dst, dst.Rect, img, img.Rect.Min, stddraw.Over)
	return dst
}

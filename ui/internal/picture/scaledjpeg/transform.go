package scaledjpeg

import "math"

// zigzag is the order in which coefficients stand, figure A.6: the row times eight plus the
// column.
var zigzag = [blockSize]byte{
	0, 1, 8, 16, 9, 2, 3, 10,
	17, 24, 32, 25, 18, 11, 4, 5,
	12, 19, 26, 33, 40, 48, 41, 34,
	27, 20, 13, 6, 7, 14, 21, 28,
	35, 42, 49, 56, 57, 50, 43, 36,
	29, 22, 15, 23, 30, 37, 44, 51,
	58, 59, 52, 45, 38, 31, 39, 46,
	53, 60, 61, 54, 47, 55, 62, 63,
}

// basisBits is the precision of basis.
const basisBits = 12

// prepare fills the tables that the side of a scaled block decides.
func (d *decoder) prepare() {
	for k, at := range zigzag {
		row, col := int(at)/blockSide, int(at)%blockSide
		if d.keep[k] = -1; row < d.side && col < d.side {
			d.keep[k] = int8(row*d.side + col)
		}
	}
	for x := range d.side {
		for u := range d.side {
			// The basis of the inverse DCT of this size, times what makes up for the size:
			// a block of one value has the coefficient that is eight times as large.
			v := math.Cos(float64((2*x+1)*u)*math.Pi/float64(2*d.side)) / 2
			if u == 0 {
				v /= math.Sqrt2
			}
			d.basis[x][u] = int64(math.Round(v * (1 << basisBits)))
		}
	}
}

// maxCoefficient bounds coefficients, so that no sum overflows: true ones are below 2^14.
const maxCoefficient = 1 << 15

func dequantize(v int32, quant uint16) int32 {
	return int32(max(-maxCoefficient, min(int64(v)*int64(quant), maxCoefficient)))
}

// reconstruct writes the pixels of a progressive JPEG.
func (d *decoder) reconstruct() error {
	size := d.side * d.side
	for i := range d.comps {
		c := &d.comps[i]
		var quant [maxSide * maxSide]uint16
		for k, to := range d.keep {
			if to >= 0 {
				quant[to] = d.quant[c.quant][k]
			}
		}
		for y := range c.high {
			if err := d.ctx.Err(); err != nil {
				return err
			}
			for x := range c.wide {
				var scaled [maxSide * maxSide]int32
				for at, v := range c.coef[(y*c.wide+x)*size:][:size] {
					scaled[at] = dequantize(int32(v), quant[at])
				}
				d.transformBlock(c, &scaled, x, y)
			}
		}
	}
	return nil
}

// transformBlock writes the pixels of a block.
func (d *decoder) transformBlock(c *component, scaled *[maxSide * maxSide]int32, x, y int) {
	n := d.side
	out := c.pix[y*n*c.stride+x*n:]
	if n == 1 {
		out[0] = level(int64(scaled[0]+4) >> 3)
		return
	}
	var rows [maxSide * maxSide]int64
	for v := range n {
		for px := range n {
			var sum int64
			for u := range n {
				sum += d.basis[px][u] * int64(scaled[v*n+u])
			}
			rows[v*n+px] = sum
		}
	}
	for py := range n {
		for px := range n {
			sum := int64(1) << (2*basisBits - 1)
			for v := range n {
				sum += d.basis[py][v] * rows[v*n+px]
			}
			out[py*c.stride+px] = level(sum >> (2 * basisBits))
		}
	}
}

// level shifts a sample to the middle of its range, section A.3.1, and into it.
func level(v int64) byte { return byte(max(0, min(v+128, 255))) }

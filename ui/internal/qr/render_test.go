package qr

import (
	"image"
	"math"
	"math/rand/v2"
	"testing"
)

// scene is how a code is seen in a picture.
type scene struct {
	module      float64 // pixels of a module's side
	angle       float64 // in radians
	perspective float64 // how far the corners are moved, in parts of the side
	blur        float64 // standard deviation, in pixels
	noise       float64 // standard deviation, of 255
	dark, light float64 // the brightness of the modules
	shade       float64 // how much darker the one side is
	margin      int     // pixels around the code
	clutter     int     // things around the code
}

// plain is a code as it is drawn, with modules of some size.
func plain(module float64) scene { return scene{module: module, dark: 0, light: 255, margin: 8} }

// render draws a code as it is seen.
func render(t testing.TB, text string, s scene, random *rand.Rand) *image.Gray {
	t.Helper()
	code, err := Encode(text)
	if err != nil {
		t.Fatal(err)
	}
	side := float64(code.Size()+2*QuietZone) * s.module
	sin, cos := math.Sincos(s.angle)
	var corners [4][2]float64
	least, most := [2]float64{math.Inf(1), math.Inf(1)}, [2]float64{math.Inf(-1), math.Inf(-1)}
	for i, at := range [4][2]float64{{-1, -1}, {1, -1}, {1, 1}, {-1, 1}} {
		x := side * (at[0]/2 + s.perspective*(random.Float64()-0.5))
		y := side * (at[1]/2 + s.perspective*(random.Float64()-0.5))
		corners[i] = [2]float64{cos*x - sin*y, sin*x + cos*y}
		for k := range 2 {
			least[k], most[k] = min(least[k], corners[i][k]), max(most[k], corners[i][k])
		}
	}
	for i := range corners {
		for k := range 2 {
			corners[i][k] += float64(s.margin) - least[k]
		}
	}
	img := image.NewGray(image.Rect(0, 0, int(most[0]-least[0])+2*s.margin, int(most[1]-least[1])+2*s.margin))
	size := img.Rect.Size()
	values := make([]float64, size.X*size.Y)
	for i := range values {
		values[i] = s.light
	}
	for range s.clutter {
		x, y, w, h := random.IntN(size.X), random.IntN(size.Y), 1+random.IntN(200), 1+random.IntN(40)
		v := 255 * random.Float64()
		for y := y; y < min(y+h, size.Y); y++ {
			for x := x; x < min(x+w, size.X); x++ {
				values[y*size.X+x] = v
			}
		}
	}
	from := projection(corners, float64(code.Size()+2*QuietZone))
	samples := min(max(int(math.Ceil(8/s.module)), 1), 4) // of a pixel, each way
	for y := s.margin; y < size.Y-s.margin; y++ {
		for x := s.margin; x < size.X-s.margin; x++ {
			sum, covered := 0.0, 0
			for i := range samples * samples {
				u := (float64(i%samples) + 0.5) / float64(samples)
				v := (float64(i/samples) + 0.5) / float64(samples)
				u, v = from(float64(x)+u, float64(y)+v)
				if whole := float64(code.Size() + 2*QuietZone); u < 0 || v < 0 || u >= whole || v >= whole {
					continue
				}
				covered++
				if code.Dark(int(u)-QuietZone, int(v)-QuietZone) {
					sum += s.dark
				} else {
					sum += s.light
				}
			}
			at := &values[y*size.X+x]
			*at = (sum + *at*float64(samples*samples-covered)) / float64(samples*samples)
		}
	}
	values = blurred(values, size, s.blur)
	for i, v := range values {
		v *= 1 - s.shade*float64(i%size.X)/float64(size.X)
		img.Pix[i] = uint8(min(max(v+s.noise*random.NormFloat64(), 0), 255) + 0.5)
	}
	return img
}

// projection maps the quadrilateral to a square of a side.
func projection(corners [4][2]float64, side float64) func(x, y float64) (u, v float64) {
	var rows [8][9]float64
	for i, to := range [4][2]float64{{0, 0}, {side, 0}, {side, side}, {0, side}} {
		x, y := corners[i][0], corners[i][1]
		rows[2*i] = [9]float64{x, y, 1, 0, 0, 0, -x * to[0], -y * to[0], to[0]}
		rows[2*i+1] = [9]float64{0, 0, 0, x, y, 1, -x * to[1], -y * to[1], to[1]}
	}
	for c := range 8 {
		best := c
		for r := c; r < 8; r++ {
			if math.Abs(rows[r][c]) > math.Abs(rows[best][c]) {
				best = r
			}
		}
		rows[c], rows[best] = rows[best], rows[c]
		for r := range 8 {
			if r == c {
				continue
			}
			by := rows[r][c] / rows[c][c]
			for k := c; k < 9; k++ {
				rows[r][k] -= by * rows[c][k]
			}
		}
	}
	var m [8]float64
	for i := range m {
		m[i] = rows[i][8] / rows[i][i]
	}
	return func(x, y float64) (u, v float64) {
		w := m[6]*x + m[7]*y + 1
		return (m[0]*x + m[1]*y + m[2]) / w, (m[3]*x + m[4]*y + m[5]) / w
	}
}

// blurred is the values out of focus.
func blurred(values []float64, size image.Point, sigma float64) []float64 {
	if sigma == 0 {
		return values
	}
	reach := int(3*sigma) + 1
	kernel, sum := make([]float64, 2*reach+1), 0.0
	for i := range kernel {
		d := float64(i - reach)
		kernel[i] = math.Exp(-d * d / (2 * sigma * sigma))
		sum += kernel[i]
	}
	pass := func(from []float64, dx, dy int) []float64 {
		to := make([]float64, len(from))
		for y := range size.Y {
			for x := range size.X {
				for i, k := range kernel {
					at := min(max(y+dy*(i-reach), 0), size.Y-1)*size.X + min(max(x+dx*(i-reach), 0), size.X-1)
					to[y*size.X+x] += k / sum * from[at]
				}
			}
		}
		return to
	}
	return pass(pass(values, 1, 0), 0, 1)
}

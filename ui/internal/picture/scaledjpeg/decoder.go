package scaledjpeg

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
)

var (
	// ErrUnsupported says that this is no JPEG that the package reads.
	ErrUnsupported = errors.New("this kind of JPEG cannot be scaled")
	// ErrFormat says that the data breaks the format's rules or ends too early.
	ErrFormat = errors.New("the JPEG is damaged")
)

// MaxScans is how many scans are decoded.
const MaxScans = 100

const (
	blockSide  = 8
	blockSize  = blockSide * blockSide
	maxSide    = blockSide // of a scaled block
	components = 3
)

// The markers of T.81, table B.1.
const (
	sof0 = 0xc0
	sof2 = 0xc2
	dht  = 0xc4
	sofF = 0xcf
	rst0 = 0xd0
	rst7 = 0xd7
	soi  = 0xd8
	eoi  = 0xd9
	sos  = 0xda
	dqt  = 0xdb
	dri  = 0xdd
	app0 = 0xe0
	appE = 0xee
	appF = 0xef
	com  = 0xfe
)

// component is one of the frame's, with its part of the picture.
type component struct {
	id, h, v, quant byte

	wide, high int // blocks, to whole MCUs
	cols, rows int // blocks that a scan of this component alone has
	pix        []byte
	stride     int

	// Of a progressive JPEG, for each block:
	coef    []int16  // the coefficients that are kept
	nonzero []uint64 // which of all are not zero, in zigzag order

	pred int32 // the last DC coefficient of this scan
}

type decoder struct {
	ctx  context.Context
	data []byte
	pos  int
	bits bitReader

	side int // of a scaled block
	// keep is where in a scaled block a coefficient belongs, by its place in zigzag order;
	// -1 for one that is dropped.
	keep [blockSize]int8

	width, height int
	maxH, maxV    int
	comps         []component
	progressive   bool
	jfif, adobe   bool
	transform     byte
	restart       int
	scans         int

	quant [4][blockSize]uint16
	huff  [2][4]huffman
	basis [maxSide][maxSide]int64
}

// Memory returns about how many bytes Decode takes for a JPEG of these dimensions.
func Memory(width, height, denominator int, progressive bool) int64 {
	side := int64(blockSide / denominator)
	blocks := (int64(width)/blockSide + 2) * (int64(height)/blockSide + 2) * components
	bytes := side * side
	if progressive {
		bytes += 2*side*side + blockSide
	}
	return blocks * bytes
}

// Decode returns the JPEG in data with its width and height divided by 1, 2, 4 or 8, rounded
// up: an image.Gray or an image.YCbCr. Its errors wrap ErrUnsupported or ErrFormat or are
// the context's.
func Decode(ctx context.Context, data []byte, denominator int) (image.Image, error) {
	switch denominator {
	case 1, 2, 4, 8:
	default:
		return nil, fmt.Errorf("%w: to 1/%d", ErrUnsupported, denominator)
	}
	d := decoder{ctx: ctx, data: data, side: blockSide / denominator}
	d.prepare()
	if err := d.segments(); err != nil {
		return nil, err
	}
	if d.scans == 0 {
		return nil, fmt.Errorf("%w: no scan", ErrFormat)
	}
	if d.progressive {
		if err := d.reconstruct(); err != nil {
			return nil, err
		}
	}
	return d.image(), nil
}

// segments reads all segments up to the end of the image.
func (d *decoder) segments() error {
	if len(d.data) < 2 || d.data[0] != 0xff || d.data[1] != soi {
		return fmt.Errorf("%w: no start", ErrFormat)
	}
	d.pos = 2
	for {
		marker, err := d.nextMarker()
		if err != nil {
			return err
		}
		if marker == eoi {
			return nil
		}
		if rst0 <= marker && marker <= rst7 {
			continue
		}
		if len(d.data)-d.pos < 2 {
			return errEnd
		}
		length := int(binary.BigEndian.Uint16(d.data[d.pos:]))
		if length < 2 {
			return fmt.Errorf("%w: a segment of %d bytes", ErrFormat, length)
		}
		if len(d.data)-d.pos < length {
			return errEnd
		}
		payload := d.data[d.pos+2 : d.pos+length]
		d.pos += length
		if err := d.segment(marker, payload); err != nil {
			return err
		}
	}
}

var errEnd = fmt.Errorf("%w: it ends too early", ErrFormat)

// nextMarker goes to what follows the next marker. As libjpeg does, it passes over bytes
// that belong to none.
func (d *decoder) nextMarker() (byte, error) {
	for ; d.pos+1 < len(d.data); d.pos++ {
		if next := d.data[d.pos+1]; d.data[d.pos] == 0xff && next != 0 && next != 0xff {
			d.pos += 2
			return next, nil
		}
	}
	return 0, errEnd
}

func (d *decoder) segment(marker byte, payload []byte) error {
	switch {
	case marker == sos:
		return d.scan(payload)
	case marker == dht:
		return d.readHuffman(payload)
	case marker == dqt:
		return d.readQuant(payload)
	case marker == dri:
		if len(payload) != 2 {
			return fmt.Errorf("%w: a restart interval of %d bytes", ErrFormat, len(payload))
		}
		d.restart = int(binary.BigEndian.Uint16(payload))
	case sof0 <= marker && marker <= sof2:
		d.progressive = marker == sof2
		return d.frame(payload)
	case marker == app0:
		d.jfif = d.jfif || len(payload) >= 5 && string(payload[:5]) == "JFIF\x00"
	case marker == appE:
		if len(payload) >= 12 && string(payload[:5]) == "Adobe" {
			d.adobe, d.transform = true, payload[11]
		}
	case app0 < marker && marker <= appF, marker == com:
	case sof2 < marker && marker <= sofF:
		return fmt.Errorf("%w: the process %#x", ErrUnsupported, marker)
	default:
		return fmt.Errorf("%w: the marker %#x", ErrFormat, marker)
	}
	return nil
}

// readQuant reads quantization tables, section B.2.4.1.
func (d *decoder) readQuant(payload []byte) error {
	for len(payload) > 0 {
		wide, index := payload[0]>>4, payload[0]&15
		size := blockSize * int(wide+1)
		if wide > 1 || index > 3 || len(payload) < 1+size {
			return fmt.Errorf("%w: a quantization table", ErrFormat)
		}
		for k := range blockSize {
			if wide == 0 {
				d.quant[index][k] = uint16(payload[1+k])
			} else {
				d.quant[index][k] = binary.BigEndian.Uint16(payload[1+2*k:])
			}
		}
		payload = payload[1+size:]
	}
	return nil
}

// frame reads the frame header, section B.2.2, and takes the memory for the picture.
func (d *decoder) frame(payload []byte) error {
	if d.comps != nil {
		return fmt.Errorf("%w: two frames", ErrFormat)
	}
	if len(payload) < 6 || len(payload) != 6+3*int(payload[5]) {
		return fmt.Errorf("%w: the frame header", ErrFormat)
	}
	if payload[0] != 8 {
		return fmt.Errorf("%w: %d bits a sample", ErrUnsupported, payload[0])
	}
	d.height = int(binary.BigEndian.Uint16(payload[1:]))
	d.width = int(binary.BigEndian.Uint16(payload[3:]))
	if d.width == 0 || d.height == 0 {
		return fmt.Errorf("%w: no dimensions", ErrUnsupported)
	}
	if n := payload[5]; n != 1 && n != components {
		return fmt.Errorf("%w: %d components", ErrUnsupported, n)
	}
	d.comps = make([]component, payload[5])
	for i := range d.comps {
		c := &d.comps[i]
		spec := payload[6+3*i:]
		*c = component{id: spec[0], h: spec[1] >> 4, v: spec[1] & 15, quant: spec[2]}
		if c.quant > 3 || c.h == 0 || c.v == 0 || c.h > 4 || c.v > 4 {
			return fmt.Errorf("%w: a component", ErrFormat)
		}
		for _, before := range d.comps[:i] {
			if before.id == c.id {
				return fmt.Errorf("%w: two components of one name", ErrFormat)
			}
		}
		if len(d.comps) == 1 {
			c.h, c.v = 1, 1 // a component alone is not subsampled: A.2.2
		}
		d.maxH, d.maxV = max(d.maxH, int(c.h)), max(d.maxV, int(c.v))
	}
	if _, ok := d.ratio(); !ok {
		return fmt.Errorf("%w: its subsampling", ErrUnsupported)
	}
	if d.isRGB() {
		return fmt.Errorf("%w: RGB", ErrUnsupported)
	}
	d.allocate()
	return nil
}

func (d *decoder) allocate() {
	mcusWide := ceil(d.width, blockSide*d.maxH)
	mcusHigh := ceil(d.height, blockSide*d.maxV)
	for i := range d.comps {
		c := &d.comps[i]
		c.wide, c.high = mcusWide*int(c.h), mcusHigh*int(c.v)
		c.cols = ceil(ceil(d.width*int(c.h), d.maxH), blockSide)
		c.rows = ceil(ceil(d.height*int(c.v), d.maxV), blockSide)
		c.stride = c.wide * d.side
		c.pix = make([]byte, c.stride*c.high*d.side)
		if d.progressive {
			c.coef = make([]int16, c.wide*c.high*d.side*d.side)
			c.nonzero = make([]uint64, c.wide*c.high)
		}
	}
}

// isRGB is how image/jpeg and libjpeg tell.
func (d *decoder) isRGB() bool {
	if len(d.comps) != components || d.jfif {
		return false
	}
	if d.adobe && d.transform == 0 {
		return true
	}
	return d.comps[0].id == 'R' && d.comps[1].id == 'G' && d.comps[2].id == 'B'
}

// ratio returns the subsampling, and whether image.YCbCr knows it.
func (d *decoder) ratio() (image.YCbCrSubsampleRatio, bool) {
	if len(d.comps) == 1 {
		return 0, true
	}
	y, cb, cr := d.comps[0], d.comps[1], d.comps[2]
	if cb.h != cr.h || cb.v != cr.v || y.h%cb.h != 0 || y.v%cb.v != 0 {
		return 0, false
	}
	switch y.h/cb.h<<4 | y.v/cb.v {
	case 0x11:
		return image.YCbCrSubsampleRatio444, true
	case 0x12:
		return image.YCbCrSubsampleRatio440, true
	case 0x21:
		return image.YCbCrSubsampleRatio422, true
	case 0x22:
		return image.YCbCrSubsampleRatio420, true
	case 0x41:
		return image.YCbCrSubsampleRatio411, true
	case 0x42:
		return image.YCbCrSubsampleRatio410, true
	}
	return 0, false
}

// image returns the picture from what the components have.
func (d *decoder) image() image.Image {
	bounds := image.Rect(0, 0, ceil(d.width*d.side, blockSide), ceil(d.height*d.side, blockSide))
	if len(d.comps) == 1 {
		return &image.Gray{Pix: d.comps[0].pix, Stride: d.comps[0].stride, Rect: bounds}
	}
	ratio, _ := d.ratio()
	return &image.YCbCr{
		Y: d.comps[0].pix, Cb: d.comps[1].pix, Cr: d.comps[2].pix,
		YStride: d.comps[0].stride, CStride: d.comps[1].stride,
		SubsampleRatio: ratio, Rect: bounds,
	}
}

func ceil(a, b int) int { return (a + b - 1) / b }

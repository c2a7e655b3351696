package scaledjpeg

import "fmt"

// scan describes one, section B.2.3.
type scan struct {
	comps    []scanComponent
	from, to int  // the band of coefficients, in zigzag order
	high     byte // the bit that is known, 0 in the first scan of a band
	low      uint // the bit that is told
	eobRun   int  // how many blocks more have nothing in this band
}

type scanComponent struct {
	*component
	dc, ac *huffman
}

var errCode = fmt.Errorf("%w: an unknown code", ErrFormat)

func (d *decoder) scan(payload []byte) error {
	if d.scans++; d.scans > MaxScans {
		return fmt.Errorf("%w: more than %d scans", ErrUnsupported, MaxScans)
	}
	s, err := d.readScan(payload)
	if err != nil {
		return err
	}
	if s.from > 0 && d.side == 1 {
		// To an eighth nothing of this band is kept, nor of what refines it. For a larger
		// side a band that is not kept may be refined together with one that is.
		return nil
	}
	d.bits = bitReader{}
	if len(s.comps) == 1 {
		return d.single(s)
	}
	return d.interleaved(s)
}

func (d *decoder) readScan(payload []byte) (*scan, error) {
	bad := fmt.Errorf("%w: a scan's header", ErrFormat)
	if d.comps == nil || len(payload) < 4 {
		return nil, bad
	}
	n := int(payload[0])
	if n < 1 || n > len(d.comps) || len(payload) != 4+2*n {
		return nil, bad
	}
	s := &scan{to: blockSize - 1}
	for i := range n {
		id, tables := payload[1+2*i], payload[2+2*i]
		if tables>>4 > 3 || tables&15 > 3 {
			return nil, bad
		}
		var found *component
		for j := range d.comps {
			if d.comps[j].id == id {
				found = &d.comps[j]
			}
		}
		for _, before := range s.comps {
			if before.component == found {
				return nil, bad
			}
		}
		if found == nil {
			return nil, bad
		}
		found.pred = 0
		s.comps = append(s.comps, scanComponent{found, &d.huff[0][tables>>4], &d.huff[1][tables&15]})
	}
	if !d.progressive {
		return s, nil
	}
	spec := payload[1+2*n:]
	s.from, s.to, s.high, s.low = int(spec[0]), int(spec[1]), spec[2]>>4, uint(spec[2]&15)
	if s.from > s.to || s.to >= blockSize || s.from == 0 && s.to != 0 || s.from > 0 && n != 1 ||
		s.low > 13 || s.high != 0 && uint(s.high) != s.low+1 {
		return nil, bad
	}
	return s, nil
}

// single decodes a scan of one component, of which each block is an MCU.
func (d *decoder) single(s *scan) error {
	c := s.comps[0]
	for y := range c.rows {
		if err := d.row(); err != nil {
			return err
		}
		for x := range c.cols {
			if err := d.restartAt(s, y*c.cols+x); err != nil {
				return err
			}
			if err := d.block(s, c, x, y); err != nil {
				return err
			}
		}
	}
	return d.row()
}

// interleaved decodes a scan of several components.
func (d *decoder) interleaved(s *scan) error {
	wide, high := ceil(d.width, blockSide*d.maxH), ceil(d.height, blockSide*d.maxV)
	for my := range high {
		if err := d.row(); err != nil {
			return err
		}
		for mx := range wide {
			if err := d.restartAt(s, my*wide+mx); err != nil {
				return err
			}
			for _, c := range s.comps {
				for by := range int(c.v) {
					for bx := range int(c.h) {
						if err := d.block(s, c, mx*int(c.h)+bx, my*int(c.v)+by); err != nil {
							return err
						}
					}
				}
			}
		}
	}
	return d.row()
}

// row is called before each row of MCUs and behind the last one.
func (d *decoder) row() error {
	if d.bits.exhausted() {
		return errEnd
	}
	return d.ctx.Err()
}

// restartAt reads the marker that stands before an MCU, if one does, section E.2.4.
func (d *decoder) restartAt(s *scan, mcu int) error {
	if d.restart == 0 || mcu == 0 || mcu%d.restart != 0 {
		return nil
	}
	marker, err := d.nextMarker()
	if err != nil {
		return err
	}
	if want := rst0 + byte(mcu/d.restart-1)&7; marker != want {
		return fmt.Errorf("%w: the marker %#x in place of a restart", ErrFormat, marker)
	}
	if d.bits.exhausted() {
		return errEnd
	}
	d.bits = bitReader{}
	s.eobRun = 0
	for _, c := range s.comps {
		c.pred = 0
	}
	return nil
}

// block decodes the block of a component at these coordinates.
func (d *decoder) block(s *scan, c scanComponent, x, y int) error {
	if !d.progressive {
		return d.baseline(c, x, y)
	}
	at := y*c.wide + x
	coef := c.coef[at*d.side*d.side:][:d.side*d.side]
	switch {
	case s.from == 0 && s.high == 0:
		diff, err := d.dc(c)
		if err != nil {
			return err
		}
		c.pred += diff
		coef[0] = int16(c.pred << s.low)
	case s.from == 0:
		d.fill()
		coef[0] |= int16(d.bits.take(1) << s.low)
	case s.high == 0:
		return d.first(s, c.ac, coef, &c.nonzero[at])
	default:
		return d.refine(s, c.ac, coef, &c.nonzero[at])
	}
	return nil
}

// dc reads the difference to the last DC coefficient, section F.2.2.1.
func (d *decoder) dc(c scanComponent) (int32, error) {
	d.fill()
	size := c.dc.next(&d.bits)
	if size < 0 || size > 15 {
		return 0, errCode
	}
	return d.bits.extend(uint(size)), nil
}

// baseline decodes a block whole, section F.2.2, and writes its pixels.
func (d *decoder) baseline(c scanComponent, x, y int) error {
	quant := &d.quant[c.quant]
	diff, err := d.dc(c)
	if err != nil {
		return err
	}
	c.pred += diff
	var scaled [maxSide * maxSide]int32
	scaled[0] = dequantize(c.pred, quant[0])
	for k := 1; k < blockSize; k++ {
		d.fill()
		symbol := c.ac.next(&d.bits)
		if symbol < 0 {
			return errCode
		}
		size := uint(symbol & 15)
		if size == 0 {
			if symbol != 0xf0 {
				break
			}
			k += 15
			continue
		}
		if k += int(symbol >> 4); k >= blockSize {
			return fmt.Errorf("%w: too many coefficients", ErrFormat)
		}
		if to := d.keep[k]; to >= 0 {
			scaled[to] = dequantize(d.bits.extend(size), quant[k])
		} else {
			d.bits.skip(size)
		}
	}
	d.transformBlock(c.component, &scaled, x, y)
	return nil
}

// first decodes the first scan of a band, section G.1.2.2.
func (d *decoder) first(s *scan, codes *huffman, coef []int16, nonzero *uint64) error {
	if s.eobRun > 0 {
		s.eobRun--
		return nil
	}
	for k := s.from; k <= s.to; k++ {
		d.fill()
		symbol := codes.next(&d.bits)
		if symbol < 0 {
			return errCode
		}
		run, size := int(symbol>>4), uint(symbol&15)
		if size == 0 {
			if run < 15 {
				s.eobRun = 1<<run - 1 + int(d.bits.take(uint(run)))
				break
			}
			k += 15
			continue
		}
		if k += run; k > s.to {
			return fmt.Errorf("%w: too many coefficients", ErrFormat)
		}
		v := d.bits.extend(size) << s.low
		*nonzero |= 1 << k
		if to := d.keep[k]; to >= 0 {
			coef[to] = int16(v)
		}
	}
	return nil
}

// refine decodes a further scan of a band, section G.1.2.3.
func (d *decoder) refine(s *scan, codes *huffman, coef []int16, nonzero *uint64) error {
	k := s.from
	for ; s.eobRun == 0 && k <= s.to; k++ {
		d.fill()
		symbol := codes.next(&d.bits)
		if symbol < 0 || symbol&15 > 1 {
			return errCode
		}
		run, value := int(symbol>>4), int32(0)
		if symbol&15 == 1 {
			value = (2*d.bits.take(1) - 1) << s.low
		} else if run < 15 {
			s.eobRun = 1<<run + int(d.bits.take(uint(run)))
			break
		}
		k = d.correct(s, k, run, coef, *nonzero)
		if value == 0 {
			continue
		}
		if k > s.to {
			return fmt.Errorf("%w: too many coefficients", ErrFormat)
		}
		*nonzero |= 1 << k
		if to := d.keep[k]; to >= 0 {
			coef[to] = int16(value)
		}
	}
	if s.eobRun > 0 {
		d.correct(s, k, blockSize, coef, *nonzero)
		s.eobRun--
	}
	return nil
}

// correct reads a bit for each coefficient from k on that is not zero, and returns the place
// behind as many zeros as run says.
func (d *decoder) correct(s *scan, k, run int, coef []int16, nonzero uint64) int {
	for ; k <= s.to; k++ {
		if nonzero>>k&1 == 0 {
			if run == 0 {
				break
			}
			run--
			continue
		}
		d.fill()
		if d.bits.take(1) == 0 {
			continue
		}
		if to := d.keep[k]; to >= 0 {
			if coef[to] >= 0 {
				coef[to] += 1 << s.low
			} else {
				coef[to] -= 1 << s.low
			}
		}
	}
	return k
}

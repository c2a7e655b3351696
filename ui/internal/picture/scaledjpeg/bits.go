package scaledjpeg

import "fmt"

// bitReader reads the bits of a scan, section F.2.2.5. Behind the last byte, which a marker
// or the end of the data follows, it reads zeros and counts them.
type bitReader struct {
	acc    uint64 // the next bits, from the highest one on
	n      uint   // how many of acc are there
	padded uint   // how many of them, at the end, are zeros that no byte has
}

// symbolBits is enough for any code and the value behind it.
const symbolBits = 32

// fill has at least symbolBits bits in acc.
func (d *decoder) fill() {
	b := &d.bits
	if b.n >= symbolBits {
		return
	}
	pos, data := d.pos, d.data
	for b.n <= 56 {
		var next byte
		if pos < len(data) && data[pos] != 0xff {
			next = data[pos]
			pos++
		} else if pos+1 < len(data) && data[pos+1] == 0 {
			next = 0xff
			pos += 2
		} else {
			b.padded += 8
		}
		b.acc |= uint64(next) << (56 - b.n)
		b.n += 8
	}
	d.pos = pos
}

// take returns the next n bits, of 16 at most that are there.
func (b *bitReader) take(n uint) int32 {
	v := b.acc >> 32 >> (32 - n)
	b.skip(n)
	return int32(v)
}

func (b *bitReader) skip(n uint) {
	b.acc <<= n
	b.n -= n
}

// exhausted reports whether bits were read that no byte has.
func (b *bitReader) exhausted() bool { return b.padded > b.n }

// extend reads a value of n bits, up to 15, as figure F.12 says.
func (b *bitReader) extend(n uint) int32 {
	v := b.take(n)
	if n > 0 && v < 1<<(n-1) {
		v += -1<<n + 1
	}
	return v
}

// lookupBits is the length of codes that one look finds.
const lookupBits = 9

// huffman is a table of codes, section C.
type huffman struct {
	// lookup has for the next lookupBits bits the symbol and, above it, its code's length;
	// 0 for a longer code.
	lookup [1 << lookupBits]uint16
	// limit is for each length the first code, put to the left of 16 bits, that is longer.
	limit  [17]uint32
	offset [17]int32 // of a code of this length to its symbol
	symbol []byte    // nil when the table was not defined
}

// readHuffman reads tables of codes, section B.2.4.2.
func (d *decoder) readHuffman(payload []byte) error {
	for len(payload) > 0 {
		if len(payload) < 17 {
			return fmt.Errorf("%w: a table of codes", ErrFormat)
		}
		class, index := payload[0]>>4, payload[0]&15
		counts := payload[1:17]
		total := 0
		for _, count := range counts {
			total += int(count)
		}
		if class > 1 || index > 3 || total == 0 || total > 256 || len(payload) < 17+total {
			return fmt.Errorf("%w: a table of codes", ErrFormat)
		}
		if err := d.huff[class][index].build(counts, payload[17:17+total]); err != nil {
			return err
		}
		payload = payload[17+total:]
	}
	return nil
}

func (h *huffman) build(counts, symbols []byte) error {
	*h = huffman{symbol: append([]byte(nil), symbols...)}
	code, at := uint32(0), 0
	for length := 1; length <= 16; length++ {
		count := int(counts[length-1])
		if int(code)+count > 1<<length {
			return fmt.Errorf("%w: more codes than there can be", ErrFormat)
		}
		h.offset[length] = int32(at) - int32(code)
		if length <= lookupBits {
			for i := range count {
				first := (code + uint32(i)) << (lookupBits - length)
				for j := range uint32(1) << (lookupBits - length) {
					h.lookup[first+j] = uint16(length)<<8 | uint16(symbols[at+i])
				}
			}
		}
		code += uint32(count)
		at += count
		h.limit[length] = code << (16 - length)
		code <<= 1
	}
	return nil
}

// next reads a symbol; symbolBits bits must be there. It returns a negative number when
// there is no such code.
func (h *huffman) next(b *bitReader) int32 {
	if entry := h.lookup[b.acc>>(64-lookupBits)]; entry != 0 {
		b.skip(uint(entry >> 8))
		return int32(entry & 0xff)
	}
	bits := uint32(b.acc >> 48)
	for length := lookupBits + 1; length <= 16; length++ {
		if bits < h.limit[length] {
			b.skip(uint(length))
			return int32(h.symbol[int32(bits>>(16-length))+h.offset[length]])
		}
	}
	return -1
}

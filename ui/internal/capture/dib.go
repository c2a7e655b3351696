package capture

import "encoding/binary"

const (
	// The layout of a BITMAPINFOHEADER, with which the later headers begin.
	dibHeaderBytes = 40
	dibBits        = 14 // 2 bytes, how many bits a pixel has
	dibCompression = 16 // 4 bytes
	dibColors      = 32 // 4 bytes, how many colours a palette has

	bitFields       = 3 // the compression that is none, with masks of the channels
	bmpHeaderBytes  = 14
	maskBytes       = 3 * 4
	largestDIBBytes = 124 // of the latest header, BITMAPV5HEADER
)

// bmpOf makes a BMP file of what Windows' clipboard has as CF_DIB: the same without the
// file's header. The masks of true colour are left out, which the reader of files knows
// in the latest header only.
func bmpOf(dib []byte) ([]byte, error) {
	if len(dib) < dibHeaderBytes {
		return nil, ErrNone
	}
	header := int(binary.LittleEndian.Uint32(dib))
	if header < dibHeaderBytes || header > largestDIBBytes || header > len(dib) {
		return nil, ErrNone
	}
	info := append([]byte(nil), dib[:dibHeaderBytes]...)
	binary.LittleEndian.PutUint32(info, dibHeaderBytes)
	pixels := header
	depth := binary.LittleEndian.Uint16(info[dibBits:])
	if binary.LittleEndian.Uint32(info[dibCompression:]) == bitFields {
		masks := dib[dibHeaderBytes:]
		if header == dibHeaderBytes {
			pixels += maskBytes
		}
		if depth != 32 || len(masks) < maskBytes ||
			binary.LittleEndian.Uint32(masks) != 0xff0000 || binary.LittleEndian.Uint32(masks[4:]) != 0xff00 || binary.LittleEndian.Uint32(masks[8:]) != 0xff {
			return nil, ErrNone
		}
		binary.LittleEndian.PutUint32(info[dibCompression:], 0)
	}
	var palette []byte
	if depth <= 8 {
		n := int(min(binary.LittleEndian.Uint32(info[dibColors:]), 256))
		if n == 0 {
			n = 1 << depth
		}
		if len(dib) < pixels+4*n {
			return nil, ErrNone
		}
		palette = dib[pixels : pixels+4*n]
		pixels += 4 * n
	}
	if pixels > len(dib) {
		return nil, ErrNone
	}
	offset := bmpHeaderBytes + dibHeaderBytes + len(palette)
	file := []byte{'B', 'M'}
	file = binary.LittleEndian.AppendUint32(file, uint32(offset+len(dib)-pixels))
	file = binary.LittleEndian.AppendUint32(file, 0) // reserved
	file = binary.LittleEndian.AppendUint32(file, uint32(offset))
	file = append(append(file, info...), palette...)
	return append(file, dib[pixels:]...), nil
}

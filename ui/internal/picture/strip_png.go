package picture

import (
	"encoding/binary"
	"hash/crc32"
	"math"
)

// pngKept are the chunks that stay: those that decoding needs, and those that say which
// colours are meant, how large a pixel is and how an animation runs.
var pngKept = map[string]bool{
	"IHDR": true, "PLTE": true, "IDAT": true, "IEND": true,
	"tRNS": true, "cHRM": true, "gAMA": true, "iCCP": true, "sBIT": true, "sRGB": true,
	"cICP": true, "mDCV": true, "cLLI": true, "bKGD": true, "hIST": true, "pHYs": true,
	"sPLT": true, "acTL": true, "fcTL": true, "fdAT": true,
}

// png copies a PNG.
func (s *stripper) png() error {
	if err := s.copy(int64(len(pngSignature))); err != nil {
		return err
	}
	var begun, pixels, oriented bool
	for {
		head, err := s.peek(pngHeader)
		if err != nil {
			return err
		}
		length := binary.BigEndian.Uint32(head)
		name := string(head[4:])
		if length > math.MaxInt32 {
			return damaged("a chunk of %d bytes", length)
		}
		if begun == (name == "IHDR") {
			return damaged("it does not begin with IHDR, or has two")
		}
		if name == "IEND" && (length > 0 || !pixels) {
			return damaged("an end of %d bytes, or before the pixels", length)
		}
		begun = true
		switch critical := name[0]&0x20 == 0; {
		case pngKept[name]:
			pixels = pixels || name == "IDAT"
			err = s.pngChunk(int64(length), true)
		case critical:
			return unsupported("a PNG with the chunk %q", name)
		case name == "eXIf" && !oriented && !pixels:
			oriented, err = s.pngOrientation(int64(length))
		default:
			err = s.pngChunk(int64(length), false)
		}
		if err != nil || name == "IEND" {
			return err
		}
	}
}

// pngChunk copies a chunk of so many bytes of data, or leaves it out.
func (s *stripper) pngChunk(length int64, keep bool) error {
	head, err := s.read(4)
	if err != nil {
		return err
	}
	sum := crc32.NewIEEE()
	piece := func(b []byte) error {
		sum.Write(b)
		if keep {
			return s.write(b)
		}
		return nil
	}
	if keep {
		if err := s.write(head); err != nil {
			return err
		}
	}
	if err := s.each(4+length, piece); err != nil {
		return err
	}
	tail, err := s.read(pngCRC)
	if err != nil {
		return err
	}
	if binary.BigEndian.Uint32(tail) != sum.Sum32() {
		return damaged("the checksum of a chunk")
	}
	if keep {
		return s.write(tail)
	}
	return nil
}

// pngOrientation writes in place of an EXIF chunk one that says its orientation alone, if it
// has any. It reports whether there was one.
func (s *stripper) pngOrientation(length int64) (bool, error) {
	start, err := s.peek(pngHeader + int(min(length, maxExif)))
	if err != nil {
		return false, err
	}
	s.place = s.place || hasPlace(start[pngHeader:])
	o := orientationOf(start[pngHeader:])
	if err := s.pngChunk(length, false); err != nil || !o.turns() {
		return o != 0, err
	}
	exif := minimalExif(o)
	chunk := binary.BigEndian.AppendUint32(nil, uint32(len(exif)))
	chunk = append(append(chunk, "eXIf"...), exif...)
	return true, s.write(binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk[4:])))
}

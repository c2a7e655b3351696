package picture

import (
	"encoding/binary"
	"image"
	"math"
)

const (
	riffHeader    = 12 // "RIFF", a length, "WEBP"
	riffChunk     = 8  // a name and a length
	vp8xBytes     = 10
	anmfBytes     = 16 // of a frame before its chunks
	webpAnimated  = 1 << 1
	webpHasXMP    = 1 << 2
	webpHasEXIF   = 1 << 3
	webpHasAlpha  = 1 << 4
	vp8Start      = 10 // bytes of a lossy frame up to its dimensions
	vp8lStart     = 5  // the same of a lossless one
	vp8lSignature = 0x2f
)

// webp is what the chunks of a WebP say, and which of them make its first frame.
type webp struct {
	info     Info
	animated bool
	size     image.Point // how large it is
	alpha    []byte      // the chunk ALPH; nil where there is none
	name     string      // of the chunk of pixels, "VP8 " or "VP8L"
	pixels   []byte
}

// probeWebP reads the chunks that data has whole, and the beginning of the pixels.
func probeWebP(data []byte) (Info, error) {
	w, err := parseWebP(data)
	if err != nil {
		return Info{}, err
	}
	if w.info.Width == 0 {
		return Info{}, errShort
	}
	return w.info, nil
}

// parseWebP walks over the chunks of data, which may be the beginning of a file only: then
// the last chunk is cut.
func parseWebP(data []byte) (webp, error) {
	var w webp
	var extended, exif bool
	first := true
	end := int64(binary.LittleEndian.Uint32(data[4:])) + 8
	rest := data[riffHeader:]
	if end < int64(len(data)) {
		rest = data[riffHeader:max(end, riffHeader)]
	}
	for len(rest) >= riffChunk {
		name, chunk, next := riffNext(rest)
		rest = next
		switch {
		case name == "VP8X" && first:
			if len(chunk) < vp8xBytes {
				return webp{}, damaged("a header of %d bytes", len(chunk))
			}
			extended = true
			exif = chunk[0]&webpHasEXIF != 0
			w.animated = chunk[0]&webpAnimated != 0
			w.info.Width, w.info.Height = uint24(chunk[4:])+1, uint24(chunk[7:])+1
			if int64(w.info.Width)*int64(w.info.Height) > math.MaxUint32 {
				return webp{}, damaged("%d × %d pixels", w.info.Width, w.info.Height)
			}
		case name == "EXIF" && exif && w.info.Orientation == 0:
			w.info.Orientation = orientationOf(chunk)
		case name == "ANMF" && w.animated && w.pixels == nil:
			if err := w.firstFrame(chunk); err != nil {
				return webp{}, err
			}
		case w.animated:
		default:
			if err := w.still(name, chunk); err != nil {
				return webp{}, err
			}
		}
		first = false
	}
	if !extended {
		w.info.Width, w.info.Height = w.size.X, w.size.Y
	} else if w.size != (image.Point{}) && !w.animated && w.size != image.Pt(w.info.Width, w.info.Height) {
		return webp{}, damaged("%d × %d pixels in a picture of %d × %d", w.size.X, w.size.Y, w.info.Width, w.info.Height)
	}
	w.reckon()
	return w, nil
}

// reckon notes the memory that the frame takes.
func (w *webp) reckon() {
	w.info.layout.pixelBytes = 1.5
	if w.name == "VP8L" {
		// The picture, and its transforms and codes, which are smaller.
		w.info.layout.pixelBytes, w.info.layout.decodeBytes = 4, 4
	}
	if w.alpha != nil {
		w.info.layout.pixelBytes++
		w.info.layout.decodeBytes = 8 // is a lossless picture of its own
	}
}

// firstFrame reads the first frame of an animation.
func (w *webp) firstFrame(chunk []byte) error {
	if len(chunk) < anmfBytes {
		return nil
	}
	w.info.layout.frame = image.Pt(2*uint24(chunk), 2*uint24(chunk[3:]))
	size := image.Pt(uint24(chunk[6:])+1, uint24(chunk[9:])+1)
	at := image.Rectangle{Min: w.info.layout.frame, Max: w.info.layout.frame.Add(size)}
	if !at.In(image.Rect(0, 0, w.info.Width, w.info.Height)) {
		return damaged("a frame outside the picture")
	}
	for rest := chunk[anmfBytes:]; len(rest) >= riffChunk && w.pixels == nil; {
		name, chunk, next := riffNext(rest)
		rest = next
		if err := w.still(name, chunk); err != nil {
			return err
		}
	}
	if w.pixels != nil && w.size != size {
		return damaged("%d × %d pixels in a frame of %d × %d", w.size.X, w.size.Y, size.X, size.Y)
	}
	return nil
}

// still takes the chunks of a frame.
func (w *webp) still(name string, chunk []byte) error {
	if w.pixels != nil {
		return nil
	}
	switch name {
	case "ALPH":
		w.alpha = chunk
	case "VP8 ":
		if len(chunk) < vp8Start {
			return errShort
		}
		if chunk[0]&1 != 0 || string(chunk[3:6]) != "\x9d\x01\x2a" {
			return damaged("no key frame")
		}
		w.size.X = int(binary.LittleEndian.Uint16(chunk[6:])) & 0x3fff
		w.size.Y = int(binary.LittleEndian.Uint16(chunk[8:])) & 0x3fff
		w.name, w.pixels = name, chunk
	case "VP8L":
		if len(chunk) < vp8lStart {
			return errShort
		}
		if chunk[0] != vp8lSignature {
			return damaged("no lossless frame")
		}
		bits := binary.LittleEndian.Uint32(chunk[1:])
		w.size = image.Pt(int(bits&0x3fff)+1, int(bits>>14&0x3fff)+1)
		w.name, w.pixels, w.alpha = name, chunk, nil
	}
	return nil
}

// file returns a WebP of the first frame alone, whose lengths are those of the bytes that
// are there.
func (w *webp) file() []byte {
	size := 4 + riffChunk + len(w.pixels) + 1
	if w.alpha != nil {
		size += 2*riffChunk + vp8xBytes + len(w.alpha) + 1
	}
	out := make([]byte, 0, 8+size)
	out = append(out, "RIFF\x00\x00\x00\x00WEBP"...)
	if w.alpha != nil {
		header := []byte{webpHasAlpha, 0, 0, 0}
		header = appendUint24(header, w.size.X-1)
		header = appendUint24(header, w.size.Y-1)
		out = appendChunk(out, "VP8X", header)
		out = appendChunk(out, "ALPH", w.alpha)
	}
	out = appendChunk(out, w.name, w.pixels)
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8))
	return out
}

// riffNext cuts the first chunk off data of riffChunk bytes at least. One that is longer
// than data ends with it.
func riffNext(data []byte) (name string, chunk, rest []byte) {
	name = string(data[:4])
	length := int64(binary.LittleEndian.Uint32(data[4:]))
	data = data[riffChunk:]
	if length >= int64(len(data)) {
		return name, data, nil
	}
	return name, data[:length:length], data[min(length+length&1, int64(len(data))):]
}

func appendChunk(out []byte, name string, chunk []byte) []byte {
	out = append(out, name...)
	out = binary.LittleEndian.AppendUint32(out, uint32(len(chunk)))
	out = append(out, chunk...)
	if len(chunk)&1 != 0 {
		out = append(out, 0)
	}
	return out
}

func uint24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }

func appendUint24(b []byte, v int) []byte { return append(b, byte(v), byte(v>>8), byte(v>>16)) }

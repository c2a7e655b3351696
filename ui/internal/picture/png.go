package picture

import (
	"encoding/binary"
	"math"
)

var pngSignature = []byte("\x89PNG\r\n\x1a\n")

const (
	pngHeader = 8  // of a chunk: length and type
	pngCRC    = 4  // behind a chunk's data
	ihdrBytes = 13 // of the data of IHDR
	// sidePNG is the most that a PNG may say of a side: 31 bits.
	sidePNG = math.MaxInt32
)

// probePNG reads the chunks up to the first of pixels.
func probePNG(data []byte) (Info, error) {
	var info Info
	for pos := len(pngSignature); ; {
		if len(data)-pos < pngHeader {
			return info.early()
		}
		length := binary.BigEndian.Uint32(data[pos:])
		name := string(data[pos+4 : pos+8])
		if length > sidePNG {
			return Info{}, damaged("a chunk of %d bytes", length)
		}
		if info.Width == 0 && (name != "IHDR" || length != ihdrBytes) {
			return Info{}, damaged("it does not begin with IHDR")
		}
		if name == "IDAT" || name == "IEND" {
			return info, nil
		}
		pos += pngHeader
		if uint64(length)+pngCRC > uint64(len(data)-pos) {
			return info.early()
		}
		chunk := data[pos : pos+int(length)]
		pos += int(length) + pngCRC
		switch {
		case name == "IHDR" && info.Width == 0:
			if err := info.ihdr(chunk); err != nil {
				return Info{}, err
			}
		case name == "eXIf" && info.Orientation == 0:
			info.Orientation = orientationOf(chunk)
		}
	}
}

// early is for bytes that end before the pixels: the dimensions may be known.
func (i Info) early() (Info, error) {
	if i.Width == 0 {
		return Info{}, errShort
	}
	return i, nil
}

// ihdr reads the header, section 11.2.1 of the PNG specification.
func (i *Info) ihdr(chunk []byte) error {
	width, height := binary.BigEndian.Uint32(chunk), binary.BigEndian.Uint32(chunk[4:])
	if width == 0 || height == 0 || width > sidePNG || height > sidePNG {
		return damaged("%d × %d pixels", width, height)
	}
	i.Width, i.Height = int(width), int(height)
	i.layout.pixelBytes = 4
	if depth := chunk[8]; depth == 16 {
		i.layout.pixelBytes = 8
	}
	if interlaced := chunk[12] != 0; interlaced {
		// The last pass is half of the picture, in an image of its own.
		i.layout.decodeBytes = i.layout.pixelBytes / 2
	}
	return nil
}

package picture

import (
	"bytes"
	"encoding/binary"
)

// The markers of ITU-T T.81, table B.1, that matter here.
const (
	markerSOF0  = 0xc0 // baseline
	markerSOF1  = 0xc1 // extended
	markerSOF2  = 0xc2 // progressive
	markerDHT   = 0xc4
	markerRST0  = 0xd0
	markerRST7  = 0xd7
	markerSOI   = 0xd8
	markerEOI   = 0xd9
	markerSOS   = 0xda
	markerDQT   = 0xdb
	markerDRI   = 0xdd
	markerAPP0  = 0xe0
	markerAPP1  = 0xe1
	markerAPP2  = 0xe2
	markerAPP14 = 0xee
	markerAPP15 = 0xef
	markerCOM   = 0xfe
)

// A JPEG may have maxScans scans, or fewer, down to leastScans, when they would go over more
// than scanPixels pixels in all. Encoders make up to about twenty; each costs a walk over all
// blocks, some 10 ns a block, which a few bytes can ask for.
const (
	maxScans   = 100
	leastScans = 20
	scanPixels = 1 << 30
)

// isSOF reports whether the marker begins a frame, of whatever process.
func isSOF(marker byte) bool {
	return marker >= markerSOF0 && marker <= 0xcf && marker != markerDHT && marker != 0xc8 && marker != 0xcc
}

// probeJPEG reads the segments up to the frame header.
func probeJPEG(data []byte) (Info, error) {
	var info Info
	pos := 2
	for {
		marker, payload, next, err := jpegSegment(data, pos)
		if err != nil {
			return Info{}, err
		}
		pos = next
		switch {
		case marker == markerAPP1 && bytes.HasPrefix(payload, exifPrefix):
			if info.Orientation == 0 {
				info.Orientation = orientationOf(payload)
			}
		case isSOF(marker):
			err := info.frame(marker, payload)
			return info, err
		case marker == markerSOS || marker == markerEOI:
			return Info{}, damaged("no frame before the scan")
		}
	}
}

// jpegSegment returns the segment whose marker stands at pos, after fill bytes perhaps, and
// where the next begins. Markers without a length have no payload.
func jpegSegment(data []byte, pos int) (marker byte, payload []byte, next int, err error) {
	if pos >= len(data) {
		return 0, nil, 0, errShort
	}
	if data[pos] != 0xff {
		return 0, nil, 0, damaged("no marker where a segment should begin")
	}
	for pos < len(data) && data[pos] == 0xff {
		pos++
	}
	if pos == len(data) {
		return 0, nil, 0, errShort
	}
	marker = data[pos]
	pos++
	if marker == markerEOI || marker >= markerRST0 && marker <= markerRST7 {
		return marker, nil, pos, nil
	}
	if len(data)-pos < 2 {
		return 0, nil, 0, errShort
	}
	length := int(binary.BigEndian.Uint16(data[pos:]))
	if length < 2 || marker < markerSOF0 || marker == markerSOI {
		return 0, nil, 0, damaged("the marker %#x with the length %d", marker, length)
	}
	if len(data)-pos < length {
		return 0, nil, 0, errShort
	}
	return marker, data[pos+2 : pos+length], pos + length, nil
}

// frame reads a frame header, T.81 section B.2.2.
func (i *Info) frame(marker byte, payload []byte) error {
	if marker > markerSOF2 {
		return unsupported("a JPEG of the process %#x", marker)
	}
	if len(payload) < 6 || len(payload) != 6+3*int(payload[5]) {
		return damaged("a frame header of %d bytes", len(payload))
	}
	i.Height = int(binary.BigEndian.Uint16(payload[1:]))
	i.Width = int(binary.BigEndian.Uint16(payload[3:]))
	if i.Height == 0 {
		return unsupported("a JPEG that tells its height at the end")
	}
	var samples, widest, highest int
	for component := payload[6:]; len(component) > 0; component = component[3:] {
		h, v := int(component[1]>>4), int(component[1]&15)
		samples += h * v
		widest, highest = max(widest, h), max(highest, v)
	}
	if samples == 0 || widest > 4 || highest > 4 {
		return damaged("its sampling factors")
	}
	components := int(payload[5])
	i.layout.pixelBytes = float64(samples) / float64(widest*highest)
	if components == 1 {
		i.layout.pixelBytes = 1
	}
	i.layout.progressive = marker == markerSOF2
	if i.layout.progressive {
		i.layout.decodeBytes = 4 * i.layout.pixelBytes // coefficients of 32 bits
	}
	if components != 1 {
		i.layout.decodeBytes += resultBytes // of a conversion of CMYK or RGB
	}
	return nil
}

// checkScans refuses a JPEG of too many scans. What follows its end is not looked at, and
// damage is for the decoder to find.
func checkScans(info Info, data []byte) error {
	most := max(leastScans, min(scanPixels/(int64(info.Width)*int64(info.Height)), maxScans))
	scans := int64(0)
	for pos := 2; ; {
		at := bytes.IndexByte(data[pos:], 0xff)
		if pos += at; at < 0 || pos+1 == len(data) {
			return nil
		}
		if data[pos+1] < markerSOF0 {
			// Within a scan, or between segments, where decoders pass over it.
			pos += 2
			continue
		}
		marker, _, next, err := jpegSegment(data, pos)
		switch {
		case err != nil:
			next = pos + 1
		case marker == markerEOI:
			return nil
		case marker == markerSOS:
			if scans++; scans > most {
				return unsupported("a JPEG of more than %d scans", most)
			}
		}
		pos = next
	}
}

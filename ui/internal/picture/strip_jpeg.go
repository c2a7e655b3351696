package picture

import (
	"bytes"
	"encoding/binary"
)

var (
	jfifPrefix  = []byte("JFIF\x00")
	iccPrefix   = []byte("ICC_PROFILE\x00")
	adobePrefix = []byte("Adobe")
)

const (
	jfifBytes  = 14 // of a JFIF segment without its small picture
	adobeBytes = 12
)

// jpeg copies a JPEG.
func (s *stripper) jpeg() error {
	start, err := s.read(2)
	if err != nil {
		return err
	}
	if err := s.write(start); err != nil {
		return err
	}
	var oriented, framed bool
	for {
		marker, err := s.marker()
		if err != nil {
			return err
		}
		if marker == markerEOI {
			return s.write([]byte{0xff, markerEOI})
		}
		payload, err := s.segment(marker)
		if err != nil {
			return err
		}
		switch {
		case marker == markerSOS:
			if !framed {
				return damaged("no frame before the scan")
			}
			if err := s.writeSegment(marker, payload); err != nil {
				return err
			}
			if err := s.scan(); err != nil {
				return err
			}
			continue
		case isSOF(marker):
			if framed || marker > markerSOF2 {
				return unsupported("a JPEG of the process %#x, or of several", marker)
			}
			framed = true
		case marker == markerDHT, marker == markerDQT, marker == markerDRI:
		case marker == markerAPP1 && bytes.HasPrefix(payload, exifPrefix):
			s.place = s.place || hasPlace(payload)
			o := orientationOf(payload)
			if oriented || framed || o == 0 {
				continue
			}
			oriented = true
			if !o.turns() {
				continue
			}
			payload = append(bytes.Clone(exifPrefix), minimalExif(o)...)
		default:
			var keep bool
			if payload, keep = keptSegment(marker, payload); !keep {
				if marker < markerAPP0 || marker > markerAPP15 && marker != markerCOM {
					return unsupported("a JPEG with the marker %#x", marker)
				}
				continue
			}
		}
		if err := s.writeSegment(marker, payload); err != nil {
			return err
		}
	}
}

// keptSegment returns what stays of an application's segment: what the colours hang on.
func keptSegment(marker byte, payload []byte) ([]byte, bool) {
	switch {
	case marker == markerAPP0 && bytes.HasPrefix(payload, jfifPrefix) && len(payload) >= jfifBytes:
		kept := bytes.Clone(payload[:jfifBytes])
		kept[12], kept[13] = 0, 0 // the size of the small picture
		return kept, true
	case marker == markerAPP2 && bytes.HasPrefix(payload, iccPrefix):
		return payload, true
	case marker == markerAPP14 && bytes.HasPrefix(payload, adobePrefix) && len(payload) >= adobeBytes:
		return payload[:adobeBytes], true
	}
	return nil, false
}

// marker reads a marker, and the fill bytes before it.
func (s *stripper) marker() (byte, error) {
	b, err := s.read(2)
	if err != nil {
		return 0, err
	}
	if b[0] != 0xff {
		return 0, damaged("no marker where a segment should begin")
	}
	marker := b[1]
	for marker == 0xff {
		if b, err = s.read(1); err != nil {
			return 0, err
		}
		marker = b[0]
	}
	return marker, nil
}

// segment reads what follows a marker that has a length.
func (s *stripper) segment(marker byte) ([]byte, error) {
	if marker < markerSOF0 || marker >= markerRST0 && marker <= markerEOI {
		return nil, damaged("the marker %#x between segments", marker)
	}
	b, err := s.read(2)
	if err != nil {
		return nil, err
	}
	length := int(binary.BigEndian.Uint16(b))
	if length < 2 {
		return nil, damaged("a segment of %d bytes", length)
	}
	return s.read(length - 2)
}

func (s *stripper) writeSegment(marker byte, payload []byte) error {
	length := len(payload) + 2
	return s.write([]byte{0xff, marker, byte(length >> 8), byte(length)}, payload)
}

// scan copies the data of a scan, up to the marker that ends it, which stays unread.
func (s *stripper) scan() error {
	for {
		if _, err := s.peek(2); err != nil {
			return err
		}
		// At most what is at hand but its last byte, which may be the first of a marker.
		piece, err := s.peek(s.r.Buffered())
		if err != nil {
			return err
		}
		n := bytes.IndexByte(piece[:len(piece)-1], 0xff)
		switch {
		case n < 0:
			n = len(piece) - 1
		case n > 0:
		case piece[1] == 0, piece[1] >= markerRST0 && piece[1] <= markerRST7:
			n = 2
		case piece[1] == 0xff:
			// A fill byte: the marker behind it is looked at next.
			n = 1
		default:
			return nil
		}
		if err := s.copy(int64(n)); err != nil {
			return err
		}
	}
}

package picture

import (
	"bytes"
	"encoding/binary"
)

// Orientation is how a stored picture must be turned to stand upright, as EXIF 2.32,
// section 4.6.4, tag 0x0112, numbers it. The zero value means that nothing is said, which
// is the same as 1.
type Orientation uint8

// The orientations, by what must be done with the stored picture.
const (
	Upright          Orientation = 1
	MirrorHorizontal Orientation = 2
	Rotate180        Orientation = 3
	MirrorVertical   Orientation = 4
	Transpose        Orientation = 5 // mirror at the falling diagonal
	Rotate90         Orientation = 6 // clockwise
	Transverse       Orientation = 7 // mirror at the rising diagonal
	Rotate270        Orientation = 8
)

// swaps reports whether width and height change places.
func (o Orientation) swaps() bool { return o >= Transpose && o <= Rotate270 }

// turns reports whether there is anything to be done.
func (o Orientation) turns() bool { return o >= MirrorHorizontal && o <= Rotate270 }

const (
	tagOrientation = 0x0112
	tagGPS         = 0x8825 // where the directory of the place is
	tagLatitude    = 0x0002 // in that
	typeShort      = 3
	// maxEntries is how many entries of the directory are looked at. Those of cameras
	// have about fifteen.
	maxEntries = 1024
	// maxExif is how much of a block is looked at: what a segment of a JPEG can hold. The
	// first directory stands at its beginning.
	maxExif = 64 << 10
)

// exifPrefix stands before the TIFF structure in a JPEG's segment.
var exifPrefix = []byte("Exif\x00\x00")

// tiff is the structure that an EXIF block is.
type tiff struct {
	data  []byte
	order binary.ByteOrder
}

// openTIFF returns the structure of a block that begins with the TIFF header or with
// exifPrefix, and where its first directory is; ok is false where it has none.
func openTIFF(exif []byte) (t tiff, first uint64, ok bool) {
	exif = bytes.TrimPrefix(exif[:min(len(exif), maxExif)], exifPrefix)
	if len(exif) < 8 {
		return t, 0, false
	}
	switch string(exif[:4]) {
	case "II*\x00":
		t.order = binary.LittleEndian
	case "MM\x00*":
		t.order = binary.BigEndian
	default:
		return t, 0, false
	}
	t.data = exif
	return t, uint64(t.order.Uint32(exif[4:])), true
}

// find returns the first entry of a tag in the directory at start, nil for none. It follows
// no pointer: loops and directories without end cost nothing.
func (t tiff) find(start uint64, tag uint16) []byte {
	if start < 8 || start+2 > uint64(len(t.data)) {
		return nil
	}
	entries := t.data[start+2:]
	count := min(int(t.order.Uint16(t.data[start:])), maxEntries, len(entries)/12)
	for i := range count {
		if entry := entries[12*i:]; t.order.Uint16(entry) == tag {
			return entry[:12]
		}
	}
	return nil
}

// orientationOf returns the orientation that an EXIF block says, 0 when it says none or
// cannot be read. The block begins with the TIFF header or with exifPrefix.
func orientationOf(exif []byte) Orientation {
	t, first, ok := openTIFF(exif)
	if !ok {
		return 0
	}
	entry := t.find(first, tagOrientation)
	if entry == nil || t.order.Uint16(entry[2:]) != typeShort || t.order.Uint32(entry[4:]) != 1 {
		return 0
	}
	if value := t.order.Uint16(entry[8:]); value >= 1 && value <= 8 {
		return Orientation(value)
	}
	return 0
}

// hasPlace reports whether an EXIF block says where the picture was taken: many cameras write
// a directory for that with nothing in it.
func hasPlace(exif []byte) bool {
	t, first, ok := openTIFF(exif)
	if !ok {
		return false
	}
	gps := t.find(first, tagGPS)
	return gps != nil && t.find(uint64(t.order.Uint32(gps[8:])), tagLatitude) != nil
}

// minimalExif returns a TIFF structure that says the orientation and nothing else.
func minimalExif(o Orientation) []byte {
	return []byte{
		'M', 'M', 0, '*', 0, 0, 0, 8, // the header; the directory follows it
		0, 1, // of one entry
		tagOrientation >> 8, tagOrientation & 0xff, 0, typeShort, 0, 0, 0, 1, 0, byte(o), 0, 0,
		0, 0, 0, 0, // no further directory
	}
}

package picture

import (
	"encoding/binary"
	"testing"
)

func TestOrientationIsRead(t *testing.T) {
	for o := Upright; o <= Rotate270; o++ {
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			exif := cameraExif(o, order)
			if got := orientationOf(exif); got != o {
				t.Errorf("%v: %d became %d", order, o, got)
			}
			if got := orientationOf(append([]byte("Exif\x00\x00"), exif...)); got != o {
				t.Errorf("%v with the prefix: %d became %d", order, o, got)
			}
		}
		if got := orientationOf(minimalExif(o)); got != o {
			t.Errorf("what is written for %d is read as %d", o, got)
		}
	}
}

func TestBadExifSaysNothing(t *testing.T) {
	good := cameraExif(Rotate90, binary.LittleEndian)
	change := func(at int, to ...byte) []byte {
		b := append([]byte(nil), good...)
		copy(b[at:], to)
		return b
	}
	const second = 8 + 2 + 12 // the entry of the orientation
	for name, exif := range map[string][]byte{
		"empty":                    nil,
		"no header":                change(0, 'X'),
		"a directory far outside":  change(4, 0xff, 0xff, 0xff, 0xff),
		"a directory in the head":  change(4, 0, 0, 0, 0),
		"at the last byte":         change(4, byte(len(good)-1), 0),
		"of another type":          change(second+2, 4),
		"of two values":            change(second+4, 2),
		"9":                        change(second+8, 9),
		"0":                        change(second+8, 0),
		"cut in the entry":         good[:second+11],
		"a directory of 65535":     change(8, 0xff, 0xff)[:second],
		"a directory that is past": change(4, byte(len(good)-2), 0),
	} {
		if got := orientationOf(exif); got != 0 {
			t.Errorf("%s: %d", name, got)
		}
	}
}

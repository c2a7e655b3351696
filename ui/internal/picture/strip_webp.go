package picture

import (
	"bytes"
	"encoding/binary"
)

// webpJunk is the name of what was taken out: readers pass over names they do not know.
const webpJunk = "JUNK"

// webpKept are the chunks that stay as they are, and webpFrame those within a frame.
var (
	webpKept  = map[string]bool{"ICCP": true, "ANIM": true, "ALPH": true, "VP8 ": true, "VP8L": true}
	webpFrame = map[string]bool{"ALPH": true, "VP8 ": true, "VP8L": true}
)

// webp copies a WebP. Its length stands at the beginning, where what comes is not known
// yet, so nothing gets shorter: what is taken out becomes zeros.
func (s *stripper) webp() error {
	head, err := s.read(riffHeader)
	if err != nil {
		return err
	}
	left := int64(binary.LittleEndian.Uint32(head[4:])) - 4
	if err := s.write(head); err != nil {
		return err
	}
	var exif, pixels bool
	for first := true; left > 0; first = false {
		name, length, err := s.webpChunk(&left)
		if err != nil {
			return err
		}
		switch {
		case name == "VP8X" && first && length == vp8xBytes:
			exif, err = s.webpHeader()
		case name == "VP8X":
			return damaged("its header")
		case name == "EXIF" && exif:
			exif = false
			err = s.webpExif(length)
		case name == "ANMF":
			pixels = true
			err = s.webpAnimation(length)
		case webpKept[name]:
			pixels = pixels || name == "VP8 " || name == "VP8L"
			err = s.webpCopy(name, length)
		default:
			err = s.webpBlank(length)
		}
		if err != nil {
			return err
		}
	}
	if !pixels {
		return damaged("no pixels")
	}
	return nil
}

// webpChunk reads the head of a chunk, which has to fit in what is left of the part that it
// is in, and takes it off that.
func (s *stripper) webpChunk(left *int64) (name string, length int64, err error) {
	head, err := s.read(riffChunk)
	if err != nil {
		return "", 0, err
	}
	name, length = string(head[:4]), int64(binary.LittleEndian.Uint32(head[4:]))
	if *left -= riffChunk + length + length&1; *left < 0 {
		return "", 0, damaged("a chunk of %d bytes", length)
	}
	return name, length, nil
}

func webpChunkHead(name string, length int64) []byte {
	return binary.LittleEndian.AppendUint32([]byte(name), uint32(length))
}

// webpHeader copies the extended header, and reports whether it says that there is EXIF.
func (s *stripper) webpHeader() (bool, error) {
	header, err := s.read(vp8xBytes)
	if err != nil {
		return false, err
	}
	header = bytes.Clone(header)
	header[0] &^= webpHasXMP
	exif := header[0]&webpHasEXIF != 0
	return exif, s.write(webpChunkHead("VP8X", vp8xBytes), header)
}

// webpCopy copies the data of a chunk.
func (s *stripper) webpCopy(name string, length int64) error {
	if err := s.write(webpChunkHead(name, length)); err != nil {
		return err
	}
	return s.copy(length + length&1)
}

// webpBlank leaves out a chunk.
func (s *stripper) webpBlank(length int64) error {
	if err := s.write(webpChunkHead(webpJunk, length)); err != nil {
		return err
	}
	return s.zeros(length + length&1)
}

// zeros writes a zero for each of the next n bytes.
func (s *stripper) zeros(n int64) error {
	var none [4096]byte
	return s.each(n, func(piece []byte) error {
		for len(piece) > 0 {
			m := min(len(piece), len(none))
			if err := s.write(none[:m]); err != nil {
				return err
			}
			piece = piece[m:]
		}
		return nil
	})
}

// webpExif has an EXIF chunk say the orientation alone. The header said that there is such a
// chunk: it stays one, also where nothing is left in it.
func (s *stripper) webpExif(length int64) error {
	start, err := s.peek(int(min(length, maxExif)))
	if err != nil {
		return err
	}
	s.place = s.place || hasPlace(start)
	exif := minimalExif(max(orientationOf(start), Upright))
	if int64(len(exif)) > length {
		exif = nil
	}
	if err := s.write(webpChunkHead("EXIF", length), exif); err != nil {
		return err
	}
	if err := s.skip(int64(len(exif))); err != nil {
		return err
	}
	return s.zeros(length - int64(len(exif)) + length&1)
}

// webpAnimation copies a frame of an animation.
func (s *stripper) webpAnimation(length int64) error {
	if length < anmfBytes || length&1 != 0 {
		return damaged("a frame of %d bytes", length)
	}
	if err := s.write(webpChunkHead("ANMF", length)); err != nil {
		return err
	}
	if err := s.copy(anmfBytes); err != nil {
		return err
	}
	for left := length - anmfBytes; left > 0; {
		name, length, err := s.webpChunk(&left)
		if err != nil {
			return err
		}
		if webpFrame[name] {
			err = s.webpCopy(name, length)
		} else {
			err = s.webpBlank(length)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

package store

import (
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"os"
)

// The fields of the write-ahead log that matter here; sqlite.org/fileformat.html
// has the rest. Its checksum runs on from frame to frame, so that SQLite takes
// nothing that follows a wrong bit.
const (
	walMagic   = 0x377f0682 // checksums over little-endian words
	walVersion = 3007000
)

// walSum is the running checksum.
type walSum [2]uint32

func (s walSum) add(b []byte) walSum {
	for ; len(b) >= 8; b = b[8:] {
		s[0] += binary.LittleEndian.Uint32(b) + s[1]
		s[1] += binary.LittleEndian.Uint32(b[4:]) + s[0]
	}
	return s
}

func (s walSum) is(b []byte) bool {
	return binary.BigEndian.Uint32(b) == s[0] && binary.BigEndian.Uint32(b[4:]) == s[1]
}

// mendLog puts right what single bits are wrong in the write-ahead log of a
// sealed database, which nobody has open. Ruined counts frames that belong to the
// log and that SQLite will not take. The end of a log is often a frame that was
// not finished, or frames of an earlier log: those are no damage.
func mendLog(path string) (m mended, err error) {
	f, err := openPrivate(path, os.O_RDWR)
	if errors.Is(err, fs.ErrNotExist) {
		return m, nil
	}
	if err != nil {
		return m, err
	}
	defer f.Close()
	header := make([]byte, walHeaderBytes)
	frame := make([]byte, frameBytes)
	if n, err := f.ReadAt(header, 0); n < len(header) {
		return m, unlessEOF(err)
	}
	if n, err := f.ReadAt(frame, walHeaderBytes); n < len(frame) {
		return m, unlessEOF(err)
	}
	right := func() bool {
		return binary.BigEndian.Uint32(header) == walMagic && binary.BigEndian.Uint32(header[4:]) == walVersion &&
			binary.BigEndian.Uint32(header[8:]) == pageBytes && string(header[16:24]) == string(frame[8:16]) &&
			(walSum{}).add(header[:24]).is(header[24:])
	}
	switch alone := (walSum{}).add(header[:24]).is(header[24:]); {
	case right() || alone: // alone: the first frame is an earlier log's, or is wrong itself
	case !flipUntil(header, right):
		m.ruined++
		return m, nil
	default:
		m.bits++
		if _, err = f.WriteAt(header, 0); err != nil {
			return m, err
		}
	}
	sum := walSum{binary.BigEndian.Uint32(header[24:]), binary.BigEndian.Uint32(header[28:])}
	for at := int64(walHeaderBytes); ; at += frameBytes {
		n, err := f.ReadAt(frame, at)
		if n < len(frame) {
			err = unlessEOF(err)
			if err == nil && m.bits > 0 {
				err = f.Sync()
			}
			return m, err
		}
		fixed, ok := mendFrame(frame, header[16:24], &sum)
		if fixed {
			m.bits++
			if _, err = f.WriteAt(frame, at); err != nil {
				return m, err
			}
		}
		if !ok {
			lost, err := framesOf(f, at, header[16:24])
			m.ruined += lost
			if err == nil && m.bits > 0 {
				err = f.Sync()
			}
			return m, err
		}
	}
}

// mendFrame compares a frame with its checksums, moves the running one on, and
// puts a single wrong bit right. It returns false for a frame that is not, or is
// no longer, of this log.
func mendFrame(frame, salt []byte, sum *walSum) (fixed, ok bool) {
	page := frame[frameHeaderBytes:]
	switch check(page) {
	case corrected:
		fixed = true
	case ruined:
		return false, false
	}
	content := make([]byte, pageBytes)
	copy(content, page)
	clear(content[pageBytes-sealBytes:])
	right := func() bool {
		next := sum.add(frame[:8]).add(content)
		return string(frame[8:16]) == string(salt) && next.is(frame[16:]) &&
			// SQLite has fewer pages; a wrong highest bit has the same checksum as another.
			binary.BigEndian.Uint32(frame) < 1<<24 && binary.BigEndian.Uint32(frame[4:]) < 1<<24
	}
	if !right() {
		if !flipUntil(frame[:frameHeaderBytes], right) {
			return fixed, false
		}
		fixed = true
	}
	*sum = sum.add(frame[:8]).add(content)
	return fixed, true
}

// flipUntil turns single bits over until right is true.
func flipUntil(b []byte, right func() bool) bool {
	for at := range 8 * len(b) {
		b[at/8] ^= 1 << (at % 8)
		if right() {
			return true
		}
		b[at/8] ^= 1 << (at % 8)
	}
	return false
}

// framesOf counts the frames with this salt from at on, up to the last that ends
// a transaction: what comes after it was never committed.
func framesOf(f io.ReaderAt, at int64, salt []byte) (committed int, err error) {
	header := make([]byte, frameHeaderBytes)
	for n := 1; ; n++ {
		if read, err := f.ReadAt(header, at); read < len(header) {
			return committed, unlessEOF(err)
		}
		if string(header[8:16]) == string(salt) && binary.BigEndian.Uint32(header[4:]) != 0 {
			committed = n
		}
		at += frameBytes
	}
}

func unlessEOF(err error) error {
	if err == io.EOF {
		return nil
	}
	return err
}

package store

import (
	"encoding/binary"
	"hash/crc32"
	"math/bits"
	"sync"
)

// Each page of the database and of its write-ahead log ends in a seal: a mark and
// two checksums of different polynomials. SQLite leaves these bytes alone, because
// the database reserves them, and never sees them: the seal is added on the way to
// the disk and removed on the way back. A page with one wrong bit is put right by
// its seal; worse damage is detected.
const (
	pageBytes = 4096
	// sealBytes is what the database reserves at the end of each page. With 8,
	// go-sqlite3 would add checksums of its own, which cannot locate a wrong bit.
	sealBytes = 12
	sealMark  = 0x43666231 // "Cfb1"
	coveredBy = pageBytes - 8
	// lockPage is the index of the page that SQLite never writes: it locks its
	// bytes.
	lockPage = 1 << 30 / pageBytes
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// seal writes the seal of a page into its last bytes.
func seal(page []byte) {
	binary.BigEndian.PutUint32(page[pageBytes-sealBytes:], sealMark)
	binary.BigEndian.PutUint32(page[coveredBy:], crc32.Checksum(page[:coveredBy], castagnoli))
	binary.BigEndian.PutUint32(page[coveredBy+4:], crc32.ChecksumIEEE(page[:coveredBy]))
}

// condition is what the seal says of a page.
type condition uint8

const (
	sound     condition = iota
	unsealed            // never written, all zeros
	corrected           // one bit was wrong, and is put right
	ruined              // more was wrong; the page is as it was
)

// check compares a page with its seal and puts a single wrong bit right.
func check(page []byte) condition {
	first := crc32.Checksum(page[:coveredBy], castagnoli) ^ binary.BigEndian.Uint32(page[coveredBy:])
	second := crc32.ChecksumIEEE(page[:coveredBy]) ^ binary.BigEndian.Uint32(page[coveredBy+4:])
	switch {
	case first == 0 && second == 0:
		return sound
	case first == 0 && bits.OnesCount32(second) == 1, second == 0 && bits.OnesCount32(first) == 1:
		seal(page) // the wrong bit is in a checksum
		return corrected
	}
	for at, d := range bitDeltas() {
		if d.first == first && d.second == second {
			page[at/8] ^= 1 << (at % 8)
			return corrected
		}
	}
	for _, b := range page {
		if b != 0 {
			return ruined
		}
	}
	return unsealed
}

// delta is how much one wrong bit changes the two checksums. It depends on the
// bit's place only, and no two places have the same.
type delta struct{ first, second uint32 }

var bitDeltas = sync.OnceValue(func() []delta {
	deltas := make([]delta, 8*coveredBy)
	page := make([]byte, coveredBy)
	first, second := crc32.Checksum(page, castagnoli), crc32.ChecksumIEEE(page)
	for at := range deltas {
		page[at/8] = 1 << (at % 8)
		deltas[at] = delta{crc32.Checksum(page, castagnoli) ^ first, crc32.ChecksumIEEE(page) ^ second}
		page[at/8] = 0
	}
	return deltas
})

package fonts

import (
	"encoding/binary"
	"errors"
	"io"
	"math"
	"os"
	"reflect"
	"unsafe"

	fontapi "github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/cff"
	ot "github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/font/opentype/tables"
)

// errUnmapped is returned for a face that has to be read as a whole.
var errUnmapped = errors.New("fonts: the outlines cannot be mapped")

// loadMapped loads a face of a font file without reading its outlines, if they are
// in CFF. Those of a Chinese font are 15 MB, and a window draws a few hundred: they
// are mapped, and the system reads the pages of the glyphs that are drawn. The mapping stays, as the font does.
//
// go-text reads every table whole, so it gets the file without this one. The field
// that it would have filled in has no setter; a version of go-text where it is
// another one has the face read as a whole.
func loadMapped(f *os.File, number int) (*fontapi.Font, error) {
	table, err := findOutlines(f, number)
	if err != nil {
		return nil, err
	}
	raw, unmap, err := mapTable(f, table)
	if err != nil {
		return nil, err
	}
	font, err := loadAround(f, number, table, raw)
	if err != nil {
		unmap()
		return nil, err
	}
	return font, nil
}

// loadAround loads a face with the outlines in raw.
func loadAround(f io.ReaderAt, number int, table tableEntry, raw []byte) (*fontapi.Font, error) {
	outlines, err := cff.Parse(raw)
	if err != nil {
		return nil, err
	}
	loaders, err := ot.NewLoaders(io.NewSectionReader(withoutTable{f, table}, 0, math.MaxInt64))
	if err != nil {
		return nil, err
	}
	if number >= len(loaders) {
		return nil, errUnmapped
	}
	limits, err := loaders[number].RawTable(ot.MustNewTag("maxp"))
	if err != nil {
		return nil, err
	}
	if maxp, _, err := tables.ParseMaxp(limits); err != nil || int(maxp.NumGlyphs) != len(outlines.Charstrings) {
		return nil, errUnmapped
	}
	font, err := fontapi.NewFont(loaders[number])
	if err != nil {
		return nil, err
	}
	field := reflect.ValueOf(font).Elem().FieldByName("cff")
	if !field.IsValid() || field.Type() != reflect.TypeFor[*cff.CFF]() {
		return nil, errUnmapped
	}
	*(**cff.CFF)(unsafe.Pointer(field.UnsafeAddr())) = outlines
	return font, nil
}

// tableEntry is where a table of a font file is. All are offsets and lengths in bytes.
type tableEntry struct {
	at             int64 // of the entry itself, in the directory of tables
	offset, length int64 // of the table, as the entry gives them
}

// findOutlines finds the table of outlines in CFF that a face of a font file or a
// collection has.
func findOutlines(f io.ReaderAt, number int) (tableEntry, error) {
	const (
		collection, inCFF, outlines = "ttcf", "OTTO", "CFF "

		headLength, offsetLength, entryLength = 12, 4, 16
		tag, count, offset, length            = 0, 4, 8, 12 // in a head or an entry
	)
	var head [headLength]byte
	if _, err := f.ReadAt(head[:], 0); err != nil {
		return tableEntry{}, err
	}
	var start int64
	if string(head[:tag+4]) == collection {
		if _, err := f.ReadAt(head[:offsetLength], headLength+offsetLength*int64(number)); err != nil {
			return tableEntry{}, err
		}
		start = int64(binary.BigEndian.Uint32(head[:]))
		if _, err := f.ReadAt(head[:], start); err != nil {
			return tableEntry{}, err
		}
	}
	if string(head[:tag+4]) != inCFF {
		return tableEntry{}, errUnmapped
	}
	directory := make([]byte, entryLength*int(binary.BigEndian.Uint16(head[count:])))
	if _, err := f.ReadAt(directory, start+headLength); err != nil {
		return tableEntry{}, err
	}
	for i := 0; i < len(directory); i += entryLength {
		if entry := directory[i:]; string(entry[:tag+4]) == outlines {
			return tableEntry{
				at:     start + headLength + int64(i),
				offset: int64(binary.BigEndian.Uint32(entry[offset:])),
				length: int64(binary.BigEndian.Uint32(entry[length:])),
			}, nil
		}
	}
	return tableEntry{}, errUnmapped
}

// withoutTable is a font file in which the entry of a table has a tag that no
// table has.
type withoutTable struct {
	io.ReaderAt
	table tableEntry
}

// ReadAt implements io.ReaderAt.
func (w withoutTable) ReadAt(to []byte, at int64) (int, error) {
	n, err := w.ReaderAt.ReadAt(to, at)
	for i := range int64(4) {
		if p := w.table.at + i - at; 0 <= p && p < int64(n) {
			to[p] = '-'
		}
	}
	return n, err
}

package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
)

// alignment is what Android asks of entries that are stored, so that it can map
// them: it reads resources.arsc in place.
const alignment = 4

// assemble writes an APK that has what base has and the files besides: in this
// order and with one time for all, so that the same content gives the same bytes.
//
// Libraries are compressed and Android unpacks them when it installs. Stored and
// aligned they would be mapped from the APK: the phone would need less space in
// all, but the APK, which people send each other over the LAN, would have more
// than twice the size.
func assemble(base, path string, files []file) (err error) {
	in, err := zip.OpenReader(base)
	if err != nil {
		return fmt.Errorf("reading %s: %w", base, err)
	}
	defer in.Close()
	out, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	a := newArchive(out)
	for _, f := range in.File {
		content, err := readEntry(f)
		if err != nil {
			return fmt.Errorf("reading %s of %s: %w", f.Name, base, err)
		}
		// Since Android 11 an app whose table is compressed is not installed.
		if err := a.add(f.Name, content, f.Method == zip.Store || f.Name == "resources.arsc"); err != nil {
			return err
		}
	}
	for _, f := range files {
		content, err := os.ReadFile(f.path)
		if err != nil {
			return err
		}
		if err := a.add(f.name, content, false); err != nil {
			return err
		}
	}
	return a.zip.Close()
}

func readEntry(f *zip.File) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

// archive writes a zip file and knows how far it is.
type archive struct {
	to      io.Writer
	written int64
	zip     *zip.Writer
}

func newArchive(w io.Writer) *archive {
	a := &archive{to: w}
	a.zip = zip.NewWriter(a)
	return a
}

// Write is for the zip writer.
func (a *archive) Write(p []byte) (int, error) {
	n, err := a.to.Write(p)
	a.written += int64(n)
	return n, err
}

// add writes an entry.
func (a *archive) add(name string, content []byte, stored bool) error {
	h := &zip.FileHeader{
		Name: name, CRC32: crc32.ChecksumIEEE(content), UncompressedSize64: uint64(len(content)),
		//lint:ignore SA1019 CreateRaw writes this field and not Modified
		ModifiedDate: 1<<5 | 1, // the first day that a zip file can say: 1 January 1980
	}
	if stored {
		if err := a.zip.Flush(); err != nil {
			return err
		}
		const header = 30 // of an entry, before its name
		h.Method = zip.Store
		h.Extra = padding(a.written + header + int64(len(name)))
	} else {
		h.Method = zip.Deflate
		var packed bytes.Buffer
		w, err := flate.NewWriter(&packed, flate.BestCompression)
		if err != nil {
			return err
		}
		if _, err := w.Write(content); err != nil {
			return err
		}
		if err := w.Close(); err != nil {
			return err
		}
		content = packed.Bytes()
	}
	h.CompressedSize64 = uint64(len(content))
	w, err := a.zip.CreateRaw(h)
	if err != nil {
		return err
	}
	_, err = w.Write(content)
	return err
}

// padding is an extra field that ends at an aligned place when it starts at start:
// the one of Android's own tools, 0xD935, with the alignment and zeros in it.
func padding(start int64) []byte {
	const least = 6 // identifier, size, alignment
	n := least + (alignment-(start+least)%alignment)%alignment
	extra := make([]byte, n)
	extra[0], extra[1] = 0x35, 0xd9
	extra[2] = byte(n - 4)
	extra[4] = alignment
	return extra
}

package main

import (
	"archive/zip"
	"bytes"
	"debug/elf"
	"fmt"
	"io"
	"os"
	"regexp"
)

// apk is what was read of a file.
type apk struct {
	content   []byte
	zip       *zip.Reader
	libraries map[string]*library // by ABI
	dex       *dexFile
}

// library is a native library.
type library struct {
	*elf.File
}

var libraryName = regexp.MustCompile(`^lib/([^/]+)/libgio\.so$`)

func open(path string) (*apk, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	a, err := read(content)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", path, err)
	}
	return a, nil
}

func read(content []byte) (*apk, error) {
	r, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, err
	}
	a := &apk{content: content, zip: r, libraries: map[string]*library{}}
	for _, f := range r.File {
		abi := libraryName.FindStringSubmatch(f.Name)
		if abi == nil && f.Name != "classes.dex" {
			continue
		}
		inside, err := readEntry(f)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
		if abi == nil {
			a.dex, err = readDex(inside)
		} else {
			var e *elf.File
			e, err = elf.NewFile(bytes.NewReader(inside))
			a.libraries[abi[1]] = &library{e}
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	if a.dex == nil || len(a.libraries) == 0 {
		return nil, fmt.Errorf("it has no dex file or no library")
	}
	return a, nil
}

func readEntry(f *zip.File) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

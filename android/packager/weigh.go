package main

import (
	"archive/zip"
	"bytes"
	"debug/elf"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
)

// weigh prints what the parts of an APK weigh, in it and unpacked, the heaviest
// first; and of an APK for one ABI, what the parts of its library do.
func weigh(w io.Writer, apk string) error {
	info, err := os.Stat(apk)
	if err != nil {
		return err
	}
	r, err := zip.OpenReader(apk)
	if err != nil {
		return err
	}
	defer r.Close()
	fmt.Fprintf(w, "%s: %.2f MB\n", apk, mega(uint64(info.Size())))
	parts := map[string]*part{}
	var libraries []*zip.File
	for _, f := range r.File {
		name := f.Name
		switch {
		case strings.HasPrefix(name, "lib/"):
			libraries = append(libraries, f)
		case strings.HasPrefix(name, "res/"):
			name = "res/"
		}
		if parts[name] == nil {
			parts[name] = &part{name: name}
		}
		parts[name].packed += f.CompressedSize64
		parts[name].whole += f.UncompressedSize64
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "  in the APK\tunpacked")
	for _, p := range sorted(parts) {
		fmt.Fprintf(t, "  %7.3f MB\t%7.3f MB\t%s\n", mega(p.packed), mega(p.whole), p.name)
	}
	if len(libraries) == 1 {
		if err := weighLibrary(t, libraries[0]); err != nil {
			return fmt.Errorf("weighing %s of %s: %w", libraries[0].Name, filepath.Base(apk), err)
		}
	}
	return t.Flush()
}

type part struct {
	name          string
	packed, whole uint64
}

func sorted(parts map[string]*part) []*part {
	var list []*part
	for _, p := range parts {
		list = append(list, p)
	}
	slices.SortFunc(list, func(a, b *part) int {
		if a.packed != b.packed {
			return int(b.packed) - int(a.packed)
		}
		return int(b.whole) - int(a.whole)
	})
	return list
}

// weighLibrary prints the sections that matter; each is packed alone to say what
// it adds to the APK.
func weighLibrary(w io.Writer, f *zip.File) error {
	content, err := readEntry(f)
	if err != nil {
		return err
	}
	lib, err := elf.NewFile(bytes.NewReader(content))
	if err != nil {
		return err
	}
	sections := map[string]*part{}
	for _, s := range lib.Sections {
		if s.Type == elf.SHT_NOBITS || s.FileSize < 100_000 {
			continue
		}
		data, err := s.Data()
		if err != nil {
			return err
		}
		var packed bytes.Buffer
		a := newArchive(&packed)
		if err := a.add(s.Name, data, false); err != nil {
			return err
		}
		if err := a.zip.Close(); err != nil {
			return err
		}
		sections[s.Name] = &part{s.Name, uint64(packed.Len()), s.FileSize}
	}
	for _, p := range sorted(sections) {
		fmt.Fprintf(w, "  %7.3f MB\t%7.3f MB\t  %s\t%s\n", mega(p.packed), mega(p.whole), p.name, sectionWords[p.name])
	}
	return nil
}

// sectionWords say what is in the sections of a Go library.
var sectionWords = map[string]string{
	".text":         "code",
	".rodata":       "strings and types",
	".gopclntab":    "lines and frames, for panics and the collector",
	".data.rel.ro":  "constants with addresses",
	".rela.dyn":     "relocations",
	".data":         "variables",
	".noptrdata":    "embedded files (typefaces, icons), tables",
	".go.buildinfo": "version",
}

func mega(n uint64) float64 { return float64(n) / 1e6 }

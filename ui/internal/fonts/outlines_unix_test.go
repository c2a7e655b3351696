//go:build unix && !race

package fonts

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/go-text/typesetting/fontscan"
)

func TestFontsOfTheSystemAreMapped(t *testing.T) {
	dirs, err := fontscan.DefaultFontDirectories(silent{})
	if err != nil {
		t.Fatal(err)
	}
	var mapped int
	for _, path := range fontFiles(dirs) {
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if _, err := findOutlines(f, 0); err != nil {
			continue
		}
		mapped++
		faces := len(loadersOf(t, f))
		font, err := loadMapped(f, faces-1)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if !reflect.DeepEqual(font, readWhole(t, f, faces-1)) {
			t.Errorf("%s differs", path)
		}
		if _, err := loadMapped(f, faces); err == nil {
			t.Errorf("%s has a face more than it has", path)
		}
	}
	if mapped == 0 {
		t.Error("this system has no font with outlines in CFF; it needs one, as Noto Sans CJK")
	}
}

// A file that is cut off anywhere is refused, or mapped only as far as it goes.
func TestADamagedFontIsNotMappedBeyondItsEnd(t *testing.T) {
	path := filepath.Join(t.TempDir(), "font")
	if err := os.WriteFile(path, interRegular, 0o600); err != nil {
		t.Fatal(err)
	}
	table, err := findOutlines(bytes.NewReader(interRegular), 0)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, size := range []int64{table.offset + table.length - 1, table.offset, table.at + 15, table.at, 12, 11, 1, 0} {
		if err := os.Truncate(path, size); err != nil {
			t.Fatal(err)
		}
		if _, err := loadMapped(f, 0); err == nil {
			t.Errorf("of %d bytes it is", size)
		}
	}
}

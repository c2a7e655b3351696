package fonts

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	fontapi "github.com/go-text/typesetting/font"
	ot "github.com/go-text/typesetting/font/opentype"
)

func TestAFontWithoutItsOutlinesReadIsTheSame(t *testing.T) {
	for name, content := range map[string][]byte{"regular": interRegular, "strong": interSemiBold} {
		t.Run(name, func(t *testing.T) {
			r := bytes.NewReader(content)
			table, err := findOutlines(r, 0)
			if err != nil {
				t.Fatal(err)
			}
			font, err := loadAround(r, 0, table, content[table.offset:][:table.length])
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(font, readWhole(t, r, 0)) {
				t.Error("it differs")
			}
		})
	}
	t.Run("outlines of more characters than it has are not taken", func(t *testing.T) {
		content := bytes.Clone(interRegular)
		maxp := binary.BigEndian.Uint32(content[bytes.Index(content, []byte("maxp"))+8:])
		content[maxp+5]--
		r := bytes.NewReader(content)
		table, err := findOutlines(r, 0)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := loadAround(r, 0, table, content[table.offset:][:table.length]); err == nil {
			t.Error("they are")
		}
	})
}

func TestFontsThatAreNotMappedAreRead(t *testing.T) {
	write := func(t *testing.T, content []byte) (path string) {
		t.Helper()
		path = filepath.Join(t.TempDir(), "font")
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for name, content := range map[string][]byte{"in CFF": interRegular, "in TrueType": jetBrainsMono} {
		t.Run("of a person, "+name, func(t *testing.T) {
			path := write(t, content)
			if err := os.Chown(path, 1, -1); os.Getuid() == 0 && err != nil {
				t.Fatal(err)
			}
			if f, err := os.Open(path); err != nil {
				t.Fatal(err)
			} else if _, err := loadMapped(f, 0); err == nil {
				t.Error("it is mapped")
			}
			font, err := (&candidate{path: path}).load()
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(font, readWhole(t, bytes.NewReader(content), 0)) {
				t.Error("it differs")
			}
		})
	}
	t.Run("a face of a negative number", func(t *testing.T) {
		if _, err := (&candidate{path: write(t, interRegular), index: -1}).load(); err == nil {
			t.Error("there is one")
		}
	})
}

// readWhole loads a face as go-text does.
func readWhole(t *testing.T, r ot.Resource, number int) *fontapi.Font {
	t.Helper()
	font, err := fontapi.NewFont(loadersOf(t, r)[number])
	if err != nil {
		t.Fatal(err)
	}
	return font
}

func loadersOf(t *testing.T, r ot.Resource) []*ot.Loader {
	t.Helper()
	loaders, err := ot.NewLoaders(r)
	if err != nil {
		t.Fatal(err)
	}
	return loaders
}

package picker

import (
	"slices"
	"testing"
	"unicode/utf16"
	"unsafe"
)

func TestWhatTheDialogWrites(t *testing.T) {
	for text, want := range map[string][]string{
		"\x00\x00":                        nil,
		"C:\\a b\\1.pdf\x00\x00":          {`C:\a b\1.pdf`},
		"C:\\a\x001.pdf\x00图.png\x00\x00": {`C:\a\1.pdf`, `C:\a\图.png`},
		"C:\\\x001\x002\x00\x00rest":      {`C:\1`, `C:\2`},
		"C:\\cut":                         {`C:\cut`},
	} {
		if got := chosenPaths(utf16.Encode([]rune(text))); !slices.Equal(got, want) {
			t.Errorf("of %q come %q", text, got)
		}
	}
	if size := unsafe.Sizeof(openFileName{}); size != 152 && size != 88 {
		t.Errorf("the dialog is given %d bytes", size)
	}
}

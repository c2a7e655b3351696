package fonts

import (
	"reflect"
	"strings"
	"testing"
	"unicode"

	"confab/ui/internal/words"
)

func TestLazy(t *testing.T) {
	l := NewLazy(false)
	first := l.Shaper()
	latin, _ := advance(first, Body(false), "Größe, Łódź, Ελληνικά, Русский – “…”")
	t.Run("what the embedded faces draw lacks nothing", func(t *testing.T) {
		advance(first, Mono(), "00 ff")
		advance(first, Strong(), "Größe")
		if l.Lacking() {
			t.Error("it is lacking")
		}
		if l.Shaper() != first {
			t.Error("the shaper changed though nothing was loaded")
		}
	})
	t.Run("no English sentence of the window needs the fonts of the system", func(t *testing.T) {
		w := reflect.ValueOf(words.For(words.English)).Elem()
		for i := range w.NumField() {
			// Two have Chinese words in them, on pages that are not the first.
			if f := w.Field(i); f.Kind() == reflect.String && !strings.ContainsFunc(f.String(), isHan) {
				if advance(first, Body(false), f.String()); l.Lacking() {
					t.Fatalf("%q does", f.String())
				}
			}
		}
	})
	t.Run("Chinese is noticed, and drawn once all fonts are there", func(t *testing.T) {
		advance(first, Body(false), "Anna 你好")
		if !l.Lacking() {
			t.Fatal("it is not noticed")
		}
		if s := drawnWith(l); s != "你🙂" {
			t.Errorf("drawn: %q", s)
		}
		if l.Lacking() || l.Shaper() != l.Whole() {
			t.Error("it is still lacking")
		}
	})
	t.Run("Latin text is as wide as before", func(t *testing.T) {
		if w, _ := advance(l.Whole(), Body(false), "Größe, Łódź, Ελληνικά, Русский – “…”"); w != latin {
			t.Errorf("it is %v wide, was %v", w, latin)
		}
	})
	t.Run("an emoji is noticed, in whichever font", func(t *testing.T) {
		for _, s := range []string{"🙂", "❤️", "你", "ไ", "ا"} {
			l := NewLazy(false)
			if advance(l.Shaper(), Mono(), s); !l.Lacking() {
				t.Errorf("%s is not noticed", s)
			}
		}
	})
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

// drawnWith returns those of some characters that have a glyph.
func drawnWith(l *Lazy) (s string) {
	gap := glyphOf(l.Whole(), Body(false), "\uFFFE")
	for _, c := range []string{"你", "🙂"} {
		if glyphOf(l.Whole(), Body(false), c) != gap {
			s += c
		}
	}
	return s
}

func TestNothingIsRecalledWithoutAMemory(t *testing.T) {
	// What is not nil keeps a Chinese window from reading all fonts early.
	if faces := recall(t.TempDir()); faces != nil {
		t.Errorf("recalled %v", faces)
	}
}

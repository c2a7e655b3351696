package fonts

import (
	"slices"
	"sync"
	"sync/atomic"

	"gioui.org/font"
	"gioui.org/text"
	fontapi "github.com/go-text/typesetting/font"
)

// Lazy shapes the text of a window, at first with the embedded faces alone: reading
// the fonts of the system takes a third of the time in which a window opens. It
// notices text that they lack, which is then to be laid out again. It belongs to
// the goroutine of the window, but for Load.
type Lazy struct {
	first   chan *text.Shaper // has the shaper of the embedded faces, once
	full    chan *text.Shaper // has the shaper with all fonts, once
	load    sync.Once
	current *text.Shaper
	whole   bool // that current has all fonts
	lacking atomic.Bool
}

// NewLazy starts to read the embedded faces.
func NewLazy() *Lazy {
	l := &Lazy{first: make(chan *text.Shaper, 1), full: make(chan *text.Shaper, 1)}
	go func() {
		// Behind the faces for text, and before that for bytes, which has some
		// arrows that the system has in better ones.
		at := len(faces()) - 1
		watched := slices.Insert(Collection(), at, font.FontFace{Font: font.Font{Typeface: "lacking"}, Face: sentinel{&l.lacking}})
		l.first <- text.NewShaper(text.NoSystemFonts(), text.WithCollection(watched))
	}()
	return l
}

// Load starts to read the fonts of the system, at the first call, and with chinese
// set also those for Chinese, which take as long. It does not wait.
func (l *Lazy) Load(chinese bool) {
	l.load.Do(func() {
		go func() {
			sh := Shaper(true)
			if chinese {
				glyphOf(sh, Body(false), "你")
				HasBoldHan(sh)
			}
			l.full <- sh
		}()
	})
}

// Shaper returns the shaper to draw the next frame with: the one with all fonts as
// soon as there is one. It waits for nothing but the embedded faces.
func (l *Lazy) Shaper() *text.Shaper {
	if l.whole {
		return l.current
	}
	if l.current == nil {
		l.current = <-l.first
	}
	select {
	case sh := <-l.full:
		l.current, l.whole = sh, true
	default:
	}
	return l.current
}

// Lacking reports whether text was laid out with Shaper that needs fonts of the
// system, which Shaper did not have. Then it must be laid out again with Whole.
func (l *Lazy) Lacking() bool { return !l.whole && l.lacking.Load() }

// Whole returns the shaper with all fonts, and waits for it.
func (l *Lazy) Whole() *text.Shaper {
	if !l.whole {
		l.Load(false)
		l.current, l.whole = <-l.full, true
	}
	return l.current
}

// sentinel is a face that says it has every character, and notes when it is asked
// for one.
type sentinel struct{ asked *atomic.Bool }

// Face implements font.Face.
func (s sentinel) Face() *fontapi.Face {
	f := *faces()[0].Face.Face().Font
	f.Cmap = allCharacters{f.Cmap, s.asked}
	return fontapi.NewFace(&f)
}

type allCharacters struct {
	fontapi.Cmap
	asked *atomic.Bool
}

// RuneRanges implements fontapi.CmapRuneRanger.
func (allCharacters) RuneRanges(to [][2]rune) [][2]rune {
	return append(to[:0], [2]rune{0, 0x10FFFF})
}

// Lookup implements fontapi.Cmap.
func (c allCharacters) Lookup(rune) (fontapi.GID, bool) {
	c.asked.Store(true)
	return 1, true
}

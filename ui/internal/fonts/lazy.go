package fonts

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"gioui.org/font"
	"gioui.org/text"
	fontapi "github.com/go-text/typesetting/font"
)

// moment is how long a first frame may take to the screen.
const moment = 300 * time.Millisecond

// Lazy shapes the text of a window, at first with the embedded faces alone: reading
// the fonts of the system takes a third of the time in which a window opens. It
// notices text that they lack, which is then to be laid out again. It belongs to
// the goroutine of the window.
type Lazy struct {
	first   chan *text.Shaper // has the shaper of the embedded faces, once
	full    chan *text.Shaper // has the shaper with all fonts, once
	chinese bool
	// recalled draw Chinese; written before first is sent, and read after.
	recalled []font.FontFace
	loading  sync.Once
	soon     sync.Once
	current  *text.Shaper
	whole    bool // that current has all fonts
	lacking  atomic.Bool
}

// NewLazy starts to read the embedded faces, and for a window in Chinese also the
// faces that drew Chinese before, or else all fonts.
func NewLazy(chinese bool) *Lazy {
	l := &Lazy{chinese: chinese, first: make(chan *text.Shaper, 1), full: make(chan *text.Shaper, 1)}
	go func() {
		if chinese {
			if l.recalled = recall(keptFolder()); l.recalled == nil {
				l.load()
			}
		}
		// Behind the faces for text, and before that for bytes, which has some
		// arrows that the system has in better ones.
		at := len(faces()) - 1
		watched := append(slices.Clone(l.recalled),
			font.FontFace{Font: font.Font{Typeface: "lacking"}, Face: sentinel{&l.lacking}})
		l.first <- text.NewShaper(text.NoSystemFonts(), text.WithCollection(slices.Insert(Collection(), at, watched...)))
	}()
	return l
}

// load starts to read the fonts of the system, at the first call. It does not wait.
// recalled must be written before.
func (l *Lazy) load() {
	l.loading.Do(func() {
		go func() {
			sh := Shaper(true, l.recalled...)
			if l.chinese {
				HasBoldHan(sh) // reads the fonts
				glyphOf(sh, Body(false), "你")
			}
			l.full <- sh
			if l.chinese {
				remember(keptFolder())
			}
		}()
	})
}

// LoadSoon starts to read the fonts of the system in a moment, when what is being
// drawn now does not need the processor any more.
func (l *Lazy) LoadSoon() {
	l.soon.Do(func() { time.AfterFunc(moment, l.load) })
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
	if l.Shaper(); !l.whole {
		l.load()
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

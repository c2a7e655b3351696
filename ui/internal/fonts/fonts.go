package fonts

import (
	_ "embed"
	"fmt"
	_ "image/png" // colour emoji are pictures in their font
	"sync"

	"gioui.org/font"
	"gioui.org/font/opentype"
	"gioui.org/text"
)

// The names under which the embedded typefaces are asked for.
const (
	// UI is the typeface of everything but bytes, in Normal, Medium and SemiBold.
	// Drawn without hinting, Normal is too thin for dark text on light grounds:
	// Medium is for those.
	UI font.Typeface = "Inter"
	// Text is UI and behind it the colour emoji of the systems. They must be
	// named: the fallback looks for a font by the script of a character, and an
	// emoji has none.
	Text font.Typeface = UI + ", Noto Color Emoji, Apple Color Emoji, Segoe UI Emoji, emoji"
	// Mono is the fixed-width typeface of the hex view, in Normal only.
	Mono font.Typeface = "JetBrains Mono"
)

var (
	//go:embed Inter-Regular.otf
	interRegular []byte
	//go:embed Inter-Medium.otf
	interMedium []byte
	//go:embed Inter-SemiBold.otf
	interSemiBold []byte
	//go:embed JetBrainsMono-Medium.ttf
	jetBrainsMono []byte
)

var faces = sync.OnceValue(func() []font.FontFace {
	return []font.FontFace{
		parse(font.Font{Typeface: UI}, interRegular),
		parse(font.Font{Typeface: UI, Weight: font.Medium}, interMedium),
		parse(font.Font{Typeface: UI, Weight: font.SemiBold}, interSemiBold),
		parse(font.Font{Typeface: Mono}, jetBrainsMono),
	}
})

// parse panics on a face that cannot be read: the bytes are part of the
// program, so that is a fault of the build and not of the machine.
func parse(as font.Font, src []byte) font.FontFace {
	face, err := opentype.Parse(src)
	if err != nil {
		panic(fmt.Sprintf("fonts: parsing %s: %v", as.Typeface, err))
	}
	return font.FontFace{Font: as, Face: face}
}

// Collection returns the embedded faces, UI regular first. They are parsed on
// the first call; the slice is the caller's own.
func Collection() []font.FontFace {
	return append([]font.FontFace(nil), faces()...)
}

// Shaper returns a new text shaper over the embedded faces and extra ones.
// With system set it falls back to the fonts of the system for characters that
// none of them has; without, such characters are drawn as boxes and the result
// is the same on every machine.
func Shaper(system bool, extra ...font.FontFace) *text.Shaper {
	options := []text.ShaperOption{text.WithCollection(append(Collection(), extra...))}
	if !system {
		options = append(options, text.NoSystemFonts())
	}
	return text.NewShaper(options...)
}

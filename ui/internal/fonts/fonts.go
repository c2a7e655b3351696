package fonts

import (
	_ "embed"
	"fmt"
	_ "image/png" // colour emoji are pictures in their font
	"sync"

	"gioui.org/font"
	"gioui.org/font/opentype"
	"gioui.org/text"
	"golang.org/x/image/math/fixed"
)

// The names of the embedded typefaces. Each weight is a typeface of its own,
// registered as Normal: go-text, looking for a character that a typeface lacks,
// considers only fonts of the very weight that was asked for, and most systems
// have Thai or Arabic in Normal alone.
const (
	light  font.Typeface = "Inter"
	medium font.Typeface = "Inter Medium"
	strong font.Typeface = "Inter SemiBold"
	mono   font.Typeface = "JetBrains Mono"

	// emoji are the colour emoji of the systems. They must be named: the
	// fallback looks for a font by the script of a character, and an emoji has
	// none.
	emoji = ", Noto Color Emoji, Apple Color Emoji, Segoe UI Emoji, emoji"
	// han are Chinese typefaces that are likely to have a bold weight.
	han = ", Noto Sans SC, Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei UI, Microsoft YaHei, " +
		"WenQuanYi Micro Hei, WenQuanYi Zen Hei, Droid Sans Fallback"
)

// Body is the font of running text. Drawn without hinting, the regular weight
// is too thin for dark letters on a light ground: those are of medium weight.
func Body(onDark bool) font.Font {
	if onDark {
		return font.Font{Typeface: light + emoji}
	}
	return font.Font{Typeface: medium + emoji}
}

// Strong is the font of names, titles and buttons.
func Strong() font.Font { return font.Font{Typeface: strong + emoji} }

// StrongHan is Strong for text with Chinese characters, which it draws bold. It
// must be asked for only where HasBoldHan holds.
func StrongHan() font.Font { return font.Font{Typeface: strong + han + emoji, Weight: font.Bold} }

// Mono is the font of fixed width of the hex view.
func Mono() font.Font { return font.Font{Typeface: mono + emoji} }

// HasBoldHan says whether StrongHan finds Chinese characters with this shaper.
// Looking loads the system's Chinese font, so ask when there is Chinese to draw.
func HasBoldHan(shaper *text.Shaper) bool {
	// A character that never has a glyph shows what a missing one looks like.
	return glyphOf(shaper, StrongHan(), "\uFFFE") != glyphOf(shaper, StrongHan(), "你")
}

func glyphOf(shaper *text.Shaper, f font.Font, s string) text.GlyphID {
	shaper.LayoutString(text.Parameters{Font: f, PxPerEm: fixed.I(16), MaxWidth: 1000}, s)
	first, _ := shaper.NextGlyph()
	for {
		if _, more := shaper.NextGlyph(); !more {
			return first.ID
		}
	}
}

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
		parse(light, interRegular),
		parse(medium, interMedium),
		parse(strong, interSemiBold),
		parse(mono, jetBrainsMono),
	}
})

// parse panics on a face that cannot be read: the bytes are part of the
// program, so that is a fault of the build and not of the machine.
func parse(as font.Typeface, src []byte) font.FontFace {
	face, err := opentype.Parse(src)
	if err != nil {
		panic(fmt.Sprintf("fonts: parsing %s: %v", as, err))
	}
	return font.FontFace{Font: font.Font{Typeface: as}, Face: face}
}

// Collection returns the embedded faces, the regular one first. They are parsed on
// the first call; the slice is the caller's own.
func Collection() []font.FontFace {
	return append([]font.FontFace(nil), faces()...)
}

// Shaper returns a new text shaper over the embedded faces and extra ones.
// With withSystem set it falls back to the fonts of the system for characters that
// none of them has; without, such characters are drawn as boxes and the result
// is the same on every machine.
func Shaper(withSystem bool, extra ...font.FontFace) *text.Shaper {
	collection := append(Collection(), extra...)
	if !withSystem {
		return text.NewShaper(text.NoSystemFonts(), text.WithCollection(collection))
	}
	if instead := system(); instead != nil {
		return text.NewShaper(text.NoSystemFonts(), text.WithCollection(append(collection, instead...)))
	}
	return text.NewShaper(text.WithCollection(collection))
}

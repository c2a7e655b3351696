package widget

import (
	"unicode"

	"gioui.org/font"
	"gioui.org/layout"
	"gioui.org/op/paint"
	"gioui.org/text"
	"gioui.org/unit"
	"gioui.org/widget/material"

	"confab/ui/internal/fonts"
)

// Spacing, the steps between things. Half steps are for what belongs together.
const (
	Space1 unit.Dp = 4
	Space2 unit.Dp = 8
	Space3 unit.Dp = 12
	Space4 unit.Dp = 16
	Space5 unit.Dp = 24
)

// Radii of corners.
const (
	RadiusSmall  unit.Dp = 6
	RadiusMedium unit.Dp = 10
	RadiusLarge  unit.Dp = 16
)

// Text sizes.
const (
	TextCaption unit.Sp = 12
	TextSmall   unit.Sp = 13
	TextBody    unit.Sp = 15
	TextTitle   unit.Sp = 17
)

// Touch is the least side of anything a finger is to hit.
const Touch unit.Dp = 48

// Theme is what all widgets of one window share: fonts, colours, icons. Make
// it with NewTheme, once per window and per change between light and dark; it
// belongs to the window's goroutine.
type Theme struct {
	*material.Theme
	Palette
	// Dark tells which of the two palettes this is.
	Dark bool
	// Inputs are the text inputs drawn with this theme. Without, they have neither
	// menu nor middle button, and paste as Gio does.
	Inputs *Inputs

	// body, bold and mono are the fonts of text; hanBold that of strong text
	// with Chinese in it, looked for when there first is some.
	body, bold, mono font.Font
	hanBold          *font.Font
	icons            map[iconKey]paint.ImageOp
}

// NewTheme returns a theme that shapes text with shaper, in light or in dark
// colours.
func NewTheme(shaper *text.Shaper, dark bool) *Theme {
	m := material.NewTheme()
	m.Shaper = shaper
	m.Face = fonts.Body(dark).Typeface
	m.TextSize = TextBody
	m.FingerSize = Touch
	th := &Theme{
		Theme: m, Palette: Light(),
		body: fonts.Body(dark), bold: fonts.Strong(), mono: fonts.Mono(),
		icons: map[iconKey]paint.ImageOp{},
	}
	if dark {
		th.Palette, th.Dark = Dark(), true
	}
	m.Palette = material.Palette{
		Bg: th.Background, Fg: th.Text, ContrastBg: th.Accent, ContrastFg: th.OnAccent,
	}
	return th
}

// SetShaper has th shape text with another shaper from now on.
func (th *Theme) SetShaper(shaper *text.Shaper) {
	th.Shaper, th.hanBold = shaper, nil
}

// weight is how strongly text is drawn.
type weight uint8

const (
	regular weight = iota
	strong
)

// strong returns the font of strong text. Chinese is bold where the system has
// it bold, and otherwise regular: a font that is asked for and not there would
// leave gaps.
func (th *Theme) strong(s string) font.Font {
	for _, r := range s {
		if r >= 0x2E80 && unicode.In(r, unicode.Han) {
			return th.strongHan()
		}
	}
	return th.bold
}

func (th *Theme) strongHan() font.Font {
	if th.hanBold == nil {
		f := th.bold
		if fonts.HasBoldHan(th.Shaper) {
			f = fonts.StrongHan()
		}
		th.hanBold = &f
	}
	return *th.hanBold
}

// EnabledIf returns gtx as it is when ok holds, and disabled otherwise: every
// widget here then looks and acts disabled. Read a widget's input in the same
// context that it is laid out in: one that looks disabled would act otherwise.
func EnabledIf(gtx layout.Context, ok bool) layout.Context {
	if ok {
		return gtx
	}
	return gtx.Disabled()
}

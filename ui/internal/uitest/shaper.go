package uitest

import (
	_ "embed"
	"fmt"
	"sync"

	"gioui.org/font"
	"gioui.org/font/opentype"
	"gioui.org/text"

	"confab/ui/internal/fonts"
)

var (
	//go:embed cjk-Regular.otf
	cjkRegular []byte
	//go:embed cjk-Bold.otf
	cjkBold []byte
)

var chinese = sync.OnceValue(func() []font.FontFace {
	return []font.FontFace{parse(font.Normal, cjkRegular), parse(font.Bold, cjkBold)}
})

func parse(weight font.Weight, src []byte) font.FontFace {
	face, err := opentype.Parse(src)
	if err != nil {
		panic(fmt.Sprintf("uitest: parsing the Chinese face: %v", err))
	}
	return font.FontFace{Font: font.Font{Typeface: "Noto Sans SC", Weight: weight}, Face: face}
}

// Shaper returns a shaper over the embedded faces and the Chinese subset, with
// no fonts of the system: pictures come out the same on every machine.
func Shaper() *text.Shaper { return fonts.Shaper(false, chinese()...) }

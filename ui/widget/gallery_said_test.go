package widget

import (
	"testing"

	"gioui.org/layout"

	"confab/ui/internal/uitest"
)

// saidGallery shows what talks between members add to a conversation.
type saidGallery struct {
	th       *Theme
	w        tongue
	rows     rowSlice
	talk     Transcript
	composer Composer
	reply    ReplyBar
	search   [2]SearchBar
}

func newSaid(dark bool, w tongue) *saidGallery {
	g := &saidGallery{th: NewTheme(uitest.Shaper(), dark), w: w, rows: answered(w, w.said3)}
	g.search[0].SetText(w.said3)
	return g
}

func (g *saidGallery) page(gtx layout.Context) layout.Dimensions {
	talk := Talk(g.th, &g.talk)
	return Ground(gtx, g.th.Background, func(gtx layout.Context) layout.Dimensions {
		return layout.Flex{Axis: layout.Vertical}.Layout(gtx,
			layout.Rigid(Search(g.th, &g.search[0], g.w.write, "3 / 12", true).Layout),
			layout.Rigid(Search(g.th, &g.search[1], g.w.write, g.w.stopped, false).Layout),
			layout.Flexed(1, func(gtx layout.Context) layout.Dimensions { return talk.Layout(gtx, g.rows) }),
			layout.Rigid(TypingLine(g.th, g.w.notice).Layout),
			layout.Rigid(Reply(g.th, &g.reply, g.w.name3, g.w.said2, g.w.cancel).Layout),
			layout.Rigid(Compose(g.th, &g.composer, g.w.write, g.w.write, g.w.send).Layout),
		)
	})
}

func TestGalleryOfWhatWasSaid(t *testing.T) {
	size := uitest.Size{Width: 400, Height: 900, Density: 1.5}
	inEveryLook(t, "said", size, func(dark bool, w tongue) layout.Widget { return newSaid(dark, w).page })
}

package widget

import (
	"image"
	"strconv"

	"gioui.org/io/semantic"
	"gioui.org/layout"
	"gioui.org/op"
	"gioui.org/op/clip"
	giowidget "gioui.org/widget"
)

// gridWords is how many words two people compare.
const gridWords = 12

// WordsGrid is the state of the words that two people read to each other. The
// zero value is ready.
type WordsGrid struct {
	words [gridWords]giowidget.Selectable
}

// Selected returns the word that is selected, or nothing.
func (g *WordsGrid) Selected() string {
	for i := range g.words {
		if w := &g.words[i]; w.SelectionLen() > 0 {
			return w.SelectedText()
		}
	}
	return ""
}

// WordsGridStyle draws the words in order, line by line, each with its number.
type WordsGridStyle struct {
	// Words are at most twelve.
	Words []string

	th    *Theme
	state *WordsGrid
}

// Grid returns the style of the words.
func Grid(th *Theme, state *WordsGrid, words []string) WordsGridStyle {
	return WordsGridStyle{Words: words, th: th, state: state}
}

// gridNumbers are the numbers before the words: nothing is formatted in Layout.
var gridNumbers = func() (all [gridWords]string) {
	for i := range all {
		all[i] = strconv.Itoa(i + 1)
	}
	return all
}()

// Layout draws the words over the whole width: three beside each other, or two
// or one where the longest would not fit.
func (s WordsGridStyle) Layout(gtx layout.Context) layout.Dimensions {
	th, width, pad := s.th, gtx.Constraints.Max.X, gtx.Dp(Space3)
	all := s.Words[:min(len(s.Words), gridWords)]
	look := words{size: TextTitle, weight: strong, color: th.Text, lines: 1}
	number := words{size: TextSmall, color: th.TextMuted, lines: 1}
	n, _ := number.measured(gtx, th, gridNumbers[gridWords-1])
	before := n.Size.X + gtx.Dp(Space2)
	longest, high, base := 0, 0, 0
	const room = 1 << 16
	for _, w := range all {
		d, _ := look.measured(loose(gtx, room), th, w)
		longest, high, base = max(longest, d.Size.X), max(high, d.Size.Y), max(base, d.Size.Y-d.Baseline)
	}
	columns := 3
	for columns > 1 && pad+columns*(before+longest+pad) > width {
		columns--
	}
	lines := (len(all) + columns - 1) / columns
	pitch := high + gtx.Dp(Space2)
	height := 2*gtx.Dp(Space2) + lines*pitch
	fill(gtx, th.Field, image.Rect(0, 0, width, height), gtx.Dp(RadiusMedium))
	column := (width - pad) / columns
	for i, w := range all {
		at := image.Pt(pad+i%columns*column, gtx.Dp(Space2)+i/columns*pitch)
		t := op.Offset(at).Push(gtx.Ops)
		area := clip.Rect{Max: image.Pt(column-gtx.Dp(Space1), pitch)}.Push(gtx.Ops)
		semantic.DescriptionOp(gridNumbers[i]).Add(gtx.Ops)
		semantic.LabelOp(w).Add(gtx.Ops)
		d, call := number.measured(gtx, th, gridNumbers[i])
		onBaseline(gtx, n.Size.X-d.Size.X, base, d, call)
		sel := &s.state.words[i]
		sel.MaxLines, sel.LineHeight, sel.LineHeightScale = 1, look.size*lineHeight, 1
		sel.SetText(w)
		m := op.Record(gtx.Ops)
		d = sel.Layout(loose(gtx, column-before-gtx.Dp(Space1)), th.Shaper, look.font(th, w), look.size,
			colorCall(gtx, look.color), colorCall(gtx, th.TextSelection))
		onBaseline(gtx, before, base, d, m.Stop())
		area.Pop()
		t.Pop()
	}
	return size(width, height)
}

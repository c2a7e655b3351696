package widget

import (
	"gioui.org/layout"
	"gioui.org/op"
)

// NameStyle draws what somebody is called on one line, and behind it the short form of a
// key, as far as there is one. Where both have no room the name is cut, and never the
// key: it is what tells apart those who are called alike.
type NameStyle struct {
	LabelStyle
	Key string
}

// Name returns the style of a name as the title of a conversation.
func Name(th *Theme, name, key string) NameStyle {
	return NameStyle{Title(th, name), key}
}

// Layout draws the name.
func (n NameStyle) Layout(gtx layout.Context) layout.Dimensions {
	d, call := n.words().named(gtx, n.th, n.Text, n.Key)
	call.Add(gtx.Ops)
	d.Size = gtx.Constraints.Constrain(d.Size)
	return d
}

// keySign stands before the short form of a key. No name has it.
const keySign = " · "

// named measures a name on one line with the short form of a key, which may be empty.
func (w words) named(gtx layout.Context, th *Theme, name, key string) (layout.Dimensions, op.CallOp) {
	w.lines = 1
	if key == "" {
		return w.measured(gtx, th, name)
	}
	short, shortCall := w.measured(loose(gtx, gtx.Constraints.Max.X), th, keySign+key)
	m := op.Record(gtx.Ops)
	d, call := w.measured(loose(gtx, gtx.Constraints.Max.X-short.Size.X), th, name)
	// The two may be of scripts whose lines have different heights.
	base := max(d.Size.Y-d.Baseline, short.Size.Y-short.Baseline)
	onBaseline(gtx, 0, base, d, call)
	onBaseline(gtx, d.Size.X, base, short, shortCall)
	below := max(d.Baseline, short.Baseline)
	return layout.Dimensions{Size: size(d.Size.X+short.Size.X, base+below).Size, Baseline: below}, m.Stop()
}

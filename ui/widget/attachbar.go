package widget

import (
	"image"
	"slices"

	"gioui.org/io/semantic"
	"gioui.org/layout"
	"gioui.org/op"
	"gioui.org/op/clip"
	"gioui.org/unit"
)

// AttachBar is the state of the list above a composer of the files that wait to be sent with
// it. The zero value is ready.
type AttachBar struct {
	list  layout.List
	items []attachState
	count int // how many there were in the last frame
}

// attachState is the button of an item.
type attachState struct {
	key    string
	remove *Clickable
}

// AttachItem is a file or folder that waits.
type AttachItem struct {
	// Key tells it from the others.
	Key        string
	Name, Size string
	Folder     bool
	// Remove describes the button that takes it out.
	Remove string
}

// Removed returns the Key of an item whose button was clicked, until ok is false.
func (b *AttachBar) Removed(gtx layout.Context) (key string, ok bool) {
	for _, it := range b.items {
		if it.remove.Clicked(gtx) {
			return it.key, true
		}
	}
	return "", false
}

// follow keeps the buttons of the items that are there, and shows the last when there are
// more.
func (b *AttachBar) follow(items []AttachItem) {
	was := b.items
	b.items = make([]attachState, len(items))
	for i, it := range items {
		b.items[i] = attachState{key: it.Key}
		if at := slices.IndexFunc(was, func(o attachState) bool { return o.key == it.Key }); at >= 0 {
			b.items[i].remove = was[at].remove
		} else {
			b.items[i].remove = new(Clickable)
		}
	}
	if len(items) > b.count {
		b.list.Position = layout.Position{First: len(items)}
	}
	b.count = len(items)
}

// AttachBarStyle draws the list.
type AttachBarStyle struct {
	// Label is what a screen reader calls it.
	Label string
	Items []AttachItem

	th    *Theme
	state *AttachBar
}

// AttachList returns the style of a list. Lay it out right above the composer.
func AttachList(th *Theme, state *AttachBar, label string, items []AttachItem) AttachBarStyle {
	return AttachBarStyle{Label: label, Items: items, th: th, state: state}
}

// The list shows so many lines before it scrolls; half a line tells that there are more.
const (
	attachLines            = 3
	attachWidth    unit.Dp = 280
	attachHeight   unit.Dp = 48
	attachIconSide unit.Dp = 22
)

// Layout draws the list over the whole width. Without items it takes no room.
func (s AttachBarStyle) Layout(gtx layout.Context) layout.Dimensions {
	s.state.follow(s.Items)
	if len(s.Items) == 0 {
		return layout.Dimensions{}
	}
	th, width, pad := s.th, gtx.Constraints.Max.X, gtx.Dp(Space2)
	room := width - 2*pad
	columns := max(1, room/gtx.Dp(attachWidth))
	lines := (len(s.Items) + columns - 1) / columns
	row := gtx.Dp(attachHeight)
	height := lines * row
	if lines > attachLines {
		height = attachLines*row + row/2
	}
	full := image.Rect(0, 0, width, height+gtx.Dp(Space1))
	defer clip.Rect(full).Push(gtx.Ops).Pop()
	semantic.LabelOp(s.Label).Add(gtx.Ops)
	fill(gtx, th.Surface, full, 0)
	fill(gtx, th.Divider, image.Rect(0, 0, width, max(1, gtx.Dp(1))), 0)
	defer op.Offset(image.Pt(pad, gtx.Dp(Space1))).Push(gtx.Ops).Pop()
	inner := loose(gtx, room)
	inner.Constraints = layout.Exact(image.Pt(room, height))
	s.state.list.Axis = layout.Vertical
	s.state.list.Layout(inner, lines, func(gtx layout.Context, line int) layout.Dimensions {
		wide := room / columns
		for i := line * columns; i < min((line+1)*columns, len(s.Items)); i++ {
			t := op.Offset(image.Pt((i-line*columns)*wide, 0)).Push(gtx.Ops)
			s.item(gtx, i, wide, row)
			t.Pop()
		}
		return size(room, row)
	})
	return layout.Dimensions{Size: full.Max}
}

// item draws an item in so much room: its icon, name, size, and the button.
func (s AttachBarStyle) item(gtx layout.Context, i, width, height int) {
	th, it := s.th, s.Items[i]
	gap, touch := gtx.Dp(Space1), gtx.Dp(Touch)
	box := image.Rect(gap/2, gap/2, width-gap/2, height-gap/2)
	fill(gtx, th.Field, box, gtx.Dp(RadiusMedium))
	icon, sign := gtx.Dp(attachIconSide), IconFile
	if it.Folder {
		sign = IconFolder
	}
	left := box.Min.X + gtx.Dp(Space3)
	th.iconAt(gtx, image.Pt(left, centered(height, icon)), sign, attachIconSide, th.TextMuted)
	left += icon + gtx.Dp(Space2)
	beside := loose(gtx, max(0, box.Max.X-touch-left))
	name, nameCall := words{size: TextBody, color: th.Text, lines: 1}.measured(beside, th, it.Name)
	lines := name.Size.Y
	var detail layout.Dimensions
	var detailCall op.CallOp
	if it.Size != "" {
		detail, detailCall = words{size: TextSmall, color: th.TextMuted, lines: 1}.measured(beside, th, it.Size)
		lines += detail.Size.Y
	}
	y := centered(height, lines)
	place(gtx, image.Pt(left, y), nameCall)
	if it.Size != "" {
		place(gtx, image.Pt(left, y+name.Size.Y), detailCall)
	}
	t := op.Offset(image.Pt(box.Max.X-touch, centered(height, touch))).Push(gtx.Ops)
	IconButton(th, s.state.items[i].remove, IconClose, it.Remove).Layout(loose(gtx, touch))
	t.Pop()
}

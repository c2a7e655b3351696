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

// attachState are the buttons of an item.
type attachState struct {
	key          string
	remove, mark *Clickable
}

// AttachItem is a file or folder that waits.
type AttachItem struct {
	// Key tells it from the others.
	Key string
	// Name and Detail stand below each other.
	Name, Detail string
	// Icon tells what it is. Picture draws it in small in its place, of Pixels, where that is
	// there; nil for none.
	Icon    Icon
	Picture PictureSource
	Pixels  image.Point
	// Mark is the word at a box that can be ticked, with Marked for whether it is, and
	// MarkSpoken says the same to a screen reader. Empty for no box.
	Mark, MarkSpoken string
	Marked           bool
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

// Ticked returns the Key of an item whose box was clicked, until ok is false.
func (b *AttachBar) Ticked(gtx layout.Context) (key string, ok bool) {
	for _, it := range b.items {
		if it.mark.Clicked(gtx) {
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
			b.items[i].remove, b.items[i].mark = was[at].remove, was[at].mark
		} else {
			b.items[i].remove, b.items[i].mark = new(Clickable), new(Clickable)
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
	attachBoxWidth unit.Dp = 340 // where any has a box to tick
	attachHeight   unit.Dp = 48
	attachIconSide unit.Dp = 22
	attachPicture  unit.Dp = 36
)

// width is the least of a column.
func (s AttachBarStyle) width() unit.Dp {
	if slices.ContainsFunc(s.Items, func(it AttachItem) bool { return it.Mark != "" }) {
		return attachBoxWidth
	}
	return attachWidth
}

// Layout draws the list over the whole width. Without items it takes no room.
func (s AttachBarStyle) Layout(gtx layout.Context) layout.Dimensions {
	s.state.follow(s.Items)
	if len(s.Items) == 0 {
		return layout.Dimensions{}
	}
	th, width, pad := s.th, gtx.Constraints.Max.X, gtx.Dp(Space2)
	room := width - 2*pad
	columns := max(1, room/gtx.Dp(s.width()))
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

// item draws an item in so much room: its icon or picture, what is said of it, and the buttons.
func (s AttachBarStyle) item(gtx layout.Context, i, width, height int) {
	th, it := s.th, s.Items[i]
	gap, touch := gtx.Dp(Space1), gtx.Dp(Touch)
	box := image.Rect(gap/2, gap/2, width-gap/2, height-gap/2)
	fill(gtx, th.Field, box, gtx.Dp(RadiusMedium))
	left := box.Min.X + s.sign(gtx, it, box)
	right := box.Max.X - touch
	t := op.Offset(image.Pt(right, centered(height, touch))).Push(gtx.Ops)
	IconButton(th, s.state.items[i].remove, IconClose, it.Remove).Layout(loose(gtx, touch))
	t.Pop()
	if it.Mark != "" {
		d, call := record(loose(gtx, (right-left)/2), func(gtx layout.Context) layout.Dimensions {
			return s.mark(gtx, it, s.state.items[i].mark)
		})
		right -= d.Size.X
		place(gtx, image.Pt(right, centered(height, d.Size.Y)), call)
	}
	beside := loose(gtx, max(0, right-left))
	name, nameCall := words{size: TextBody, color: th.Text, lines: 1}.measured(beside, th, it.Name)
	lines := name.Size.Y
	var detail layout.Dimensions
	var detailCall op.CallOp
	if it.Detail != "" {
		detail, detailCall = words{size: TextSmall, color: th.TextMuted, lines: 1}.measured(beside, th, it.Detail)
		lines += detail.Size.Y
	}
	y := centered(height, lines)
	place(gtx, image.Pt(left, y), nameCall)
	if it.Detail != "" {
		place(gtx, image.Pt(left, y+name.Size.Y), detailCall)
	}
}

// sign draws what an item is at the begin of its box, and returns how much room that takes.
func (s AttachBarStyle) sign(gtx layout.Context, it AttachItem, box image.Rectangle) int {
	gap, side := gtx.Dp(Space2), gtx.Dp(attachPicture)
	if it.Picture != nil && it.Pixels.X > 0 && it.Pixels.Y > 0 {
		shown := FitPicture(gtx, it.Pixels, image.Pt(side, side))
		if img, ok := it.Picture.Image(shown); ok {
			at := box.Min.Add(image.Pt(gap+centered(side, shown.X), centered(box.Dy(), shown.Y)))
			DrawPicture(gtx, img, image.Rectangle{Min: at, Max: at.Add(shown)})
			return gap + side + gap
		}
	}
	icon, before, room := gtx.Dp(attachIconSide), gtx.Dp(Space3), gtx.Dp(Space3)+gtx.Dp(attachIconSide)
	if it.Icon == IconPicture { // as wide as the others
		before, room = gap+centered(side, icon), gap+side
	}
	s.th.iconAt(gtx, box.Min.Add(image.Pt(before, centered(box.Dy(), icon))), it.Icon, attachIconSide, s.th.TextMuted)
	return room + gap
}

// mark draws the box that can be ticked, Touch high, with its word.
func (s AttachBarStyle) mark(gtx layout.Context, it AttachItem, state *Clickable) layout.Dimensions {
	th := s.th
	return control(gtx, state, func(gtx layout.Context) layout.Dimensions {
		semantic.CheckBox.Add(gtx.Ops)
		semantic.SelectedOp(it.Marked).Add(gtx.Ops)
		semantic.DescriptionOp(it.MarkSpoken).Add(gtx.Ops)
		pad, gap, side, touch := gtx.Dp(Space2), gtx.Dp(Space1), gtx.Dp(18), gtx.Dp(Touch)
		ink := th.TextMuted
		if it.Marked {
			ink = th.AccentText
		}
		d, call := words{size: TextSmall, color: ink, lines: 1}.measured(loose(gtx, gtx.Constraints.Max.X-2*pad-gap-side), th, it.Mark)
		w, h := pad+side+gap+d.Size.X+pad, gtx.Dp(buttonHeight)
		feedback(gtx, th, state, image.Rect(0, centered(touch, h), w, centered(touch, h)+h), gtx.Dp(RadiusMedium))
		rect := image.Rect(0, 0, side, side).Add(image.Pt(pad, centered(touch, side)))
		if it.Marked {
			fill(gtx, th.Accent, rect, gtx.Dp(RadiusSmall))
			th.iconAt(gtx, rect.Min.Add(image.Pt(centered(side, gtx.Dp(14)), centered(side, gtx.Dp(14)))), IconCheck, 14, th.OnAccent)
		} else {
			outline(gtx, th.Outline, rect, gtx.Dp(RadiusSmall), gtx.Dp(2))
		}
		place(gtx, image.Pt(pad+side+gap, centered(touch, d.Size.Y)), call)
		return size(w, touch)
	})
}

package widget

import (
	"image"
	"time"

	"gioui.org/io/pointer"
	"gioui.org/io/semantic"
	"gioui.org/layout"
	"gioui.org/op"
	"gioui.org/op/clip"
	"gioui.org/text"
	"gioui.org/unit"
)

// maxTabs is how many tabs a bar can have.
const maxTabs = 5

// Tabs is the state of a bar of tabs. The zero value shows the first.
type Tabs struct {
	// Selected is the index of the tab shown.
	Selected int

	clicks [maxTabs]Clickable
	// radios is how many of them stand in a Segmented choice.
	radios int
}

// Update reads input and reports whether another tab was chosen.
func (t *Tabs) Update(gtx layout.Context) bool { return t.UpdateAtRest(gtx, time.Time{}) }

// UpdateAtRest is Update of tabs that came to their place then: see ClickedAtRest.
func (t *Tabs) UpdateAtRest(gtx layout.Context, moved time.Time) bool {
	was := t.Selected
	for i := range t.clicks {
		for ClickedAtRest(gtx, &t.clicks[i], moved) {
			t.Selected = i
		}
	}
	t.arrows(gtx)
	return t.Selected != was
}

// Tab is one tab of a bar.
type Tab struct {
	Text string
	Icon Icon
	// Badge is a count already made into words; empty for none.
	Badge string
}

// SegmentsStyle draws tabs as one control of joined segments, for a top bar.
type SegmentsStyle struct {
	Tabs []Tab

	// radio marks the segments as one choice of several.
	radio bool
	th    *Theme
	state *Tabs
}

// Segments returns the style of segmented tabs: at most five.
func Segments(th *Theme, state *Tabs, tabs ...Tab) SegmentsStyle {
	return SegmentsStyle{Tabs: tabs, th: th, state: state}
}

// Layout draws the segments, all of the width of the widest, Touch high.
func (s SegmentsStyle) Layout(gtx layout.Context) layout.Dimensions {
	s.state.Update(gtx)
	touch, h, pad := gtx.Dp(Touch), gtx.Dp(buttonHeight), gtx.Dp(Space4)
	inset := gtx.Dp(3)
	tabs := s.Tabs[:min(len(s.Tabs), maxTabs)]
	segment := gtx.Dp(96)
	label := words{size: TextBody - 1, weight: strong, color: s.th.TextMuted, lines: 1}
	for i := range tabs {
		// Measured only: what is recorded here is never replayed.
		d, _ := label.measured(gtx, s.th, tabs[i].Text)
		w := d.Size.X + 2*pad
		if tabs[i].Badge != "" {
			w += gtx.Dp(28)
		}
		segment = max(segment, w)
	}
	if n := len(tabs); n > 0 {
		segment = min(segment, (gtx.Constraints.Max.X-2*inset)/n)
	}
	width := segment*len(tabs) + 2*inset
	top := centered(touch, h)
	fill(gtx, s.th.Field, image.Rect(0, top, width, top+h), gtx.Dp(RadiusMedium)+inset)
	for i := range tabs {
		t := op.Offset(image.Pt(inset+i*segment, 0)).Push(gtx.Ops)
		cell := gtx
		cell.Constraints = layout.Exact(image.Pt(segment, touch))
		s.segment(cell, i, h-2*inset)
		t.Pop()
	}
	return size(width, touch)
}

func (s SegmentsStyle) segment(gtx layout.Context, i, h int) layout.Dimensions {
	c := &s.state.clicks[i]
	return control(gtx, c, func(gtx layout.Context) layout.Dimensions {
		if s.radio {
			semantic.RadioButton.Add(gtx.Ops)
		} else {
			semantic.Button.Add(gtx.Ops)
		}
		chosen := i == s.state.Selected
		semantic.SelectedOp(chosen).Add(gtx.Ops)
		full := gtx.Constraints.Max
		rect := image.Rect(0, 0, full.X, h).Add(image.Pt(0, centered(full.Y, h)))
		r := gtx.Dp(RadiusMedium)
		ink := s.th.TextMuted
		if chosen {
			ink = s.th.Text
			fill(gtx, faded(s.th.Shadow, 22), rect.Add(image.Pt(0, gtx.Dp(1))), r)
			ground := s.th.Surface
			if s.th.Dark {
				ground = s.th.Outline
			}
			fill(gtx, ground, rect, r)
		}
		if !gtx.Enabled() {
			ink = s.th.OnDisabled
		}
		feedback(gtx, s.th, c, rect, r)
		tab := s.Tabs[i]
		label := words{size: TextBody - 1, weight: strong, color: ink, lines: 1}
		dims, call := label.measured(loose(gtx, full.X-gtx.Dp(Space2)), s.th, tab.Text)
		content := dims.Size.X
		var badge layout.Dimensions
		var badgeCall op.CallOp
		if tab.Badge != "" {
			badge, badgeCall = measuredBadge(gtx, s.th, tab.Badge, false)
			content += gtx.Dp(6) + badge.Size.X
		}
		x := centered(full.X, content)
		place(gtx, image.Pt(x, centered(full.Y, dims.Size.Y)), call)
		if tab.Badge != "" {
			place(gtx, image.Pt(x+content-badge.Size.X, centered(full.Y, badge.Size.Y)), badgeCall)
		}
		return layout.Dimensions{Size: full}
	})
}

// BottomBarStyle draws tabs as icons over words along the bottom of a phone.
type BottomBarStyle struct {
	Tabs []Tab

	th    *Theme
	state *Tabs
}

// BottomBar returns the style of a bottom bar: at most five tabs.
func BottomBar(th *Theme, state *Tabs, tabs ...Tab) BottomBarStyle {
	return BottomBarStyle{Tabs: tabs, th: th, state: state}
}

// bottomBarHeight is what thumbs are used to; the words begin at bottomBarPill.
const (
	bottomBarHeight unit.Dp = 60
	bottomBarPill   unit.Dp = 39
)

// Layout draws the bar over the whole width.
func (s BottomBarStyle) Layout(gtx layout.Context) layout.Dimensions {
	s.state.Update(gtx)
	// Larger text makes it higher.
	words := gtx.Dp(bottomBarPill) + gtx.Sp(TextCaption*lineHeight) + gtx.Dp(4)
	full := image.Pt(gtx.Constraints.Max.X, max(gtx.Dp(bottomBarHeight), words))
	defer clip.Rect{Max: full}.Push(gtx.Ops).Pop()
	fill(gtx, s.th.Surface, image.Rectangle{Max: full}, 0)
	fill(gtx, s.th.Divider, image.Rect(0, 0, full.X, max(1, gtx.Dp(1))), 0)
	tabs := s.Tabs[:min(len(s.Tabs), maxTabs)]
	for i := range tabs {
		from, to := full.X*i/len(tabs), full.X*(i+1)/len(tabs)
		t := op.Offset(image.Pt(from, 0)).Push(gtx.Ops)
		cell := gtx
		cell.Constraints = layout.Exact(image.Pt(to-from, full.Y))
		s.tab(cell, i)
		t.Pop()
	}
	return layout.Dimensions{Size: full}
}

func (s BottomBarStyle) tab(gtx layout.Context, i int) layout.Dimensions {
	c := &s.state.clicks[i]
	return control(gtx, c, func(gtx layout.Context) layout.Dimensions {
		semantic.Button.Add(gtx.Ops)
		chosen := i == s.state.Selected
		semantic.SelectedOp(chosen).Add(gtx.Ops)
		pointer.CursorPointer.Add(gtx.Ops)
		full, tab := gtx.Constraints.Max, s.Tabs[i]
		ink := s.th.TextMuted
		// The pill behind the icon carries hover, focus and choice.
		pill := image.Rect(0, 0, gtx.Dp(56), gtx.Dp(30))
		pill = pill.Add(image.Pt(centered(full.X, pill.Dx()), gtx.Dp(6)))
		if chosen {
			ink = s.th.AccentText
			fill(gtx, s.th.AccentSoft, pill, pill.Dy()/2)
		}
		feedback(gtx, s.th, c, pill, pill.Dy()/2)
		icon := gtx.Dp(iconSide)
		s.th.iconAt(gtx, pill.Min.Add(image.Pt(centered(pill.Dx(), icon), centered(pill.Dy(), icon))), tab.Icon, iconSide, ink)
		label := words{size: TextCaption, weight: strong, color: ink, lines: 1, align: text.Middle}
		dims, call := label.measured(gtx, s.th, tab.Text)
		place(gtx, image.Pt(centered(full.X, dims.Size.X), pill.Max.Y+gtx.Dp(3)), call)
		if tab.Badge != "" {
			_, call := measuredBadge(gtx, s.th, tab.Badge, false)
			place(gtx, image.Pt(full.X/2+gtx.Dp(4), pill.Min.Y-gtx.Dp(3)), call)
		}
		return layout.Dimensions{Size: full}
	})
}

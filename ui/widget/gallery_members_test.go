package widget

import (
	"testing"

	"gioui.org/layout"

	"confab/ui/internal/uitest"
)

// membersGallery shows what talks between members add to the lists.
type membersGallery struct {
	th    *Theme
	w     tongue
	peers [6]PeerRow

	request RequestRow
	danger  Clickable
	choice  [2]Tabs
	grid    WordsGrid
}

func newMembers(dark bool, w tongue) *membersGallery {
	return &membersGallery{th: NewTheme(uitest.Shaper(), dark), w: w}
}

func (g *membersGallery) people(gtx layout.Context) layout.Dimensions {
	th, w := g.th, g.w
	row := func(i int, key, initial, name, line string, lock Lock, presence Presence) PeerStyle {
		s := Peer(th, &g.peers[i], key, initial, name, line)
		s.Lock, s.LockLabel, s.Presence, s.PresenceLabel, s.More = lock, w.more, presence, w.more, w.more
		return s
	}
	everyone := row(0, "all", "E", w.name1, w.line1, ClosedLock, UnknownPresence)
	everyone.Icon, everyone.Time = IconPeople, "09:26"
	host := row(1, "b", "Ł", w.name3, w.line1, ClosedLock, Present)
	host.Tag, host.Time, host.Selected, host.Badge = w.server, "09:20", true, "3"
	long := row(2, "c", "M", w.name2, w.line1, OpenLock, Present)
	long.Time, long.Badge = "09:02", "99+"
	broken := row(3, "d", "A", "Ada", w.line2, BrokenLock, Absent)
	plain := row(4, "e", "G", "Grace", w.line2, NoLock, Present)
	plain.Tag = w.plain
	gone := row(5, "f", "L", "Linus", w.line3, OpenLock, Absent)
	gone.Departed, gone.Time = true, "08:01"
	return stack(gtx, 0, everyone.Layout, host.Layout, long.Layout, broken.Layout, plain.Layout, gone.Layout)
}

func (g *membersGallery) head(gtx layout.Context) layout.Dimensions {
	badge := func(l Lock) layout.Widget {
		s := LockBadge(g.th, l, g.w.more)
		s.Side = 24
		return s.Layout
	}
	return Inset(Space2, Space4).Layout(gtx, beside(gtx.Dp(Space2), badge(OpenLock), badge(ClosedLock), badge(BrokenLock),
		Muted(g.th, g.w.plain).Layout))
}

func (g *membersGallery) page(gtx layout.Context) layout.Dimensions {
	return Ground(gtx, g.th.Rail, func(gtx layout.Context) layout.Dimensions {
		return stack(gtx, gtx.Dp(Space2), g.people, g.head)
	})
}

// asked is what a host and a guest are asked, as wide as the pane with the lists.
func (g *membersGallery) asked(gtx layout.Context) layout.Dimensions {
	th, w := g.th, g.w
	request := Request(th, &g.request, "b", "Ł", w.name3, w.line1, w.start, w.cancel)
	request.AcceptSpoken, request.DeclineSpoken = w.more, w.more
	danger := DangerCard(th, &g.danger, w.portError, w.sure, w.remove)
	list := []string{"abandon", "zebra", "mountain", "youth", "silver", "dish", "umbrella", "orbit", "fox", "gravity", "half", "jungle"}
	if w.name == "chinese" {
		list = []string{"的", "一", "是", "在", "不", "了", "有", "和", "人", "这", "中", "大"}
	}
	return Ground(gtx, th.Rail, func(gtx layout.Context) layout.Dimensions {
		return stack(gtx, gtx.Dp(Space2), request.Layout, func(gtx layout.Context) layout.Dimensions {
			return Inset(0, Space3).Layout(gtx, func(gtx layout.Context) layout.Dimensions {
				return stack(gtx, gtx.Dp(Space3), danger.Layout,
					Segmented(th, &g.choice[0], w.who, Tab{Text: w.server}, Tab{Text: w.client}).Layout,
					Segmented(th, &g.choice[1], w.who, Tab{Text: w.setting}, Tab{Text: w.more}, Tab{Text: w.plain}).Layout,
					disabled(Segmented(th, &g.choice[1], w.who, Tab{Text: w.server}, Tab{Text: w.plain}).Layout),
					Grid(th, &g.grid, list).Layout)
			})
		})
	})
}

// scaled draws a page with larger text.
func scaled(by float32, page layout.Widget) layout.Widget {
	return func(gtx layout.Context) layout.Dimensions {
		gtx.Metric.PxPerSp *= by
		return page(gtx)
	}
}

// inEveryLook draws the pictures of a page that is made anew for each.
func inEveryLook(t *testing.T, name string, size uitest.Size, page func(dark bool, w tongue) layout.Widget) {
	for _, look := range []struct {
		suffix string
		dark   bool
		w      tongue
		scale  float32
	}{
		{"-latin-light", false, latin, 1}, {"-chinese-dark", true, chinese, 1},
		{"-latin-dark-large", true, latin, 1.5}, {"-chinese-light-large", false, chinese, 1.5},
	} {
		t.Run(name+look.suffix, func(t *testing.T) {
			uitest.Golden(t, name+look.suffix, size, scaled(look.scale, page(look.dark, look.w)))
		})
	}
}

func TestGalleryOfMembers(t *testing.T) {
	size := uitest.Size{Width: 320, Height: 560, Density: 2}
	inEveryLook(t, "members", size, func(dark bool, w tongue) layout.Widget { return newMembers(dark, w).page })
	size.Height = 900
	inEveryLook(t, "asking", size, func(dark bool, w tongue) layout.Widget { return newMembers(dark, w).asked })
}

package ui

import (
	"strconv"
	"unicode/utf8"

	"gioui.org/layout"

	"confab/transport"
	"confab/ui/model"
	"confab/ui/widget"
)

// personKey decides the colour of a person's avatar.
func personKey(p *model.Person) string {
	if p.Address != "" {
		return p.Address
	}
	return strconv.FormatUint(uint64(p.ID), 10)
}

func initial(title string) string {
	r, n := utf8.DecodeRuneInString(title)
	if n == 0 || r == utf8.RuneError {
		return ""
	}
	return title[:n]
}

// personAvatar is the picture of a person. An address has no letter worth
// showing.
func personAvatar(s *screen, p *model.Person) widget.AvatarStyle {
	a := widget.Avatar(s.th, personKey(p), initial(p.Title))
	a.Icon, a.Dimmed = personIcon(s, p), !p.Here && p.ID != transport.Everyone
	return a
}

func personIcon(s *screen, p *model.Person) widget.Icon {
	switch {
	case s.model.Tab() == model.ClientTab:
		return widget.IconServer
	case p.ID == transport.Everyone:
		return widget.IconPeople
	case p.Title == p.Address:
		return widget.IconLaptop
	}
	return widget.IconNone
}

// personRow draws a row of the people list.
func personRow(gtx layout.Context, s *screen, row *widget.PeerRow, p *model.Person) layout.Dimensions {
	style := widget.Peer(s.th, row, personKey(p), initial(p.Title), p.Title, p.Second)
	style.Icon = personIcon(s, p)
	style.Tag, style.TagIcon = p.Tag, widget.IconNone
	style.Badge, style.Unread, style.Time = p.UnreadLabel, p.UnreadSpoken, p.Time
	style.Selected = !s.narrow && s.model.Active().Selected() == p
	style.Departed = !p.Here && p.ID != transport.Everyone
	style.More = p.More
	return style.Layout(gtx)
}

package ui

import (
	"strconv"
	"unicode"
	"unicode/utf8"

	"gioui.org/layout"
	"github.com/go-text/typesetting/segmenter"

	"confab/transport"
	"confab/ui/internal/visible"
	"confab/ui/model"
	"confab/ui/widget"
)

// personKey decides the colour of a person's avatar.
func personKey(p *model.Person) string {
	if key := p.Key(); key != "" {
		return key
	}
	return strconv.FormatUint(uint64(p.ID), 10)
}

// initial is the first character of a title as a person counts characters: a flag
// or a joined emoji is one, and an accent belongs to its letter.
func initial(title string) string {
	r, n := utf8.DecodeRuneInString(title)
	if n == 0 || r == utf8.RuneError {
		return ""
	}
	// Below U+0300 nothing joins what stands before it.
	if next, _ := utf8.DecodeRuneInString(title[n:]); next < 0x300 || unicode.Is(unicode.Han, next) {
		return title[:n]
	}
	var runes segmenter.Segmenter
	runes.Init([]rune(title[:min(len(title), initialBytes)]))
	characters := runes.GraphemeIterator()
	characters.Next()
	return string(characters.Grapheme().Text)
}

// initialBytes is how much of a title is looked at: as much as a name has.
const initialBytes = 128

// personAvatar is the picture of a person, the same in a row and in the head of
// the talk. An address has no letter worth showing.
func personAvatar(s *screen, p *model.Person) widget.AvatarStyle {
	a := widget.Avatar(s.th, personKey(p), initial(p.Title))
	a.Icon, a.Dimmed = personIcon(s, p), !p.Here && !p.Room
	return a
}

func personIcon(s *screen, p *model.Person) widget.Icon {
	switch {
	case p.Room:
		return widget.IconPeople
	case p.Member:
		return widget.IconNone
	case s.model.Tab() == model.ClientTab:
		return widget.IconServer
	case p.Title == p.Address:
		return widget.IconLaptop
	}
	return widget.IconNone
}

// lock is the badge of what is known of who a member is.
func lock(p *model.Person) widget.Lock { return lockOf(p.Lock) }

func lockOf(t transport.Trust) widget.Lock {
	switch t {
	case transport.Unverified:
		return widget.OpenLock
	case transport.Verified:
		return widget.ClosedLock
	case transport.ChangedKey:
		return widget.BrokenLock
	}
	return widget.NoLock
}

// personRow draws a row of the people list.
func personRow(gtx layout.Context, s *screen, row *widget.PeerRow, p *model.Person) layout.Dimensions {
	style := personStyle(s, row, p)
	style.Tag, style.TagIcon = p.Tag, widget.IconNone
	style.Badge, style.Unread, style.Time = p.UnreadLabel, p.UnreadSpoken, p.Time
	style.Selected = !s.narrow && s.model.Active().Selected() == p && s.sidePage() == nil
	return style.Layout(gtx)
}

// personStyle is who somebody is, in a row of any list.
func personStyle(s *screen, row *widget.PeerRow, p *model.Person) widget.PeerStyle {
	avatar := personAvatar(s, p)
	style := widget.Peer(s.th, row, avatar.Key, avatar.Initial, p.Title, p.Second)
	style.Name, style.ShortKey = visible.Unnamed(p.Title)
	style.Icon, style.Departed = avatar.Icon, avatar.Dimmed
	if p.Member {
		style.Lock, style.LockLabel = lock(p), p.LockLabel
	}
	if p.Member && !p.Room {
		switch {
		case p.Here:
			style.Presence, style.PresenceLabel = widget.Present, s.words().StateOn
		case !p.Unreached:
			style.Presence, style.PresenceLabel = widget.Absent, s.words().NotHere
		}
	}
	style.More = p.More
	return style
}

// personRows are the rows of people in a panel, by whom they are of.
type personRows struct {
	rows map[transport.PeerID]*widget.PeerRow
	seen []*model.Person // whose rows the last frame laid out
}

// update turns what happened on the rows that were in view into intents: only
// they can have been clicked, of very many perhaps.
func (p *personRows) update(gtx layout.Context, s *screen) {
	for _, person := range p.seen {
		row := p.rows[person.ID]
		for row != nil {
			ev, ok := row.Update(gtx)
			if !ok {
				break
			}
			if ev == widget.PeerMenu && person.Talk() != transport.Everyone {
				s.personMenu(person)
				continue
			}
			s.model.Select(person.ID)
		}
	}
}

// begin begins a frame in which people are listed, and forgets the rows of those
// who are no longer.
func (p *personRows) begin(people []*model.Person) {
	clear(p.seen)
	p.seen = p.seen[:0]
	if len(p.rows) <= 2*len(people)+16 {
		return
	}
	kept := make(map[transport.PeerID]*widget.PeerRow, len(people))
	for _, person := range people {
		if row := p.rows[person.ID]; row != nil {
			kept[person.ID] = row
		}
	}
	p.rows = kept
}

// layout draws the row of a person.
func (p *personRows) layout(gtx layout.Context, s *screen, person *model.Person) layout.Dimensions {
	return personRow(gtx, s, p.row(person), person)
}

// row is the state of the row of a person that is laid out now.
func (p *personRows) row(person *model.Person) *widget.PeerRow {
	if p.rows == nil {
		p.rows = map[transport.PeerID]*widget.PeerRow{}
	}
	row := p.rows[person.ID]
	if row == nil {
		row = new(widget.PeerRow)
		p.rows[person.ID] = row
	}
	p.seen = append(p.seen, person)
	return row
}

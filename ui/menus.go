package ui

import (
	"gioui.org/layout"

	"confab/transport"
	"confab/ui/model"
	"confab/ui/widget"
)

// menu is the one context menu of the window, and what choosing from it does.
type menu struct {
	state  widget.Menu
	items  []widget.MenuItem
	choose func(gtx layout.Context, id int)
}

// Opened says whether it is shown.
func (m *menu) Opened() bool { return m.state.Opened() }

// open shows items where the last press was.
func (m *menu) open(s *screen, items []widget.MenuItem, choose func(gtx layout.Context, id int)) {
	m.items, m.choose = items, choose
	m.state.Open(s.anchor.At())
}

func (m *menu) update(gtx layout.Context) {
	if id, ok := m.state.Update(gtx); ok {
		m.choose(gtx, id)
	}
}

func (m *menu) layout(gtx layout.Context, th *widget.Theme) {
	if m.state.Opened() {
		widget.PopupMenu(th, &m.state, m.items).Layout(gtx)
	}
}

// The items of the menus. Encodings are counted from itemEncoding.
const (
	itemTalk = iota
	itemRename
	itemCopyAddress
	itemDisconnect
	itemBlock
	itemUnblock
	itemForget
	itemConnect
	itemCopy
	itemCopyBytes
	itemToggleHex
	itemSendHex
	itemEncoding
)

var encodings = []transport.Encoding{
	transport.UTF8, transport.GB18030, transport.Big5, transport.Latin1, transport.Hex,
}

// guestMenu opens the menu of a guest's row.
func (s *screen) guestMenu(p *model.Person) {
	w := s.words()
	items := []widget.MenuItem{
		{ID: itemTalk, Text: w.TalkTo, Icon: widget.IconChat},
		{ID: itemRename, Text: w.Rename, Icon: widget.IconEdit},
		{ID: itemCopyAddress, Text: w.CopyAddress, Icon: widget.IconCopy},
	}
	items = append(items, s.endItems(p)...)
	id, address, name := p.ID, p.Address, p.Name
	s.menu.open(s, items, func(gtx layout.Context, chosen int) {
		if chosen == itemTalk {
			s.model.Select(id)
			return
		}
		s.chooseForPeer(gtx, chosen, id, address, name)
	})
}

// endItems are how the conversation with a guest can be ended.
func (s *screen) endItems(p *model.Person) []widget.MenuItem {
	w := s.words()
	block := widget.MenuItem{ID: itemBlock, Text: w.Block, Icon: widget.IconBlock, Danger: true}
	if _, is := s.model.BlockedAs(p.ID); is {
		block = widget.MenuItem{ID: itemUnblock, Text: w.Unblock, Icon: widget.IconBlock}
	}
	if !p.Here {
		return []widget.MenuItem{
			block,
			{ID: itemForget, Text: w.Forget, Icon: widget.IconDelete, Danger: true},
		}
	}
	return []widget.MenuItem{
		{ID: itemDisconnect, Text: w.Disconnect, Icon: widget.IconDisconnect, Danger: true},
		block,
	}
}

func (s *screen) chooseForPeer(gtx layout.Context, chosen int, id transport.PeerID, address, name string) {
	switch chosen {
	case itemRename:
		s.rename.openFor(id, name)
	case itemCopyAddress:
		s.copyText(gtx, address)
	case itemDisconnect:
		s.model.DisconnectPeer(id)
	case itemBlock:
		s.model.Block(id)
	case itemUnblock:
		if ip, is := s.model.BlockedAs(id); is {
			s.model.Unblock(ip)
		}
	case itemForget:
		s.model.Forget(id)
	}
}

// talkMenu opens the menu at the head of the conversation.
func (s *screen) talkMenu(p *model.Person) {
	w, m := s.words(), s.model
	var items []widget.MenuItem
	if p.ID != transport.Everyone {
		for i, e := range encodings {
			item := widget.MenuItem{ID: itemEncoding + i, Text: w.EncodingName(e)}
			if p.Encoding == e {
				item.Icon = widget.IconCheck
			}
			items = append(items, item)
		}
	}
	asBytes := widget.MenuItem{ID: itemSendHex, Text: w.SendAsHex}
	if m.SendsHex() {
		asBytes.Icon = widget.IconCheck
		asBytes.Disabled = p.Encoding == transport.Hex
	}
	items = append(items, asBytes)
	if p.ID != transport.Everyone {
		items = append(items, widget.MenuItem{ID: itemCopyAddress, Text: w.CopyAddress, Icon: widget.IconCopy})
	}
	if m.Tab() == model.ServerTab && p.ID != transport.Everyone {
		items = append(items, widget.MenuItem{ID: itemRename, Text: w.Rename, Icon: widget.IconEdit})
		items = append(items, s.endItems(p)...)
	}
	id, address, name := p.ID, p.Address, p.Name
	s.menu.open(s, items, func(gtx layout.Context, chosen int) {
		switch {
		case chosen >= itemEncoding:
			m.SetEncoding(encodings[chosen-itemEncoding])
		case chosen == itemSendHex:
			m.SetSendHex(!m.SendsHex())
		default:
			s.chooseForPeer(gtx, chosen, id, address, name)
		}
	})
}

// messageMenu opens the menu of a message.
func (s *screen) messageMenu(r *model.Row, selected string) {
	w := s.words()
	view := w.HexView
	if s.model.HexView() {
		view = w.TextView
	}
	items := []widget.MenuItem{
		{ID: itemCopy, Text: w.Copy, Icon: widget.IconCopy},
		{ID: itemCopyBytes, Text: w.CopyHex, Icon: widget.IconCopy},
		{ID: itemToggleHex, Text: view, Icon: widget.IconHex},
	}
	text, bytes := r.Original(), r.OriginalBytes()
	if selected != "" {
		text = selected
	}
	s.menu.open(s, items, func(gtx layout.Context, chosen int) {
		switch chosen {
		case itemCopy:
			s.copyText(gtx, text)
		case itemCopyBytes:
			s.copyText(gtx, transport.Hex.Decode([]byte(bytes)))
		case itemToggleHex:
			s.model.ToggleHex()
		}
	})
}

// recentMenu opens the menu of a server's row.
func (s *screen) recentMenu(addr string) {
	w := s.words()
	s.menu.open(s, []widget.MenuItem{
		{ID: itemConnect, Text: w.Connect, Icon: widget.IconLink, Disabled: !s.model.Client.CanConnect()},
		{ID: itemCopyAddress, Text: w.CopyAddress, Icon: widget.IconCopy},
		{ID: itemForget, Text: w.RemoveRecent, Icon: widget.IconDelete, Danger: true},
	}, func(gtx layout.Context, chosen int) {
		switch chosen {
		case itemConnect:
			s.model.ConnectTo(addr)
		case itemCopyAddress:
			s.copyText(gtx, addr)
		case itemForget:
			s.model.DropRecent(addr)
		}
	})
}

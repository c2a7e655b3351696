package ui

import (
	"gioui.org/layout"

	"confab/transport"
	"confab/ui/internal/weblink"
	"confab/ui/model"
	"confab/ui/widget"
)

// menu is the one context menu of the window, and what choosing from it does.
type menu struct {
	state  widget.Menu
	items  []widget.MenuItem
	choose func(gtx layout.Context, id int)
	// closed is called once the menu is closed, before choose. Optional.
	closed func(gtx layout.Context)
}

// Opened says whether it is shown.
func (m *menu) Opened() bool { return m.state.Opened() }

// open shows items where the last press was.
func (m *menu) open(s *screen, items []widget.MenuItem, choose func(gtx layout.Context, id int)) {
	m.items, m.choose, m.closed = items, choose, nil
	m.state.Open(s.anchor.At())
}

func (m *menu) update(gtx layout.Context) {
	id, ok := m.state.Update(gtx)
	if m.closed != nil && !m.state.Opened() {
		m.closed(gtx)
		m.closed = nil
	}
	if ok {
		m.choose(gtx, id)
	}
}

func (m *menu) layout(gtx layout.Context, th *widget.Theme) {
	if m.state.Opened() {
		widget.PopupMenu(th, &m.state, m.items).Layout(gtx)
	}
}

// The items of the menus. Links are counted from itemLink, and so are a server's
// addresses in a menu of them.
const (
	itemTalk = iota
	itemRename
	itemCopyAddress
	itemDisconnect
	itemBlock
	itemUnblock
	itemForget
	itemConnect
	itemCut
	itemCopy
	itemPaste
	itemSelectAll
	itemCopyBytes
	itemToggleHex
	itemSendHex
	itemVerify
	itemRemove
	itemLetIn
	itemLetOut
	itemForgetKey
	itemExportText
	itemExportLines
	itemTransfers
	itemReply
	itemCopyWhole
	itemReact
	itemEdit
	itemDelete
	itemResend
	itemDiscard
	itemEncoding
	itemStar
	itemSave
	itemStopSaving
	itemShare
	itemLink // and as many more as links are found in a message
)

// personMenu opens the menu of somebody's row.
func (s *screen) personMenu(p *model.Person) {
	items := append([]widget.MenuItem{{ID: itemTalk, Text: s.words().TalkTo, Icon: widget.IconChat}}, s.personItems(p)...)
	s.openFor(p, items)
}

// personItems are what can be done with somebody, but for talking.
func (s *screen) personItems(p *model.Person) []widget.MenuItem {
	w, hosting := s.words(), s.model.Tab() == model.ServerTab
	if p.Talk() == transport.Everyone || !hosting && s.model.Client.IsPast(p) {
		return nil
	}
	var items []widget.MenuItem
	if p.Member && !p.Asking {
		items = append(items, widget.MenuItem{ID: itemVerify, Text: w.Verify, Icon: widget.IconVerify})
	}
	// A member is called what it calls itself: another name would not outlive this run.
	if hosting && !p.Member {
		items = append(items, widget.MenuItem{ID: itemRename, Text: w.Rename, Icon: widget.IconEdit})
	}
	if !p.Member || p.Room {
		items = append(items, widget.MenuItem{ID: itemCopyAddress, Text: w.CopyAddress, Icon: widget.IconCopy})
	}
	switch {
	case !hosting || p.Member || !p.Here || !s.model.HasMembers():
	case p.InRoom:
		items = append(items, widget.MenuItem{ID: itemLetOut, Text: w.TakeOutOfRoom, Icon: widget.IconAdmit})
	default:
		items = append(items, widget.MenuItem{ID: itemLetIn, Text: w.LetIntoRoom, Icon: widget.IconAdmit})
	}
	if hosting {
		items = append(items, s.endItems(p)...)
	}
	return items
}

// endItems are how the conversation with somebody can be ended.
func (s *screen) endItems(p *model.Person) []widget.MenuItem {
	w := s.words()
	if p.Member {
		return []widget.MenuItem{
			{ID: itemRemove, Text: w.RemoveMember, Icon: widget.IconDisconnect, Danger: true},
			{ID: itemBlock, Text: w.BlockMember, Icon: widget.IconBlock, Danger: true},
		}
	}
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

// openFor opens a menu about somebody.
func (s *screen) openFor(p *model.Person, items []widget.MenuItem) {
	id, address, name, title, member, tab := p.ID, p.Address, p.Name, p.Title, p.Member, s.model.Tab()
	s.menu.open(s, items, func(gtx layout.Context, chosen int) {
		m := s.model
		switch {
		case chosen == itemEncoding:
			s.encodingMenu(tab, p)
			return
		case chosen == itemSendHex:
			m.SetSendHex(!m.SendsHex())
			return
		}
		switch chosen {
		case itemSave, itemStopSaving:
			m.SaveWhatComes(tab, id, chosen == itemSave)
		case itemTalk:
			m.Select(id)
		case itemRename:
			s.rename.ask(s.words().RenameName(title), name, s.words().RenameHint, func(name string) { m.Rename(id, name) })
		case itemCopyAddress:
			s.copyText(gtx, address)
		case itemDisconnect:
			m.DisconnectPeer(id)
		case itemBlock:
			if !member {
				m.Block(id)
				return
			}
			w := s.words()
			s.confirm.ask(w.BlockWho(title), w.BlockMemberAsk, w.BlockMember, func() { m.Block(id) })
		case itemTransfers:
			s.transfers.toggle(s)
		case itemUnblock:
			if ip, is := m.BlockedAs(id); is {
				m.Unblock(ip)
			}
		case itemForget:
			m.Forget(id)
		case itemVerify:
			m.AskWords(id)
		case itemRemove:
			w := s.words()
			s.confirm.ask(w.RemoveWho(title), w.RemoveMemberAsk, w.RemoveMember, func() { m.Remove(id) })
		case itemLetIn:
			w := s.words()
			s.confirm.ask(w.LetInWho(title), w.LetInAsk, w.LetIntoRoom, func() { m.LetIn(id, true) })
		case itemLetOut:
			m.LetIn(id, false)
		case itemExportText:
			s.exportTalk(m.Tab(), id.Talk(), title, transport.ExportText)
		case itemExportLines:
			s.exportTalk(m.Tab(), id.Talk(), title, transport.ExportJSON)
		}
	})
}

func (s *screen) exportItems() []widget.MenuItem {
	w := s.words()
	return []widget.MenuItem{
		{ID: itemExportText, Text: w.ExportText, Icon: widget.IconExport},
		{ID: itemExportLines, Text: w.ExportLines, Icon: widget.IconExport},
	}
}

// talkMenu opens the menu at the head of the conversation.
func (s *screen) talkMenu(p *model.Person) {
	w, m := s.words(), s.model
	var items []widget.MenuItem
	if m.OfMembers() {
		items = append(append(s.personItems(p), s.exportItems()...), widget.MenuItem{ID: itemTransfers, Text: w.Transfers().Title, Icon: widget.IconTransfers})
		s.openFor(p, items)
		return
	}
	if p.Talk() != transport.Everyone {
		items = append(items, widget.MenuItem{ID: itemEncoding, Text: w.EncodingNow(p.Encoding)})
	}
	asBytes := widget.MenuItem{ID: itemSendHex, Text: w.SendAsHex}
	if m.SendsHex() {
		asBytes.Icon = widget.IconCheck
		asBytes.Disabled = p.Encoding == transport.Hex
	}
	items = append(items, asBytes)
	switch {
	case p.Saving():
		items = append(items, widget.MenuItem{ID: itemStopSaving, Text: w.StopSaving, Icon: widget.IconFile})
	case m.CanSave(p):
		items = append(items, widget.MenuItem{ID: itemSave, Text: w.SaveWhatComes, Icon: widget.IconFile})
	}
	s.openFor(p, append(items, s.personItems(p)...))
}

// messageMenu opens the menu of a message.
func (s *screen) messageMenu(r *model.Row, key uint64) {
	w, m := s.words(), s.model
	var items []widget.MenuItem
	add := func(when bool, id int, text string, icon widget.Icon) {
		if when {
			items = append(items, widget.MenuItem{ID: id, Text: text, Icon: icon, Danger: id == itemDelete || id == itemDiscard})
		}
	}
	view := w.HexView
	if m.HexView() {
		view = w.TextView
	}
	add(r.CanAnswer(), itemReply, w.Reply, widget.IconReply)
	add(r.CanAnswer(), itemReact, w.React, widget.IconReact)
	add(!r.Deleted, itemCopy, w.Copy, widget.IconCopy)
	whole := ""
	if r.File != nil {
		whole = r.File.Whole
	}
	add(whole != "", itemCopyWhole, w.Transfers().CopyWhole, widget.IconCopy)
	add(!r.Deleted, itemSelectAll, w.SelectAll, widget.IconSelectAll)
	add(r.Shares(), itemShare, w.ShareFile, widget.IconShare)
	add(r.CanChange(), itemEdit, w.Edit, widget.IconEdit)
	add(r.CanChange(), itemDelete, w.Delete, widget.IconDelete)
	add(r.CanResend(), itemResend, w.SendAgain, widget.IconSend)
	add(r.CanResend(), itemDiscard, w.Discard, widget.IconDelete)
	add(!m.OfMembers(), itemCopyBytes, w.CopyHex, widget.IconCopy)
	add(!m.OfMembers() || m.HexView(), itemToggleHex, view, widget.IconHex)
	var links []string
	if !r.Deleted {
		links = weblink.Find(r.Original())
	}
	for i, link := range links {
		label := w.CopyLink(link)
		if s.openLink != nil {
			label = w.OpenLink(link)
		}
		add(true, itemLink+i, label, widget.IconLink)
	}
	if len(items) == 0 {
		return
	}
	text, bytes, waiting := r.Original(), r.OriginalBytes(), r.Local
	talk, at := m.Active().Talk(), r.Place
	local := func() uint64 { // as it is when something is chosen
		if m.Active().Talk() != talk {
			return 0
		}
		return talk.Key(at)
	}
	if selected := s.conversation.view.transcript.Selected(key); selected != "" {
		text = selected
	}
	s.menu.open(s, items, func(gtx layout.Context, chosen int) {
		if i := chosen - itemLink; i >= 0 && i < len(links) {
			s.followLink(gtx, links[i])
			return
		}
		switch chosen {
		case itemCopyWhole:
			s.copyText(gtx, whole)
		case itemReply:
			m.Reply(local())
			s.conversation.composer.Focus(gtx)
		case itemReact:
			s.reactionMenu(local)
		case itemCopy:
			s.copyText(gtx, text)
		case itemSelectAll:
			s.conversation.view.transcript.SelectAll(gtx, key)
		case itemShare:
			s.actOnFile(local(), model.ShareFile)
		case itemEdit:
			m.Edit(local())
			s.conversation.composer.Focus(gtx)
		case itemDelete:
			s.confirm.ask(w.Delete, w.DeleteAsk, w.Delete, func() { m.Delete(local()) })
		case itemResend:
			m.Resend(waiting)
		case itemDiscard:
			m.Discard(waiting)
		case itemCopyBytes:
			s.copyText(gtx, transport.Hex.Decode([]byte(bytes)))
		case itemToggleHex:
			m.ToggleHex()
		}
	})
}

// commonReactions are what one chooses a reaction from.
var commonReactions = []string{"👍", "❤️", "😂", "😮", "😢", "🙏"}

// reactionMenu opens the choice of reactions to the message whose row has a key.
func (s *screen) reactionMenu(local func() uint64) {
	items := make([]widget.MenuItem, len(commonReactions))
	mine := ""
	if r := s.model.Active().Talk().Find(local()); r != nil {
		mine = r.Mine()
	}
	for i, text := range commonReactions {
		items[i] = widget.MenuItem{ID: i, Text: text}
		if text == mine {
			items[i].Icon = widget.IconCheck
		}
	}
	s.menu.open(s, items, func(_ layout.Context, chosen int) { s.model.React(local(), commonReactions[chosen]) })
}

// maxOthers is how many other addresses of a server its menu has.
const maxOthers = 4

// recentMenu opens the menu of a server's row.
func (s *screen) recentMenu(server model.KnownServer) {
	w, addr := s.words(), server.Address
	others := server.Others[:min(len(server.Others), maxOthers)]
	if p := s.model.Client.Past(addr); p != nil {
		s.openFor(p, s.exportItems())
		return
	}
	busy := !s.model.Client.CanConnect()
	items := []widget.MenuItem{{ID: itemConnect, Text: w.Connect, Icon: widget.IconLink, Disabled: busy}}
	for i, other := range others {
		items = append(items, widget.MenuItem{ID: itemLink + i, Text: w.ConnectTo(other), Icon: widget.IconLink, Disabled: busy})
	}
	items = append(items, widget.MenuItem{ID: itemCopyAddress, Text: w.CopyAddress, Icon: widget.IconCopy})
	if id := server.Identity; id != (transport.ID{}) {
		star := widget.MenuItem{ID: itemStar, Text: w.Favourite, Icon: widget.IconStarBorder}
		if server.Favourite {
			star.Text, star.Icon = w.Unfavourite, widget.IconStar
		}
		items = append(items, star, widget.MenuItem{ID: itemRename, Text: w.RenameServer, Icon: widget.IconEdit})
	}
	if s.model.CanDropRecent(server) {
		items = append(items, widget.MenuItem{ID: itemForget, Text: w.RemoveRecent, Icon: widget.IconDelete, Danger: true})
	}
	if s.model.HasKey(addr) {
		items = append(items, widget.MenuItem{ID: itemForgetKey, Text: w.RemoveKey, Icon: widget.IconLockBroken, Danger: true})
	}
	s.menu.open(s, items, func(gtx layout.Context, chosen int) {
		switch chosen {
		case itemConnect:
			if server.Nearby() {
				s.model.JoinNearby(server)
			} else {
				s.model.ConnectTo(addr)
			}
		case itemStar:
			s.model.SetFavourite(server.Identity, !server.Favourite)
		case itemRename:
			s.renameServer(server.Identity)
		case itemCopyAddress:
			s.copyOneOf(gtx, append([]string{addr}, others...))
		case itemForget:
			s.model.DropRecent(addr)
		case itemForgetKey:
			s.askForgetKey(addr)
		default:
			s.model.ConnectTo(others[chosen-itemLink])
		}
	})
}

// copyOneOf copies an address, of several the one that is chosen from a menu of them.
func (s *screen) copyOneOf(gtx layout.Context, addrs []string) {
	if len(addrs) == 1 {
		s.copyText(gtx, addrs[0])
		return
	}
	items := make([]widget.MenuItem, len(addrs))
	for i, addr := range addrs {
		items[i] = widget.MenuItem{ID: itemLink + i, Text: addr, Icon: widget.IconCopy}
	}
	s.menu.open(s, items, func(gtx layout.Context, chosen int) { s.copyText(gtx, addrs[chosen-itemLink]) })
}

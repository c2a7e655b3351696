package model

import (
	"cmp"
	"path/filepath"
	"slices"

	"confab/transport"
)

// TransferRow is a file or folder on the page of all transfers of a side: what comes or came
// here, and what is offered by us. Its strings are safe to show.
type TransferRow struct {
	ID transport.MessageID // of the message that offers it
	*File
	// About says in which talk it is, and when it began.
	About string
}

// transferList is the page of all transfers of a side. It is made only while it is open.
type transferList struct {
	open bool
	rows []TransferRow
	done int // how many of them ClearTransfers would take away
}

// OpenTransfers shows the page of all transfers of the open tab.
func (m *Model) OpenTransfers() {
	m.transfers[m.tab].open = true
	m.settle()
}

// CloseTransfers leaves it.
func (m *Model) CloseTransfers() {
	m.transfers[m.tab] = transferList{}
	m.settle()
}

// ShowsTransfers says that the page is open on the open tab.
func (m *Model) ShowsTransfers() bool { return m.transfers[m.tab].open }

// HasTransfers says whether there is anything to be seen on the page of the open tab.
func (m *Model) HasTransfers() bool {
	for _, f := range m.Active().files {
		if f.listed() {
			return true
		}
	}
	return false
}

// TransferRows are the rows of the page that is open, the newest first. The slice is good
// until the next change.
func (m *Model) TransferRows() []TransferRow { return m.transfers[m.tab].rows }

// CanClearTransfers says whether any of them is done.
func (m *Model) CanClearTransfers() bool { return m.transfers[m.tab].done > 0 }

// ClearTransfers takes what is done off the page of the open tab, for good: what is here,
// and what is ours and nobody fetches just now. The files stay.
func (m *Model) ClearTransfers() {
	for _, f := range m.Active().files {
		f.cleared = f.cleared || f.over()
	}
	m.prefs.TransfersCleared[m.tab] = m.now().UnixMilli()
	m.save()
	m.settle()
}

// listed says whether a transfer is on the page.
func (f *fileTransfer) listed() bool {
	return f.transfer.ID != transport.MessageID{} && f.transfer.State != transport.Dropped && (!f.cleared || !f.over())
}

// over says that a transfer is done with, as far as that can be.
func (f *fileTransfer) over() bool {
	switch f.transfer.State {
	case transport.Received, transport.Sent, transport.NotSent:
		return true
	case transport.Offered:
		return !slices.ContainsFunc(f.readers, func(t transport.Transfer) bool { return t.Active || t.State == transport.Paused })
	}
	return false
}

// clearedBefore says whether something that an earlier run did was taken off the page.
func (s *Side) clearedBefore(t transport.Transfer) bool {
	cleared := s.m.prefs.TransfersCleared[s.tab]
	return cleared > 0 && t.Began.UnixMilli() <= cleared
}

// listTransfers makes the rows of the open page anew.
func (m *Model) listTransfers() {
	l, s := &m.transfers[m.tab], m.Active()
	l.rows, l.done = l.rows[:0], 0
	if !l.open {
		return
	}
	var shown []*fileTransfer
	for _, f := range s.files {
		if f.listed() {
			shown = append(shown, f)
			if f.over() {
				l.done++
			}
		}
	}
	slices.SortFunc(shown, func(a, b *fileTransfer) int {
		x, y := a.transfer, b.transfer
		return cmp.Or(y.Began.Compare(x.Began), slices.Compare(x.ID[:], y.ID[:]))
	})
	for _, f := range shown {
		l.rows = append(l.rows, s.transferRow(f))
	}
}

// transferRow is a transfer on the page.
func (s *Side) transferRow(f *fileTransfer) TransferRow {
	t := f.transfer
	r := TransferRow{ID: t.ID, File: s.transferFile(t)}
	if t.File == nil && t.Of == 0 {
		r.Size = "" // it is not known
	}
	began := t.Began.In(s.m.cfg.Location)
	when := s.m.w.Day(began, s.m.now())
	if sameDay(began, s.m.now()) {
		when = began.Format("15:04")
	}
	r.About = s.m.w.Transfers().Began(s.talkTitle(t.Talk), when)
	return r
}

// transferMessage is what offers a transfer, as far as it is known: the message may be held
// no more.
func transferMessage(t transport.Transfer) transport.Message {
	msg := transport.Message{ID: t.ID, Kind: transport.Incoming, Peer: t.From, File: t.File}
	if t.State == transport.Offered {
		msg.Kind = transport.Outgoing
	}
	if msg.File == nil {
		msg.File = &transport.File{Size: t.Of}
		if t.State == transport.Offered || t.State == transport.Received {
			msg.File.Name = filepath.Base(t.Path)
		}
	}
	return msg
}

// transferFile is what a transfer is about.
func (s *Side) transferFile(t transport.Transfer) *File {
	p, m := s.personIn(t.Talk), transferMessage(t)
	switch t.State {
	case transport.Sent:
		m.State = transport.Written
	case transport.NotSent:
		m.State, m.Fault = transport.Failed, t.Fault
	case transport.Sending:
	default:
		m.Plain = p != nil && !s.ofMembers(p)
		return s.file(p, m)
	}
	m.Plain = true
	return s.file(p, m)
}

// personIn is who a talk is with; nil for one that is not in the list.
func (s *Side) personIn(talk transport.TalkID) *Person {
	for _, p := range s.people {
		if p.Talk() == talk {
			return p
		}
	}
	return nil
}

// talkTitle is what a talk is called; empty for one that is not in the list.
func (s *Side) talkTitle(talk transport.TalkID) string {
	if p := s.personIn(talk); p != nil {
		return p.Title
	}
	return ""
}

// ActOnTransfer does what a button of a row of the open page says, if it has it.
func (m *Model) ActOnTransfer(id transport.MessageID, a FileAction) {
	s := m.Active()
	if f := s.files[id]; f != nil && f.listed() {
		s.actOnFile(f.transfer.Talk, id, s.transferFile(f.transfer), a)
	}
}

// TransferPath is where what a row of the open page has is; empty while it is not here.
func (m *Model) TransferPath(id transport.MessageID) string {
	if f := m.Active().files[id]; f != nil && (f.transfer.State == transport.Received || f.transfer.State == transport.Offered) {
		return f.transfer.Path
	}
	return ""
}

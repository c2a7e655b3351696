package transporttest

import (
	"path/filepath"

	"confab/transport"
)

// sendFile is Post of a file to a plain peer; absent is the fault where there is none.
func (f *Fake) sendFile(to transport.TalkID, d transport.Draft, absent transport.Fault) (transport.MessageID, error) {
	if to == transport.Everyone {
		switch here := f.here(); len(here) {
		case 0:
		case 1:
			to = here[0].Talk()
		default:
			return unsaid(transport.PlainOnly)
		}
	}
	p := f.peer(peerOf(to))
	switch {
	case p == nil || !p.Here || p.Kind == transport.Member:
		return unsaid(absent)
	case !filepath.IsAbs(d.Attach.Path):
		return unsaid(transport.FileUnread)
	}
	if d.Text != "" {
		if id, err := f.send(to, d.Text, false, absent); err != nil {
			return id, err
		}
	}
	f.spoken[p.ID] = true
	file := fileOf(d)
	m := transport.Message{ID: f.newID(), Plain: true, Kind: transport.Outgoing, Text: file.Name, Encoding: p.Encoding, Recipients: 1, File: file}
	f.add(to, m)
	f.transfer(to, transport.Transfer{ID: m.ID, State: transport.Sending, Path: d.Attach.Path})
	return m.ID, nil
}

// attached tells what became of a file to a plain peer.
func (f *Fake) attached(to transport.TalkID, m *transport.Message, state transport.TransferState, why transport.Fault) {
	if m.File == nil {
		return
	}
	t := f.transferOf(m.ID)
	t.State, t.Active, t.Fault, t.Of = state, false, why, m.File.Size
	if state == transport.Sent {
		t.Bytes = t.Of
	}
	f.transfer(to, t)
	f.over(m.ID)
}

// rawTransfer does what Fetch, Pause and Abandon do with a file to a plain peer; false if
// there is no such file.
func (f *Fake) rawTransfer(talk transport.TalkID, id transport.MessageID, to transport.TransferState) bool {
	t := f.transferOf(id)
	if t.State != transport.Sending && (t.State != transport.Paused || to == transport.Paused) {
		return false
	}
	messages := f.of(talk).messages
	for i := range messages {
		m := &messages[i]
		if m.ID != id || !m.Plain {
			continue
		}
		if to == transport.Dropped {
			f.attached(talk, m, to, transport.NoFault)
			f.change(talk, m.Place, func(m *transport.Message) { m.State, m.Fault = transport.Failed, transport.Canceled })
			return true
		}
		t.State, t.Active = to, false
		f.transfer(talk, t)
		return true
	}
	return false
}

// save is Save of a Server and of a Client; absent is the fault where there is no such peer.
func (f *Fake) save(talk transport.TalkID, path string, absent transport.Fault) error {
	return f.try("Save", []any{talk, path}, func() error {
		p := f.peer(peerOf(talk))
		switch {
		case p == nil || !p.Here || p.Kind == transport.Member:
			return fault(absent)
		case !filepath.IsAbs(path):
			return fault(transport.DiskUnwritable)
		}
		was := f.saves[p.ID]
		f.saves[p.ID] = path
		p.Saving = true
		f.post(transport.Event{Kind: transport.Changed, Peer: *p})
		f.saveNotice(p, transport.SaveBegan, path, transport.NoFault)
		if was != "" {
			f.saveNotice(p, transport.SaveEnded, was, transport.NoFault)
		}
		return nil
	})
}

// StopSaving ends Save.
func (f *Fake) StopSaving(talk transport.TalkID) {
	f.call("StopSaving", []any{talk}, func() {
		if p := f.peer(peerOf(talk)); p != nil {
			f.saved(p, transport.NoFault)
		}
	})
}

// SaveFails has what is saved of a plain peer end, for a reason.
func (f *Fake) SaveFails(id transport.PeerID, why transport.Fault) {
	f.happen(func() {
		if p := f.peer(id); p != nil {
			f.saved(p, why)
		}
	})
}

// saved ends what is saved of a peer, if that is so.
func (f *Fake) saved(p *transport.Peer, why transport.Fault) {
	path := f.saves[p.ID]
	if path == "" {
		return
	}
	delete(f.saves, p.ID)
	p.Saving = false
	f.post(transport.Event{Kind: transport.Changed, Peer: *p})
	f.saveNotice(p, transport.SaveEnded, path, why)
}

func (f *Fake) saveNotice(p *transport.Peer, n transport.NoticeKind, path string, why transport.Fault) {
	f.spoken[p.ID] = true
	f.add(p.Talk(), transport.Message{Kind: transport.Notice, Peer: p.ID, Name: title(p), Notice: n, Fault: why, Text: path,
		File: &transport.File{Name: filepath.Base(path)}})
}

package transporttest

import (
	"path/filepath"
	"slices"

	"confab/transport"
)

// Transfers returns all transfers.
func (f *Fake) Transfers() []transport.Transfer {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.transfers)
}

// Fetch has what a message offers come. A test says by Transfer how far it is.
func (f *Fake) Fetch(talk transport.TalkID, id transport.MessageID, dir string) {
	f.call("Fetch", []any{talk, id, dir}, func() {
		if f.rawTransfer(talk, id, transport.Sending) {
			return
		}
		f.transfer(talk, transport.Transfer{ID: id, State: transport.Wanted, Path: dir})
	})
}

// Pause has what comes wait.
func (f *Fake) Pause(talk transport.TalkID, id transport.MessageID) {
	f.call("Pause", []any{talk, id}, func() {
		if f.rawTransfer(talk, id, transport.Paused) {
			return
		}
		t := f.transferOf(id)
		t.State, t.Active = transport.Paused, false
		f.transfer(talk, t)
	})
}

// Abandon ends a transfer.
func (f *Fake) Abandon(talk transport.TalkID, id transport.MessageID) {
	f.call("Abandon", []any{talk, id}, func() {
		if f.rawTransfer(talk, id, transport.Dropped) {
			return
		}
		t := f.transferOf(id)
		t.State, t.Active = transport.Dropped, false
		f.transfer(talk, t)
	})
}

// Transfer says how far a transfer of a talk has come.
func (f *Fake) Transfer(talk transport.TalkID, t transport.Transfer) {
	f.happen(func() { f.transfer(talk, t) })
}

// transferOf is how far a transfer is. It is called with mu held.
func (f *Fake) transferOf(id transport.MessageID) transport.Transfer {
	for _, t := range f.transfers {
		if t.ID == id && t.Reader == 0 {
			return t
		}
	}
	return transport.Transfer{ID: id}
}

// transfer is Transfer with mu held.
func (f *Fake) transfer(talk transport.TalkID, t transport.Transfer) {
	t.Talk = talk
	if was := f.transferOf(t.ID); t.Began.IsZero() {
		t.Began = was.Began
	}
	if t.Began.IsZero() {
		t.Began = f.now()
	}
	for _, m := range f.of(talk).messages {
		if m.ID == t.ID && m.File != nil {
			t.File = m.File
		}
	}
	if t.Reader == 0 {
		f.transfers = slices.DeleteFunc(f.transfers, func(o transport.Transfer) bool { return o.ID == t.ID })
		if t.State != transport.Dropped {
			f.transfers = append(f.transfers, t)
		}
	}
	f.post(transport.Event{Kind: transport.Transferred, Peer: f.view(talk), Detail: t})
}

// over takes a transfer off the list of those that are not.
func (f *Fake) over(id transport.MessageID) {
	f.transfers = slices.DeleteFunc(f.transfers, func(o transport.Transfer) bool { return o.ID == id })
}

// fileOf is what a draft offers.
func fileOf(d transport.Draft) *transport.File {
	if d.Attach == nil {
		return nil
	}
	return &transport.File{Name: filepath.Base(d.Attach.Path), Width: d.Attach.Width, Height: d.Attach.Height, Preview: string(d.Attach.Preview)}
}

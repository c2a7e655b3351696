package model

import (
	"fmt"
	"slices"
	"testing"

	"confab/transport"
)

func TestCopiesAreLetGo(t *testing.T) {
	setUp := func(t *testing.T, inside bool) (st *stage, room, host transport.PeerID, gone func(want ...string)) {
		t.Helper()
		st, room, host, _ = inRoom(t)
		st.cfg.Inside = inside
		var went []string
		st.cfg.Unoffered = func(path string, allHave bool) { went = append(went, fmt.Sprint(path, " ", allHave)) }
		return st, room, host, func(want ...string) {
			t.Helper()
			sound(t, st)
			if !slices.Equal(went, want) {
				t.Errorf("let go were %q, not %q", went, want)
			}
			went = nil
		}
	}
	ours := func(st *stage, in transport.PeerID, f transport.File, path string) transport.MessageID {
		id := st.dialer.NewID()
		st.dialer.Say(in.Talk(), transport.Message{ID: id, Kind: transport.Outgoing, Text: f.Name, File: &f})
		st.dialer.Transfer(in.Talk(), transport.Transfer{ID: id, State: transport.Offered, Path: path, File: &f})
		st.drain()
		return id
	}
	t.Run("what is taken out of the composer", func(t *testing.T) {
		st, _, _, gone := setUp(t, true)
		to, _ := st.AttachHere()
		st.Attach(to, LocalFile{Path: "/copies/1/a"}, LocalFile{Path: "/copies/2/b"})
		st.Detach("/copies/1/a")
		gone("/copies/1/a false")
	})
	t.Run("a picture that was sent as another copy", func(t *testing.T) {
		st, _, _, gone := setUp(t, true)
		st.cfg.Prepare = func(AttachTo, string) {}
		to, _ := st.AttachHere()
		for _, asFile := range []bool{false, true} {
			st.Attach(to, LocalFile{Path: "/copies/1/a.jpg"})
			st.Prepared(to, Prepared{Path: "/copies/1/a.jpg", Picture: true, Cleaned: "/cleaned/a.jpg"})
			st.SetAsFile("/copies/1/a.jpg", asFile)
			st.Send()
			if asFile {
				gone() // it is offered
			} else {
				gone("/copies/1/a.jpg false")
			}
		}
	})
	t.Run("what a message offered that is deleted", func(t *testing.T) {
		st, room, _, gone := setUp(t, true)
		id := ours(st, room, transport.File{Name: "a"}, "/copies/1/a")
		gone()
		st.dialer.Transfer(room.Talk(), transport.Transfer{ID: id, State: transport.Dropped})
		gone("/copies/1/a false")
		failed := ours(st, room, transport.File{Name: "b"}, "/copies/2/b")
		st.dialer.Transfer(room.Talk(), transport.Transfer{ID: failed, State: transport.Dropped, Fault: transport.DiskFull, Path: "/copies/2/b"})
		gone("/copies/2/b false")
	})
	t.Run("what went to a plain peer", func(t *testing.T) {
		st, room, _, gone := setUp(t, true)
		for _, end := range []transport.TransferState{transport.Sent, transport.NotSent, transport.Dropped} {
			raw := transport.Transfer{ID: st.dialer.NewID(), State: transport.Sending, Path: "/copies/1/a"}
			st.dialer.Transfer(room.Talk(), raw)
			gone()
			raw.State = end
			st.dialer.Transfer(room.Talk(), raw)
			gone("/copies/1/a false")
		}
	})
	t.Run("on a phone what the only member in the talk has", func(t *testing.T) {
		st, room, host, gone := setUp(t, true)
		has := func(in transport.PeerID, f transport.File, path string) {
			t.Helper()
			id := ours(st, in, f, path)
			st.dialer.Transfer(in.Talk(), transport.Transfer{ID: id, State: transport.Offered, Reader: host, Active: true})
			gone()
			st.dialer.Transfer(in.Talk(), transport.Transfer{ID: id, State: transport.Offered, Reader: host, Has: true})
		}
		has(host, transport.File{Name: "a"}, "/copies/1/a")
		gone("/copies/1/a true")
		has(host, transport.File{Name: "a.jpg", Preview: "small"}, "/copies/2/a.jpg")
		gone() // it is shown here still
		has(room, transport.File{Name: "a"}, "/copies/3/a")
		gone() // others may want it
		st.cfg.Inside = false
		has(host, transport.File{Name: "a"}, "/home/a")
		gone()
	})
}

func TestWhatATalkDoesNotTakeOnAPhone(t *testing.T) {
	waits := func(st *stage, want int) {
		t.Helper()
		sound(t, st)
		if got := len(st.EndSharedFiles()); got != want {
			t.Errorf("%d wait for another talk, not %d", got, want)
		}
	}
	st, _, _, _ := inRoom(t)
	st.cfg.Inside = true
	to, _ := st.AttachHere()
	for i := range mostAttached + 2 {
		st.Attach(to, LocalFile{Path: fmt.Sprintf("/copies/%d/same name", i)})
	}
	if n := len(st.Attached()); n != mostAttached {
		t.Errorf("%d wait here", n)
	}
	waits(st, 2)
	st.Attach(AttachTo{tab: ClientTab, peer: 9999}, LocalFile{Path: "/copies/1/a"}, LocalFile{Path: "/copies/2/b", Unread: true})
	waits(st, 1)
	st.cfg.Inside = false
	st.Attach(AttachTo{tab: ClientTab, peer: 9999}, LocalFile{Path: "/home/a"})
	waits(st, 0)
}

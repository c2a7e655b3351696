package ui

import (
	"testing"
	"time"

	"confab/transport"
	"confab/ui/internal/uitest"
	"confab/ui/model"
)

// filed is a client in a room where files are offered, one in each state.
func filed(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
	return filedIn(t, size, w, true)
}

func filedIn(t testing.TB, size uitest.Size, w tongue, first bool) *stagedScreen {
	return homely(t, size, w).files(w, first)
}

// files has files come in a room, and go.
func (s *stagedScreen) files(w tongue, first bool) *stagedScreen {
	s.model.SetDownloads("/harbour/Downloads")
	s.model.SetTab(model.ClientTab)
	s.model.ConnectTo(w.at)
	s.Frame()
	d := s.dialer
	room, host, other := d.joined(w)
	s.Frame()
	talk := room.Talk()
	offer := func(from transport.PeerID, text string, f transport.File) transport.MessageID {
		s.later(time.Minute)
		m := transport.Message{ID: d.NewID(), Kind: transport.Incoming, Peer: from, Name: d.peer(from).Name, Text: text, File: &f}
		if from == 0 {
			m.Kind, m.State, m.Name = transport.Outgoing, transport.Stored, ""
		}
		if text == "" {
			m.Text = f.Name
		}
		d.Say(talk, m)
		return m.ID
	}
	const mib = 1 << 20
	tell := func(tr transport.Transfer) {
		d.Transfer(talk, tr)
		s.Frame()
	}
	if first {
		offer(host, w.plan, transport.File{Name: "impeller.pdf", Size: 3 * mib / 2})
		coming := offer(other, "", transport.File{Name: "2026-03-13_harbour_with_the_new_pump_and_the_old_one_beside_it.mov", Size: 912 * mib})
		tell(transport.Transfer{ID: coming, State: transport.Wanted, Active: true, Bytes: 300 * mib, Of: 912 * mib, From: other, Straight: true})
		s.time = s.time.Add(time.Second)
		tell(transport.Transfer{ID: coming, State: transport.Wanted, Active: true, Bytes: 412 * mib, Of: 912 * mib, From: other, Straight: true})
		away := offer(other, "", transport.File{Name: "drawings", Folder: true, Files: 214, Size: 88 * mib})
		tell(transport.Transfer{ID: away, State: transport.Wanted, Fault: transport.FileAway, Bytes: 40 * mib, Of: 88 * mib})
	} else {
		paused := offer(other, "", transport.File{Name: "drawings", Folder: true, Files: 214, Size: 88 * mib})
		tell(transport.Transfer{ID: paused, State: transport.Paused, Bytes: 40 * mib, Of: 88 * mib})
		here := offer(host, "", transport.File{Name: "impeller.pdf", Size: 3 * mib / 2})
		tell(transport.Transfer{ID: here, State: transport.Received, Path: "/harbour/Downloads/impeller.pdf"})
		failed := offer(host, "", transport.File{Name: "pump.log", Size: 12 << 10})
		tell(transport.Transfer{ID: failed, State: transport.NotReceived, Fault: transport.FileGone})
		ours := offer(0, w.sure, transport.File{Name: "gasket.step", Size: 7 * mib})
		tell(transport.Transfer{ID: ours, State: transport.Offered, Path: "/harbour/gasket.step"})
		tell(transport.Transfer{ID: ours, State: transport.Offered, Reader: host, Has: true, Bytes: 7 * mib, Of: 7 * mib})
		tell(transport.Transfer{ID: ours, State: transport.Offered, Reader: other, Active: true, Bytes: 3 * mib, Of: 7 * mib})
	}
	s.Frame()
	s.Frame()
	return s
}

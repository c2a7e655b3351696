package model

import (
	"slices"
	"testing"
	"time"

	"confab/transport"
)

func TestThePageOfTransfers(t *testing.T) {
	st, room, id, _ := offered(t, transport.File{Name: "film.mov", Size: 100 * mib})
	rows := func(want ...string) []TransferRow {
		t.Helper()
		sound(t, st)
		var got []string
		for _, r := range st.TransferRows() {
			got = append(got, r.Name)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("the page has %q, want %q", got, want)
		}
		return st.TransferRows()
	}
	tell := func(tr transport.Transfer) {
		t.Helper()
		st.dialer.Transfer(room.Talk(), tr)
		sound(t, st)
	}
	if st.HasTransfers() {
		t.Error("what is only offered is a transfer")
	}
	st.OpenTransfers()
	if rows(); !st.ShowsTransfers() || st.CanClearTransfers() {
		t.Error("an empty page")
	}
	tell(transport.Transfer{ID: id, State: transport.Wanted, Active: true, Bytes: 10 * mib, Of: 100 * mib, Path: "/saved"})
	r := rows("film.mov")[0]
	if r.State != FileComing || r.Size != "100 MiB" || !r.Bar || !slices.Equal(r.Actions, []FileAction{PauseFile, CancelFile}) || r.About != "Everyone · "+st.clock.In(st.cfg.Location).Format("15:04") {
		t.Errorf("%+v, %q", *r.File, r.About)
	}
	st.ActOnTransfer(id, PauseFile)
	if r := rows("film.mov")[0]; r.State != FilePaused || st.dialer.Count("Pause") != 1 {
		t.Errorf("%+v", *r.File)
	}
	st.ActOnTransfer(id, PauseFile) // which it does not have now
	st.ActOnTransfer(st.dialer.NewID(), CancelFile)
	if st.dialer.Count("Pause") != 1 || st.dialer.Count("Abandon") != 0 {
		t.Errorf("%q", st.dialer.Calls())
	}
	st.clock = st.clock.Add(time.Hour)
	ours := st.dialer.NewID()
	tell(transport.Transfer{ID: ours, State: transport.Offered, Path: "/harbour/plan.pdf"})
	if r := rows("plan.pdf", "film.mov")[0]; r.State != FileOwn || !slices.Equal(r.Actions, []FileAction{ShowFile}) || st.TransferPath(ours) != "/harbour/plan.pdf" || st.TransferPath(id) != "" {
		t.Errorf("%+v", *r.File)
	}
	tell(transport.Transfer{ID: id, State: transport.Received, Path: "/saved/film.mov"})
	if r := rows("plan.pdf", "film.mov")[1]; !slices.Equal(r.Actions, []FileAction{OpenFile, ShowFile}) {
		t.Errorf("%+v", *r.File)
	}
	t.Run("what is done is cleared, also for the next run, and what goes on is not", func(t *testing.T) {
		coming := st.dialer.NewID()
		tell(transport.Transfer{ID: coming, State: transport.Wanted, Path: "/saved"})
		tell(transport.Transfer{ID: ours, State: transport.Offered, Reader: room, Active: true, Path: "/harbour/plan.pdf"})
		if !st.CanClearTransfers() {
			t.Fatal("nothing can be cleared")
		}
		st.ClearTransfers()
		if rows("plan.pdf", ""); st.CanClearTransfers() {
			t.Error("there is more to be cleared")
		}
		tell(transport.Transfer{ID: ours, State: transport.Offered, Reader: room, Path: "/harbour/plan.pdf"})
		rows("plan.pdf", "") // it was not done then
		st.ClearTransfers()
		rows("")
		tell(transport.Transfer{ID: coming, State: transport.Received, Path: "/saved/late"})
		rows("late")
		st.restart(st.saved)
		st.SetTab(ClientTab)
		if st.HasTransfers() {
			t.Errorf("after a restart there are %+v", st.Client.files)
		}
	})
	t.Run("a talk that is opened, and Back, close it", func(t *testing.T) {
		st.OpenTransfers()
		st.Select(room)
		if st.ShowsTransfers() {
			t.Error("it stays")
		}
		st.OpenTransfers()
		st.SetTab(ServerTab)
		if st.ShowsTransfers() {
			t.Error("it is on both tabs")
		}
		st.SetTab(ClientTab)
		st.CloseTransfers()
		if st.ShowsTransfers() {
			t.Error("it stays")
		}
	})
}

func TestProgramsAreNotOpened(t *testing.T) {
	st, room, id, row := offered(t, transport.File{Name: "setup.exe", Size: 5, Executable: true})
	mark := st.Words().Transfers().Program
	if f := row().File; !f.Program || !slices.Contains(f.Lines, mark) {
		t.Errorf("%+v", *f)
	}
	here := transport.Transfer{ID: id, State: transport.Received, Path: "/saved/setup.exe"}
	st.dialer.Transfer(room.Talk(), here)
	if f := row().File; !slices.Equal(f.Actions, []FileAction{ShowFile}) || !slices.Contains(f.Lines, mark) {
		t.Errorf("%+v", *f)
	}
	t.Run("nor are folders, nor what has the name of a program only here", func(t *testing.T) {
		st, room, id, row := offered(t, transport.File{Name: "photos", Folder: true, Files: 2})
		st.dialer.Transfer(room.Talk(), transport.Transfer{ID: id, State: transport.Received, Path: "/saved/photos"})
		if f := row().File; !slices.Equal(f.Actions, []FileAction{ShowFile}) || f.Program {
			t.Errorf("%+v", *f)
		}
		st, room, id, row = offered(t, transport.File{Name: "setup", Size: 5})
		s := st.Client.Side
		st.dialer.Transfer(room.Talk(), transport.Transfer{ID: id, State: transport.Received, Path: "/saved/setup.exe"})
		sound(t, st)
		s.files[id].transfer.File = &transport.File{Name: "setup", Executable: true}
		st.SetLanguage("zh")
		if f := row().File; !slices.Equal(f.Actions, []FileAction{ShowFile}) || !f.Program {
			t.Errorf("%+v", *f)
		}
	})
}

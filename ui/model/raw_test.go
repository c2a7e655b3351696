package model

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"confab/transport"
)

func TestAFileGoesToAPlainPeer(t *testing.T) {
	st, ids := serving(t, 1)
	if _, ok := st.AttachHere(); ok || st.SendsRaw() {
		t.Error("a file could go to all")
	}
	st.Select(ids[0])
	to, ok := st.AttachHere()
	if !ok || !to.Raw() || !st.SendsRaw() {
		t.Fatalf("%+v, %v", to, ok)
	}
	st.Attach(to.At(0), LocalFile{Path: "plan.pdf"})
	if !strings.Contains(st.ComposerError(), "plan.pdf cannot be offered") || st.host.Count("Post") != 0 {
		t.Errorf("of a path that is not whole: %q", st.ComposerError())
	}
	st.Attach(to.At(960), LocalFile{Path: "/harbour/plan.pdf"})
	sound(t, st)
	talk := st.Server.Talk()
	row := func() *Row {
		sound(t, st)
		return talk.At(talk.Len() - 1)
	}
	id := row().message.ID
	is := func(state FileState, actions []FileAction, lines ...string) {
		t.Helper()
		f := row().File
		if f == nil || f.State != state || !slices.Equal(f.Actions, actions) || !slices.Equal(f.Lines, lines) {
			t.Errorf("the file is %+v", f)
		}
	}
	now := transport.Transfer{ID: id, State: transport.Sending, Of: 10 * mib, Path: "/harbour/plan.pdf"}
	told := func(change func(*transport.Transfer)) {
		change(&now)
		st.host.Transfer(ids[0].Talk(), now)
	}
	both := []FileAction{PauseFile, CancelFile}
	is(FileWaiting, both, "It waits for its turn.")
	told(func(t *transport.Transfer) { t.Active = true })
	sound(t, st)
	st.clock = st.clock.Add(time.Second)
	told(func(t *transport.Transfer) { t.Bytes = mib })
	is(FileComing, both, "10 %, 1.0 MiB/s · 9 s left")
	told(func(t *transport.Transfer) { t.Active = false })
	is(FileWaiting, both, "1.0 MiB of 10 MiB went")
	st.ActOnFile(row().Local, PauseFile)
	is(FilePaused, []FileAction{ResumeFile, CancelFile}, "Paused at 10 %")
	st.ActOnFile(row().Local, ResumeFile)
	is(FileWaiting, both, "1.0 MiB of 10 MiB went")
	t.Run("written it has nothing to say but that", func(t *testing.T) {
		st.host.Write(ids[0].Talk())
		is(FileOwn, nil)
		if r := row(); r.StateLabel != st.Words().Written {
			t.Errorf("%q", r.StateLabel)
		}
	})
	t.Run("stopped it says so, and how much went", func(t *testing.T) {
		st.Attach(to.At(0), LocalFile{Path: "/harbour/plan.pdf"})
		now.ID = row().message.ID
		told(func(t *transport.Transfer) { t.Active = true })
		sound(t, st)
		st.ActOnFile(row().Local, CancelFile)
		f := row().File
		if f.State != FileFailed || len(f.Actions) > 0 || f.Lines[0] != "it was stopped" {
			t.Errorf("%+v", *f)
		}
	})
	t.Run("its bytes are not those of its name", func(t *testing.T) {
		st.ToggleHex()
		if r := row(); r.Hex != "" || r.File == nil {
			t.Errorf("%q", r.Hex)
		}
		st.ToggleHex()
	})
}

func TestWhatAPlainPeerSendsIsSaved(t *testing.T) {
	st, ids := serving(t, 1)
	p := st.Server.people[ids[0]]
	if st.CanSave(p) {
		t.Error("it could be saved nowhere")
	}
	st.SetDownloads("/harbour/Downloads")
	if !st.CanSave(p) || st.CanSave(st.Server.people[0]) {
		t.Errorf("%v, %v", st.CanSave(p), st.CanSave(st.Server.people[0]))
	}
	st.Select(ids[0])
	st.SaveWhatComes(ServerTab, ids[0], true)
	sound(t, st)
	talk := st.Server.Talk()
	last := func() string { sound(t, st); return talk.At(talk.Len() - 1).Text }
	if got := last(); !p.Saving() || !strings.Contains(got, filepath.FromSlash("/harbour/Downloads/")) || !strings.Contains(got, ".bin (0 B)") || strings.Contains(filepath.Base(got), ":") {
		t.Errorf("%v: %q", p.Saving(), got)
	}
	if !strings.Contains(p.Detail, st.Words().SavesNow) {
		t.Errorf("%q", p.Detail)
	}
	t.Run("it is told how much", func(t *testing.T) {
		r := talk.At(talk.Len() - 1)
		st.host.Update(ids[0].Talk(), r.Place, func(m *transport.Message) { m.File = &transport.File{Name: m.File.Name, Size: 3 * mib} })
		if got := last(); !strings.Contains(got, "(3 MiB)") {
			t.Errorf("%q", got)
		}
	})
	st.SaveWhatComes(ServerTab, ids[0], false)
	if got := last(); p.Saving() || !strings.Contains(got, "was saved: ") {
		t.Errorf("%v: %q", p.Saving(), got)
	}
	t.Run("what cannot be is said", func(t *testing.T) {
		st.host.Fail("Save", &transport.Error{Fault: transport.PeerGone})
		st.SaveWhatComes(ServerTab, ids[0], true)
		if st.ComposerError() == "" {
			t.Error("nothing is said")
		}
	})
}

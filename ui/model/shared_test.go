package model

import (
	"slices"
	"strings"
	"testing"

	"confab/transport"
)

func TestSharedFiles(t *testing.T) {
	paths := []string{"/copies/1/plan.pdf", "/copies/2/a\u202egnp.exe", "/copies/3/c", "/copies/4/d"}
	t.Run("in a talk that takes files it is asked whether they are to be offered", func(t *testing.T) {
		st, _, _, _ := inRoom(t)
		st.TakeSharedFiles(nil)
		if _, _, _, ok := st.SharedFiles(); ok {
			t.Error("of nothing")
		}
		st.TakeSharedFiles(paths[:2])
		st.TakeSharedFiles(paths[2:])
		sound(t, st)
		title, text, here, ok := st.SharedFiles()
		if title != "Attach 4 shared files here?" || !here || !ok || !strings.HasPrefix(text, "plan.pdf, ") || !strings.HasSuffix(text, ", c and 1 more") || strings.Contains(text, "\u202e") {
			t.Errorf("asked is %q, %q, %v", title, text, here)
		}
		if n := len(st.Client.Talk().Pending()); n != 0 || st.hasAlert(sharedAlert) {
			t.Errorf("%d were offered unasked", n)
		}
		if got := st.EndSharedFiles(); !slices.Equal(got, paths) {
			t.Errorf("they were %q", got)
		}
		if _, _, _, ok := st.SharedFiles(); ok {
			t.Error("it is asked again")
		}
		sound(t, st)
	})
	t.Run("without a talk it is said that one must be opened, until one is", func(t *testing.T) {
		st := newStage()
		st.SetTab(ClientTab)
		st.TakeSharedFiles(paths[:1])
		if !st.hasAlert(sharedAlert) {
			t.Error("nothing is said")
		}
		st.SetAddress("host:1")
		st.Connect()
		st.dialer.Answer(0)
		sound(t, st)
		title, text, here, ok := st.SharedFiles()
		if st.hasAlert(sharedAlert) || title != "Attach 1 shared file here?" || text != "plan.pdf" || !here || !ok {
			t.Errorf("a plain talk asks %q, %q, %v", title, text, here)
		}
	})
	t.Run("where nothing can be attached another talk is asked for", func(t *testing.T) {
		st, _ := serving(t, 1) // plain guests: a file goes to one of them, and not to all
		st.TakeSharedFiles(paths[:1])
		title, text, here, ok := st.SharedFiles()
		if title != "Another app has shared 1 file" || text != st.Words().SharedElsewhere || here || !ok {
			t.Errorf("the talk of all asks %q, %q, %v", title, text, here)
		}
	})
}

func TestAFileOnAPhone(t *testing.T) {
	st, room, id, row := offered(t, transport.File{Name: "plan.pdf", Size: 5})
	st.cfg.Inside = true
	here := transport.Transfer{ID: id, State: transport.Received, Bytes: 5, Of: 5, Path: "/received/plan.pdf"}
	st.dialer.Transfer(room.Talk(), here)
	f := row().File
	if !slices.Equal(f.Actions, []FileAction{OpenFile, ShareFile, KeepFile}) || !row().Shares() || !slices.Equal(f.Lines, []string{st.Words().FileInside}) {
		t.Errorf("it is %+v", *f)
	}
	if path := st.FilePath(row().Local); path != here.Path {
		t.Errorf("it is at %q", path)
	}
	for name, actions := range map[string][]FileAction{"run.sh": {ShareFile, KeepFile}, "drawings": {KeepFile}} {
		program, _, id, row := offered(t, transport.File{Name: name, Size: 5, Executable: name == "run.sh", Folder: name == "drawings"})
		program.cfg.Inside = true
		program.dialer.Transfer(room.Talk(), transport.Transfer{ID: id, State: transport.Received, Bytes: 5, Of: 5, Path: "/received/" + name})
		if got := row().File.Actions; !slices.Equal(got, actions) {
			t.Errorf("of %s there are %v", name, got)
		}
	}
	st.ShareFileFailed(here.Path)
	if alerts := st.Alerts(); !strings.HasPrefix(alerts[len(alerts)-1].Text, "plan.pdf was not shared") {
		t.Errorf("said is %+v", alerts)
	}
	st.OpenFileFailed(here.Path)
	if alerts := st.Alerts(); !strings.HasPrefix(alerts[len(alerts)-1].Text, "plan.pdf was not opened") {
		t.Errorf("said is %+v", alerts)
	}
}

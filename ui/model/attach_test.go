package model

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"

	"confab/transport"
)

func TestSeveralFilesWaitAndAreSentInOrder(t *testing.T) {
	st, room, _, _ := inRoom(t)
	to, _ := st.AttachHere()
	file := func(name string) LocalFile { return LocalFile{Path: "/harbour/" + name, Bytes: 5} }
	waiting := func(want ...string) {
		t.Helper()
		sound(t, st)
		var got []string
		for _, a := range st.Attached() {
			got = append(got, a.Name)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("there wait %q, want %q", got, want)
		}
	}
	posted := func(want ...string) {
		t.Helper()
		sound(t, st)
		var got []string
		for _, r := range st.Client.Talk().Pending() {
			if r.File != nil {
				got = append(got, r.File.Name)
			} else {
				got = append(got, "“"+r.Text+"”")
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("sent were %q, want %q", got, want)
		}
		st.dialer.Store(room.Talk())
		sound(t, st)
	}
	st.Attach(to, file("b"), file("a"), LocalFile{Path: "/harbour/dir", Folder: true}, file("b"))
	waiting("b", "a", "dir")
	if a := st.Attached()[2]; !a.Folder || a.Size != "" {
		t.Errorf("%+v", a)
	}
	st.Detach("/harbour/a")
	st.Detach("/harbour/never")
	waiting("b", "dir")
	st.SetDraft("look")
	if !st.Send() || st.Draft() != "" {
		t.Fatal(st.ComposerError())
	}
	waiting()
	posted("“look”", "b", "dir")

	t.Run("each talk has its own", func(t *testing.T) {
		st.Attach(to, file("b"))
		st.SetTab(ServerTab)
		waiting()
		st.SetTab(ClientTab)
		waiting("b")
	})
	t.Run("what is not there is said, and the others wait", func(t *testing.T) {
		st.Attach(to, LocalFile{Path: "/harbour/none", Unread: true}, file("c"))
		waiting("b", "c")
		if !strings.Contains(st.ComposerError(), "/harbour/none") {
			t.Errorf("%q", st.ComposerError())
		}
	})
	t.Run("what fails stays, with what is behind it", func(t *testing.T) {
		st.dialer.Fail("Post", &transport.Error{Fault: transport.NotConnected})
		if st.Send() || st.ComposerError() == "" {
			t.Error("nothing is said")
		}
		waiting("b", "c")
		st.dialer.Fail("Post", errors.New("text"))
		st.SetDraft("and this")
		if st.Send() || st.Draft() != "and this" {
			t.Errorf("the draft is %q", st.Draft())
		}
		waiting("b", "c")
		st.dialer.Fail("Post", nil)
		st.Send()
		posted("“and this”", "b", "c")
	})
	t.Run("while a message is edited they wait", func(t *testing.T) {
		st.SetDraft("wrold")
		st.Send()
		st.dialer.Store(room.Talk())
		sound(t, st)
		st.Attach(to, file("b"))
		st.Edit(last(st.Client.Talk()).Local)
		st.SetDraft("world")
		st.Send()
		waiting("b")
		st.Detach("/harbour/b")
	})
	t.Run("there is a limit, which is said", func(t *testing.T) {
		var many []LocalFile
		for i := range mostAttached + 1 {
			many = append(many, file(strconv.Itoa(i)))
		}
		st.Attach(to, many...)
		if len(st.Attached()) != mostAttached || !strings.Contains(st.ComposerError(), "At most 100") {
			t.Errorf("%d wait: %q", len(st.Attached()), st.ComposerError())
		}
	})
}

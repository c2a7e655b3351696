package model

import (
	"slices"
	"strings"
	"testing"
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
		if st.hasAlert(sharedAlert) || title != "Another app has shared 1 file" || text != st.Words().SharedElsewhere || here || !ok {
			t.Errorf("a plain talk asks %q, %q, %v", title, text, here)
		}
	})
}

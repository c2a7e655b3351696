package ui

import (
	"os"
	"path/filepath"
	"testing"

	"confab/ui/internal/uitest"
	"confab/ui/model"
)

func TestFilesAreDroppedIntoTheTalkThatIsShown(t *testing.T) {
	const target = "Drop files here"
	s := roomy(t, uitest.Desktop, tongues["en"])
	stored(s.dialer.Fake)
	s.screen.attachable = true
	attached := make(chan picked, 1)
	s.screen.attachPaths = fileAttacher(func(p picked) {
		s.mail.picked(p)
		attached <- p
	})
	path := filepath.Join(t.TempDir(), "plan.pdf")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	var d drops
	frame := func() {
		d.follow(s.screen)
		s.Frame()
		s.Frame()
	}
	frame()
	s.mustNot(target)
	d.tell(true, nil)
	frame()
	s.must(target, "They wait in the talk with Everyone until you send them.")
	d.tell(false, []string{path})
	frame()
	<-attached
	frame()
	s.mustNot(target)
	s.must("Remove: plan.pdf")

	for name, page := range map[string]func(){
		"the settings": func() { s.screen.settings.toggle(s.screen) },
		"another page": func() { s.screen.transfers.toggle(s.screen) },
		"a plain talk": func() { s.model.SetTab(model.ServerTab) },
		"a phone":      func() { s.screen.attachable = !s.screen.attachable },
		"a dialog that asks": func() {
			if s.screen.asking() {
				s.Click("Cancel")
			} else {
				s.screen.conversation.attach.open(mustAttach(t, s))
			}
		},
	} {
		page()
		frame()
		d.tell(true, nil)
		frame()
		if s.screen.droppable() || s.says(target) {
			t.Errorf("into %s files can be dropped", name)
		}
		d.tell(false, nil)
		if page(); name == "a plain talk" {
			s.model.SetTab(model.ClientTab)
		}
		frame()
		if !s.screen.droppable() {
			t.Fatalf("after %s nothing can be dropped", name)
		}
	}
}

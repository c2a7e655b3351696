package ui

import (
	"testing"

	"gioui.org/io/key"

	"confab/transport"
	"confab/ui/model"
)

func TestNarrowLayout(t *testing.T) {
	s := staged(t, narrow)
	id := s.serve(1)[0]
	s.host.Hear(id, "are you there?")
	s.Frame()
	onList := func(t *testing.T) {
		t.Helper()
		s.Frame()
		if s.Has("Back") || !s.Has("People") {
			t.Fatalf("it is not the list: %q", s.Labels())
		}
	}
	onTalk := func(t *testing.T) {
		t.Helper()
		s.Frame()
		if !s.Has("Back") || s.Has("People") {
			t.Fatalf("it is not the talk: %q", s.Labels())
		}
	}
	onList(t)
	if n := s.model.Server.People()[1].Unread; n != 1 {
		t.Errorf("%d unread before the talk is opened", n)
	}
	for name, back := range map[string]func(){
		"the button":   func() { s.Click("Back") },
		"Escape":       func() { s.Press(key.NameEscape, 0) },
		"the key Back": func() { s.Press(key.NameBack, 0) },
	} {
		t.Run("a row opens its talk, and "+name+" goes back", func(t *testing.T) {
			s.Click("10.0.0.1:5000")
			onTalk(t)
			s.must("are you there?")
			back()
			onList(t)
		})
	}
	t.Run("the key Back is the system's where there is nothing to close", func(t *testing.T) {
		left := func(page string, want int) {
			t.Helper()
			s.backsLeft = 0
			s.Press(key.NameBack, 0)
			if s.backsLeft != want {
				t.Errorf("%s left %d of one press to the system", page, s.backsLeft)
			}
		}
		left("the list", 1)
		s.Click("10.0.0.1:5000")
		left("the talk", 0)
		left("the list", 1)
		s.Click("Settings")
		left("the page of settings", 0)
		left("the list", 1)
	})
	t.Run("Back closes what floats first", func(t *testing.T) {
		s.Click("10.0.0.1:5000")
		s.Click("About this talk")
		s.Press(key.NameBack, 0)
		s.mustNot("Rename")
		onTalk(t)
		s.Click("About this talk")
		s.Click("Rename")
		s.Press(key.NameBack, 0)
		s.mustNot("Cancel")
		onTalk(t)
		s.Press(key.NameBack, 0)
		onList(t)
	})
	t.Run("each tab has its own page", func(t *testing.T) {
		s.Click("10.0.0.1:5000")
		s.model.SetTab(model.ClientTab)
		s.Frame()
		s.must("Recent servers")
		s.model.SetTab(model.ServerTab)
		onTalk(t)
		s.Press(key.NameBack, 0)
	})
}

func TestRotation(t *testing.T) {
	s := staged(t, narrow)
	id := s.serve(2)[1]
	for i := range 200 {
		s.host.Hear(id, line(i))
	}
	s.Frame()
	s.Click("10.0.0.2:5000")
	s.Frame()
	s.Click("Message")
	s.Type("half a sent")
	s.Resize(wide)
	s.Frame()
	t.Run("wide shows list and talk, with the draft", func(t *testing.T) {
		s.must("People", "line 199")
		s.mustNot("Back")
		if d := s.screen.conversation.composer.Text(); d != "half a sent" {
			t.Errorf("the composer holds %q", d)
		}
	})
	t.Run("narrow again shows the talk, at its end", func(t *testing.T) {
		s.Resize(narrow)
		s.Frame()
		s.must("Back", line(199))
		if d := s.model.Draft(); d != "half a sent" {
			t.Errorf("the draft is %q", d)
		}
	})
	t.Run("a talk chosen while wide is the page when narrow", func(t *testing.T) {
		s.Press(key.NameBack, 0)
		s.Resize(wide)
		s.Click("Everyone")
		s.Resize(narrow)
		s.must("Back")
		if s.model.Server.Selected().Talk() != transport.Everyone {
			t.Error("another talk is open")
		}
	})
	t.Run("settings stay open", func(t *testing.T) {
		s.Press(key.NameBack, 0)
		s.Click("Settings")
		s.Resize(wide)
		s.must("Theme")
	})
}

func TestSettings(t *testing.T) {
	s := staged(t, wide)
	s.serve(1)
	s.Click("Settings")
	choose := func(label string) {
		t.Helper()
		s.reveal(label)
		s.Click(label)
		s.Frame()
	}
	t.Run("the name", func(t *testing.T) {
		s.fill("Your name", "Grace")
		if n := s.model.Prefs().Name; n != "Grace" {
			t.Errorf("the name is %q", n)
		}
	})
	t.Run("the theme changes at once", func(t *testing.T) {
		choose("Dark")
		if !s.screen.th.Dark {
			t.Error("it is light")
		}
		choose("Light")
		if s.screen.th.Dark {
			t.Error("it is dark")
		}
	})
	t.Run("the language changes at once, everywhere", func(t *testing.T) {
		choose("简体中文")
		s.must("设置", "主题")
		s.Press(key.NameEscape, 0)
		s.must("服务器", "停止", "所有人", "1 人在线", "在这里写的内容会发给所有已连接的人。")
		for _, l := range s.Labels() {
			for _, english := range []string{"Server", "Stop", "Everyone", "People", "plain", "connected"} {
				if l == english {
					t.Errorf("%q is still English", l)
				}
			}
		}
		s.Click("设置")
		choose("English")
		s.must("Settings")
	})
	t.Run("the size of text changes at once", func(t *testing.T) {
		s.reveal("150 %")
		before, _ := s.Find("Text size")
		small := s.gtx.Metric.PxPerSp
		s.Click("150 %")
		s.Frame()
		if p := s.model.Prefs(); p.TextScale != 1.5 {
			t.Errorf("the scale is %v of %v, %v", p.TextScale, small, before)
		}
		after, ok := s.Find("Text size")
		if !ok || after.Bounds.Dy() < before.Bounds.Dy() {
			t.Errorf("the heading was %v and is %v", before.Bounds, after.Bounds)
		}
	})
	t.Run("a click on a tab leaves the settings", func(t *testing.T) {
		s.Click("Client")
		s.mustNot("Theme")
		s.must("Recent servers")
	})
}

func TestShortcuts(t *testing.T) {
	s := staged(t, wide)
	s.Press(",", key.ModShortcut)
	s.must("Theme")
	s.Press(",", key.ModShortcut)
	s.mustNot("Theme")
	s.Press("2", key.ModShortcut)
	s.must("Recent servers")
	s.Press("1", key.ModShortcut)
	s.must("People")
}

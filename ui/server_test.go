package ui

import (
	"strings"
	"testing"
	"time"

	"gioui.org/io/key"

	"confab/ui/model"
)

func TestFirstStart(t *testing.T) {
	s := real(t, wide)
	s.must("Stopped", "Press Start", "The server is stopped. Start it to write.")
	if !s.enabled("Start") {
		t.Error("Start cannot be pressed")
	}
	if s.enabled("Message") {
		t.Error("the composer takes text with nobody to send it to")
	}
	for typed, sentence := range map[string]string{
		"abc":   "“abc” is not a port",
		"70000": "“70000” is not a port",
		"":      "is not a port",
	} {
		t.Run("port "+typed+" is refused in words", func(t *testing.T) {
			s.fill("Port", typed)
			s.Click("Start")
			s.must(sentence)
			if s.model.Server.State() != model.Stopped {
				t.Error("it was started")
			}
		})
	}
	t.Run("the words go when the port is mended, and Enter starts", func(t *testing.T) {
		s.fill("Port", "127.0.0.1:0")
		if s.says("is not a port") {
			t.Error("the words are still there")
		}
		s.Press(key.NameReturn, 0)
		s.waitFor("Listening")
		s.must("127.0.0.1:", "Nobody is here", "Nobody is connected. You can write when someone comes.")
	})
	t.Run("its address goes to the clipboard by one click", func(t *testing.T) {
		addr := s.model.Server.Addresses()[0]
		s.Click("Copy address " + addr)
		if got := s.Clipboard(); got != addr {
			t.Errorf("the clipboard has %q", got)
		}
		s.must("Copied")
	})
	t.Run("the second half of a double click on Start does not stop it, nor let anybody in", func(t *testing.T) {
		s := homely(t, wide, tongues["en"])
		s.Click("Start")
		s.Frame()
		stop, _ := s.Find("Stop")
		invite, _ := s.Find("Let someone in")
		s.PressIn(stop.Bounds, 150*time.Millisecond, 0)
		s.PressIn(invite.Bounds, 150*time.Millisecond, 0)
		if s.host.Count("Start") != 1 || s.host.Count("Stop") != 0 || s.host.Count("Invite") != 0 {
			t.Errorf("asked to start %d times, to stop %d, to invite %d", s.host.Count("Start"), s.host.Count("Stop"), s.host.Count("Invite"))
		}
		s.PressIn(stop.Bounds, time.Second, 0)
		if s.host.Count("Stop") != 1 {
			t.Error("Stop does nothing later")
		}
	})
	t.Run("nobody is asked before stopping with nobody here", func(t *testing.T) {
		s.Click("Stop")
		s.waitFor("Stopped")
	})
}

func TestAPortInUseIsSaidBesideTheField(t *testing.T) {
	first, second := real(t, wide), real(t, wide)
	addr := first.start()
	second.fill("Port", addr)
	second.Click("Start")
	second.waitFor("is in use by another program. Choose another port")
	if !second.enabled("Start") {
		t.Error("it cannot be tried again")
	}
}

func TestTalkingWithAGuest(t *testing.T) {
	s := real(t, wide)
	g := s.join(s.start(), "")
	s.must(g.name())
	if !s.says("new") && !s.says("has not said anything") { // it is new for three seconds
		t.Errorf("its row says neither: %q", s.Labels())
	}
	g.say("good morning")
	s.waitFor("good morning")
	if n := s.model.Server.People()[1].UnreadLabel; n != "1" || !s.Has("1") {
		t.Fatalf("unread %q", n)
	}
	s.Click(g.name())
	s.until("the talk", func() bool { return s.says("good morning") && !s.says("Choose a talk") })
	t.Run("reading it takes the badge away", func(t *testing.T) {
		if n := s.model.Server.People()[1].Unread; n != 0 {
			t.Errorf("%d unread", n)
		}
	})
	t.Run("one writes at once, and Enter sends", func(t *testing.T) {
		if !s.writing() {
			t.Fatal("the composer does not have the keyboard")
		}
		s.Type("grüß Gott 你好")
		s.Press(key.NameReturn, 0)
		g.hears("grüß Gott 你好")
		s.until("written", func() bool { return s.Has("Handed to the network. Plain TCP cannot tell whether anyone read it.") })
		if d := s.screen.conversation.composer.Text(); d != "" {
			t.Errorf("the composer still holds %q", d)
		}
	})
	t.Run("Shift-Enter is a new line", func(t *testing.T) {
		s.Type("one")
		s.Press(key.NameReturn, key.ModShift)
		s.Type("two")
		if d := s.model.Draft(); d != "one\ntwo" {
			t.Fatalf("the draft is %q", d)
		}
		s.Press(key.NameReturn, 0)
		g.hears("one\ntwo")
	})
	t.Run("white space is not sent", func(t *testing.T) {
		s.Type("  ")
		s.Press(key.NameReturn, 0)
		if s.enabled("Send") {
			t.Error("Send is enabled")
		}
		s.Press("A", key.ModShortcut)
		s.Type("after")
		s.Click("Send")
		g.hears("after")
	})
}

func TestABroadcastReachesBoth(t *testing.T) {
	s := real(t, wide)
	addr := s.start()
	a, b := s.join(addr, ""), s.join(addr, "")
	s.Click("Everyone")
	s.Type("tea is ready")
	s.Press(key.NameReturn, 0)
	a.hears("tea is ready")
	b.hears("tea is ready")
	s.waitFor("to everyone · 2 of 2")
	s.Click(a.name())
	s.waitFor("to everyone")
	s.must("tea is ready")
}

func TestRenaming(t *testing.T) {
	s := real(t, wide)
	g := s.join(s.start(), "hello")
	rename := func() {
		t.Helper()
		s.RightClick(g.name())
		s.Click("Rename")
		if !s.Editing() {
			t.Fatal("the name does not have the keyboard")
		}
	}
	t.Run("Escape leaves the name as it was", func(t *testing.T) {
		rename()
		s.Type("Nobody")
		s.Press(key.NameEscape, 0)
		s.mustNot("Nobody", "Cancel")
		s.must(g.name())
	})
	t.Run("Enter gives it", func(t *testing.T) {
		rename()
		s.Type("王小明")
		s.Press(key.NameReturn, 0)
		s.until("the name", func() bool { return s.Has("王小明") })
		s.mustNot("Cancel")
	})
	t.Run("an empty name is the address again, by the menu of the talk", func(t *testing.T) {
		s.Click("王小明")
		s.waitFor("not encrypted · " + g.name())
		s.Click("About this talk")
		s.Click("Rename")
		// All of the name is selected.
		s.Type("")
		s.Click("OK")
		s.until("the address", func() bool { return !s.Has("王小明") && s.Has(g.name()) })
	})
	t.Run("the menu goes by keyboard: arrows and Enter", func(t *testing.T) {
		s.RightClick(g.name())
		s.Press(key.NameDownArrow, 0)
		s.Press(key.NameDownArrow, 0)
		s.Press(key.NameReturn, 0)
		s.must("A name for this guest")
		s.Press(key.NameEscape, 0)
		s.RightClick(g.name())
		s.Press(key.NameEscape, 0)
		s.mustNot("Copy address")
	})
}

func TestEndingATalk(t *testing.T) {
	s := real(t, wide)
	addr := s.start()
	a, b := s.join(addr, "first"), s.join(addr, "second")
	t.Run("Disconnect cuts the guest and keeps the talk", func(t *testing.T) {
		s.Click(a.name())
		s.RightClick(a.name())
		s.Click("Disconnect")
		a.isCut()
		s.waitFor("You ended the connection with")
		s.must("first", "This guest has left. You can read the talk, but not write.")
	})
	t.Run("Remove from the list forgets it", func(t *testing.T) {
		s.RightClick(a.name())
		s.Click("Remove from the list")
		s.until("forgotten", func() bool { return !s.says(a.name()+" connected") && !s.Has(a.name()) })
	})
	t.Run("Disconnect and block lets nobody in from there", func(t *testing.T) {
		s.RightClick(b.name())
		s.Click("Disconnect and block")
		b.isCut()
		s.until("gone", func() bool { return s.model.Server.Here() == 0 })
		dial(t, addr).isCut()
	})
	t.Run("the settings let it in again", func(t *testing.T) {
		s.Click("Settings")
		s.reveal("Unblock")
		s.must("127.0.0.1")
		s.Click("Unblock")
		s.must("Nobody is blocked.")
		s.Press(key.NameEscape, 0)
		s.join(addr, "back again")
	})
}

func TestStoppingWithGuestsAsksFirst(t *testing.T) {
	s := real(t, wide)
	g := s.join(s.start(), "hello")
	s.Click("Stop")
	s.must("Stopping ends the connection of everyone who is here.")
	s.Press(key.NameEscape, 0)
	if s.model.Server.State() != model.Listening {
		t.Fatal("it was stopped all the same")
	}
	s.Click("Stop")
	t.Run("Enter alone does no harm", func(t *testing.T) {
		s.Press(key.NameReturn, 0)
		if s.model.Server.State() != model.Listening || s.says("Stopping ends") {
			t.Error("Enter was not Cancel")
		}
	})
	s.Click("Stop")
	s.Click("Stop")
	g.isCut()
	s.waitFor("Stopped")
	s.Click(g.name())
	s.waitFor("was disconnected because the server stopped")
	s.must("The server is stopped. Start it to write.")
}

func TestWhoMayCome(t *testing.T) {
	s := real(t, wide)
	s.Click("Who may come: TCP, browsers")
	s.Click("Plain TCP")
	s.must("Who may come: browsers")
	s.Click("Browsers")
	s.must("Who may come: nobody")
	addr := s.start()
	c := dial(t, addr)
	c.say("may I?")
	c.isCut()
	s.Click("Back")
	s.Click("Everyone")
	s.waitFor("Allow Plain TCP under Who may come to let it in.")
	if s.says("Dismiss") {
		t.Error("it is to be dismissed")
	}
	if p := s.model.Prefs(); p.AllowPlain || p.AllowBrowsers {
		t.Error("it is not kept")
	}
}

func TestLongTalksOfALine(t *testing.T) {
	// A network may pause within so much, and a pause ends a message.
	s := staged(t, wide)
	id := s.serve(1)[0]
	s.model.Select(id)
	s.Frame()
	s.host.Hear(id, strings.Repeat("abcdefg ", 8<<10))
	s.waitFor("Show all")
	s.Click("Show all")
	s.until("all of it", func() bool { return !s.Has("Show all") })
	shown := 0
	for _, r := range s.screen.conversation.rows.rows { // of which only those in view are laid out
		if strings.HasPrefix(r.Text, "abcdefg") {
			shown += len(r.Text)
		}
	}
	if shown < 60<<10 {
		t.Errorf("%d bytes are shown", shown)
	}
}

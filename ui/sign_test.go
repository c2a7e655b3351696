package ui

import (
	"slices"
	"sync"
	"testing"

	"gioui.org/app"

	"confab/transport"
	"confab/ui/internal/attention"
	"confab/ui/internal/instance"
	"confab/ui/internal/words"
)

func TestTheTitleTellsWhatIsUnread(t *testing.T) {
	for _, c := range []struct {
		lang   words.Lang
		name   string
		unread int
		want   string
	}{
		{words.English, "Ann", 0, "Ann – Confab"},
		{words.English, "", 0, "Confab"},
		{words.English, "Ann", 3, "(3) Ann – Confab"},
		{words.English, "", 3, "(3) Confab"},
		{words.English, "", 100, "(99+) Confab"},
		{words.Chinese, "小明", 1, "(1) 小明 – Confab"},
	} {
		if got := title(c.name, c.unread, words.For(c.lang)); got != c.want {
			t.Errorf("%q, %d: got %q, want %q", c.name, c.unread, got, c.want)
		}
	}
}

// asker takes what is asked of a window, and keeps the first call until it is let go.
type asker struct {
	mu    sync.Mutex
	calls []ask // guarded by mu
	first chan struct{}
	held  sync.Once
}

func (a *asker) request(w attention.Window, want bool) error {
	a.mu.Lock()
	a.calls = append(a.calls, ask{window: w, want: want})
	a.mu.Unlock()
	a.held.Do(func() { <-a.first })
	return nil
}

func TestAttention(t *testing.T) {
	const w = 7
	type step struct {
		unread  int
		focused bool
	}
	for name, c := range map[string]struct {
		steps []step
		want  []bool
	}{
		"with the focus it asks for nothing":             {[]step{{0, true}, {1, true}, {2, true}}, nil},
		"without it with all that comes":                 {[]step{{0, false}, {1, false}, {2, false}, {2, false}, {5, false}}, []bool{true, true, true}},
		"until it has the focus":                         {[]step{{1, false}, {1, true}, {0, true}}, []bool{true, false}},
		"and again for what comes then":                  {[]step{{1, false}, {0, true}, {0, false}, {1, false}}, []bool{true, false, true}},
		"what was left unread when one went is not news": {[]step{{3, true}, {3, false}, {2, false}}, nil},
		"what is read elsewhere needs no look any more":  {[]step{{2, false}, {0, false}}, []bool{true, false}},
	} {
		t.Run(name, func(t *testing.T) {
			var done []ask
			made := make(chan ask) // one by one, so that none is overtaken
			a := attentive{request: func(w attention.Window, want bool) error {
				made <- ask{window: w, want: want}
				return nil
			}}
			for _, s := range c.steps {
				a.follow(w, s.unread, s.focused)
				// What is asked for is here before anything else is.
				for len(a.asks) > 0 {
					done = append(done, <-made)
				}
			}
			go a.close()
			for a.asks != nil {
				select {
				case one := <-made:
					done = append(done, one)
					continue
				case <-a.done:
				}
				break
			}
			var want []ask
			for _, on := range c.want {
				want = append(want, ask{window: w, want: on})
			}
			if !slices.Equal(done, want) {
				t.Errorf("it asked %v, want %v", done, want)
			}
		})
	}
	t.Run("while a display takes its time, only the last wish is kept, and the loop does not wait", func(t *testing.T) {
		slow := &asker{first: make(chan struct{})}
		a := attentive{request: slow.request}
		for i := range 101 {
			a.follow(w, 1-i%2, false)
		}
		close(slow.first)
		a.close()
		if n := len(slow.calls); n < 1 || n > 2 || !slow.calls[n-1].want {
			t.Errorf("it asked %v", slow.calls)
		}
	})
}

func TestWhoAsksToJoinIsNewsOfTheWindow(t *testing.T) {
	s := homely(t, wide, tongues["en"])
	s.serve(0)
	s.model.Focus(false)
	made := make(chan bool)
	// A window that fills the screen is not given its title, which is only made here.
	l := loop{model: s.model, config: app.Config{Mode: app.Fullscreen}}
	l.attention.request = func(_ attention.Window, want bool) error {
		made <- want
		return nil
	}
	asks := func(name string) transport.PeerID {
		return s.host.member(name, func(p *transport.Peer) { p.Asking = true })
	}
	quiet := title(s.model.Prefs().Name, 0, s.model.Words())
	var eve, mallory transport.PeerID
	for _, step := range []struct {
		what  string
		do    func()
		title string
		asked bool // that the window wants a look
		call  bool // that the display is told so now
	}{
		{"nobody asks", func() {}, quiet, false, false},
		{"Eve asks", func() { eve = asks("Eve") }, "(1) " + quiet, true, true},
		{"so does Mallory", func() { mallory = asks("Mallory") }, "(2) " + quiet, true, true},
		{"Eve is let in", func() { s.host.Accept(eve) }, "(1) " + quiet, true, false},
		{"Mallory is not", func() { s.host.Decline(mallory) }, quiet, false, true},
	} {
		step.do()
		s.Frame()
		l.sign()
		if l.title != step.title || l.attention.asked != step.asked {
			t.Fatalf("%s: the title is %q, a look is wanted: %v", step.what, l.title, l.attention.asked)
		}
		if step.call {
			if got := <-made; got != step.asked {
				t.Errorf("%s: the display was asked for %v", step.what, got)
			}
		}
	}
	l.attention.close()
}

func TestALinkOfAnotherStartIsNewsOfTheWindow(t *testing.T) {
	l := loop{model: emptyModel(), config: app.Config{Mode: app.Fullscreen}}
	l.attention.request = func(attention.Window, bool) error { return nil }
	defer l.attention.close()
	quiet := title(l.model.Prefs().Name, 0, l.model.Words())
	starts := func() {
		a := &arrival{Message: instance.Message{Link: "confab://h:1"}, answer: make(chan instance.Answer, 1)}
		if l.open(a); <-a.answer != instance.Taken {
			t.Error("it is not taken")
		}
	}
	titled := func(when, want string) {
		t.Helper()
		if l.sign(); l.title != want {
			t.Errorf("%s the title is %q", when, l.title)
		}
	}
	titled("at first", quiet)
	starts()
	titled("behind another window", "(1) "+quiet)
	if !l.attention.asked {
		t.Error("no look is asked for")
	}
	l.config.Focused = true
	l.focus(true)
	titled("when one looks", quiet)
	starts()
	titled("before one's eyes", quiet)
	l.config.Focused = false
	l.focus(false)
	titled("when one has gone on", quiet)
}

func TestUnderTheSettingsNothingIsRead(t *testing.T) {
	s := staged(t, wide)
	id := s.serve(1)[0]
	s.model.Select(id)
	s.Frame()
	hear := func() {
		s.host.Hear(id, "psst")
		s.Frame()
	}
	hear()
	if n := s.model.Unread(); n != 0 {
		t.Fatalf("%d unread of the talk that is shown", n)
	}
	if _, err := s.host.Send(id.Talk(), "mine"); err != nil {
		t.Fatal(err)
	}
	for _, where := range []string{"the settings", "nothing"} {
		if where == "the settings" {
			s.Click("Settings")
		} else {
			s.model.Focus(false)
		}
		hear()
		hear()
		if n := s.model.Unread(); n != 2 {
			t.Errorf("with %s in view %d are unread, want 2", where, n)
		}
		if _, err := s.host.Send(id.Talk(), "mine"); err != nil {
			t.Fatal(err)
		}
		s.Frame()
		if n := s.model.Unread(); n != 2 {
			t.Errorf("one's own message counts: %d", n)
		}
		if where == "the settings" {
			s.Click("Settings")
		} else {
			s.model.Focus(true)
		}
		s.Frame()
		if n := s.model.Unread(); n != 0 {
			t.Errorf("back from %s %d are unread", where, n)
		}
		s.must(s.model.Words().UnreadLine)
		s.model.Select(everyone)
		s.model.Select(id)
	}
}

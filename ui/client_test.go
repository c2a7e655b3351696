package ui

import (
	"bufio"
	"io"
	"net"
	"testing"
	"time"

	"gioui.org/io/key"

	"confab/transport"
	"confab/ui/internal/words"
	"confab/ui/model"
)

// host is a foreign server on loopback with room for one conversation at a time.
type host struct {
	net.Listener
	t testing.TB
}

func newHost(t testing.TB) *host {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return &host{Listener: l, t: t}
}

func (h *host) addr() string { return h.Addr().String() }

// accept takes the next connection.
func (h *host) accept() *guest {
	h.t.Helper()
	if err := h.Listener.(*net.TCPListener).SetDeadline(time.Now().Add(patience)); err != nil {
		h.t.Fatal(err)
	}
	c, err := h.Accept()
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { c.Close() })
	return &guest{Conn: c, t: h.t, r: bufio.NewReader(c)}
}

// connect opens the Client tab and connects to h.
func (s *stage) connect(h *host) *guest {
	s.t.Helper()
	s.Click("Client")
	s.fill("Address", h.addr())
	s.Click("Connect")
	peer := h.accept()
	s.until("connected", func() bool { return s.model.Client.State() == model.Connected })
	return peer
}

func TestAddressesThatCannotBeDialed(t *testing.T) {
	s := real(t, wide)
	s.Click("Client")
	s.must("Not connected", "Choose a server nearby, scan the code of an invitation, or type an address and press Connect.", "Servers you connect to are listed here.")
	for typed, sentence := range map[string]string{
		"":                   "is not an address. Type host:port",
		"two words":          "“two words” is not an address",
		"[::1":               "is not an address",
		"10.0.0.1:abc":       "“abc” is not a port",
		"10.0.0.1:70000":     "“70000” is not a port",
		"confab://join/abcd": "This is not a whole invitation: a part of the link is missing or changed.",
	} {
		t.Run("“"+typed+"” is refused in words", func(t *testing.T) {
			s.fill("Address", typed)
			s.Press(key.NameReturn, 0)
			s.must(sentence)
			if s.model.Client.State() != model.Idle {
				t.Error("it was dialed")
			}
		})
	}
}

func TestWhoeverTypesTheAddressKeepsTheKeyboard(t *testing.T) {
	for name, drawn := range map[string]bool{"where the answer comes in the next frame": false, "where the attempt is drawn": true} {
		t.Run(name, func(t *testing.T) {
			s := remembering(t, wide, words.English, nil)
			s.fill("Address", "10.0.0.7:8899")
			at := s.focused()
			s.model.Connect()
			if drawn {
				s.Frame()
				s.Frame()
				s.Type("5")
			}
			if s.model.Client.State() != model.Connecting || s.model.Prefs().Address != "10.0.0.7:8899" {
				t.Fatalf("state %v, the address is %q", s.model.Client.State(), s.model.Prefs().Address)
			}
			s.dialer.Answer(transport.Refused)
			s.Frame()
			if now := s.focused(); now != at {
				t.Errorf("the keyboard is at %q, and was at %q", now, at)
			}
			s.Type("1")
			if got := s.model.Prefs().Address; got != "10.0.0.7:88991" {
				t.Errorf("the address is %q", got)
			}
		})
	}
}

func TestEnterRightBehindTheAddressConnects(t *testing.T) {
	s := remembering(t, wide, words.English, nil)
	s.Click("Address")
	s.Press("A", key.ModShortcut)
	s.TypeKeys("10.0.0.7:8899\n12") // in one frame, as a fast hand on a slow machine has it
	s.Frame()
	if s.model.Client.State() != model.Connecting || s.model.Prefs().Address != "10.0.0.7:8899" {
		t.Errorf("state %v, the address is %q", s.model.Client.State(), s.model.Prefs().Address)
	}
}

func TestARefusalSaysWhatToDo(t *testing.T) {
	// Nobody can listen where a connection begins.
	nobody := dial(t, newHost(t).addr()).LocalAddr().String()
	s := real(t, wide)
	s.Click("Client")
	s.fill("Address", nobody)
	button, _ := s.Find("Address")
	s.Click("Connect")
	s.waitFor("127.0.0.1 answered, but nothing listens on port")
	s.must("Check the port, and that the server is started.")
	if now, _ := s.Find("Address"); now.Bounds != button.Bounds {
		t.Errorf("the address field moved from %v to %v", button.Bounds, now.Bounds)
	}
	if !s.enabled("Connect") {
		t.Error("it cannot be tried again")
	}
	if s.Has("Dismiss") {
		t.Error("a banner says it too")
	}
}

func TestConnectingTakesTimeAndCanBeCancelled(t *testing.T) {
	s := staged(t, wide)
	s.Click("Client")
	s.fill("Address", "192.168.1.5")
	s.Click("Connect")
	s.must("Connecting to 192.168.1.5:8899…", "Waiting for the server to answer.")
	s.fill("Address", "192.168.1.6")
	if got := s.model.Prefs().Address; got != "192.168.1.5" {
		t.Errorf("meanwhile the address became %q", got)
	}
	s.Click("Cancel")
	s.must("Not connected")
	if !s.enabled("Connect") {
		t.Error("it cannot be tried again")
	}
}

func TestTalkingWithAServer(t *testing.T) {
	h := newHost(t)
	s := real(t, wide)
	peer := s.connect(h)
	s.must("Connected to "+h.addr(), "Plain TCP: not encrypted, and nobody has checked who this is")
	t.Run("one writes at once, and what comes is shown", func(t *testing.T) {
		if !s.writing() {
			t.Fatal("the composer does not have the keyboard")
		}
		s.Type("anybody?")
		s.Press(key.NameReturn, 0)
		peer.hears("anybody?")
		peer.say("yes 在")
		s.waitFor("yes 在")
	})
	t.Run("Disconnect ends it and says so", func(t *testing.T) {
		s.Click("Disconnect")
		if _, err := io.Copy(io.Discard, peer.r); err != nil {
			t.Error(err)
		}
		s.waitFor("Disconnected from " + h.addr())
		s.must("Connect again whenever you like.", "Not connected. Connect to a server first.", "anybody?")
	})
	t.Run("one click on its row connects again, and the talk goes on", func(t *testing.T) {
		s.Click(h.addr())
		peer = h.accept()
		s.waitFor("Connected to " + h.addr())
		s.must("anybody?", "yes 在")
	})
	t.Run("the end from the other side says so", func(t *testing.T) {
		peer.Close()
		s.waitFor("closed the connection. Press Connect to come back.")
	})
	t.Run("the menu of the row takes it from the list", func(t *testing.T) {
		s.Click("More about " + h.addr())
		s.Click("Copy address")
		if got := s.Clipboard(); got != h.addr() {
			t.Errorf("the clipboard has %q", got)
		}
		if len(s.model.Prefs().Recent) != 1 {
			t.Fatalf("recent: %q", s.model.Prefs().Recent)
		}
		s.Click("More about " + h.addr())
		s.Click("Remove from the list")
		if len(s.model.Prefs().Recent) != 0 {
			t.Errorf("recent: %q", s.model.Prefs().Recent)
		}
	})
}

func TestBothTabsOfOneWindowTalk(t *testing.T) {
	s := real(t, wide)
	addr := s.start()
	s.Click("Client")
	s.fill("Address", addr)
	s.Press(key.NameReturn, 0)
	s.waitFor("Connected to " + addr)
	s.Type("from the client")
	s.Press(key.NameReturn, 0)
	t.Run("what came behind the other tab is counted on it", func(t *testing.T) {
		s.until("the badge", func() bool { return s.model.Server.Unread() == 1 && s.Has("1") })
	})
	s.Press("1", key.ModShortcut)
	guest := s.model.Server.People()[1]
	s.Click(guest.Address)
	s.waitFor("from the client")
	s.Type("from the server")
	s.Press(key.NameReturn, 0)
	s.Press("2", key.ModShortcut)
	s.waitFor("from the server")
}

// invitation is the link of a host that is there for the time of the test.
func invitation(t *testing.T) string {
	t.Helper()
	home, err := transport.OpenHome(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = home.Close() })
	links := make(chan string, 1)
	var host *transport.Server
	host = transport.NewServer(transport.Options{Home: home, Name: "Desk", Sink: func(e transport.Event) {
		switch e.Kind {
		case transport.Listening:
			host.Invite(false)
		case transport.Invited:
			links <- e.Invitation().Link
		}
	}})
	t.Cleanup(host.Close)
	host.Start("127.0.0.1:0")
	return <-links
}

// mustBeVerified waits for a connection, and fails unless its host is verified and its
// address in the field.
func (s *stage) mustBeVerified() {
	s.t.Helper()
	s.until("connected", func() bool { return s.model.Client.State() == model.Connected })
	if p := s.model.Client.Selected(); p == nil || p.LockLabel != s.model.Words().LockVerified || s.model.Prefs().Address != p.Address {
		s.t.Errorf("%+v, and the field has %q", p, s.model.Prefs().Address)
	}
}

func TestAnInvitationPastedIntoTheAddressFieldLetsIn(t *testing.T) {
	link := invitation(t)
	s := atHome(t)
	s.Click("Client")
	s.fill("Address", link)
	s.Click("Connect")
	s.mustBeVerified()
}

func TestTheButtonOfTheClientTab(t *testing.T) {
	t.Run("the second half of a double click on Connect does not cancel", func(t *testing.T) {
		s := staged(t, wide)
		s.Click("Client")
		s.model.SetAddress("10.0.0.1:1")
		s.Frame()
		s.Click("Connect")
		cancel, ok := s.Find("Cancel")
		if !ok || s.model.Client.State() != model.Connecting {
			t.Fatalf("state %v", s.model.Client.State())
		}
		s.PressIn(cancel.Bounds, 150*time.Millisecond, 0)
		if s.dialer.Called("Hangup") {
			t.Error("it cancels")
		}
		s.Click("Cancel")
		if !s.dialer.Called("Hangup") {
			t.Error("later it does not cancel either")
		}
	})
	t.Run("who comes back to the list can disconnect at once", func(t *testing.T) {
		s := staged(t, narrow)
		s.model.SetTab(model.ClientTab)
		s.model.ConnectTo("10.0.0.1:1")
		s.Frame()
		s.dialer.Answer(transport.NoFault)
		s.Frame()
		s.Frame()
		s.Press(key.NameEscape, 0)
		s.Frame()
		leave, _ := s.Find("Disconnect")
		s.PressIn(leave.Bounds, 50*time.Millisecond, 0)
		if !s.dialer.Called("Hangup") {
			t.Errorf("it did %q", s.dialer.Calls())
		}
	})
	t.Run("what only changes what is said of the connection takes no press away", func(t *testing.T) {
		s := homely(t, wide, tongues["en"])
		s.dialer.SetKnown(transport.KnownServer{Addr: "10.0.0.1:1", Name: "Desk", Trust: transport.Verified})
		s.model.SetTab(model.ClientTab)
		s.model.ConnectTo("10.0.0.1:1")
		s.Frame()
		s.dialer.Answer(transport.KeyChanged)
		s.Frame()
		s.Advance(time.Minute)
		s.model.ForgetServer("10.0.0.1:1")
		s.Frame()
		connect, _ := s.Find("Connect")
		s.PressIn(connect.Bounds, 50*time.Millisecond, 0)
		if s.model.Client.CanConnect() {
			t.Errorf("state %v", s.model.Client.State())
		}
	})
}

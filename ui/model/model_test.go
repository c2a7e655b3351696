package model

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"confab/transport"
	"confab/ui/internal/prefs"
)

func titles(s *Side) string {
	var all []string
	for _, p := range s.People() {
		all = append(all, p.Title+" "+p.Second)
	}
	return strings.Join(all, "; ")
}

func TestServer(t *testing.T) {
	t.Run("a port that is none is said at the field and nothing starts", func(t *testing.T) {
		st := newStage()
		st.SetPort("70000")
		if st.StartServer() || !strings.Contains(st.Server.PortError(), "“70000”") || st.Server.State() != Stopped {
			t.Errorf("%q", st.Server.PortError())
		}
		st.SetPort("7000")
		if st.Server.PortError() != "" {
			t.Error("the error stays while the port is mended")
		}
	})
	t.Run("a port that is taken is said at the field", func(t *testing.T) {
		st := newStage()
		st.Apply(ServerTab, transport.Event{Kind: transport.ListenFailed, Err: &transport.Error{Fault: transport.PortTaken, Addr: ":8899"}})
		if !strings.Contains(st.Server.PortError(), "in use by another program") || !st.Server.CanStart() {
			t.Errorf("%q", st.Server.PortError())
		}
	})
	t.Run("listening shows the address that others reach and who is here", func(t *testing.T) {
		st, _ := serving(t, 3)
		if got := st.Server.Status(); got != "Listening on 192.168.1.5:8899 · 3 here" {
			t.Errorf("got %q", got)
		}
		st.StopServer()
		st.drain()
		if st.Server.Status() != "Stopped" || st.Server.Here() != 0 || len(st.Server.People()) != 1 {
			t.Errorf("%q, %d here", st.Server.Status(), st.Server.Here())
		}
	})
	t.Run("people stand in order: everyone, here, left", func(t *testing.T) {
		st, ids := serving(t, 3)
		st.host.Hear(ids[0], "bye")
		st.host.Hear(ids[2], "hi\nthere")
		st.host.Part(ids[0], transport.PeerClosed)
		st.Rename(ids[1], " \u202eBob ")
		st.drain()
		want := "Everyone 2 are here; Bob has not said anything; 10.0.0.3:5000 hi there; 10.0.0.1:5000 left 12:00"
		if got := titles(st.Server.Side); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	})
	away := func(addr string, f transport.Fault, more int) transport.Message {
		return transport.Message{Kind: transport.Notice, Notice: transport.PeerDisconnected, Name: addr, Fault: f, More: more}
	}
	t.Run("who is turned away is a line in the talk of all, which tells the host who can let them in", func(t *testing.T) {
		for _, f := range []transport.Fault{transport.MembersRefused, transport.PlainRefused, transport.BrowsersRefused} {
			st, _ := serving(t, 0)
			st.host.Say(transport.Everyone, away("10.0.0.8:1", f, 0))
			st.drain()
			got := st.lines()
			if !strings.Contains(got, "10.0.0.8") || !strings.Contains(got, "under "+st.Words().WhoMayCome) || strings.Contains(strings.ToLower(got), "ask") {
				t.Errorf("%v: %q", f, got)
			}
		}
	})
	t.Run("with how many there were, and never folded away", func(t *testing.T) {
		st, _ := serving(t, 0)
		for i := range 5 {
			st.host.Say(transport.Everyone, away(fmt.Sprintf("10.0.0.%d:1", i), transport.TLSRefused, i))
		}
		st.drain()
		got := st.lines()
		for i, want := range []string{"", " (and 1 more)", " (and 2 more)", " (and 3 more)"} {
			if !strings.Contains(got, fmt.Sprintf("10.0.0.%d:1 wanted", i)) || !strings.Contains(got, want) {
				t.Errorf("of the visitor %d it does not tell in %q", i, got)
			}
		}
	})
	t.Run("and raises no alert, also when it was taken for a silent guest", func(t *testing.T) {
		for _, f := range []transport.Fault{transport.RequestRefused, transport.PlainRefused, transport.TLSRefused, transport.MembersRefused} {
			st, ids := serving(t, 1)
			for _, id := range []transport.PeerID{ids[0], 0} {
				st.Apply(ServerTab, transport.Event{Kind: transport.Disconnected, Peer: transport.Peer{ID: id, Kind: transport.Browser, Addr: "10.0.0.7:1"},
					Err: &transport.Error{Fault: f}})
			}
			st.Apply(ServerTab, transport.Event{Kind: transport.AcceptFailed, Err: &transport.Error{Fault: transport.LimitReached, Addr: "10.0.0.7"}})
			if a := st.Alerts(); len(a) != 0 {
				t.Errorf("%v: %+v", f, a)
			}
		}
	})
	t.Run("that we were is not told as of a visitor", func(t *testing.T) {
		st := newStage()
		st.SetTab(ClientTab)
		st.ConnectTo("h:1")
		st.dialer.Answer(transport.NoFault)
		st.drain()
		p := st.Client.Selected()
		st.Apply(ClientTab, transport.Event{Kind: transport.Disconnected, Peer: p.peer, Err: &transport.Error{Fault: transport.PlainRefused}})
		if a := st.Alerts(); len(a) != 0 {
			t.Errorf("%+v", a)
		}
	})
	t.Run("forgetting the open talk opens that of all", func(t *testing.T) {
		st, ids := serving(t, 1)
		st.Select(ids[0])
		st.Forget(ids[0])
		st.drain()
		if st.Server.Selected().ID != ids[0] {
			t.Error("a guest that is here was forgotten")
		}
		st.DisconnectPeer(ids[0])
		st.drain()
		st.Forget(ids[0])
		st.drain()
		if st.Server.Selected().Talk() != transport.Everyone || len(st.Server.People()) != 1 {
			t.Error("the forgotten talk is still open")
		}
	})
}

func TestUnread(t *testing.T) {
	st, ids := serving(t, 2)
	st.Select(ids[0])
	st.drain()
	for _, id := range ids {
		st.host.Hear(id, "one")
		st.host.Hear(id, "two")
	}
	st.drain()
	a, b := st.Server.people[ids[0]], st.Server.people[ids[1]]
	if a.Unread != 0 || b.Unread != 2 || b.UnreadLabel != "2" || b.UnreadSpoken != "2 unread messages" || st.Server.Unread() != 2 {
		t.Errorf("%d, %d", a.Unread, b.Unread)
	}
	st.Select(ids[1])
	st.drain()
	if r := st.Server.Talk().row(one(2)); b.Unread != 0 || !r.Unread {
		t.Errorf("%d unread, line %v", b.Unread, r.Unread)
	}
	for name, away := range map[string]struct{ leave, back func() }{
		"without the focus":    {func() { st.Focus(false) }, func() { st.Focus(true) }},
		"on the other tab":     {func() { st.SetTab(ClientTab) }, func() { st.SetTab(ServerTab) }},
		"on the list's page":   {func() { st.SetNarrow(true); st.Back() }, func() { st.Select(ids[1]); st.SetNarrow(false) }},
		"on the talk of all's": {func() { st.Select(everyone) }, func() { st.Select(ids[1]) }},
	} {
		away.leave()
		seq := st.host.Hear(ids[1], "unseen")
		st.drain()
		if b.Unread != 1 {
			t.Errorf("%s: %d unread", name, b.Unread)
		}
		away.back()
		st.drain()
		for i := range st.Server.Talk().Len() {
			if r := st.Server.Talk().At(i); r.Unread != (r.Place == seq) {
				t.Errorf("%s: the line at %v is %v", name, r.Place, r.Unread)
			}
		}
		if b.Unread != 0 {
			t.Errorf("%s: it is still unread", name)
		}
	}
	st.SetDraft("answer")
	st.Send()
	if r := st.Server.Talk().row(b.heard); r.Unread {
		t.Error("the line stays after an answer")
	}
	st.Select(ids[0])
	st.host.Hear(ids[1], "lost")
	st.clock = st.clock.Add(1)
	st.host.Hear(ids[1], "lost too")
	st.host.lose()
	st.drain()
	if b.Unread == 0 {
		t.Error("what came while events were lost counts as read")
	}
}

func TestComposer(t *testing.T) {
	st, ids := serving(t, 2)
	st.Select(ids[0])
	st.drain()
	if ok, why := st.canSend(); ok || why != "Write something first." || st.Send() || st.ComposerError() != "" {
		t.Errorf("%v %q %q", ok, why, st.ComposerError())
	}
	st.SetSendHex(true)
	st.SetDraft("48 6")
	if st.Send() || st.ComposerError() == "" || st.Draft() != "48 6" {
		t.Errorf("half a byte: %q, draft %q", st.ComposerError(), st.Draft())
	}
	st.SetDraft("48 69 0d0A")
	if st.ComposerError() != "" || !st.Send() || st.Draft() != "" || !st.host.Called("SendBytes "+id(ids[0])+" Hi\r\n") {
		t.Errorf("%q, draft %q", st.ComposerError(), st.Draft())
	}
	st.SetSendHex(false)
	long := strings.Repeat("x", 70_000)
	st.SetDraft(long)
	if st.Send() || !strings.Contains(st.ComposerError(), "64 KiB at most") || st.Draft() != long {
		t.Errorf("%q", st.ComposerError())
	}
	st.SetDraft("mine")
	st.Select(ids[1])
	if st.Draft() != "" {
		t.Error("a draft went to another talk")
	}
	st.host.Part(ids[0], transport.PeerClosed)
	st.Select(ids[0])
	st.drain()
	if ok, why := st.canSend(); ok || !strings.Contains(why, "has left") || st.Send() || st.Draft() != "mine" {
		t.Errorf("%v %q", ok, why)
	}
	st.Select(everyone)
	st.host.Part(ids[1], transport.PeerClosed)
	st.drain()
	if ok, why := st.CanWrite(); ok || !strings.Contains(why, "Nobody is connected") {
		t.Errorf("%v %q", ok, why)
	}
}

func TestClient(t *testing.T) {
	st := newStage()
	st.SetTab(ClientTab)
	st.SetAddress("confab://join/x")
	if st.Connect() || !strings.Contains(st.Client.AddressError(), "not a whole invitation") {
		t.Errorf("%q", st.Client.AddressError())
	}
	st.SetAddress("server")
	if !st.Connect() || st.Client.Status() != "Connecting to server:8899…" || st.Connect() {
		t.Errorf("%q", st.Client.Status())
	}
	st.Hangup()
	st.drain()
	if st.Client.State() != Idle || len(st.Alerts()) != 0 {
		t.Errorf("cancelled: %d, %v", st.Client.State(), st.Alerts())
	}
	st.Connect()
	st.dialer.Answer(transport.Refused)
	st.drain()
	if st.Client.State() != Disconnected || len(st.Alerts()) != 0 || !strings.Contains(st.Client.AddressError(), "nothing listens on port 8899") || st.Client.Reason() != "" {
		t.Errorf("refused: %d %q %q %v", st.Client.State(), st.Client.Reason(), st.Client.AddressError(), st.Alerts())
	}
	st.Connect()
	st.dialer.Answer(transport.NoFault)
	st.drain()
	if st.Client.Status() != "Connected to server:8899" || st.Client.Talk() == nil || st.Client.AddressError() != "" {
		t.Errorf("connected: %q", st.Client.Status())
	}
	st.SetDraft("hi")
	if !st.Send() {
		t.Error(st.ComposerError())
	}
	st.SetDraft("half")
	st.dialer.Cut(transport.PeerReset)
	st.drain()
	if st.Client.State() != Disconnected || !strings.Contains(st.Client.Reason(), "broke") || st.Draft() != "half" {
		t.Errorf("reset: %q", st.Client.Reason())
	}
	if ok, why := st.canSend(); ok || why != "Not connected. Connect to a server first." {
		t.Errorf("%v %q", ok, why)
	}
	st.ConnectTo("server:8899")
	st.dialer.Answer(transport.NoFault)
	st.drain()
	if len(st.Client.People()) != 1 || st.Client.Talk().Len() != 4 {
		t.Errorf("the talk does not go on: %d people, %d rows", len(st.Client.People()), st.Client.Talk().Len())
	}
	st.dialer.Cut(transport.PeerClosed)
	st.dialer.lose()
	st.drain()
	if st.Client.State() != Disconnected {
		t.Error("a lost Disconnected is never noticed")
	}
}

func TestWhatSurvivesARestart(t *testing.T) {
	st := newStage()
	st.SetPort("0")
	st.SetDraft("to all")
	st.SetTab(ClientTab)
	st.ConnectTo("a:1")
	st.dialer.Answer(transport.NoFault)
	st.drain()
	st.SetDraft("to a")
	st.SetSize(640, 480)
	st.SetAllow(transport.Visitors{Members: true, Browsers: true})
	st.SetShareHistory(true)
	st.SetVisible(false)
	st.SetName("Bo")
	st.SetTheme(prefs.LightTheme)
	saved := st.saved
	st = newStage()
	st.restart(saved)
	if calls := st.host.Calls(); !st.Prefs().ShareHistory || !slices.Contains(calls, "ShareHistory true") {
		t.Errorf("%q, %+v", calls, st.Prefs())
	}
	if st.Tab() != ClientTab || st.Prefs().Port != "0" || st.Prefs().Recent[0] != "a:1" || st.Prefs().Width != 640 || st.Prefs().AllowPlain ||
		st.Prefs().Visible {
		t.Errorf("%+v", st.Prefs())
	}
	if !slices.Contains(st.host.Calls(), "SetVisible false") {
		t.Errorf("the server is visible again: %q", st.host.Calls())
	}
	st.Connect()
	st.dialer.Answer(transport.NoFault)
	st.drain()
	if st.Draft() != "to a" {
		t.Errorf("draft %q", st.Draft())
	}
	st.SetTab(ServerTab)
	if st.Draft() != "to all" {
		t.Errorf("draft %q", st.Draft())
	}
}

func TestNothingChangesWithoutAReason(t *testing.T) {
	st, _ := serving(t, 1)
	before := st.Changed()
	st.Tick()
	st.Apply(ServerTab)
	st.SetTab(ServerTab)
	st.Focus(true)
	st.SetDraft(st.Draft())
	st.AtEnd(true)
	if st.Changed() != before {
		t.Error("something to draw without a change")
	}
	st.clock = st.clock.AddDate(0, 0, 1)
	st.Tick()
	if st.Changed() == before || st.Server.Talk().At(0).Day != "Yesterday" {
		t.Errorf("at midnight the day is %q", st.Server.Talk().At(0).Day)
	}
}

func TestHints(t *testing.T) {
	st := newStage()
	w := st.Words()
	check := func(want string) {
		t.Helper()
		if got := st.Hint(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	check(w.EmptyStopped)
	st.StartServer()
	st.drain()
	check(w.EmptyNobody)
	st.host.Come("10.0.0.1:1")
	st.drain()
	check(w.EmptyEveryone)
	st.SetDraft("hello")
	st.Send()
	st.drain()
	check("")
	st.SetTab(ClientTab)
	check(w.EmptyClient)
	st.SetAddress("h")
	st.Connect()
	check(w.EmptyConnecting)
}

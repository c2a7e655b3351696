package ui

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"confab/android"
	"confab/transport"
	"confab/ui/internal/prefs"
	"confab/ui/internal/words"
	"confab/ui/model"
)

// pretendPhone is a Device that keeps what it was asked for.
type pretendPhone struct {
	android.Device
	ready   chan struct{}
	waiting chan []android.Event
	calls   chan string
	refuse  error
}

func newPretendPhone() *pretendPhone {
	return &pretendPhone{ready: make(chan struct{}, 1), waiting: make(chan []android.Event, 1), calls: make(chan string, 100)}
}

func (p *pretendPhone) Ready() <-chan struct{} { return p.ready }
func (p *pretendPhone) Events() []android.Event {
	select {
	case e := <-p.waiting:
		return e
	default:
		return nil
	}
}

func (p *pretendPhone) tell(e ...android.Event) { p.waiting <- e; p.ready <- struct{}{} }

func (p *pretendPhone) Foreground(s android.Presence) error {
	p.calls <- "foreground: " + s.Text
	return p.refuse
}
func (p *pretendPhone) Discover(on bool) error {
	p.calls <- fmt.Sprint("discover ", on)
	return nil
}
func (p *pretendPhone) Background() error { p.calls <- "background"; return nil }
func (p *pretendPhone) AskToNotify() error {
	p.calls <- "ask"
	return nil
}
func (p *pretendPhone) Notify(m android.Message) error {
	p.calls <- "notify " + m.Talk + ": " + m.Text
	return nil
}
func (p *pretendPhone) Withdraw(talk string) error { p.calls <- "withdraw " + talk; return nil }

func (p *pretendPhone) wait(t *testing.T, want string) {
	t.Helper()
	deadline := time.After(patience)
	for {
		select {
		case got := <-p.calls:
			if strings.HasPrefix(got, want) {
				return
			}
		case <-deadline:
			t.Fatalf("the phone was never asked for %q", want)
		}
	}
}

// pocket is a window's goroutine without a window, on a phone.
type pocket struct {
	phone *pretendPhone
	hand  *handset
	mail  *mail
	model *model.Model
	woken chan struct{}
}

func newPocket(t *testing.T) *pocket {
	p := &pocket{phone: newPretendPhone(), woken: make(chan struct{}, 1)}
	wake := func() {
		select {
		case p.woken <- struct{}{}:
		default:
		}
	}
	p.mail = newMail(wake)
	server := transport.NewServer(transport.Options{Sink: func(ev transport.Event) {
		p.mail.host.Post(ev)
		p.hand.heard(model.ServerTab, ev)
	}})
	client := transport.NewClient(transport.Options{Sink: p.mail.dialer.Post})
	p.hand = newHandset(p.phone, server, client)
	p.hand.notifies = true
	p.hand.seen.Store(true)
	settings := prefs.Default("Ada")
	settings.Port = "127.0.0.1:0"
	p.model = model.New(model.Config{Host: server, Dialer: client, Prefs: settings, System: words.English})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		p.hand.run(ctx, wake, p.mail.phoneFailed)
	}()
	t.Cleanup(func() {
		cancel()
		server.Close()
		client.Close()
		<-done
	})
	return p
}

// turn is one turn of the window's loop, each time it is woken, until done.
func (p *pocket) turn(t *testing.T, what string, done func() bool) {
	t.Helper()
	deadline := time.After(patience)
	for {
		p.mail.deliver(p.model)
		p.hand.deliver(p.model)
		p.hand.follow(p.model)
		p.hand.receive(p.model)
		if done() {
			return
		}
		select {
		case <-p.woken:
		case <-deadline:
			t.Fatalf("never %s", what)
		}
	}
}

func (p *pocket) listen(t *testing.T) (guest net.Conn) {
	t.Helper()
	p.model.StartServer()
	p.turn(t, "listening", func() bool { return p.model.Server.State() == model.Listening })
	guest, err := net.Dial("tcp", p.model.Server.Addresses()[0])
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = guest.Close() })
	return guest
}

// Interfaces are those of a phone with Wi-Fi, a mobile network and a VPN.
func (p *pretendPhone) Interfaces() ([]android.Interface, error) {
	up := net.FlagUp | net.FlagRunning
	prefix := netip.MustParsePrefix
	return []android.Interface{
		{Index: 1, Name: "lo", Flags: up | net.FlagLoopback, Addrs: []netip.Prefix{prefix("127.0.0.1/8")}},
		{Index: 17, Name: "wlan0", Flags: up, Addrs: []netip.Prefix{prefix("10.1.2.3/16"), prefix("fe80::7/64")}},
		{Index: 3, Name: "dummy0", Flags: up},
		{Index: 4, Name: "p2p0", Addrs: []netip.Prefix{prefix("192.168.49.1/24")}},
		{Index: 9, Name: "rmnet0", Flags: up, Far: true, Addrs: []netip.Prefix{prefix("198.51.100.9/30")}},
		{Index: 21, Name: "tun0", Flags: up | net.FlagPointToPoint, Addrs: []netip.Prefix{prefix("10.8.0.2/32")}},
	}, p.refuse
}

func TestNetworksOfAPhone(t *testing.T) {
	p := newPretendPhone()
	got, err := networks(p)()
	const want = "[{17 17 [10.1.2.3/16 fe80::7/64] false} {9 9 [198.51.100.9/30] true} {21 21 [10.8.0.2/32] true}]"
	if err != nil || fmt.Sprint(got) != want {
		t.Errorf("%v, %v", got, err)
	}
	p.refuse = errors.New("no")
	if got, err := networks(p)(); err == nil {
		t.Error(got)
	}
}

func TestHandset(t *testing.T) {
	t.Run("the process is kept while listening and let go afterwards", func(t *testing.T) {
		p := newPocket(t)
		p.listen(t)
		p.phone.wait(t, "foreground: Listening on 127.0.0.1:")
		p.phone.wait(t, "ask")
		p.model.StopServer()
		p.turn(t, "stopped", func() bool { return p.model.Server.State() == model.Stopped })
		p.phone.wait(t, "background")
	})
	t.Run("what is sent to all is received while the server may be found", func(t *testing.T) {
		p := newPocket(t)
		p.listen(t)
		p.phone.wait(t, "discover true")
		p.model.SetVisible(false)
		p.hand.receive(p.model)
		p.phone.wait(t, "discover false")
	})
	t.Run("a message that nobody sees is notified, and taken away when its talk is seen", func(t *testing.T) {
		p := newPocket(t)
		guest := p.listen(t)
		p.hand.seen.Store(false)
		if _, err := guest.Write([]byte("\x1b[31mare you there?")); err != nil {
			t.Fatal(err)
		}
		p.phone.wait(t, "notify 0/1: ^[[31mare you there?")
		p.hand.seen.Store(true)
		p.phone.tell(android.Event{Kind: android.OpenTalk, Text: "0/1"})
		p.turn(t, "opened", func() bool { s := p.model.Active().Selected(); return s != nil && s.ID == 1 })
		p.phone.wait(t, "withdraw 0/1")
	})
	t.Run("without a view the notification's button still ends everything", func(t *testing.T) {
		p := newPocket(t)
		p.listen(t)
		p.phone.wait(t, "foreground")
		p.hand.view.Store(false)
		p.phone.tell(android.Event{Kind: android.Disconnect})
		p.phone.wait(t, "background")
		if _, listening := p.hand.server.Listening(); listening {
			t.Error("the server still listens")
		}
	})
	t.Run("links and shared text reach the model, nonsense does no harm", func(t *testing.T) {
		p := newPocket(t)
		p.phone.tell(
			android.Event{Kind: android.OpenTalk, Text: "9/x"}, android.Event{Kind: android.OpenTalk},
			android.Event{Kind: android.Shared, Text: "hello"}, android.Event{Kind: android.Link, Text: "confab://10.0.0.9:1"},
		)
		p.turn(t, "filled in", func() bool { return p.model.Prefs().Address == "10.0.0.9:1" })
		p.model.SetTab(model.ServerTab)
		if p.model.Draft() != "hello" {
			t.Errorf("draft %q", p.model.Draft())
		}
	})
	t.Run("an invitation that was scanned is joined by", func(t *testing.T) {
		p := newPocket(t)
		p.phone.tell(android.Event{Kind: android.Scanned, Text: shownLink})
		// Without a data folder nobody is joined, which is said where links are pasted.
		p.turn(t, "tried", func() bool { return p.model.Client.AddressError() != "" })
		if p.model.Tab() != model.ClientTab || p.model.Prefs().Address != shownLink {
			t.Errorf("tab %v, address %q", p.model.Tab(), p.model.Prefs().Address)
		}
	})
	t.Run("what the phone refuses is said", func(t *testing.T) {
		p := newPocket(t)
		p.phone.refuse = errors.New("not in the foreground")
		p.listen(t)
		p.turn(t, "told", func() bool { return len(p.model.Alerts()) > 0 })
		if a := p.model.Alerts()[0].Text; !strings.Contains(a, "not in the foreground") {
			t.Error(a)
		}
	})
}

func TestWithoutAViewTheNotificationFollowsTheConnection(t *testing.T) {
	p := newPocket(t)
	p.listen(t)
	p.phone.wait(t, "foreground: Listening")
	room := transport.Peer{ID: 1, Kind: transport.Member, Addr: "10.0.0.9:1"}
	tell := func(kind transport.EventKind) { p.hand.heard(model.ClientTab, transport.Event{Kind: kind, Peer: room}) }
	p.hand.view.Store(false)
	tell(transport.Waiting)
	p.phone.wait(t, "foreground: Reconnecting…")
	tell(transport.Waiting) // told once is enough
	tell(transport.Connected)
	if got := <-p.phone.calls; got != "foreground: Connected to 10.0.0.9:1" {
		t.Errorf("the phone was asked for %q", got)
	}
	tell(transport.Disconnected)
	if got := <-p.phone.calls; got != "foreground: Disconnected from 10.0.0.9:1" {
		t.Errorf("the phone was asked for %q", got)
	}
	p.hand.view.Store(true)
	p.turn(t, "told again", func() bool { return true })
	p.phone.wait(t, "foreground: Listening")
}

func TestWhatTheQueueDoesNotTakeIsToldAgain(t *testing.T) {
	p := newPretendPhone()
	server, client := transport.NewServer(transport.Options{}), transport.NewClient(transport.Options{})
	defer closeBoth(server, client)
	h := newHandset(p, server, client)
	h.view.Store(false)
	h.tells(android.Presence{Title: "Confab", Text: "Connected"}, words.For(words.English))
	for h.do(func() error { return nil }) {
	}
	lost := transport.Event{Kind: transport.Waiting, Peer: transport.Peer{ID: 1, Kind: transport.Member, Addr: "10.0.0.9:1"}}
	h.heard(model.ClientTab, lost)
	for len(h.work) > 0 {
		if err := (<-h.work)(); err != nil {
			t.Fatal(err)
		}
	}
	h.heard(model.ClientTab, lost)
	if err := (<-h.work)(); err != nil {
		t.Fatal(err)
	}
	p.wait(t, "foreground: Reconnecting…")
}

func TestAPhoneStaysAwakeWhileAServerIsTriedAgain(t *testing.T) {
	p := newPretendPhone()
	server, client := transport.NewServer(transport.Options{}), transport.NewClient(transport.Options{})
	defer closeBoth(server, client)
	h := newHandset(p, server, client)
	h.view.Store(false)
	tell := func(kind transport.EventKind, peer transport.Peer, why transport.Fault) {
		h.heard(model.ClientTab, transport.Event{Kind: kind, Peer: peer, Err: &transport.Error{Fault: why}})
		for len(h.work) > 0 {
			if err := (<-h.work)(); err != nil {
				t.Fatal(err)
			}
		}
	}
	room := transport.Peer{ID: 1, Kind: transport.Member}
	tell(transport.Connected, room, transport.NoFault)
	tell(transport.Waiting, room, transport.PeerVanished)
	tell(transport.Disconnected, transport.Peer{ID: 2, Kind: transport.Member, Server: 1}, transport.PeerVanished)
	tell(transport.DialFailed, transport.Peer{}, transport.AlreadyConnected)
	if n := len(p.calls); n != 0 {
		t.Fatalf("the process was let go: %q", <-p.calls)
	}
	tell(transport.Disconnected, room, transport.ClosedHere)
	p.wait(t, "background")
}

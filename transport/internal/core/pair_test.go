package core

import (
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"confab/transport/internal/loop"
	"confab/transport/internal/origin"
	"confab/transport/internal/plain"
)

// Two Confabs have no framing between them but the pauses of one and the gaps of
// the other. With 30 ms against 40 ms, twenty messages arrived as one.
func TestTwoConfabsKeepMessagesApart(t *testing.T) {
	texts := []string{"短", strings.Repeat("long ", 400), "after the long one"}
	for i := range 12 {
		texts = append(texts, fmt.Sprint("message ", i)) // single characters would be typing
	}
	t.Run("both ways, over a network that takes no time", func(t *testing.T) {
		// In a bubble nothing but the two decides how long something takes.
		synctest.Test(t, func(t *testing.T) {
			near, far := net.Pipe()
			var ends []*plain.Conn
			var cores []*core
			for _, nc := range []net.Conn{near, far} {
				e := newEvents()
				c := newCore(Options{Sink: e.sink})
				k := plain.New(c.plain, nc)
				c.lock()
				p := c.enroll(Peer{Kind: Plain, Here: true}, k)
				c.unlock()
				k.Open()
				go c.reader(p).ReadLoop(nil)
				for _, text := range texts {
					if _, err := loop.Ask2(c.loop, func() (MessageID, error) { return c.send(p.Talk(), text, false, PeerGone) }); err != nil {
						t.Fatal(err)
					}
				}
				defer func() {
					if got := e.texts(Incoming); !slices.Equal(got, texts) {
						t.Errorf("%.60q came for %.60q", got, texts)
					}
				}()
				ends, cores = append(ends, k), append(cores, c)
			}
			time.Sleep(time.Minute)
			for i, k := range ends {
				k.Cut(PeerClosed, nil)
				cores[i].shut()
			}
			synctest.Wait()
		})
	})
	t.Run("and a Client and a Server do so over TCP, given time", func(t *testing.T) {
		// Ten times the pause, for machines that take long to read.
		paced := Limits{WriteSpacing: time.Second}
		s, se, addr := startServer(t, paced)
		client, ce := newTestClient(t, paced)
		client.Dial(addr)
		up, _ := ce.kind(t, 0, Connected)
		if _, err := client.Send(up.Talk(), "first"); err != nil {
			t.Fatal(err)
		}
		guest, _ := se.message(t, 0, Incoming)
		there, here := se.length(), ce.length()
		for _, text := range []string{"one", "two"} {
			if !sends(client, up.Talk(), text) || !sends(s, guest.Peer.Talk(), text) {
				t.Fatal("not sent")
			}
		}
		for _, want := range []string{"one", "two"} {
			var m Message
			if m, there = se.message(t, there, Incoming); m.Text != want {
				t.Errorf("the server got %q for %q", m.Text, want)
			}
			if m, here = ce.message(t, here, Incoming); m.Text != want {
				t.Errorf("the client got %q for %q", m.Text, want)
			}
		}
	})
}

// Copies of a broadcast in the guests' talks were not counted, and kept its text
// long after the budget had been passed.
func TestBroadcastsStayWithinTheMemoryBudget(t *testing.T) {
	const budget = 2 << 20
	s, e, addr := startServer(t, Limits{TalkBytes: 1 << 20, JournalBytes: budget, WriteSpacing: -1})
	nc := dial(t, addr)
	say(t, nc, "x")
	e.message(t, 0, Incoming)
	go func() {
		buffer := make([]byte, 1<<16)
		for {
			if _, err := nc.Read(buffer); err != nil {
				return
			}
		}
	}()
	text := strings.Repeat("x", 60<<10)
	for range 300 {
		if _, err := s.Send(Everyone, text); err != nil {
			t.Fatal(err)
		}
		e.wait(t, 0, "write", func(ev Event) bool { return ev.Kind == Updated && ev.Message().State != Queued })
		e.forget()
	}
	s.lock()
	defer s.unlock()
	held := 0
	seen := map[*record]bool{}
	for _, talk := range []TalkID{Everyone, 1} {
		s.journal.Page(talk, 1, 1<<20, func(_ uint64, r *record) {
			if !seen[r] {
				seen[r] = true
				held += r.bytes()
			}
		})
	}
	if held > budget+(64<<10) {
		t.Errorf("%d bytes are held of a budget of %d", held, budget)
	}
}

func TestBlockingAnIPv6AddressBlocksItsNetwork(t *testing.T) {
	s := NewServer(Options{})
	defer s.Close()
	s.lock()
	p := s.enroll(Peer{Addr: "[2001:db8:1:2::3]:4000"}, nil)
	p.from = origin.Origin{Addr: netip.MustParseAddr("2001:db8:1:2::3")}
	s.unlock()
	s.Block(p.ID)
	for addr, want := range map[string]Fault{"2001:db8:1:2::99": Blocked, "2001:db8:1:3::3": NoFault} {
		from := origin.Origin{Addr: netip.MustParseAddr(addr)}
		if _, got := s.admission.Enter(from, time.Now(), false, nil); got != want {
			t.Errorf("%s: %v", addr, got)
		}
	}
	if got := s.Blocked(); len(got) != 1 || got[0] != "2001:db8:1:2::/64" {
		t.Errorf("blocked %v", got)
	}
	s.Unblock(s.Blocked()[0])
	if len(s.Blocked()) != 0 {
		t.Error("still blocked")
	}
}

func TestAnAddressNeverReachedIsForgotten(t *testing.T) {
	client, e := newTestClient(t, Limits{})
	client.Dial("127.0.0.1:1")
	e.kind(t, 0, DialFailed)
	client.Close()
	if got := client.Peers(); len(got) != 0 {
		t.Errorf("kept %v", got)
	}
}

package transport

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"
)

// Two Confabs have no framing between them but the pauses of one and the gaps of
// the other. With 30 ms against 40 ms, twenty messages arrived as one.
func TestTwoConfabsKeepMessagesApart(t *testing.T) {
	texts := []string{"短", strings.Repeat("long ", 400), "after the long one"}
	for i := range 12 {
		texts = append(texts, fmt.Sprint("message ", i)) // single characters would be typing
	}
	s, se, addr := startServer(t, Limits{})
	client, ce := newTestClient(t, Limits{})
	client.Dial(addr)
	up, _ := ce.kind(t, 0, Connected)
	if err := client.Send(up.Peer.ID, "first"); err != nil {
		t.Fatal(err)
	}
	guest, _ := se.message(t, 0, Incoming)
	same := func(t *testing.T, e *events, from int) {
		t.Helper()
		for _, want := range texts {
			var m Message
			if m, from = e.message(t, from, Incoming); m.Text != want {
				t.Fatalf("%.60q came for %.60q", m.Text, want)
			}
		}
	}
	t.Run("from the client to the server", func(t *testing.T) {
		from := se.length()
		for _, text := range texts {
			if err := client.Send(up.Peer.ID, text); err != nil {
				t.Fatal(err)
			}
		}
		same(t, se, from)
	})
	t.Run("from the server to the client", func(t *testing.T) {
		from := ce.length()
		for _, text := range texts {
			if err := s.Send(guest.Peer, text); err != nil {
				t.Fatal(err)
			}
		}
		same(t, ce, from)
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
		if err := s.Send(Everyone, text); err != nil {
			t.Fatal(err)
		}
		e.wait(t, 0, "write", func(ev Event) bool { return ev.Kind == Updated && ev.Message.State != Queued })
		e.forget()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	held := 0
	seen := map[*record]bool{}
	for _, talk := range []uint64{0, 1} {
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
	s.mu.Lock()
	p := s.enroll(Peer{Addr: "[2001:db8:1:2::3]:4000"}, nil)
	s.mu.Unlock()
	s.Block(p.ID)
	for addr, want := range map[string]Fault{"2001:db8:1:2::99": Blocked, "2001:db8:1:3::3": NoFault} {
		if got := s.admission.enter(netip.MustParseAddr(addr), time.Now()); got != want {
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

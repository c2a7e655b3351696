package discover

import (
	"context"
	"net/netip"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestWhichSubnetsAreAsked(t *testing.T) {
	for text, want := range map[string]string{
		"10.88.0.7/24": "10.88.0.0/24", "10.88.3.9/22": "10.88.0.0/22", "127.1.2.3/32": "127.1.2.3/32",
		"10.88.0.0/21": "", "fd00::/120": "", "::ffff:10.0.0.0/124": "", "224.0.0.0/24": "", "255.255.255.0/24": "", "0.0.0.0/24": "",
	} {
		if got, ok := Subnet(netip.MustParsePrefix(text)); ok != (want != "") || ok && got.String() != want {
			t.Errorf("%s is %v, %v", text, got, ok)
		}
	}
	if _, ok := Subnet(netip.Prefix{}); ok {
		t.Error("nothing is a subnet")
	}
}

func TestEveryAddressOfASubnetIsAskedOnce(t *testing.T) {
	parse := netip.MustParsePrefix
	calls := callsOf([]netip.Prefix{parse("10.1.0.0/30"), parse("10.1.0.0/30"), parse("10.2.0.0/31"), parse("10.3.0.1/32")}, []uint16{1, 2})
	var got []string
	for _, at := range calls {
		got = append(got, at.String())
	}
	want := []string{"10.1.0.1:1", "10.1.0.2:1", "10.2.0.0:1", "10.2.0.1:1", "10.3.0.1:1", "10.1.0.1:2", "10.1.0.2:2", "10.2.0.0:2", "10.2.0.1:2", "10.3.0.1:2"}
	if !slices.Equal(got, want) {
		t.Errorf("asked are %v", got)
	}
	var many []netip.Prefix
	for i := range byte(20) {
		many = append(many, netip.PrefixFrom(netip.AddrFrom4([4]byte{10, i, 0, 0}), SubnetBits))
	}
	if n := len(callsOf(many, []uint16{1, 2, 3, 4, 5, 6})); n != SubnetsMost*1022*sweepPorts {
		t.Errorf("of many, %d are asked", n)
	}
}

// answering is a network of which some addresses answer, and others let whoever asks wait.
type answering struct {
	mu             sync.Mutex
	servers        map[netip.AddrPort]Identity
	asked          map[netip.AddrPort]int
	begun          []time.Time
	open, openMost int
}

func (a *answering) reach(ctx context.Context, at netip.AddrPort) (id Identity, met bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if id, met = a.servers[at]; met || ctx.Err() != nil {
		a.asked[at]++
		return id, met
	}
	a.asked[at]++
	a.begun = append(a.begun, time.Now())
	a.open++
	a.openMost = max(a.openMost, a.open)
	a.mu.Unlock()
	sleep(ctx, 1500*time.Millisecond)
	a.mu.Lock()
	a.open--
	return id, false
}

// times is how often an address was asked.
func (a *answering) times(at netip.AddrPort) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.asked[at]
}

// addresses is how many were asked.
func (a *answering) addresses() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.asked)
}

func TestSubnetsAreSweptAtABoundedRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ann, bo := netip.MustParseAddrPort("10.88.0.5:8899"), netip.MustParseAddrPort("10.88.2.9:9000")
		n := &answering{asked: map[netip.AddrPort]int{}, servers: map[netip.AddrPort]Identity{ann: {1}, bo: {2}}}
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		began := time.Now()
		var over time.Duration
		at := 0
		calls := callsOf([]netip.Prefix{netip.MustParsePrefix("10.88.0.0/22")}, []uint16{8899, 9000})
		f := &finder{servers: newServers([]Identity{{1}}), contacts: make(chan contact), calls: len(calls), Search: Search{
			Reach: n.reach,
			Swept: func(asked, of int) {
				if asked != at+1 || of != 2*1022 {
					t.Errorf("after %d it is at %d of %d", at, asked, of)
				}
				if at = asked; asked == of {
					over = time.Since(began)
				}
			},
		}}
		go f.call(ctx, calls)
		follow := func(during time.Duration) []Server {
			for end := time.After(during); ; {
				select {
				case c := <-f.contacts:
					f.contacted(c)
				case <-end:
					synctest.Wait()
					f.servers.expire(time.Now())
					return f.servers.list()
				}
			}
		}
		list := follow(50 * time.Second)
		if over == 0 || over > 40*time.Second || n.addresses() != 2*1022 {
			t.Errorf("it took %v, and asked %d", over, n.addresses())
		}
		n.mu.Lock()
		most, begun := n.openMost, slices.Clone(n.begun)
		n.mu.Unlock()
		if most > callsAtOnce {
			t.Errorf("%d were asked at once", most)
		}
		for i, when := range begun {
			if i >= callsPerSecond+2 && when.Sub(begun[i-callsPerSecond-2]) < time.Second {
				t.Fatalf("more than %d were asked in a second", callsPerSecond)
			}
		}
		want := []Server{{Addrs: []netip.AddrPort{ann}, Known: 0}, {Addrs: []netip.AddrPort{bo}, Known: -1}}
		same := func(a, b Server) bool { return slices.Equal(a.Addrs, b.Addrs) && a.Known == b.Known }
		if !slices.EqualFunc(list, want, same) {
			t.Errorf("it found %v", list)
		}
		set := func(there bool, at netip.AddrPort, id Identity) {
			n.mu.Lock()
			defer n.mu.Unlock()
			if delete(n.servers, at); there {
				n.servers[at] = id
			}
		}
		set(false, bo, Identity{2}) // it ends
		if list = follow(expiry); !slices.EqualFunc(list, want[:1], same) {
			t.Errorf("after %v there are %v", expiry, list)
		}
		set(true, bo, Identity{2})
		if list = follow(expiry); !slices.EqualFunc(list, want, same) {
			t.Errorf("when it is there again there are %v", list)
		}
		// What is lost once takes no server away.
		asked := n.times(ann)
		set(false, ann, Identity{1})
		for n.times(ann) == asked {
			follow(100 * time.Millisecond)
		}
		set(true, ann, Identity{1})
		if list = follow(callOnceMore + 100*time.Millisecond + 1500*time.Millisecond); !slices.EqualFunc(list, want, same) || n.times(ann) != asked+2 {
			t.Errorf("after one failure there are %v, and it was asked %d times", list, n.times(ann)-asked)
		}
		if again := n.times(ann); again < 6 || again > 9 || n.addresses() != 2*1022 {
			t.Errorf("the one that is there was asked %d times", again)
		}
	})
}

func TestAServerThatIsMetIsOneWithWhatWasHeardOfIt(t *testing.T) {
	now := time.Unix(1000, 0)
	id, far, near := Identity{7}, netip.MustParseAddrPort("10.88.0.5:8899"), netip.MustParseAddrPort("192.168.1.5:8899")
	i := newInstance(id, near.Port())
	t.Run("heard before", func(t *testing.T) {
		s := newServers(nil)
		s.heard(near.Addr(), near.Port(), i, now)
		if !s.met(far, id, now) || s.met(far, id, now) {
			t.Error("its address is not news, or news twice")
		}
		if list := s.list(); len(list) != 1 || len(list[0].Addrs) != 2 || list[0].Known != -1 {
			t.Errorf("there are %v", list)
		}
	})
	t.Run("heard later", func(t *testing.T) {
		s := newServers([]Identity{{1}})
		s.met(far, id, now)
		s.heard(near.Addr(), near.Port(), i, now)
		if list := s.list(); len(list) != 1 || len(list[0].Addrs) != 2 || list[0].Known != -1 {
			t.Errorf("there are %v", list)
		}
		s.met(far, id, now.Add(expiry/2))
		s.expire(now.Add(expiry))
		if list := s.list(); len(list) != 1 || !slices.Equal(list[0].Addrs, []netip.AddrPort{far}) {
			t.Errorf("later there are %v", list)
		}
		s.expire(now.Add(2 * expiry))
		if list := s.list(); len(list) != 0 || len(s.byInstance)+len(s.byKnown)+len(s.byAddr)+len(s.perIP) != 0 {
			t.Errorf("at the end there are %v", list)
		}
	})
	t.Run("many are bounded", func(t *testing.T) {
		s := newServers(nil)
		for n := range 2 * serversMost {
			s.met(netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, 88, byte(n >> 8), byte(n)}), 8899), Identity{byte(n), byte(n >> 8), 1}, now)
		}
		if n := len(s.list()); n != serversMost || len(s.known) != serversMost {
			t.Errorf("%d are kept, of %d identities", n, len(s.known))
		}
	})
}

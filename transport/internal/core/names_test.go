package core

import (
	"context"
	"net"
	"strings"
	"testing"
	"time"

	"confab/transport/internal/secure"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// rawMember joins as a member that calls itself exactly so, and stays.
func rawMember(t *testing.T, addr, name string) (ID, *wire.Writer) {
	t.Helper()
	return rawMemberWith(t, newParty(t).home.identity, addr, name)
}

func rawMemberWith(t *testing.T, identity *secure.Identity, addr, name string) (ID, *wire.Writer) {
	t.Helper()
	nc, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = nc.Close() })
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	conn, err := secure.Client(ctx, nc, secure.ClientConfig(identity, secure.FirstContact(), secure.Talk))
	if err != nil {
		t.Fatal(err)
	}
	w := wire.NewWriter(conn)
	w.SetLimit(wire.MaxFrameBytes)
	hello := &wire.Hello{App: "raw", Name: name}
	hello.Offer()
	sendRaw(t, w, hello)
	r := wire.NewReader(conn)
	r.SetLimit(wire.MaxFrameBytes)
	if f, err := r.Next(); err != nil || f.Type() != wire.TypeWelcome {
		t.Fatalf("%v came, %v", f, err)
	}
	go drain(r)
	return ID(identity.ID()), w
}

// drain reads until the end.
func drain(r *wire.Reader) {
	for {
		if _, err := r.Next(); err != nil {
			return
		}
	}
}

func sendRaw(t *testing.T, w *wire.Writer, f wire.Frame) {
	t.Helper()
	if err := w.Append(f); err != nil {
		t.Fatal(err)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
}

// hostileHost serves one connection: WELCOME and what follows, with those names.
func hostileHost(t *testing.T, identity *secure.Identity, name string, frames ...wire.Frame) (addr string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			nc, err := listener.Accept()
			if err != nil {
				return
			}
			conn, err := secure.Server(context.Background(), nc, secure.ServerConfig(identity, nil))
			if err != nil {
				continue
			}
			w, r := wire.NewWriter(conn), wire.NewReader(conn)
			w.SetLimit(wire.MaxFrameBytes)
			r.SetLimit(wire.MaxFrameBytes)
			_, _ = r.Next()
			_ = w.Append(&wire.Welcome{Version: 1, Server: wire.Identity(identity.ID()), Name: name, Epoch: wire.Epoch{1}, ServerTime: 5, State: wire.Member,
				Limits: wire.Limits{FrameBytes: wire.MaxFrameBytes, TextBytes: wire.MaxTextBytes, MessagesPerSecond: 100, Burst: 100, BytesPerSecond: 1 << 20}})
			for _, f := range frames {
				_ = w.Append(f)
			}
			_ = w.Flush()
			go drain(r)
		}
	}()
	return listener.Addr().String()
}

// met waits until the newest news of a member is as it should be.
func (p *party) met(t *testing.T, id ID, what string, match func(Peer) bool) {
	t.Helper()
	p.wait(t, 0, what, func(ev Event) bool { return ev.Peer.Identity == id && match(ev.Peer) })
}

func TestNamesAreCleanedWhereTheyEnter(t *testing.T) {
	host, server, addr := hostParty(t, nil)
	anna, _, _ := asMember(t, "Anna\u200b\u3164", addr)
	host.named(t, "Anna")
	for sent, want := range map[string]string{
		"B\u202eo\u200bb\U000e0041": "Bob", " \u3000Lee\n\tAnn ": "Lee Ann", "می\u200cخواهم": "می\u200cخواهم",
		"\u3164\u2800": "", "\x1b[31mX": "[31mX",
	} {
		id, w := rawMember(t, addr, sent)
		if want == "" {
			want = shortID(id)
		}
		for _, p := range []*party{host, anna} {
			p.met(t, id, want, func(p Peer) bool { return p.Name == want })
		}
		sendRaw(t, w, &wire.Presence{State: wire.Here, Name: "new" + sent})
		renamed := "new" + want
		switch {
		case strings.HasPrefix(sent, "\u3164"):
			renamed = "new"
		case strings.HasPrefix(sent, " "):
			renamed = "new " + want
		}
		for _, p := range []*party{host, anna} {
			p.met(t, id, renamed, func(p Peer) bool { return p.Name == renamed })
		}
	}
	for _, p := range append(server.Peers(), anna.roster()...) {
		if strings.ContainsAny(p.Name, "\u3164\u200b\u202e\u2800\n\x1b") {
			t.Errorf("in the roster is %+q", p.Name)
		}
	}
	members, err := server.hosting.log.Members(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range members {
		if strings.ContainsAny(m.Name, "\u3164\u200b\u202e\u2800\n\x1b") {
			t.Errorf("on the disk is %+q", m.Name)
		}
	}
}

// roster is the newest of what was told of each peer.
func (p *party) roster() (list []Peer) {
	newest := map[PeerID]Peer{}
	for _, ev := range p.snapshot() {
		newest[ev.Peer.ID] = ev.Peer
	}
	for _, p := range newest {
		list = append(list, p)
	}
	return list
}

func TestNamesOfAHostileHostAreCleaned(t *testing.T) {
	author := wire.Identity{7}
	identity := newParty(t).home.identity
	addr := hostileHost(t, identity, "Ho\u200bst\u3164",
		&wire.Presence{From: author, State: wire.Here, Name: "\u2800A\U000e0041nn\u202e"},
		&wire.Event{Post: wire.Post{CID: wire.CID{1}, Room: wire.Everyone, Kind: wire.Text, Body: "hi"}, Seq: 1, From: author},
		&wire.Event{Post: wire.Post{CID: wire.CID{2}, Room: wire.Everyone, Kind: wire.Text, Body: "ho", Guest: "Gu\u200best\u3164"}, Seq: 2, From: wire.Identity(identity.ID())})
	p, c, room := asMember(t, "Eva", addr)
	p.met(t, ID(author), "Ann", func(p Peer) bool { return p.Name == "Ann" })
	var page Page
	eventually(t, "both messages are held", func() bool {
		page = p.page(t, c.Load, room.Talk())
		return len(shown(page)) == 2
	})
	authors := map[string]string{"hi": "Ann", "ho": "Guest"}
	for _, m := range page.Messages {
		if m.Name != authors[m.Text] && m.Kind == Incoming {
			t.Errorf("%q is said by %+q", m.Text, m.Name)
		}
	}
	if known := c.Known(); known[0].Name != "Host" {
		t.Errorf("known is %+q", known[0].Name)
	}
}

func TestNamesOfEarlierVersionsAreCleaned(t *testing.T) {
	host, server, _ := hostParty(t, nil)
	server.Close()
	id := ID{9}
	if _, err := server.hosting.log.Admit(wire.Identity(id), "A\u3164nn\u200b", true, store.ByHost); err != nil {
		t.Fatal(err)
	}
	again := NewServer(host.options("Ho\u200bst"))
	t.Cleanup(again.Close)
	for _, p := range again.Peers() {
		if p.Identity == id && p.Name != "Ann" {
			t.Errorf("in the roster is %+q", p.Name)
		}
	}
	again.executor.CatchUp()
	if name := host.home.Name(); name != "Host" {
		t.Errorf("the host is %+q", name)
	}
}

func TestWhoeverLooksLikeAnotherShowsItsKey(t *testing.T) {
	host, server, addr := hostParty(t, nil)
	_, annas, _ := asMember(t, "Anna", addr)
	eve, evesClient, eveRoom := asMember(t, "Eve", addr)
	annasPeer := host.named(t, "Anna")
	both := []*party{host, eve}
	tells := func(p Peer) bool { return p.ShortKey == shortID(p.Identity) }
	silent := func(p Peer) bool { return p.ShortKey == "" }
	others := []string{"Bob", "Carl", "Dora", "Emil", "Fritz", "Gustav"} // whom nobody is like
	for i, name := range []string{"Host", "НОST", "h o s t", "Everyone", "系统", "Anna (host)"} {
		if name == "Anna (host)" {
			server.Verify(annasPeer.ID, true)
			host.met(t, annasPeer.Identity, "verified", func(p Peer) bool { return p.Trust == Verified })
			both = both[:1] // only the host knows Anna
		}
		id, w := rawMember(t, addr, name)
		for _, p := range both {
			p.met(t, id, name+" with its key", func(p Peer) bool { return p.Name == name && tells(p) })
		}
		text := "hello from " + name
		sendRaw(t, w, &wire.Post{CID: newMessageID(), Room: wire.Everyone, Kind: wire.Text, Body: text, ClientTime: 5})
		if m := host.said(t, Everyone, text); m.ShortKey != shortID(id) {
			t.Errorf("the host shows %q with the key %q", m.Name, m.ShortKey)
		}
		if m := eve.said(t, eveRoom.Talk(), text); name != "Anna (host)" && m.ShortKey != shortID(id) {
			t.Errorf("a member shows %q with the key %q", m.Name, m.ShortKey)
		}
		sendRaw(t, w, &wire.Presence{State: wire.Here, Name: others[i]})
		host.met(t, id, others[i]+" without", func(p Peer) bool { return p.Name == others[i] && silent(p) })
	}
	t.Run("of oneself too", func(t *testing.T) {
		id, _ := rawMember(t, addr, "Еve")
		eve.met(t, id, "Eve with its key", tells)
	})
	t.Run("who looks like a member shows its key, and that one too unless it is verified", func(t *testing.T) {
		id, _ := rawMember(t, addr, "Аnna")
		host.met(t, id, "with its key", tells)
		eve.met(t, id, "with its key", tells)
		eve.met(t, annasPeer.Identity, "with its key", tells)
		for _, p := range server.Peers() {
			if p.Identity == annasPeer.Identity && !silent(p) {
				t.Error("who was verified shows its key at the host")
			}
		}
		from := host.length()
		server.Verify(annasPeer.ID, false)
		host.wait(t, from, "with its key", func(ev Event) bool {
			return ev.Kind == Changed && ev.Peer.Identity == annasPeer.Identity && tells(ev.Peer)
		})
		eves := eve.named(t, "Anna")
		from = eve.length()
		evesClient.Verify(eves.ID, true)
		eve.wait(t, from, "without", func(ev Event) bool {
			return ev.Kind == Changed && ev.Peer.Identity == annasPeer.Identity && silent(ev.Peer)
		})
		for _, p := range evesClient.Peers() {
			if p.Identity == id && !tells(p) || p.Host && !silent(p) {
				t.Errorf("%+v", p)
			}
		}
		from = eve.length()
		annas.SetName("Other")
		eve.wait(t, from, "without", func(ev Event) bool { return ev.Kind == Changed && ev.Peer.Identity == id && silent(ev.Peer) })
	})
}

func TestTheHostShowsItsKeyBesideAMemberOfItsName(t *testing.T) {
	_, server, addr := hostParty(t, nil)
	eve, client, room := asMember(t, "Eve", addr)
	hosts := server.home.Identity()
	tells := func(p Peer) bool { return p.ShortKey == shortID(hosts) }
	silent := func(p Peer) bool { return p.ShortKey == "" }
	both := func(from int, what string, so func(Peer) bool) {
		t.Helper()
		for _, entry := range []string{"as the server", "as a member"} {
			eve.wait(t, from, "the host "+entry+" "+what, func(ev Event) bool {
				return ev.Peer.Identity == hosts && ev.Peer.Host == (entry == "as a member") && so(ev.Peer)
			})
		}
	}
	both(0, "without its key", silent)
	from := eve.length()
	id, w := rawMember(t, addr, "Ноst")
	both(from, "with its key", tells)
	eve.met(t, id, "the other with its key", func(p Peer) bool { return p.ShortKey == shortID(id) })
	if _, err := server.Post(Everyone, Draft{Text: "from the host"}); err != nil {
		t.Fatal(err)
	}
	if m := eve.said(t, room.Talk(), "from the host"); m.ShortKey != shortID(hosts) {
		t.Errorf("what the host says has the key %q", m.ShortKey)
	}
	t.Run("also when its words were compared", func(t *testing.T) {
		client.Verify(room.ID, true)
		eve.wait(t, 0, "the verified host with its key", func(ev Event) bool { return ev.Peer.Host && ev.Peer.Trust == Verified && tells(ev.Peer) })
	})
	from = eve.length()
	sendRaw(t, w, &wire.Presence{State: wire.Here, Name: "Bob"})
	both(from, "without its key again", silent)
}

func TestMembersOfOneNameShowTheirKeys(t *testing.T) {
	host, server, addr := hostParty(t, nil)
	eve, _, room := asMember(t, "Eve", addr)
	tells := func(p Peer) bool { return p.ShortKey == shortID(p.Identity) }
	silent := func(p Peer) bool { return p.ShortKey == "" }
	first, w := rawMember(t, addr, "vm")
	for _, p := range []*party{host, eve} {
		p.met(t, first, "the only one without its key", func(p Peer) bool { return p.Name == "vm" && silent(p) })
	}
	ids, writers := []ID{first}, []*wire.Writer{w}
	for _, name := range []string{"vm", "VM"} {
		id, w := rawMember(t, addr, name)
		ids, writers = append(ids, id), append(writers, w)
	}
	for i, id := range ids {
		for _, p := range []*party{host, eve} {
			p.met(t, id, "one of three with its key", tells)
		}
		text := "said by " + shortID(id)
		sendRaw(t, writers[i], &wire.Post{CID: newMessageID(), Room: wire.Everyone, Kind: wire.Text, Body: text, ClientTime: 5})
		if m := host.said(t, Everyone, text); m.ShortKey != shortID(id) {
			t.Errorf("the host shows %q with the key %q", m.Name, m.ShortKey)
		}
		m := eve.said(t, room.Talk(), text)
		if m.ShortKey != shortID(id) {
			t.Errorf("a member shows %q with the key %q", m.Name, m.ShortKey)
		}
		if _, err := server.Post(Everyone, Draft{Text: "answer to " + text, ReplyTo: m.ID}); err != nil {
			t.Fatal(err)
		}
		if q := eve.said(t, room.Talk(), "answer to "+text).ReplyTo; q == nil || q.ShortKey != shortID(id) {
			t.Errorf("the quote is %+v", q)
		}
	}
	sendRaw(t, writers[1], &wire.Presence{State: wire.Here, Name: "printer"})
	server.Remove(host.peerOf(t, ids[2]).ID)
	for _, p := range []*party{host, eve} {
		p.wait(t, 0, "one is gone", func(ev Event) bool { return ev.Kind == Forgotten && ev.Peer.Identity == ids[2] })
		p.met(t, ids[1], "one is called otherwise", func(p Peer) bool { return p.Name == "printer" && silent(p) })
		if last := p.peerOf(t, first); !tells(last) {
			t.Errorf("what the others said stands in the talk, and the last one of that name is %+v", last)
		}
	}
}

func TestAServerThatLooksLikeAVerifiedOneShowsItsKey(t *testing.T) {
	_, _, addr := hostParty(t, func(o *Options) { o.Name = "Marta" })
	p, c, room := asMember(t, "Eva", addr)
	c.Verify(room.ID, true)
	p.leaves(t, c)
	_, _, other := hostParty(t, func(o *Options) { o.Name = "Маrta" })
	from := p.length()
	c.Join(other)
	ev := p.verdict(t, from)
	if ev.Kind != Connected || ev.Peer.ShortKey != shortID(ev.Peer.Identity) {
		t.Errorf("%+v, %v", ev.Peer, ev.Err)
	}
	p.leaves(t, c)
	c.Close()
	_ = p.home.Close()
	p.open(t)
	c = NewClient(p.options("Eva"))
	t.Cleanup(c.Close)
	for _, k := range c.Known() {
		if want := k.Addr == other; (k.ShortKey != "") != want {
			t.Errorf("%s shows the key %q", k.Addr, k.ShortKey)
		}
	}
}

func TestKnownServersOfOneNameShowTheirKeys(t *testing.T) {
	_, _, addr := hostParty(t, nil)
	p, c, _ := asMember(t, "Eva", addr)
	if known := c.Known(); len(known) != 1 || known[0].ShortKey != "" {
		t.Fatalf("known are %+v", known)
	}
	p.leaves(t, c)
	_, _, other := hostParty(t, nil) // it is called Host, too
	from := p.length()
	c.Join(other)
	if ev := p.verdict(t, from); ev.Kind != Connected || ev.Peer.ShortKey != shortID(ev.Peer.Identity) {
		t.Errorf("%+v, %v", ev.Peer, ev.Err)
	}
	p.wait(t, from, "the first one with its key", func(ev Event) bool {
		return ev.Kind == Changed && ev.Peer.Addr == addr && ev.Peer.ShortKey == shortID(ev.Peer.Identity)
	})
	for _, k := range c.Known() {
		if k.ShortKey != shortID(k.Identity) {
			t.Errorf("%+v", k)
		}
	}
}

package core

import (
	"testing"

	"confab/transport/internal/middle"
	"confab/transport/internal/secure"
)

// relay is somebody between a client and a host.
func relay(t *testing.T, host string) *middle.Relay {
	t.Helper()
	own, err := secure.NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	r, err := middle.Listen(own, "127.0.0.1:0", host)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	return r
}

func TestRelayIsNotTakenForTheHost(t *testing.T) {
	host, server, addr := inviter(t, nil)
	between := relay(t, addr)
	// talk has both sides say something and compare their words.
	talk := func(t *testing.T, guest *party, c *Client, up Event, name string) {
		t.Helper()
		if up.Kind != Connected || up.Peer.Trust != Unverified || up.Peer.Identity != ID(between.Identity()) {
			t.Fatalf("the host is %+v, %v", up.Peer, up.Err)
		}
		there := host.named(t, name)
		if there.Trust != Unverified || there.Identity != ID(between.Identity()) {
			t.Errorf("the guest is %+v", there)
		}
		from := host.length()
		if _, err := c.Send(Everyone, "hello from "+name); err != nil {
			t.Fatal(err)
		}
		host.wait(t, from, "what the guest says", func(ev Event) bool { return ev.Kind == Appended && ev.Message().Text == "hello from "+name })
		if _, err := server.Send(Everyone, "hello "+name); err != nil {
			t.Fatal(err)
		}
		guest.wait(t, 0, "what the host says", func(ev Event) bool { return ev.Kind == Appended && ev.Message().Text == "hello "+name })
		from = host.length()
		server.Words(there.ID)
		c.Words(up.Peer.ID)
		hosts, _ := host.kind(t, from, Compared)
		guests, _ := guest.kind(t, 0, Compared)
		if h, g := hosts.Words(), guests.Words(); h == g || h.English[0] == "" || g.Chinese[11] == "" {
			t.Errorf("the words are %v and %v", h, g)
		}
	}
	t.Run("whoever asks sees another key, and reads other words", func(t *testing.T) {
		p := newParty(t)
		c := NewClient(p.options("Ann"))
		t.Cleanup(c.Close)
		from := host.length()
		c.Join(between.Addr())
		ev, _ := host.wait(t, from, "Ann asks", func(ev Event) bool { return ev.Kind == Connected && ev.Peer.Asking })
		server.Accept(ev.Peer.ID)
		up, _ := p.kind(t, 0, Connected)
		talk(t, p, c, up, "Ann")
		p.leaves(t, c)
		server.Remove(host.named(t, "Ann").ID)
	})
	t.Run("whoever has the link of a changed page sees another key, and reads other words", func(t *testing.T) {
		link, err := between.Changed(host.invite(t, server, false).Link)
		if err != nil {
			t.Fatal(err)
		}
		p, c, up := joins(t, "Bo", link)
		talk(t, p, c, up, "Bo")
	})
	t.Run("whoever has the invitation itself says nothing to it", func(t *testing.T) {
		link, err := between.Redirected(host.invite(t, server, false).Link)
		if err != nil {
			t.Fatal(err)
		}
		from := host.length()
		if _, c, ev := joins(t, "Cy", link); ev.Kind != DialFailed || faultIn(ev.Err) != WrongHost || len(c.Known()) != 0 {
			t.Errorf("%+v, %v, known %+v", ev.Peer, ev.Err, c.Known())
		}
		for _, ev := range host.snapshot()[from:] {
			if ev.Kind == Connected {
				t.Errorf("there came %+v", ev.Peer)
			}
		}
	})
}

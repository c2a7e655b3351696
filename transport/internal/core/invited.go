package core

import (
	"context"
	"net"
	"net/netip"

	"confab/transport/internal/address"
	"confab/transport/internal/follow"
	"confab/transport/internal/join"
	"confab/transport/internal/passcode"
	"confab/transport/internal/secure"
	"confab/transport/internal/socket"
	"confab/transport/internal/wire"
)

// This file is a Client that is invited: it joins by a link, which names the key of the
// host and several addresses.

// IsInvitation reports whether a text is meant to be a link.
func IsInvitation(text string) bool { return join.Is(text) }

// InvitationAddr returns the first address of a link.
func InvitationAddr(text string) (addr string, err error) {
	link, err := join.Parse(text)
	if err != nil {
		return "", err
	}
	return link.Addrs[0].String(), nil
}

// joinInvited is join by a link.
func (c *Client) joinInvited(text, code string) {
	link, err := join.Parse(text)
	addr := "" // not the text, which is secret
	if err == nil {
		addr = link.Addrs[0].String()
	}
	switch {
	case !c.idle(addr):
		return
	case err == nil && c.home == nil:
		err = &Error{Fault: NoIdentity, Addr: addr}
	case err == nil && link.Host == c.home.Identity():
		err = &Error{Fault: OwnServer, Addr: addr}
	}
	if err != nil {
		c.post(Event{Kind: DialFailed, Addr: addr, Err: err})
		return
	}
	c.joinLinked(&link, code)
}

// JoinFound joins a server that Find found: by its key if it is known.
func (c *Client) JoinFound(found FoundServer, typed string) {
	code, err := "", error(nil)
	if typed != "" {
		code, err = passcode.Parse(typed)
	}
	c.command(func() {
		switch {
		case err != nil:
			c.post(Event{Kind: DialFailed, Addr: found.Addr, Err: &Error{Fault: CodeInvalid, Addr: found.Addr}})
		case !found.Known:
			c.join(found.Addr, code)
		default:
			c.joinKnown(found, code)
		}
	})
}

// joinKnown joins a server that was met before, at any of the addresses where it was found.
func (c *Client) joinKnown(found FoundServer, code string) {
	link := &join.Link{Host: found.Identity}
	for _, addr := range found.Addrs {
		if at, err := netip.ParseAddrPort(addr); err == nil && len(link.Addrs) < join.MaxAddrs {
			link.Addrs = append(link.Addrs, at)
		}
	}
	_, met := c.knownBy(found.Identity)
	switch {
	case !c.idle(found.Addr):
	case c.home == nil:
		c.post(Event{Kind: DialFailed, Addr: found.Addr, Err: &Error{Fault: NoIdentity, Addr: found.Addr}})
	case !met || len(link.Addrs) == 0:
		c.join(found.Addr, code) // its key was forgotten since
	default:
		// Who gave the link has named the key; here it is the one of before, and no better
		// known than then.
		c.joinLinked(link, code).vouched = true
	}
}

// joinLinked joins the host that a link names, and returns what is kept of it.
func (c *Client) joinLinked(link *join.Link, code string) *following {
	addr := link.Addrs[0].String()
	f := c.invitedBy(link.Host, addr)
	config := follow.Config{Pin: secure.PinTo(secure.ID(link.Host)), Token: link.Token, Code: code}
	if code != "" { // which lets in, and verifies: one of both is enough, and uses the other up
		config.Token = wire.Token{}
	}
	if link.Passed {
		config.Expect = f.expect
	}
	for i, at := range link.Addrs {
		if i == 0 {
			config.Dial = dialTo(at.String())
		} else {
			config.Others = append(config.Others, dialTo(at.String()))
		}
	}
	f.server.Addr, f.stranger = addr, false
	if k, met := c.knownBy(link.Host); met {
		f.known(k)
	}
	c.followBy(f, link, config)
	return f
}

// invitedBy is what is kept of a host that a link names, made when it is new. What is kept
// of another one at the same address stays that one's, until the host has answered there.
func (c *Client) invitedBy(host ID, addr string) *following {
	for _, f := range c.byServer {
		if f.host == host && !f.server.Past {
			return f
		}
	}
	if p := c.byAddr[address.Key(addr)]; p != nil && c.byServer[p.ID] != nil && c.byServer[p.ID].host != (ID{}) {
		return c.followsPeer(c.enroll(Peer{Kind: Member, Addr: addr}, nil))
	}
	return c.follows(addr)
}

// dialTo returns what dials an address.
func dialTo(addr string) follow.Dialer {
	return func(ctx context.Context) (net.Conn, error) {
		dialer := net.Dialer{KeepAlive: -1} // socket.Tune does it
		nc, err := dialer.DialContext(ctx, "tcp", addr)
		if err == nil {
			socket.Tune(nc)
		}
		return nc, err
	}
}

// wayTo is the address by which a host was tried or reached.
func (f *following) wayTo(s follow.State) string {
	switch {
	case s.Found != "":
		return s.Found
	case f.link == nil:
		return f.typed
	}
	return f.link.Addrs[s.Way].String()
}

// reachedBy notes by which address the host was reached. Whoever was met there before is
// at another address now, or is no more.
func (f *following) reachedBy(s follow.State) {
	c, p := f.client, f.server
	if at := f.wayTo(s); f.link != nil || at != p.Addr {
		p.Addr = at
		key := address.Key(at)
		if other := c.byAddr[key]; other != nil && other != p {
			if o := c.byServer[other.ID]; o != nil && o.host != f.host {
				c.leaveBehind(other)
			}
		}
		c.byAddr[key] = p
	}
	// Once for each Join: what a person says of the key later stands.
	if f.link != nil && !f.link.Passed && !f.vouched {
		f.vouched = true
		p.Trust = Verified
		c.vouched[f.host] = true
		c.trustKnown(f.host, Verified)
	}
}

// attemptFailed is the error of an attempt to reach the host. Another key than that of a
// link is no change of one, unless it is of what was met before.
func (f *following) attemptFailed(s follow.State) *Error {
	failed := attemptFailed(f.wayTo(s), s.Err)
	if f.link != nil && failed.Fault == KeyChanged && f.expected == (ID{}) {
		failed.Fault = WrongHost
	}
	return failed
}

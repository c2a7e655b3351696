package core

import (
	"net"
	"slices"
	"strconv"
	"time"

	"confab/transport/internal/address"
	"confab/transport/internal/follow"
	"confab/transport/internal/join"
	"confab/transport/internal/loop"
	"confab/transport/internal/names"
	"confab/transport/internal/secure"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// following is a server that the Client met over TLS, or tries to: its room, its members,
// and while it is followed the engine that does so. Owned by the loop.
type following struct {
	client  *Client
	server  *peer
	host    ID // zero until it is known
	members map[ID]*peer
	// rooms are the talks: that of all, and those with members in which something is or
	// was done in this run. The talk with another of direct is made when it is asked for:
	// of thousands of members a person talks to few.
	rooms  map[wire.RoomID]*room
	direct map[wire.RoomID]*peer
	// logs are the lives of the host's log, the current one last.
	logs   []store.LogID
	engine *follow.Follower // nil while it is not followed
	// watcher is that of the engine; what another one says, whose engine has ended, is
	// not taken for its.
	watcher  *followWatcher
	up       bool // a connection stood since Join
	leaving  bool // a person ends it
	likeness likeness
	// relabelling says that all members are to be labelled again.
	relabelling bool
	// expected is the key that is known at this address under another spelling; zero
	// if there is none. By a link it is only another one than the link names.
	expected ID
	// link is that of the invitation by which it was joined; nil for an address, which is
	// typed.
	link  *join.Link
	typed string
	// vouched says that this has made the host verified, and stranger that its key was not
	// known before Join.
	vouched, stranger bool
	// full says that on this connection no more members than there are could be kept.
	full bool
}

func newFollowing(c *Client, server *peer) *following {
	return &following{client: c, server: server, members: map[ID]*peer{}, likeness: likeness{spoke: c.spoke},
		rooms: map[wire.RoomID]*room{}, direct: map[wire.RoomID]*peer{}}
}

// KnownServer is a server that was met over TLS, at one of its addresses.
type KnownServer struct {
	Addr, Name string
	ShortKey   string
	Identity   ID
	Trust      Trust
	Seen       time.Time
}

// Known lists the servers that were met over TLS, the one seen last first.
func (c *Client) Known() []KnownServer {
	return loop.Ask(c.loop, func() []KnownServer {
		return slices.Clone(c.known)
	})
}

// setKnown takes what servers are known now.
func (c *Client) setKnown(servers []KnownServer) {
	c.known = servers
	c.labelKnown()
	if c.home != nil {
		c.home.setKnown(servers)
	}
}

// knownAt finds what is known of an address.
func (c *Client) knownAt(addr string) (KnownServer, bool) {
	for _, k := range c.known {
		if address.Key(k.Addr) == address.Key(addr) {
			return k, true
		}
	}
	return KnownServer{}, false
}

// knownNow is knownAt for what is dialled: nothing, while a server is looked for to be
// forgotten, which decides that later.
func (c *Client) knownNow(addr string) (KnownServer, bool) {
	if c.forgets > 0 {
		return KnownServer{}, false
	}
	return c.knownAt(addr)
}

// Join connects to addr (as in Dial) over TLS, as a member or to ask to become one.
func (c *Client) Join(addr string) { c.command(func() { c.join(addr, "") }) }

// join is Join, with a code unless that is empty.
func (c *Client) join(addr, code string) {
	if join.Is(addr) {
		c.joinInvited(addr, code)
		return
	}
	host, port, ok := c.prepare(addr)
	if !ok {
		return
	}
	if c.home == nil {
		c.post(Event{Kind: DialFailed, Addr: addr, Err: &Error{Fault: NoIdentity, Addr: addr}})
		return
	}
	k, met := c.knownNow(addr)
	if p := c.byAddr[address.Key(addr)]; p != nil && !met && c.byServer[p.ID] != nil && len(c.byServer[p.ID].logs) > 0 {
		c.leaveBehind(p) // its key was forgotten while it was still talked to
	}
	if met {
		c.at(addr, k.Identity)
	}
	f := c.follows(addr)
	f.server.Addr, f.stranger = addr, !met
	pin, expect := secure.FirstContact(), f.expect
	if met {
		pin, expect = secure.PinTo(secure.ID(k.Identity)), nil
		f.known(k)
	}
	c.followBy(f, nil, follow.Config{Pin: pin, Expect: expect, Code: code, Dial: dialTo(net.JoinHostPort(host, strconv.Itoa(port)))})
}

// known takes what is known of the server from before.
func (f *following) known(k KnownServer) {
	p := f.server
	p.Identity, p.Trust = k.Identity, k.Trust
	if p.Name == "" {
		p.Name, p.told = k.Name, k.Name
	}
}

// followBy begins to follow a server, by an address or a link. Config says whom to expect
// where.
func (c *Client) followBy(f *following, link *join.Link, config follow.Config) {
	f.up, f.leaving, f.expected, f.link = false, false, ID{}, link
	f.vouched, f.typed = false, f.server.Addr
	c.target, c.followed = f.server, f
	c.rooms[Everyone] = f.rooms[wire.Everyone]
	c.post(Event{Kind: Connecting, Addr: f.server.Addr, Peer: f.server.Peer})
	f.watcher = &followWatcher{f}
	config.Self, config.Name, config.App = c.home.identity, memberName(c.name, c.home.Identity()), appName(c.version)
	config.Store, config.Watcher, config.Await = c.home.store, f.watcher, c.executor.Await
	config.Timing = follow.Timing{Dial: c.limits.DialTimeout, Flush: c.limits.LeaveWithin}
	if !ofThisMachine(f.typed) {
		config.Seek, config.Networks = c.seek, c.watchNetworks
	}
	config.Supply, config.Copied, config.Halted = f.supply, f.copied, f.halted
	f.engine = follow.Start(config)
}

// follows is what is kept of the server at addr, made when it is new.
func (c *Client) follows(addr string) *following {
	p := c.byAddr[address.Key(addr)]
	if p == nil {
		p = c.enroll(Peer{Kind: Member, Addr: addr}, nil)
		c.byAddr[address.Key(addr)] = p
	}
	return c.followsPeer(p)
}

// followsPeer is follows for a server in the roster.
func (c *Client) followsPeer(p *peer) *following {
	p.Kind, p.Silent = Member, false
	f := c.byServer[p.ID]
	if f == nil {
		f = newFollowing(c, p)
		f.protectSelf()
		c.byServer[p.ID] = f
		f.addRoom(p.Talk(), wire.Everyone, ID{})
	}
	return f
}

// addRoom makes the talk of a room.
func (f *following) addRoom(talk TalkID, id wire.RoomID, other ID) *room {
	r := &room{talk: talk, id: id, other: other, likeness: &f.likeness,
		relabel: func(some []ID) { f.othersLabelled(false, some) }, find: func(id ID) *peer { return f.members[id] }}
	if len(f.logs) > 0 {
		r.renew(f.logs[len(f.logs)-1], len(f.logs))
	}
	f.rooms[id] = r
	f.client.rooms[talk] = r
	return r
}

// member is the peer of an identity, made when it is new.
func (f *following) member(id ID) *peer {
	if p := f.members[id]; p != nil {
		return p
	}
	c := f.client
	p := c.enroll(Peer{Kind: Member, Identity: id, Name: c.names[id], Trust: trustOf(c.vouched[id]), Addr: shortID(id),
		Server: f.server.ID, Host: id == f.host, Silent: true}, nil)
	p.told = p.Name
	f.label(p)
	f.members[id] = p
	f.direct[wire.Direct(c.home.Identity(), id)] = p
	return p
}

// room is the talk of a room, nil for none of ours.
func (f *following) room(id wire.RoomID) *room {
	if r := f.rooms[id]; r != nil {
		return r
	}
	if p := f.direct[id]; p != nil {
		return f.addRoom(p.Talk(), id, p.Identity)
	}
	return nil
}

// roomOf is the room of the talk with a member, nil for none of a member.
func (c *Client) roomOf(talk TalkID) *room {
	p := c.roster[talk.peer()]
	if p == nil || p.Server == 0 || c.byServer[p.Server] == nil {
		return nil
	}
	return c.byServer[p.Server].room(wire.Direct(c.home.Identity(), p.Identity))
}

// stateChanged takes where the engine stands. It runs on the executor.
func (f *following) stateChanged(s follow.State) {
	c := f.client
	c.loop.Do(func() {
		p := f.server
		if s.Host != (wire.Identity{}) {
			f.host, p.Identity = s.Host, s.Host
			f.recognise()
		}
		if s.Phase == follow.Asking || s.Phase == follow.Online {
			f.reachedBy(s)
			f.hostCalled(names.Clean(s.HostName)) // WELCOME has just told it; later it may be old
		}
		f.labelServer()
		switch s.Phase {
		case follow.Asking, follow.Online, follow.Waiting:
			if f.leaving {
				return // a person has ended it already
			}
		}
		switch s.Phase {
		case follow.Asking:
			c.remember(p)
			c.post(Event{Kind: Asking, Addr: p.Addr, Peer: p.Peer})
		case follow.Online:
			again := f.up
			f.up, p.Here, p.Since, p.Seen = true, true, time.Now(), time.Now()
			p.MoreMembers, p.Keeps = false, s.Keeps
			f.unheard()
			if !s.Joined.IsZero() {
				f.rooms[wire.Everyone].joined = s.Joined
			}
			f.wakeTransfers()
			c.remember(p)
			c.post(Event{Kind: Connected, Addr: p.Addr, Peer: p.Peer})
			if !again {
				c.notice(p, PeerConnected, NoFault, false)
			}
		case follow.Waiting:
			f.apart()
			c.post(Event{Kind: Waiting, Addr: p.Addr, Peer: p.Peer, Detail: s.Retry, Err: f.attemptFailed(s)})
		case follow.Ended:
			if f.leaving {
				f.left()
				return
			}
			f.over(f.attemptFailed(s))
		}
	})
}

// hostCalled takes what the host calls itself; empty is nothing new.
func (f *following) hostCalled(name string) {
	p := f.server
	if name == "" || p.told == name {
		return
	}
	was := p.Peer
	if p.Name == p.told {
		p.Name = name
	}
	if was.Name != "" && was.Name != p.Name {
		f.labelServer()
		f.client.append(p.Talk(), Message{Kind: Notice, Notice: PeerRenamed, Name: p.Name, ShortKey: p.ShortKey, Was: was.Name, WasKey: was.ShortKey})
	}
	if p.told = name; p.Here {
		f.client.remember(p) // its name is in the list of servers too
	}
}

// apart notes that the server and so all its members are not reached.
func (f *following) apart() {
	f.server.Here = false
	for _, m := range f.members {
		if m.Here {
			m.Here = false
			f.client.post(Event{Kind: Disconnected, Peer: m.Peer, Err: &Error{Fault: PeerVanished, Addr: m.Addr}})
		}
	}
}

// left ends what Join began because a person wants it.
func (f *following) left() {
	fault := ClosedHere
	if !f.up {
		fault = Canceled
	}
	f.over(&Error{Fault: fault, Addr: f.server.Addr})
}

// over ends what Join began.
func (f *following) over(why *Error) {
	c := f.client
	if f.engine == nil {
		return
	}
	engine := f.engine
	f.engine = nil
	f.watcher = nil
	c.engineOver()
	if !f.leaving {
		c.running.Go(engine.Close)
	}
	f.apart()
	if c.followed == f {
		c.followed, c.target = nil, nil
		delete(c.rooms, Everyone)
	}
	p := f.server
	switch {
	case why.Fault == KeyChanged:
		p.Trust = ChangedKey
	case why.Fault == CodeUnproved && f.stranger:
		// The key of whoever is not the host that shows the code is not to keep it out.
		c.forgetIDs(f.host)
	}
	if !f.up {
		c.post(Event{Kind: DialFailed, Addr: p.Addr, Peer: p.Peer, Err: why})
		if c.byAddr[address.Key(p.Addr)] != p && f.host == (ID{}) {
			c.leaveBehind(p) // the address is another's still
		}
		return
	}
	c.notice(p, PeerDisconnected, why.Fault, false)
	c.post(Event{Kind: Disconnected, Addr: p.Addr, Peer: p.Peer, Err: why})
}

// remember keeps whom we met at an address.
func (c *Client) remember(p *peer) {
	k := KnownServer{Addr: p.Addr, Name: p.told, Identity: p.Identity, Trust: p.Trust, Seen: time.Now()}
	key := address.Key(p.Addr)
	var spellings []string // that the disk has of the same address
	known := slices.DeleteFunc(slices.Clone(c.known), func(o KnownServer) bool {
		same := address.Key(o.Addr) == key
		if same && o.Addr != p.Addr {
			spellings = append(spellings, o.Addr)
		}
		return same
	})
	c.setKnown(slices.Insert(known, 0, k))
	waits := c.keeping[key]
	if waits != nil {
		*waits = k // a host can call itself something else at any time
	} else {
		waits = &k
		c.keeping[key] = waits
	}
	if waits != &k && len(spellings) == 0 {
		return
	}
	c.executor.Do(func() {
		c.keepKnown(loop.Ask(c.loop, func() KnownServer {
			if c.keeping[key] == waits {
				delete(c.keeping, key)
			}
			return *waits
		}))
		c.dropKnown(spellings)
	})
}

// dropKnown takes addresses of servers off the disk. It runs on the executor.
func (c *Client) dropKnown(addrs []string) {
	for _, addr := range addrs {
		c.persist("server "+addr, func() error { return c.home.store.ForgetServer(addr) })
	}
}

// keepKnown writes down whom we met at an address. It runs on the executor.
func (c *Client) keepKnown(k KnownServer) {
	c.persist("server "+k.Addr, func() error {
		return c.home.store.RememberServer(store.KnownServer{
			Addr: k.Addr, Identity: k.Identity, Name: k.Name, Verified: k.Trust == Verified, LastSeen: seenMillis(k.Seen)})
	})
}

package core

import (
	"errors"
	"io"
	"maps"
	"slices"

	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// Reconnect tries again at once while the Client is Waiting, and checks a connection that
// stands.
func (c *Client) Reconnect() {
	c.command(func() {
		if f := c.followed; !c.closed && f != nil && f.engine != nil {
			c.running.Go(f.engine.Reconnect)
		}
	})
}

// ForgetServer forgets the key of the server at an address, for all addresses of that
// server.
func (c *Client) ForgetServer(addr string) {
	c.command(func() {
		var ids []ID
		if k, met := c.knownAt(addr); met {
			ids = append(ids, k.Identity)
		}
		for _, p := range c.serversAt(addr) {
			if f := c.byServer[p.ID]; f != nil && f.expected != (ID{}) {
				ids = append(ids, f.expected)
			}
			c.letGo(p)
		}
		if len(ids) == 0 {
			c.forgetElsewhere(addr)
			return
		}
		c.forgetIDs(ids...)
	})
}

// leaveBehind takes a server out of the roster whose key is forgotten, with its members:
// who answers there next is somebody else. What was said stays on disk, and has recall put
// it back as one of the past.
func (c *Client) leaveBehind(p *peer) {
	maps.DeleteFunc(c.byAddr, func(_ string, at *peer) bool { return at == p })
	f := c.byServer[p.ID]
	if f != nil {
		for _, m := range f.members {
			delete(c.rooms, m.Talk())
			c.forget(m)
		}
		delete(c.byServer, p.ID)
	}
	delete(c.rooms, p.Talk())
	c.forget(p)
	if f != nil {
		c.recallHosts(f.host)
	}
}

// SetName sets what we call ourselves towards members.
func (c *Client) SetName(name string) {
	c.command(func() {
		if c.name == name {
			return
		}
		c.name = name
		for _, f := range c.byServer {
			if f.server.Kind == Member {
				f.protectSelf()
			}
		}
		if f := c.followed; f != nil && f.engine != nil {
			engine := f.engine
			c.executor.Do(func() { engine.SetName(memberName(name, c.home.Identity())) })
		}
	})
}

// Verify sets whether a person has compared the words of the server or a member (see
// Words).
func (c *Client) Verify(id PeerID, ok bool) {
	c.command(func() {
		if p := c.roster[id]; p != nil && p.Identity != (ID{}) {
			c.setTrust(p, ok)
		}
	})
}

// setTrust notes whether the server or a member is verified.
func (c *Client) setTrust(p *peer, ok bool) {
	p.Trust = trustOf(ok)
	c.vouched[p.Identity] = ok
	if p.Server != 0 {
		id, name, state := p.Identity, p.told, store.Unverified
		if ok {
			state = store.Verified
		}
		c.executor.Do(func() {
			c.persist("trust "+id.String(), func() error {
				if err := c.home.store.Met(id, name); err != nil {
					return err
				}
				return c.home.store.Judge(id, state)
			})
		})
	}
	if f := c.byServer[p.Server]; f != nil {
		f.label(p)
	}
	c.post(Event{Kind: Changed, Peer: p.Peer})
	if f := c.byServer[p.Server]; f != nil && p.Host {
		f.server.Trust = p.Trust // it is the same person
		c.post(Event{Kind: Changed, Peer: f.server.Peer})
		p = f.server
	} else if f := c.byServer[p.ID]; f != nil && f.members[f.host] != nil {
		f.members[f.host].Trust = p.Trust
		c.post(Event{Kind: Changed, Peer: f.members[f.host].Peer})
	}
	c.trustKnown(p.Identity, p.Trust)
}

// trustKnown notes whether a server's key was verified, for all of its addresses.
func (c *Client) trustKnown(id ID, trust Trust) {
	for i, k := range c.known {
		if k.Identity == id {
			k.Trust = trust
			c.known[i] = k
			c.setKnown(c.known)
			c.executor.Do(func() { c.keepKnown(k) })
		}
	}
}

// Words asks for the words to compare with the host, by the server's PeerID, or with a
// member.
func (c *Client) Words(id PeerID) { c.words(id) }

// follower is who follows the host of a talk, nil for a plain one or a host that is not
// followed now.
func (c *Client) follower(talk TalkID) (*following, *room) {
	r := c.room(talk)
	if r == nil {
		return nil, nil
	}
	p := c.roster[r.talk.peer()] // for Everyone the server
	if p == nil {
		return nil, nil
	}
	server := p.ID
	if p.Server != 0 {
		server = p.Server
	}
	f := c.byServer[server]
	if f == nil || f.engine == nil || len(f.logs) == 0 {
		return nil, r
	}
	return f, r
}

// Post queues a message and returns its ID, which the events about it have as Message.ID.
// It fails with an *Error.
func (c *Client) Post(to TalkID, d Draft) (MessageID, error) {
	return commandMessage(c.core, func() (MessageID, error) {
		switch {
		case c.room(to) == nil && d.Attach != nil:
			return c.postFile(to, d, NotConnected)
		case c.room(to) == nil:
			return c.send(to, d.Text, false, NotConnected)
		case d.Attach != nil:
			return c.sayOffer(to, d, nil)
		}
		return c.say(wire.Text, to, d.Text, d.ReplyTo)
	})
}

// say queues what is said in a room.
func (c *Client) say(kind wire.Kind, talk TalkID, body string, ref MessageID) (MessageID, error) {
	f, r := c.follower(talk)
	if f == nil {
		return MessageID{}, &Error{Fault: NotConnected}
	}
	post, err := c.compose(kind, r.id, body, ref)
	if err != nil {
		return MessageID{}, err
	}
	if !f.sayPost(r, post) {
		return MessageID{}, &Error{Fault: NotConnected}
	}
	return post.CID, nil
}

// sayPost queues a post for a room; false where nothing more is taken.
func (f *following) sayPost(r *room, post wire.Post) bool {
	if f.leaving || f.engine == nil {
		return false
	}
	c, engine := f.client, f.engine
	// In the order of the calls, and not on the caller's goroutine.
	c.executor.Do(func() {
		engine.Post(post, wire.Identity(r.other), func(err error) {
			if err == nil {
				return
			}
			c.executor.Do(func() { c.unkept(r, post, err) })
		})
	})
	return true
}

// sayOffer queues a message that offers something. Done is as of offer.
func (c *Client) sayOffer(talk TalkID, d Draft, done func(Fault)) (MessageID, error) {
	f, r := c.follower(talk)
	if f == nil || f.transfers() == nil {
		return MessageID{}, &Error{Fault: NotConnected}
	}
	return c.offer(f.transfers(), r, d, func(post wire.Post) Fault {
		if !f.sayPost(r, post) {
			return NotConnected
		}
		return NoFault
	}, done)
}

// unkept shows a message that is not even on our disk, so that its text is not lost, or
// tells that a change is not. It runs on the executor.
func (c *Client) unkept(r *room, post wire.Post, err error) {
	c.loop.Do(func() {
		fault := NotConnected // whoever followed the host had just ended
		var temporary *store.TemporaryError
		var corrupt *store.CorruptError
		if errors.As(err, &temporary) || errors.As(err, &corrupt) {
			fault = c.diskError(err).Fault
			c.diskTrouble(err)
			c.lookLater(err)
		}
		if post.Kind == wire.Text {
			c.pend(r, pendingOf(post, nil))
		}
		c.refused(r, post, fault)
	})
}

// alter queues what changes a message.
func (c *Client) alter(kind wire.Kind, talk TalkID, id MessageID, body string) error {
	return commandFor(c.core, func() error {
		if c.room(talk) == nil || id == (MessageID{}) {
			return &Error{Fault: MessageUnknown}
		}
		_, err := c.say(kind, talk, body, id)
		return err
	})
}

// Edit replaces the text of a message of ours in a talk of members.
func (c *Client) Edit(talk TalkID, id MessageID, text string) error {
	return c.alter(wire.Edit, talk, id, text)
}

// Delete deletes a message of ours for all members of the talk.
func (c *Client) Delete(talk TalkID, id MessageID) error {
	return c.alter(wire.Delete, talk, id, "")
}

// React sets our reaction to a message of a talk of members.
func (c *Client) React(talk TalkID, id MessageID, text string) error {
	return c.alter(wire.Reaction, talk, id, text)
}

// Discard removes a message that the host refused, or that is Unkept.
func (c *Client) Discard(talk TalkID, id MessageID) {
	c.command(func() {
		f, r := c.follower(talk)
		if r != nil && r.state(id) == Unkept && f != nil {
			engine := f.engine
			c.executor.Do(func() {
				if engine.Withdraw(id) {
					c.loop.Do(func() {
						c.drop(r, id)
						c.unoffer(f.transfers(), r, id)
					})
				}
			})
			return
		}
		if c.withdraw(talk, id) && f != nil {
			c.discard(f, id)
			c.unoffer(f.transfers(), r, id)
		}
	})
}

// discard takes a refused message out of the outbox.
func (c *Client) discard(f *following, id MessageID) {
	engine := f.engine
	c.executor.Do(func() {
		engine.Discard(id, func(err error) {
			if err != nil {
				c.executor.Do(func() { c.diskFailed(err) })
			}
		})
	})
}

// Resend sends a refused message again, under another ID, which it returns.
func (c *Client) Resend(talk TalkID, id MessageID) (MessageID, error) {
	return commandMessage(c.core, func() (MessageID, error) {
		f, r := c.follower(talk)
		switch {
		case r == nil:
			return MessageID{}, &Error{Fault: MessageUnknown}
		case f == nil:
			return MessageID{}, &Error{Fault: NotConnected}
		case r.state(id) == Unkept:
			c.executor.Do(f.engine.Retry)
			return id, nil
		}
		return c.again(r, id, f.transfers(), func(d Draft, done func(Fault)) (MessageID, error) {
			if d.Attach != nil {
				return c.sayOffer(talk, d, done)
			}
			return c.say(wire.Text, talk, d.Text, d.ReplyTo)
		}, func() { c.discard(f, id) })
	})
}

// Displayed reports that a talk was displayed to the person up to a place.
func (c *Client) Displayed(talk TalkID, upTo Place) {
	c.command(func() {
		r := c.room(talk)
		if r == nil {
			return
		}
		at := c.displayed(r, upTo)
		if at == 0 {
			return
		}
		f, _ := c.follower(talk)
		if f == nil {
			c.executor.Do(func() { c.noteRead(r, at) })
			return
		}
		engine := f.engine
		c.executor.Do(func() {
			c.noteRead(r, at)
			engine.Read(r.id, at)
		})
	})
}

// Typing reports to the members of a talk that the person is typing.
func (c *Client) Typing(talk TalkID) {
	c.command(func() {
		if f, r := c.follower(talk); f != nil && r.mayTellTyping() {
			engine := f.engine
			c.executor.Do(func() { engine.Typing(r.id) })
		}
	})
}

// Search asks for messages with a text, in the talks of the servers joined in this run.
func (c *Client) Search(q Query) {
	c.command(func() {
		var logs []store.LogID
		of := map[store.LogID]*following{}
		for _, f := range c.byServer {
			if r := c.room(q.Talk); !q.All && (r == nil || f.rooms[r.id] != r) {
				continue
			}
			logs = append(logs, slices.Clone(f.logs)...)
			for _, log := range f.logs {
				of[log] = f
			}
		}
		slices.Sort(logs)
		slices.Reverse(logs)
		c.search(q, logs, ID{}, func(log store.LogID, id wire.RoomID) *room { return of[log].room(id) })
	})
}

// Export writes the messages of a talk that are on disk to w, and closes w, from a
// goroutine of its own.
func (c *Client) Export(talk TalkID, w io.WriteCloser, format ExportFormat) {
	c.exporting(talk, w, func() {
		var logs []store.LogID
		if r := c.room(talk); r != nil {
			talk = r.talk
		}
		for _, f := range c.byServer {
			if r := c.room(talk); r != nil && f.rooms[r.id] == r {
				logs = slices.Clone(f.logs)
			}
		}
		c.export(talk, logs, w, format)
	})
}

package transporttest

import (
	"cmp"
	"strings"

	"confab/transport"
	"confab/transport/internal/names"
)

// plainMost is the longest message to a plain peer, in bytes.
const plainMost = 64 << 10

// Hear has a plain peer say something, in one message; raw is the bytes.
func (f *Fake) Hear(id transport.PeerID, raw string) (at transport.Place) {
	f.happen(func() {
		p := f.peer(id)
		f.settle(p)
		if p.Seen = f.now(); p.Silent {
			p.Silent = false
			f.post(transport.Event{Kind: transport.Changed, Peer: *p})
		}
		f.spoken[id] = true
		f.newline[id] = lineEnd(raw, f.newline[id])
		text := read(p.Encoding, raw)
		at = f.add(p.Talk(), transport.Message{Kind: transport.Incoming, Peer: id, Name: title(p), Text: text, Raw: raw, Encoding: p.Encoding, Plain: true})
		if p.InRoom {
			f.relayed(p, text)
		}
	})
	return at
}

// read is raw in an encoding, without the newline at its end.
func read(e transport.Encoding, raw string) string {
	if e != transport.Hex {
		raw = strings.TrimSuffix(strings.TrimSuffix(raw, "\n"), "\r")
	}
	return e.Decode([]byte(raw))
}

// lineEnd is what ends a line for a peer that ended one in this way, or none as before.
func lineEnd(raw, before string) string {
	switch {
	case strings.HasSuffix(raw, "\r\n"):
		return "\r\n"
	case strings.HasSuffix(raw, "\n"):
		return "\n"
	}
	return before
}

// HalfClose has a plain peer end its direction.
func (f *Fake) HalfClose(id transport.PeerID) {
	f.happen(func() {
		p := f.peer(id)
		if p == nil || !p.Here || p.HalfClosed {
			return
		}
		p.HalfClosed = true
		f.newline[id] = cmp.Or(f.newline[id], "\n") // it reads to the end of each line
		f.post(transport.Event{Kind: transport.Changed, Peer: *p})
		f.notice(p, transport.PeerHalfClosed, transport.NoFault, false)
	})
}

// Guess has what a plain peer said read in an encoding that is a guess. The notice of
// it and the texts that read otherwise come with it.
func (f *Fake) Guess(id transport.PeerID, e transport.Encoding, likely ...transport.Encoding) {
	f.happen(func() {
		p := f.peer(id)
		was := p.Encoding
		p.Encoding, p.Guessed = e, true
		p.Likely = [2]transport.Encoding{}
		copy(p.Likely[:], likely)
		f.post(transport.Event{Kind: transport.Changed, Peer: *p})
		f.notice(p, transport.EncodingChanged, transport.NoFault, false)
		if was != e {
			f.reread(p)
		}
	})
}

// SetEncoding fixes how a plain peer's text is read and written.
func (f *Fake) SetEncoding(id transport.PeerID, e transport.Encoding) {
	f.call("SetEncoding", []any{id, e}, func() {
		p := f.peer(id)
		if p == nil || p.Kind == transport.Member {
			return
		}
		was := *p
		p.Encoding, p.Guessed, p.Likely = e, false, [2]transport.Encoding{}
		if was.Encoding == e && !was.Guessed {
			return
		}
		f.post(transport.Event{Kind: transport.Changed, Peer: *p})
		if was.Encoding != e {
			f.notice(p, transport.EncodingChanged, transport.NoFault, false)
			f.reread(p)
		}
	})
}

// reread has what a plain peer said read in the encoding that its talk has now.
func (f *Fake) reread(p *transport.Peer) {
	for i := range f.of(p.Talk()).messages {
		m := &f.of(p.Talk()).messages[i]
		if m.Kind != transport.Incoming || m.Encoding == p.Encoding {
			continue
		}
		m.Encoding = p.Encoding
		if text := read(p.Encoding, m.Raw); text != m.Text {
			f.change(p.Talk(), m.Place, func(m *transport.Message) { m.Text = text })
		}
	}
}

// Rename gives a peer a name.
func (f *Fake) Rename(id transport.PeerID, name string) {
	f.call("Rename", []any{id, name}, func() {
		if p := f.peer(id); p != nil {
			p.Name = names.Clean(name)
			f.post(transport.Event{Kind: transport.Changed, Peer: *p})
		}
	})
}

// send is Post and SendBytes to plain peers; absent is the fault where there is none.
func (f *Fake) send(to transport.TalkID, body string, bytes bool, absent transport.Fault) (transport.MessageID, error) {
	if !bytes {
		body = strings.ToValidUTF8(body, "\uFFFD")
	}
	switch {
	case body == "":
		return unsaid(transport.MessageEmpty)
	case len(body) > plainMost:
		return unsaid(transport.MessageTooLong)
	}
	if to == transport.Everyone {
		all := f.here()
		if len(all) == 0 {
			return unsaid(absent)
		}
		m := f.outgoing(body, body, bytes, transport.UTF8)
		m.Broadcast, m.Recipients = true, len(all)
		f.share(f.add(to, m), all, m)
		return m.ID, nil
	}
	p := f.peer(peerOf(to))
	if p == nil || !p.Here || p.Kind == transport.Member {
		return unsaid(absent)
	}
	raw := body
	if !bytes && p.Encoding != transport.Hex {
		if f.newline[p.ID] == "\r\n" {
			raw = strings.ReplaceAll(strings.ReplaceAll(raw, "\r\n", "\n"), "\n", "\r\n")
		}
		raw += f.newline[p.ID]
	}
	if !bytes && p.Encoding != transport.UTF8 {
		data, err := p.Encoding.Encode(raw)
		if err != nil {
			return transport.MessageID{}, &transport.Error{Fault: transport.NotEncodable, Addr: p.Encoding.String(), Err: err}
		}
		raw = string(data)
	}
	f.spoken[p.ID] = true
	m := f.outgoing(body, raw, bytes, p.Encoding)
	f.add(to, m)
	return m.ID, nil
}

// outgoing is a message of ours to plain peers.
func (f *Fake) outgoing(body, raw string, bytes bool, e transport.Encoding) transport.Message {
	m := transport.Message{ID: f.newID(), Plain: true, Kind: transport.Outgoing, Text: body, Raw: raw, Bytes: bytes, Encoding: e, Recipients: 1}
	if bytes || e == transport.Hex {
		m.Text, m.Bytes = transport.Hex.Decode([]byte(raw)), true
	}
	return m
}

// Write has the system take all that is queued in a talk of plain peers: what was
// said to one in its talk, what was said to all in that of Everyone.
func (f *Fake) Write(id transport.TalkID) {
	f.happen(func() {
		t := f.of(id)
		for i := range t.messages {
			m := &t.messages[i]
			switch {
			case m.Kind != transport.Outgoing || m.State != transport.Queued || m.Broadcast && id != transport.Everyone:
			case m.Broadcast:
				f.reach(m)
			default:
				f.attached(id, m, transport.Sent, transport.NoFault)
				f.change(id, m.Place, func(m *transport.Message) { m.State, m.Reached = transport.Written, 1 })
			}
		}
		if !f.hosts || id != transport.Everyone {
			return
		}
		for i := range t.messages { // what members are told goes to guests too
			c := t.casts[t.messages[i].ID]
			for c != nil && c.reached < len(c.copies) {
				c.reached++
				f.change(id, t.messages[i].Place, func(m *transport.Message) { m.Reached = c.reached })
				if c.reached == len(c.copies) {
					f.settled(c.copies, transport.Written, c.reached)
				}
			}
		}
	})
}

// share puts what stands in the talk of Everyone into that of each recipient too: it
// is one message.
func (f *Fake) share(at transport.Place, recipients []*transport.Peer, m transport.Message) {
	for _, p := range recipients {
		f.copies[at] = append(f.copies[at], spot{p.Talk(), f.add(p.Talk(), m)})
	}
}

// reach has a message to all written to one recipient after the other. An event tells
// of it in the talk of Everyone alone.
func (f *Fake) reach(all *transport.Message) {
	for all.Reached < all.Recipients {
		f.change(transport.Everyone, all.Place, func(m *transport.Message) {
			if m.Reached++; m.Reached == m.Recipients {
				m.State = transport.Written
			}
		})
	}
	f.settled(f.copies[all.Place], all.State, all.Reached)
}

// settled notes how far a message got that stands in several talks.
func (f *Fake) settled(copies []spot, to transport.State, reached int) {
	for _, at := range copies {
		if t := f.talks[at.talk]; t != nil {
			m := t.at(at.at)
			m.State, m.Reached = to, reached
		}
	}
}

// end has the connection with a plain peer end.
func (f *Fake) end(p *transport.Peer, why transport.Fault) {
	f.saved(p, transport.NoFault)
	p.Here, p.HalfClosed = false, false
	f.fail(p, why)
	if p.InRoom {
		f.letOut(p)
	}
	f.notice(p, transport.PeerDisconnected, why, f.hosts)
	ev := transport.Event{Kind: transport.Disconnected, Peer: *p, Err: &transport.Error{Fault: why, Addr: p.Addr}}
	if !f.hosts {
		ev.Addr = p.Addr
	}
	f.post(ev)
}

// fail has what is queued for a peer fail.
func (f *Fake) fail(p *transport.Peer, why transport.Fault) {
	for _, m := range f.of(p.Talk()).messages {
		if m.Kind == transport.Outgoing && m.State == transport.Queued && !m.Broadcast {
			f.attached(p.Talk(), &m, transport.NotSent, why)
			f.change(p.Talk(), m.Place, func(m *transport.Message) { m.State, m.Fault = transport.Failed, why })
		}
	}
}

package core

import (
	"cmp"
	"slices"
	"strings"

	"confab/transport/internal/detect"
	"confab/transport/internal/plain"
)

// send queues a message of ours. When bytes is false, body is text and is
// encoded the way each recipient writes; otherwise it goes out as it is.
func (c *core) send(to TalkID, body string, bytes bool, absent Fault) (MessageID, error) {
	if !bytes {
		body = strings.ToValidUTF8(body, "\uFFFD")
	}
	if body == "" {
		return MessageID{}, &Error{Fault: MessageEmpty}
	}
	if len(body) > c.limits.MessageBytes {
		return MessageID{}, &Error{Fault: MessageTooLong}
	}
	if to != Everyone {
		p := c.roster[to.peer()]
		if p == nil || p.conn == nil {
			return MessageID{}, &Error{Fault: absent}
		}
		return c.sendTo(p, body, bytes)
	}
	recipients := c.here()
	if len(recipients) == 0 {
		return MessageID{}, &Error{Fault: absent}
	}
	return c.broadcast(recipients, body, bytes)
}

// here lists the peers with a conn, in order of arrival.
func (c *core) here() []*peer {
	list := make([]*peer, 0, len(c.roster))
	for _, p := range c.roster {
		if p.conn != nil {
			list = append(list, p)
		}
	}
	slices.SortFunc(list, func(a, b *peer) int { return cmp.Compare(a.ID, b.ID) })
	return list
}

func (c *core) sendTo(p *peer, body string, bytes bool) (MessageID, error) {
	w := plain.Payload{Body: body, Bytes: bytes}
	data, err := w.Encode(p.Encoding, p.conn.Newline())
	if err != nil {
		return MessageID{}, &Error{Fault: NotEncodable, Addr: p.Encoding.String(), Err: err}
	}
	if len(data) > c.limits.MessageBytes+2 {
		return MessageID{}, &Error{Fault: MessageTooLong}
	}
	p.spoken = true
	r := c.append(p.Talk(), outgoing(body, bytes, p.Encoding, data))
	r.pending.Store(1)
	if !p.conn.Enqueue(plain.Message{Data: data, Settled: c.settled(r)}) {
		c.miss(r, p.conn.Reason())
	}
	return r.ID, nil
}

// broadcast appends one record to the talk of Everyone and to each
// recipient's, and queues it for each. A character that a recipient's encoding
// lacks goes out as a question mark: one guest on Latin-1 must not silence the
// host. Message.Replaced says so.
func (c *core) broadcast(recipients []*peer, body string, bytes bool) (MessageID, error) {
	w := plain.Payload{Body: body, Bytes: bytes, Lossy: true}
	data, err := w.Encode(UTF8, detect.None)
	if err != nil {
		return MessageID{}, err
	}
	m := outgoing(body, bytes, UTF8, data)
	m.Broadcast, m.Recipients = true, len(recipients)
	m.Replaced = countReplaced(&w, recipients)
	r := c.append(Everyone, m)
	r.pending.Store(int32(len(recipients)))
	c.sendEach(recipients, r, &w)
	return r.ID, nil
}

// sendEach puts r into the talk of each recipient and queues it there as that one writes.
func (c *core) sendEach(recipients []*peer, r *record, w *plain.Payload) {
	settled := c.settled(r)
	for _, p := range recipients {
		data, err := w.Encode(p.Encoding, p.conn.Newline())
		c.share(p, r)
		switch {
		case err != nil:
			c.miss(r, NotEncodable)
		case !p.conn.Enqueue(plain.Message{Data: data, Settled: settled}):
			c.miss(r, p.conn.Reason())
		}
	}
}

// countReplaced is for how many recipients characters are replaced.
func countReplaced(w *plain.Payload, recipients []*peer) (n int) {
	for _, p := range recipients {
		if p.Encoding != UTF8 && w.Replaces(p.Encoding, p.conn.Newline()) {
			n++
		}
	}
	return n
}

// miss is settled for a recipient whose conn did not take r.
func (c *core) miss(r *record, f Fault) {
	if r.count(f) {
		c.update(r, f)
	}
}

func outgoing(body string, bytes bool, enc Encoding, data []byte) Message {
	m := Message{ID: newMessageID(), Plain: true, Kind: Outgoing, Text: body, Raw: string(data), Bytes: bytes, Encoding: enc, Recipients: 1}
	if m.Raw == body {
		m.Raw = body // the same text in the same memory
	}
	if bytes || enc == Hex {
		m.Text, m.Bytes = Hex.Decode(data), true
	}
	return m
}

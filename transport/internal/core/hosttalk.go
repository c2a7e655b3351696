package core

import (
	"fmt"
	"io"
	"slices"

	"confab/transport/internal/loop"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// Draft is a message to post.
type Draft struct {
	Text    string
	ReplyTo MessageID // zero for none
	Attach  *Attachment
}

// Post queues a message for one peer or for Everyone and returns its ID, which the events
// about it have as Message.ID. It fails with an *Error.
func (s *Server) Post(to TalkID, d Draft) (MessageID, error) {
	return commandMessage(s.core, func() (MessageID, error) {
		switch {
		case s.rooms[to] != nil:
			return s.say(to, d, nil)
		case d.Attach != nil:
			return s.postFile(to, d, s.absent(to))
		}
		return s.send(to, d.Text, false, s.absent(to))
	})
}

// say queues what is said in a room. Done is as of offer.
func (s *Server) say(to TalkID, d Draft, done func(Fault)) (MessageID, error) {
	r := s.rooms[to]
	switch {
	case s.state != listening || s.hosting.hub == nil:
		return MessageID{}, &Error{Fault: NotListening}
	case to == Everyone && len(s.hosting.byID) == 0 && len(s.here()) == 0:
		return MessageID{}, &Error{Fault: NobodyHere}
	}
	if d.Attach != nil {
		return s.offer(s.hosting.transfers, r, d, func(post wire.Post) Fault {
			if s.state != listening || s.hosting.hub == nil {
				return NotListening
			}
			s.pend(r, pendingOf(post, nil))
			s.submit(s.hosting.hub, r, post)
			return NoFault
		}, done)
	}
	post, err := s.compose(wire.Text, r.id, d.Text, d.ReplyTo)
	if err != nil {
		return MessageID{}, err
	}
	s.pend(r, pendingOf(post, nil))
	s.submit(s.hosting.hub, r, post)
	return post.CID, nil
}

// nakFault is why a host did not take a message.
func nakFault(r wire.NakReason) Fault {
	switch r {
	case wire.NakRef:
		return MessageUnknown
	case wire.NakOften:
		return ChangedTooOften
	case wire.NakTooLong:
		return MessageTooLong
	case wire.NakDiskFull:
		return DiskFull
	}
	return HostRefused
}

// change queues what changes a message: an edit, a deletion, a reaction.
func (s *Server) change(kind wire.Kind, talk TalkID, id MessageID, body string) error {
	return commandFor(s.core, func() error {
		r := s.rooms[talk]
		switch {
		case r == nil || id == MessageID{}:
			return &Error{Fault: MessageUnknown}
		case s.state != listening || s.hosting.hub == nil:
			return &Error{Fault: NotListening}
		}
		post, err := s.compose(kind, r.id, body, id)
		if err != nil {
			return err
		}
		s.submit(s.hosting.hub, r, post)
		return nil
	})
}

// Edit replaces the text of a message of ours in a talk of members.
func (s *Server) Edit(talk TalkID, id MessageID, text string) error {
	return s.change(wire.Edit, talk, id, text)
}

// Delete deletes a message of ours for all members of the talk.
func (s *Server) Delete(talk TalkID, id MessageID) error {
	return s.change(wire.Delete, talk, id, "")
}

// React sets our reaction to a message of a talk of members.
func (s *Server) React(talk TalkID, id MessageID, text string) error {
	return s.change(wire.Reaction, talk, id, text)
}

// Discard removes a message of ours that Failed, since it could not be stored.
func (s *Server) Discard(talk TalkID, id MessageID) {
	s.command(func() {
		if s.withdraw(talk, id) {
			s.unoffer(s.hosting.transfers, s.rooms[talk], id)
		}
	})
}

// Resend sends a message that Failed again, under another ID, which it returns.
func (s *Server) Resend(talk TalkID, id MessageID) (MessageID, error) {
	return commandMessage(s.core, func() (MessageID, error) {
		r := s.rooms[talk]
		if r == nil {
			return MessageID{}, &Error{Fault: MessageUnknown}
		}
		return s.again(r, id, s.hosting.transfers, func(d Draft, done func(Fault)) (MessageID, error) { return s.say(talk, d, done) }, func() {})
	})
}

// state is how far a message on its way got; Stored when it is none.
func (r *room) state(id MessageID) State {
	for i := range r.pending {
		if r.pending[i].ID == id {
			return r.pending[i].State
		}
	}
	return Stored
}

// withdraw forgets a failed message.
func (c *core) withdraw(talk TalkID, id MessageID) bool {
	r := c.room(talk)
	if r == nil || !slices.ContainsFunc(r.pending, func(m Message) bool { return m.ID == id && m.State == Failed }) {
		return false // what waits will be sent
	}
	c.drop(r, id)
	return true
}

// drop forgets a message on its way.
func (c *core) drop(r *room, id MessageID) {
	if r.unpend(id) {
		c.post(Event{Kind: Withdrawn, Peer: c.view(r.talk), Detail: Message{ID: id}})
	}
}

// Displayed reports that a talk was displayed to the person up to a place.
func (s *Server) Displayed(talk TalkID, upTo Place) {
	s.command(func() {
		r := s.rooms[talk]
		if r == nil {
			return
		}
		if at := s.displayed(r, upTo); at > 0 {
			h := s.hosting.hub
			s.executor.Do(func() {
				s.noteRead(r, at)
				if h != nil {
					h.Read(r.id, at)
				}
			})
		}
	})
}

// noteRead keeps how far the person has read. It runs on the executor.
func (c *core) noteRead(r *room, seq uint64) {
	log, newest := loop.Ask2(c.loop, func() (store.LogID, uint64) { return r.log, r.noted })
	if newest > seq {
		return // a later one is on its way
	}
	c.persist(fmt.Sprint("read ", log, r.id), func() error {
		return c.home.store.NoteRead(log, c.home.Identity(), wire.Cursors{r.id: seq})
	})
}

// Typing reports to the members of a talk that the person is typing.
func (s *Server) Typing(talk TalkID) {
	s.command(func() {
		if r := s.rooms[talk]; r != nil && s.hosting.hub != nil && r.mayTellTyping() {
			h := s.hosting.hub
			s.executor.Do(func() { h.Typing(r.id) })
		}
	})
}

// Search asks for messages with a text, in the talks that are on disk.
func (s *Server) Search(q Query) {
	s.command(func() {
		if s.hosting == nil {
			s.post(Event{Kind: Found, Detail: Results{Query: q}})
			return
		}
		s.search(q, []store.LogID{s.hosting.log.Log()}, s.home.Identity(),
			func(_ store.LogID, id wire.RoomID) *room { return s.roomOf(id) })
	})
}

// ExportFormat is the format of an Export.
type ExportFormat uint8

const (
	ExportJSON ExportFormat = iota
	ExportText
)

// Export writes the messages of a talk that are on disk to w, and closes w, from a
// goroutine of its own.
func (s *Server) Export(talk TalkID, w io.WriteCloser, format ExportFormat) {
	s.exporting(talk, w, func() {
		var logs []store.LogID
		if s.hosting != nil {
			logs = []store.LogID{s.hosting.log.Log()}
		}
		s.export(talk, logs, w, format)
	})
}

// closeDisk ends the executor after all it has to do.
func (c *core) closeDisk() {
	if c.executor == nil {
		return
	}
	c.unwatch()
	c.stopReading()
	c.executor.Do(func() { _ = c.writeOwed() }) // DiskTrouble stands for what it does not take
	c.executor.Close()
}

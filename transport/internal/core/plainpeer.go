package core

import (
	"time"

	"confab/transport/internal/detect"
	"confab/transport/internal/loop"
	"confab/transport/internal/plain"
)

// plainConfig is what the conns of plain peers share.
func (c *core) plainConfig() *plain.Config {
	l := &c.limits
	return &plain.Config{
		Limits: plain.Limits{
			WriteSpacing: l.WriteSpacing, WriteTimeout: l.WriteTimeout,
			QueueBytes: l.QueueBytes, BacklogBytes: l.BacklogBytes,
			HalfCloseWithin: l.HalfCloseWithin, LeftAfter: l.LeftAfter,
			ReadBytesPerSecond: l.ReadBytesPerSecond, ReadBurstBytes: l.ReadBurstBytes,
			RelayPerSecond: l.MemberPerSecond, RelayBurst: l.MemberBurst,
		},
		Intake: plain.NewIntake(l.ReadAllBytesPerSecond),
		Go:     c.running.Go,
	}
}

// reader is what reads a peer's conn, and has the loop take what was read.
func (c *core) reader(p *peer) *plain.Reader {
	guesser := p.guesser
	switch {
	case p.chosen:
		guesser = nil
	case guesser == nil:
		guesser = detect.NewGuesser(c.locale)
		p.guesser = guesser
	}
	return p.conn.Reader(p.Encoding, guesser, func(pieces []detect.Piece, reading detect.Reading, lines bool) int {
		return c.received(p, pieces, reading, lines)
	})
}

// received has the loop take what one read of a peer completed; see take. Whoever reads
// does not read on before that, so that what waits has a ceiling.
func (c *core) received(p *peer, pieces []detect.Piece, reading detect.Reading, lines bool) (relayed int) {
	return loop.Ask(c.loop, func() int { return c.take(p, pieces, reading, lines) })
}

// take appends what one read of a peer completed, and what it taught about
// how the peer writes: reading is what its text turned out to be in. It returns
// how many messages also went into the room of the members.
func (c *core) take(p *peer, pieces []detect.Piece, reading detect.Reading, lines bool) (relayed int) {
	now := time.Now()
	was := p.Peer
	p.Silent, p.Lines, p.Seen = false, lines, now
	if !p.chosen {
		// A person's choice stands, also one that the reader has not taken up yet.
		p.Encoding, p.Guessed, p.Likely = reading.Encoding, reading.Guessed, reading.Likely
	}
	if was.Silent || was.Lines != lines || was.Encoding != p.Encoding || was.Guessed != p.Guessed || was.Likely != p.Likely {
		c.post(Event{Kind: Changed, Time: now, Peer: p.Peer})
	}
	if was.Encoding != p.Encoding || p.Encoding == UTF8 && p.Guessed && !was.Guessed {
		c.notice(p, EncodingChanged, NoFault, false)
	}
	if was.Encoding != p.Encoding {
		c.reread(p)
	}
	for _, piece := range pieces {
		p.spoken = true
		if !piece.Encoding.ReadsAlike(p.Encoding, piece.Form) {
			piece.Text = p.Encoding.Read(piece.Raw, piece.Form)
		}
		c.appendRead(p.Talk(), Message{
			Plain: true, Kind: Incoming, Peer: p.ID, Name: p.title(),
			Text: piece.Text, Raw: piece.Raw, Encoding: p.Encoding,
		}, piece.Form)
		if p.InRoom {
			c.overheard(p, piece.Text)
			relayed++
		}
	}
	if lines && !was.Lines {
		c.notice(p, LineMode, NoFault, false)
	}
	return relayed
}

// halfClosed tells that a peer has ended its direction.
func (c *core) halfClosed(p *peer) {
	p.HalfClosed = true
	c.post(Event{Kind: Changed, Peer: p.Peer})
	c.notice(p, PeerHalfClosed, NoFault, false)
}

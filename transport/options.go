package transport

import (
	"context"
	"log/slog"
	"net/netip"
	"time"

	"confab/transport/internal/hub"
)

// Options configure a Server or a Client. The zero value is useful: no sink,
// the default limits.
type Options struct {
	// Sink is called with every Event, one at a time and in order, from a goroutine
	// that holds no lock. It may call any method of the Server or Client. While it
	// does not return, events wait, and what is too much becomes a Resync (see
	// Mailbox).
	Sink func(Event)
	// Logger, if it is not nil, gets what happens to connections and to the disk, and
	// why: listening, dialling, who was refused or left for which Fault, limits that
	// were met. At debug level it has each connection. It never has what was said, what
	// anyone is called, or keys; it does have addresses.
	Logger *slog.Logger
	// Limits bound what peers can cost; zero fields mean the defaults.
	Limits Limits
	// Interfaces lists the addresses of this machine's networks, for systems that
	// let only their own programs ask; nil asks the system.
	Interfaces func() ([]netip.Addr, error)
	// Version is told to browsers and members.
	Version string
	// Home is who this person is and what was said. Without one there are no
	// members: only plain guests, and nothing outlives the program.
	Home *Home
	// Known looks up the servers met over TLS, for a Client without a Home (see
	// KnownIn): it does not speak to them in the open either. NewClient asks, and
	// as long as that fails every Dial again, and fails with its error: anybody
	// could be one of them. The context ends after Limits.DialTimeout, and with a
	// Hangup while it dials. Nil knows of none.
	Known func(context.Context) ([]KnownServer, error)
	// Recall has a Client put the servers into the roster whose keys were removed, as
	// peers that are Past, with what was said there. It is for who shows all talks.
	Recall bool
	// Name is what this device calls itself towards members.
	Name string
	// Languages are those of this system and its person, the best first, as BCP 47
	// tags: plain peers are likely to write in their encodings.
	Languages []string
	// Encoding is what every plain peer writes, until a person chooses another one for
	// it; nil lets its text tell.
	Encoding *Encoding
	// LetEveryoneIn takes every Confab as a member unasked.
	LetEveryoneIn bool
}

// Limits bound what peers can cost. A zero field means its default.
//
// These ceilings cannot be changed. A Client lists 20 000 members of a server and
// takes part in 8 192 of its rooms; what it was told and has not taken up yet is at
// most some 800 frames and 1 MiB, and then nothing more is read. A newcomer is told
// of 20 000 members: those who are here, then those who left last. A host has 65 536
// direct rooms, of which one member begins one only while it has fewer than 4 096.
// One member changes one message 256 times: edits and reactions. What a message
// shows is found in the last 4 096 that name it. A member changes its name or
// presence five times a second, and eight at once are shown to write.
type Limits struct {
	// Undecided conns at once, in all and per address. An address is a single one on
	// a link of this machine, and a /64 of IPv6 elsewhere; the addresses of one
	// network card together have four times as much. Where all are taken, who holds
	// the most gives way to others.
	Undecided, UndecidedPerAddr int
	// NewPerAddr is how many conns the strangers of one address may open in
	// NewWindow, and NewPerMember how many a member may, from whatever address.
	NewPerAddr, NewPerMember int
	NewWindow                time.Duration
	// Guests at once, and per address; one network has three quarters of them at
	// most.
	Guests, GuestsPerAddr int
	// LimitLoopback applies the limits per address to loopback too, which is
	// exempt otherwise.
	LimitLoopback bool
	// WriteSpacing is the least time between two writes to one peer, so that a
	// reader without framing sees two messages; after a long one it is four
	// times that, and none while QueueBytes are exceeded. Negative means none.
	WriteSpacing time.Duration
	// WriteTimeout cuts a peer that takes nothing for so long, or up to an
	// eighth longer.
	WriteTimeout time.Duration
	// HalfCloseWithin is how soon after its last words, or after connecting, a plain
	// peer that ends its direction is taken for one that still reads, as a command does
	// whose input was a pipe: it is kept until a reset. When its system has closed the
	// connection altogether, keepalive brings that within some 75 s. Who ends it later
	// is taken for a program that was closed, and for gone after LeftAfter, unless it
	// takes what is written to it meanwhile. Negative means never, and at once.
	HalfCloseWithin, LeftAfter time.Duration
	// HalfClosed are the guests kept who have ended their direction, in all and per
	// address. Past it, and where a place is needed, who ended it first gives way.
	HalfClosed, HalfClosedPerAddr int
	// QueueBytes is how much may wait for one peer that does not take what is
	// written, an eighth of WriteTimeout long, before it is cut. Where more waits,
	// writes are not spaced until half of it is left. BacklogBytes is how much may
	// wait for any peer, with 256 bytes for each message; at least QueueBytes.
	QueueBytes, BacklogBytes int
	// ReadBytesPerSecond and ReadBurstBytes bound what is read from one peer;
	// past it we stop reading, and TCP slows the peer down. Nothing is dropped.
	ReadBytesPerSecond, ReadBurstBytes int
	// ReadAllBytesPerSecond bounds what is read from all plain peers together; at
	// least ReadBytesPerSecond. Those who send little do not wait for the others.
	ReadAllBytesPerSecond int
	// MemberPerSecond is how many messages a second a member may say, or a plain
	// guest in the room of members, and MemberBurst how many at once after a
	// silence; past it we stop reading.
	MemberPerSecond, MemberBurst int
	// OpenJoins is how many become members at once where LetEveryoneIn is set; then
	// two a second do. OpenJoinsPerAddr is how many of one address do in ten minutes;
	// the addresses of one network card together have four times as much. An address,
	// a network, and all that is near or far always leave some to others.
	OpenJoins, OpenJoinsPerAddr int
	// OpenAway is how many members who came so, never spoke, and are away are kept,
	// each for OpenAwayFor; OpenSpoke how many who did speak. Those who left first are
	// forgotten first, and come again as new ones. Whoever a person accepted or
	// verified is not among them, and what was said stays.
	OpenAway, OpenSpoke int
	OpenAwayFor         time.Duration
	// MessageBytes is the longest message of ours, encoded.
	MessageBytes int
	// TalkBytes and JournalBytes bound what is kept in memory, for one talk and
	// for all of this Server or Client; past it the oldest messages are dropped,
	// which Page.First shows. A program that is both keeps twice that.
	TalkBytes, JournalBytes int
	// GonePeers is how many departed peers keep their talk.
	GonePeers int
	// DialTimeout bounds name resolution and connecting together.
	DialTimeout time.Duration
}

// withDefaults returns l with every zero field filled in.
func (l Limits) withDefaults() Limits {
	fill := func(v *int, d int) {
		if *v == 0 {
			*v = d
		}
	}
	fill(&l.Undecided, 256)
	fill(&l.UndecidedPerAddr, 16)
	fill(&l.NewPerAddr, 60)
	fill(&l.NewPerMember, 600)
	fill(&l.Guests, 20_000)
	fill(&l.GuestsPerAddr, 64)
	fill(&l.HalfClosed, 1024)
	fill(&l.HalfClosedPerAddr, 16)
	fill(&l.QueueBytes, 256<<10)
	fill(&l.BacklogBytes, 8<<20)
	l.BacklogBytes = max(l.BacklogBytes, l.QueueBytes)
	fill(&l.ReadBytesPerSecond, 512<<10)
	fill(&l.ReadBurstBytes, 1<<20)
	fill(&l.ReadAllBytesPerSecond, 4<<20)
	l.ReadAllBytesPerSecond = max(l.ReadAllBytesPerSecond, l.ReadBytesPerSecond)
	fill(&l.MemberPerSecond, hub.MessagesPerSecond)
	fill(&l.MemberBurst, hub.Burst)
	fill(&l.OpenJoins, hub.Joins)
	fill(&l.OpenJoinsPerAddr, hub.JoinsPerAddr)
	fill(&l.OpenAway, hub.Strays)
	fill(&l.OpenSpoke, hub.Heard)
	fill(&l.MessageBytes, 64<<10)
	fill(&l.TalkBytes, 16<<20)
	fill(&l.JournalBytes, 32<<20)
	fill(&l.GonePeers, 500)
	if l.NewWindow == 0 {
		l.NewWindow = 10 * time.Minute
	}
	if l.OpenAwayFor == 0 {
		l.OpenAwayFor = hub.StrayAge
	}
	if l.WriteSpacing == 0 {
		l.WriteSpacing = 100 * time.Millisecond
	}
	if l.WriteTimeout == 0 {
		l.WriteTimeout = 10 * time.Second
	}
	if l.HalfCloseWithin == 0 {
		l.HalfCloseWithin = 500 * time.Millisecond
	}
	if l.LeftAfter == 0 {
		l.LeftAfter = 2 * time.Second
	}
	if l.DialTimeout == 0 {
		l.DialTimeout = 15 * time.Second
	}
	return l
}

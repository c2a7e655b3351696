package transport

import (
	"context"
	"log/slog"
	"net/netip"
	"time"
)

// Options configure a Server or a Client. The zero value is useful: no sink,
// the default limits.
type Options struct {
	// Sink is called with every Event, one at a time and in order, from a goroutine that
	// holds no lock; with a Home also before NewServer has returned. It may call any method
	// of the Server or Client. While it does not return, events wait, and what is too much
	// becomes a Resync (see Mailbox).
	Sink func(Event)
	// Logger, if it is not nil, receives what happens to connections and to the disk:
	// listening, dialling, refusals and departures with their Fault, limits that were
	// reached. At debug level it has each connection. It has addresses, but never
	// messages, names or keys.
	Logger *slog.Logger
	// Limits bound what peers can cost; zero fields mean the defaults.
	Limits Limits
	// Interfaces lists the addresses of this machine's networks, for systems where a
	// program cannot ask for them itself; nil asks the system.
	Interfaces func() ([]netip.Addr, error)
	// Version is the program's version, which browsers and members see.
	Version string
	// Home is the open data folder, with the key and the history. Without one there are
	// no members, only plain guests, and nothing is stored.
	Home *Home
	// Known looks up the servers met over TLS, for a Client without a Home (see KnownIn),
	// so that Dial does not connect to one of them unencrypted. NewClient calls it. As long
	// as it fails, every Dial calls it again and fails with its error. The context ends
	// after Limits.DialTimeout, and with Hangup during a Dial. Nil knows of none.
	Known func(context.Context) ([]KnownServer, error)
	// Recall, for a Client, adds servers whose key was removed to the roster, as peers
	// that are Past, with their history. Set it in a program that lists all talks; those
	// that are known (Client.Known) are in the roster once they are joined.
	Recall bool
	// Name is what we call ourselves towards members.
	Name string
	// Languages are those of this system and its user, the best first, as BCP 47 tags.
	// They help to guess the encodings of plain peers.
	Languages []string
	// Encoding is that of every plain peer until SetEncoding changes it; nil guesses it
	// from the peer's text.
	Encoding *Encoding
	// LetEveryoneIn makes every Confab that joins a Server a member without asking.
	LetEveryoneIn bool
	// ShareHistory has new members of a Server read what was said to Everyone before they
	// were let in; otherwise they read what is said from then on. See Server.ShareHistory.
	ShareHistory bool
	// Hidden keeps a Server from being found by nearby.Find (see Server.SetVisible).
	Hidden bool
	// Downloads are what a Server offers to browsers: of a folder the builds of Confab in
	// it that have names such as confab.apk, confab.exe or confab-linux-amd64, as they are
	// at each request; a program by itself is offered if nothing before it is for the same
	// system. What does not exist is left out.
	Downloads []string
	Copies    Copies // see Server.KeepCopies
}

// Copies say how much a Server keeps of what its members offer, in bytes in all and of one
// member (0: as much), and for how long (0: as long as the message); nothing, if it is zero.
type Copies struct {
	Bytes, BytesPerMember int64
	MaxAge                time.Duration
}

// Limits bound what peers can cost. A zero field means its default, which its comment
// names.
//
// Other limits are fixed. A Server answers 64 browsers at once, 8 of one address, and has 8
// downloads at once, 3 of one address. A Client lists 20 000 members of a server and takes part in
// 8 192 of its rooms; it stops reading while about 800 frames or 1 MiB wait to be
// processed. A new member receives a list of 20 000 members: those who are here, then
// those who left last. A host has 65 536 direct rooms, and a member starts one only while
// it has fewer than 4 096. A member may change one message 256 times, by edits and
// reactions; a message shows the last 4 096 changes. A member may change its name or
// presence five times a second, and eight at once are shown as typing.
type Limits struct {
	// Undecided connections at once, in all (256) and per address (16). An address is a
	// single one on a link of this machine, and a /64 of IPv6 elsewhere; the addresses of
	// one network card together have four times as much. When all are taken, the address
	// that has the most gives way to others.
	Undecided, UndecidedPerAddr int
	// NewPerAddr is how many connections strangers of one address may open in NewWindow
	// (60 in 10 minutes), and NewPerMember how many a member may, from any address (600).
	NewPerAddr, NewPerMember int
	NewWindow                time.Duration
	// Guests at once, in all (20 000, or as many as the process may have descriptors for)
	// and per address (64). One network has three quarters of them at most.
	Guests, GuestsPerAddr int
	// LimitLoopback applies the limits per address to loopback too, which is exempt
	// otherwise.
	LimitLoopback bool
	// WriteSpacing is the least time between two writes to one peer (100 ms), so that a
	// reader without framing sees two messages. After a long one it is four times that,
	// and while more than QueueBytes wait there is none. Negative means none.
	WriteSpacing time.Duration
	// WriteTimeout disconnects a peer that receives nothing for so long (10 s), or up to
	// an eighth longer.
	WriteTimeout time.Duration
	// HalfCloseWithin (500 ms) and LeftAfter (2 s) tell a plain peer that only closed its
	// direction of the connection from a program that was closed. One that closes it
	// within HalfCloseWithin after its last data, or after connecting, still reads, like
	// a command whose input was a pipe: it is kept until a reset. If its system has closed
	// the connection altogether, keepalive brings that within some 75 s. One that closes
	// it later is gone after LeftAfter, unless it receives what is written to it meanwhile.
	// A negative HalfCloseWithin means never, a negative LeftAfter at once.
	HalfCloseWithin, LeftAfter time.Duration
	// HalfClosed is how many guests are kept that closed their direction, in all (1 024)
	// and per address (16). Above it, or when a place is needed, the one that closed it
	// first gives way.
	HalfClosed, HalfClosedPerAddr int
	// QueueBytes is how much may wait for a peer that has received nothing for an eighth
	// of WriteTimeout (256 KiB); above it the peer is disconnected. While more waits for
	// a peer that does receive, writes are not spaced until half of it is left.
	// BacklogBytes is how much may wait for any peer (8 MiB), with 256 bytes for each
	// message; at least QueueBytes.
	QueueBytes, BacklogBytes int
	// ReadBytesPerSecond (512 KiB) and ReadBurstBytes (1 MiB) bound what is read from one
	// peer; above it we stop reading, and TCP slows the peer down. Nothing is dropped.
	ReadBytesPerSecond, ReadBurstBytes int
	// ReadAllBytesPerSecond bounds what is read from all plain peers together (4 MiB); at
	// least ReadBytesPerSecond. Peers that send little do not wait for the others.
	ReadAllBytesPerSecond int
	// MemberPerSecond is how many messages a second a member may send, or a plain guest
	// in the room of members (20), and MemberBurst how many at once after a silence (60);
	// above it we stop reading.
	MemberPerSecond, MemberBurst int
	// OpenJoins is how many Confabs may become members at once with LetEveryoneIn (1 000);
	// after that two a second may. OpenJoinsPerAddr is how many of one address may in ten
	// minutes (60); the addresses of one network card together have four times as much.
	// One address or one network can never use all of them.
	OpenJoins, OpenJoinsPerAddr int
	// OpenAway is how many absent members are kept that came with LetEveryoneIn and never
	// sent a message (1 000), each for OpenAwayFor (7 days); OpenSpoke how many that did
	// send one (20 000). Those who left first are forgotten first, and join again as new
	// ones, who read from then on unless the history is shared. Members that were accepted
	// or verified are always kept, and so is the history.
	OpenAway, OpenSpoke int
	OpenAwayFor         time.Duration
	// MessageBytes is the longest message of ours to plain peers, encoded (64 KiB). To
	// members it is 32 KiB of UTF-8, which cannot be changed.
	MessageBytes int
	// TalkBytes and JournalBytes bound what is kept in memory, for one talk (16 MiB) and
	// for all of this Server or Client (32 MiB); above it the oldest messages are dropped,
	// which Page.Dropped shows. A program that is both keeps twice that.
	TalkBytes, JournalBytes int
	// InviteFor is how long an invitation is open (10 minutes).
	InviteFor time.Duration
	// GonePeers is how many departed guests keep their talk (500).
	GonePeers int
	// DialTimeout bounds name resolution and connecting together (15 s).
	DialTimeout time.Duration
	// LeaveWithin bounds how long Close and Hangup wait for a host to take what is in the
	// outbox (3 s).
	LeaveWithin time.Duration
}

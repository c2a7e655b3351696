// Package transport carries Confab's talk over TCP. It is the façade that the
// window (ui) and the terminal (ui/term) drive: a Server that many guests reach
// on one port, and a Client that dials one server at a time.
//
// A Server takes two kinds of people: plain guests, whose talk with the host is
// raw text in memory, and members, other Confabs over TLS, whose talk is on disk
// on every side (Options.Home) and survives cut cables and killed programs: the
// hub package serves them, and the follow package is the Client's side of it.
//
// Every method returns at once. What happened comes later as an Event: Options.Sink is
// called with one at a time, in the order in which they happened, by a goroutine that
// holds no lock. It may call any method, and if it blocks it holds up nothing but the
// events behind.
//
// The journal is the truth and an event only says that it changed. While a sink is too
// slow, events wait in a Mailbox; what is too much becomes one Resync: ask for the
// roster with Peers, for the state with Listening or Server, and for any part of a talk
// with Load, to be whole again. Answers are never lost: each Load, Search, Export and
// Words has its event, in front of the Resync if it was asked for long before.
//
// A talk is the record shared with one peer. PeerID names both the peer and its
// talk; Everyone names the talk of all.
//
// A talk of members is numbered by lines (timeline), over all lives of the log
// on disk and the notices of this run. All that needs the disk is done by one
// worker, in order, which is also the order of the events of such talks. The hub
// and the follower are never called with the lock of the core held, because they
// call back with theirs.
//
// A plain peer that ends its direction of the connection has not left: while it takes
// what is written it stays (Peer.HalfClosed, and how that is told from a program that
// was closed: Limits.HalfCloseWithin).
//
// Which plain guests take part in the room of the members is in the log (passage):
// a guest hears the members only from its place there on.
//
// Names are cleaned where they enter (names), and those that could be another's have
// the short form of a key beside them (likeness). A server is known by its key: what
// is known of it holds at all of its addresses (pins).
//
// Goroutines: one accept loop per Server, one reader and one writer per conn, one
// worker where there is a Home, one that calls the sink while there are events. Stop
// and Hangup end them; Close also waits for the last of them, and so for the last call
// of the sink. Only a Close that a sink calls does not wait for the calls of sinks: what
// is left is handed over after that call has returned.
//
// This package never imports Gio, never interprets what a
// peer sent as markup, path or command, and refuses every length before it has
// memory for it.
package transport

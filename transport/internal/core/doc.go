// Package core is the inside of package transport: a Server and a Client, with all that
// they know and decide. Its types and methods are those that programs see there, where
// they are explained; a wrapper converts each event at the border:
//
//	s := core.NewServer(core.Options{Sink: func(e core.Event) { sink(eventOf(e)) }})
//
// The hub package serves members, and the follow package is the Client's side of it. Who
// may connect, and the accepting, are the listen package's; which calls may wait and what
// runs where, the loop package's. No package below imports this one.
//
// Every Server and Client has a loop: one goroutine that owns its roster, its rooms, the
// order of events and what is decided by them (core). What comes from elsewhere it gets
// through a queue, and it never waits for anything else. A function of this package runs
// on the loop unless its comment says where it runs, it is a method that programs call,
// or it begins a goroutine; those have the loop do what concerns the state (Loop.Do,
// loop.Ask), or refuse to where too many calls wait (command.go).
//
// The place of an event in a talk of members follows from its number in the log (history):
// the notices of this run, which only the loop has, stand behind numbers and have none
// (places). A page is read from the disk by the executor, and the notices are put between
// (roomPage). All that needs the disk is done by one executor, in order, which is also
// the order of the events of such talks. The hub and the follower put what they say into
// its queue, as values (hostWatcher, followWatcher), and read no more from the network
// while that is long. The loop never calls them: the executor does.
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
// Goroutines: a loop, one that calls the sink while there are events, one accept loop per
// Server, one reader and one writer per conn; where there is a Home one executor, and a
// few for what is slow: exports, searches, the words of a fingerprint. Stop and Hangup end
// those of connections; Close ends all and waits for the last of them, and so for the last
// call of the sink. Only a Close that a sink calls does not wait for the calls of sinks:
// what is left is handed over after that call has returned.
//
// This package never imports Gio, never interprets what a peer sent as markup, path or
// command, and refuses every length before it has memory for it.
package core

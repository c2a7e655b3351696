// Package transport carries Confab's talk over TCP: a Server that many reach on one
// port, and a Client that is connected to one server at a time. The window (ui) and the
// terminal (ui/term) are programs on top of it; yours can be another.
//
// # A program of your own
//
// Make a Server or a Client with a function that takes its Events, and call Start, or
// Dial or Join. This one says back to each what they say:
//
//	var s *transport.Server
//	s = transport.NewServer(transport.Options{Sink: func(e transport.Event) {
//		if m := e.Message(); e.Kind == transport.Appended && m.Kind == transport.Incoming {
//			s.Send(e.Peer.ID, "You said: "+m.Text)
//		}
//	}})
//	s.Start(":8899")
//	select {} // until the program is ended
//
// Talk to it with "nc localhost 8899", or from another Confab with Plain TCP chosen. A
// program in a folder of this module imports "confab/transport".
//
// Event.Peer.ID is the talk in which something happened, and so where an answer goes:
// each peer has one, and Everyone is the talk of all. Appended is what was said there,
// by the peer (Incoming) or from here (Outgoing); other messages are notices, of who
// came for example. Send and Post return the ID of what is sent; the events that tell
// how far it got have it too. The examples are an echo bot, a greeter, and a logger.
//
// Methods return at once and what comes of it is an event:
//
//	Start             Listening, or ListenFailed
//	Stop              Stopped
//	Dial, Join        Connecting; then Connected, or DialFailed; Join also Asking
//	Hangup            Disconnected, or DialFailed
//	Send, Post        plain: Appended, then Updated when it is written
//	                  members: Enqueued when it is on our disk, Appended when it is on
//	                  the host's, Updated if it is refused; Marked when others have it
//	Load              PageLoaded
//	Search            Found
//	Export            Exported
//	Words             Compared
//
// and without being asked: Connected, Disconnected and Changed of others, Typing,
// Waiting while a connection is made again, DiskTrouble. An error that comes back at
// once, or with an event, is an *Error, whose Fault says what to do. Options.Logger
// takes a log of why connections end.
//
// OpenHome, KnownIn, Home.Name and Close are the ones that wait: for the disk, and Close
// up to three seconds for what is still to be sent.
//
// # Plain and encrypted
//
// A Server takes two kinds of people: plain guests, whose talk with the host is
// raw text in memory, and members, other Confabs over TLS, whose talk is on disk
// on every side and survives cut cables and killed programs. For members both sides
// need a Home, the folder with their key and what was said: give it to Options.Home, and
// call Join, not Dial. The first time, a person at the host lets the member in (Asking,
// Server.Accept), or Options.LetEveryoneIn does.
//
// # Events
//
// Options.Sink is called with one Event at a time, in the order in which they happened,
// by a goroutine that holds no lock. It may call any method, and if it blocks it holds
// up nothing but the events behind.
//
// Every method returns at once: it waits for memory work and for nothing else. A program
// that calls faster than its disk writes is told Busy, with an error or an Overloaded
// event, when tens of thousands of its calls wait.
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
// # Inside
//
// The hub package serves members, and the follow package is the Client's side of it.
//
// Every Server and Client has a loop: one goroutine that owns its roster, its rooms, the
// order of events and what is decided by them (core). What comes from elsewhere it gets
// through a queue, and it never waits for anything else. A function of this package runs
// on the loop unless its comment says where it runs, it is a method that programs call,
// or it begins a goroutine; those have the loop do what concerns the state (loop.do,
// ask), or refuse to where too many calls wait (command.go).
//
// A talk of members is numbered by lines (timeline), over all lives of the log on disk
// and the notices of this run. All that needs the disk is done by one executor, in order,
// which is also the order of the events of such talks. The hub and the follower put what
// they say into its queue, as values (hostWatcher, followWatcher), and read no more from
// the network while that is long. The loop never calls them: the executor does.
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
// This package never imports Gio, never interprets what a
// peer sent as markup, path or command, and refuses every length before it has
// memory for it.
package transport

// Package transport is Confab's chat over TCP: a Server that many peers reach on one
// port, and a Client that is connected to one server at a time. The window (ui) and the
// terminal front end (ui/term) are programs on top of it; yours can be another.
//
// # A program of your own
//
// Make a Server or a Client with a function that takes its Events, the sink, and call
// Start, or Dial or Join. This program answers every guest:
//
//	var bot *transport.Server
//	bot = transport.NewServer(transport.Options{Sink: func(e transport.Event) {
//		switch m := e.Message(); {
//		case e.Kind == transport.ListenFailed:
//			log.Fatal(e.Err)
//		case e.Kind == transport.Appended && m.Kind == transport.Incoming:
//			if _, err := bot.Send(e.Talk(), "You said: "+m.Text); err != nil {
//				log.Print(err) // the guest has left, for example
//			}
//		}
//	}})
//	bot.Start(":8899")
//	select {} // until the program is ended
//
// Talk to it with "nc localhost 8899", or from another Confab with Plain TCP chosen.
//
// This one joins a server as a member, over TLS, and answers in the same way, in the
// room and in direct talks. Its own messages are Outgoing, so it never answers itself:
//
//	home, err := transport.OpenHome("bot-data") // its key, and the history
//	if err != nil {
//		log.Fatal(err)
//	}
//	var bot *transport.Client
//	bot = transport.NewClient(transport.Options{Home: home, Name: "bot", Sink: func(e transport.Event) {
//		switch m := e.Message(); {
//		case e.Kind == transport.Asking:
//			log.Print("waiting until the host lets us in")
//		case e.Kind == transport.DialFailed, e.Kind == transport.Disconnected && e.Peer.Server == 0:
//			log.Fatal(e.Err) // the server; other members have a Peer.Server
//		case e.Kind == transport.Appended && m.Kind == transport.Incoming:
//			if _, err := bot.Send(e.Talk(), "You said: "+m.Text); err != nil {
//				log.Print(err)
//			}
//		}
//	}})
//	bot.Join("192.168.1.5:8899")
//	select {}
//
// To end a program in order, call Close of the Server or Client first, which sends what
// is queued, and then Home.Close. Close makes events too: Disconnected with the Fault
// ClosedHere, or DialFailed with Canceled, which are no failures. If OpenHome fails, a
// Client with a nil Home answers Join with DialFailed and NoIdentity.
//
// Complete programs, run as tests, are in the files transport/example_*_test.go: an echo
// bot, a greeter and a logger, and an echo bot that is a member. A program in a folder of
// this module imports "confab/transport"; another module does too, after
//
//	go mod edit -require=confab@v0.0.0 -replace=confab=PATH-OF-CONFAB
//	go mod tidy
//
// # Talks
//
// A talk is the record shared with one peer, or with all. A TalkID names it, as a PeerID
// names a peer. Event.Talk is the talk in which something happened, and so where an answer
// goes; Peer.Talk is the talk with a peer, and Message.Peer.Talk that with an author.
//
// The talk of all has a different TalkID on each side:
//
//   - On a Server it is Everyone.
//   - On a Client after Join it is the room of the server: the talk of Client.Server. Its
//     events and pages have that TalkID, never Everyone. Methods take Everyone for it too:
//     Send(Everyone, text) speaks in the room. The talk with a member, also with the host,
//     is a direct one; Peer.Server.Talk of a member is the room.
//   - On a Client after Dial there is only the talk with the server.
//
// # Places
//
// Message.Place is where a message stands in its talk, and Place.Compare orders them. A
// place lasts as long as the program runs. Message.Seq is the number in the log, and lasts
// longer: in a talk of members it is the same on every side and in every run, until the
// host begins a new life of its log; Place.Era tells apart those that our Home has met. A
// notice of this run has a place and no number, and numbers can be missing: an edit, a
// deletion or a reaction has one, and its event is Updated, of the message that it changes.
//
// Load reads a page around a place. This goes through all of a talk, oldest first:
//
//	from := transport.Place{Era: 1}
//	client.Load(talk, transport.Range{At: from, After: 100})
//	// at each PageLoaded:
//	for _, m := range e.Page().Messages {
//		from = m.Place.Next()
//	}
//	if e.Page().Newer {
//		client.Load(talk, transport.Range{At: from, After: 100})
//	}
//
// To follow a talk as well, keep one Load of it under way: at Connected, Resync and
// Appended call Load if none is, otherwise note that something came, and look at the note
// at PageLoaded. Each answer is what stood there when it was read, so that several under
// way would have the same messages.
//
// To go on in a later run, save for each talk the Peer.Identity of the server and of the
// member (zero for the room), since a TalkID is that of one run, with the Era and Seq of
// the last message, and begin behind transport.Place{Era: era, Seq: seq}.Next(). Nth is
// that of one run. In the same way a bot that has to answer each message once saves the
// place of the last one that it answered.
//
// # Events
//
// Options.Sink is called with one Event at a time, in the order in which they happened,
// by a goroutine that holds no lock. It may call any method. While it does not return,
// only the events behind wait.
//
// Test Event.Kind first: the zero value of Message is an Incoming message, so that
// e.Message().Kind == Incoming is true of every event without a message. In the same way
// test that a message is Outgoing before its State.
//
// Most methods return at once; their result is an event:
//
//	Start             Listening, or ListenFailed; Listening again when addresses change
//	Stop              Stopped
//	Dial, Join        Connecting; then Connected, or DialFailed; Join also Asking, and
//	                  JoinWith and JoinFound like Join
//	Hangup            Disconnected, or DialFailed
//	Send, Post        plain: Appended, then Updated when it is written
//	                  members: Enqueued when it is on our disk, Appended when it is on
//	                  the host's, Updated if it is refused; Marked when others have it
//	Load              PageLoaded
//	Search            Found
//	Export            Exported
//	Words             Compared
//	Invite            Invited, or InviteEnded; EndInvite: InviteEnded
//	EnterCode         CodeChecked; also of JoinWith
//	Fetch, Pause      Transferred, again and again; also Abandon, and Post of an Attachment
//
// Other events come unasked: Connected, Disconnected and Changed about other peers,
// Appended for their messages and for notices, Typing, Waiting while a broken connection
// is made again, DiskTrouble.
//
// An error that is returned, or that an event has, is an *Error; its Fault is for programs
// to test. Options.Logger receives why connections end. OpenHome, KnownIn, IdentityIn,
// Home.Name and the three Close methods block: for the disk, and Close of a Server or Client up to three
// seconds for what is still to be sent.
//
// The journal, which Load reads, is the truth; an event only says that it changed. If a
// sink is too slow, events wait in a Mailbox, and too many of them become one Resync: ask
// again for the roster (Peers), the state (Listening or Server) and the talks (Load). Every
// Join has a Resync too, before Connected, since the history on disk is there then: it is
// no sign of trouble, and a bot that only answers ignores it. A Resync never takes the
// place of an answer: each Load, Search, Export and Words has its event, unless it was
// refused.
//
// A program that calls faster than its disk writes is refused when tens of thousands of its
// calls wait: a method that has an error returns one with the Fault Busy, Export answers
// with Busy, and for other methods Overloaded comes in place of their events, once for all
// that are refused at a time. It does not say which: take every answer that is awaited as
// lost.
//
// go doc prints the first constant of a group only. "go doc transport.Resync" lists all
// kinds of events, Incoming the kinds of messages, NoNotice the notices, Queued the states
// of a message, Undecided the kinds of peers, and NoFault the faults.
//
// # Plain guests and members
//
// A Server accepts two kinds of peers. Plain guests send raw text over TCP, which is not
// encrypted; their talks are in memory. Members are other Confabs, over TLS: their talks
// are on disk on every side and survive broken connections and killed programs. For members
// both sides need a Home in Options.Home, the folder with their key and the history, and
// the Client calls Join, not Dial.
//
// Raw TCP has no messages, only bytes. A message is what comes until the peer is quiet for
// 40 ms (longer once a burst is large), at most 64 KiB. One newline at its end is removed
// and newlines inside stay, so that "ping\nping\n" in one write is one message; a bot that
// expects lines splits Message.Text. A peer that types key by key sends lines (LineMode).
// What we send gets the newline that the peer uses itself, and none before it has used one.
//
// A Confab that joins for the first time asks to be let in, unless Options.LetEveryoneIn is
// set. The Client has the event Asking, and waits. The Server has Connected with Peer.Asking
// true, and a Notice PeerAsks: call Accept or Decline with that Peer.ID. After Accept both
// sides have Connected, on the Server with Peer.Asking false. Before that the peer is no
// member and receives nothing.
//
// An invitation spares both sides the asking: Invite of the Server makes a link, to be
// shown or sent to whoever shall come, and Join of the Client takes it in place of an
// address. For ten minutes it lets one Confab in, or all that have it. The link names the
// key of the host, so that the Client accepts only that host from the first contact on; the
// Server knows only that somebody had the link. An invitation also has a code of six digits,
// for a person beside the host who types it (JoinWith, EnterCode): it proves each side to
// the other, and whoever relays the connection does not learn it.
//
// After Join every message that the Client's disk does not have yet comes as Appended: what
// was missed, and at the first Join, where the host shares it (Options.ShareHistory), the
// whole history of the room; where it does not, a Notice HistoryBegins stands first. It
// comes after Connected, and nothing says which message is the last of it. Nothing but
// Message.Time marks it as old, and that is by the clock of the host. What the disk has
// from earlier runs has no event, also if the program ended before the sink had it: Load
// reads it.
//
// # Files
//
// A member offers a file or a folder by a message (Draft.Attach); its bytes stay where they
// are until a member fetches them. Whoever may read the message can Fetch it, over a
// connection of its own, so that no text waits behind it. Transferred tells how far it is.
// Each piece is verified, and a broken connection or a killed program loses at most one:
// the rest goes on when both are here again. What a host's members offer to each other goes
// through the host, which keeps nothing of it. To a plain peer the bytes of a file are written
// as they are, and Save keeps what it sends, as it came.
//
// # Methods by purpose
//
//   - Connection: Start, Stop, Listening, Addrs, Reached, Allow of a Server; Dial, Join,
//     JoinWith, EnterCode, Hangup, Reconnect, Server, Known, ForgetServer of a Client; Close.
//   - Talk: Send, Post, SendBytes, Edit, Delete, React, Resend, Discard, Typing, Displayed.
//   - Files: Post of a Draft with an Attachment; Fetch, Pause, Abandon, Transfers; Save, StopSaving.
//   - History: Load, Search, Export.
//   - Roster: Peers, Rename, SetName, SetEncoding, Words, Verify; Disconnect and Forget of a
//     Server.
//   - Admission, of a Server: Accept, Decline, Remove, Invite, EndInvite and ShareHistory for
//     members; LetIn for plain guests in the room of the members; Block, Unblock,
//     Blocked for both.
//   - Discovery: package transport/nearby, and SetVisible of a Server. Package transport/doctor finds out why
//     two do not meet.
//   - Disk: OpenHome, KnownIn, IdentityIn, and the methods of Home.
package transport

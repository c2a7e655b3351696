// Package term is Confab in a terminal: the commands serve, chat, send, tail,
// version and help. Run is called once, from main's goroutine, and returns the
// exit code: 0 done, 1 failed with a sentence on stderr, 2 usage.
//
// Three goroutines touch a command: transport's, which hand events to a printer
// and never wait for it; the printer's, the only one that writes to stdout and
// stderr; and one that reads stdin. The last may outlive Run, because a blocked
// read of a terminal cannot be called off; it ends with the process.
//
// What came from a peer reaches a terminal only through visible.Text, or as
// JSON with every control and format character escaped. Lines typed are never
// printed back where the terminal has already echoed them. A client never falls
// back to plain TCP: somebody has to write -plain.
//
// # The lines of -json
//
// One object a line for each event. Members are added in later versions, never
// removed and never given another meaning; members that do not apply are left
// out.
//
//	kind        resync, listening, listen_failed, accept_failed, stopped, connecting,
//	            dial_failed, connected, changed, disconnected, forgotten, appended, updated
//	time        RFC 3339, UTC, milliseconds
//	addr        host:port that is listened on or dialled
//	addrs       listening: every host:port that others can dial
//	peer        {id, addr, kind, name, encoding}; kind: undecided, plain, browser, tls
//	talk        appended, updated: the id of the peer whose talk it is, 0 for everyone's
//	seq         appended, updated: the place in that talk, from 1
//	message     appended, updated: incoming, outgoing, notice
//	text        the text, without the newline that ended it
//	raw         the bytes in base64, when they are not exactly those of text
//	state       outgoing: queued, written (the operating system has it), failed
//	recipients  outgoing to everyone: to how many; reached: how many it was written to
//	notice      encoding_changed, line_mode; encoding then says which
//	fault       what went wrong, as transport.Fault names it; error: one line of detail
//	lost        resync: how many events were dropped because stdout was too slow
//
// An event is told once: copies that transport keeps in a second talk (of a
// broadcast, of a notice) and steps between queued and written are left out.
package term

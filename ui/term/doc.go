// Package term is Confab in a terminal: the commands serve, chat, send, tail, find,
// doctor, install, version and help. Run is called once, from main's goroutine, and returns the
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
// back to plain TCP: that takes the flag -plain.
//
// Everything but a client with -plain works in a data folder (transport.Home),
// which one program at a time may have open. A client with -plain only looks
// there, whoever has it, whether a Confab was met at the address before.
//
// # The lines of -json
//
// One object a line for each event. Members are added in later versions, never
// removed and never given another meaning; members that do not apply are left
// out.
//
//	kind        resync, listening, listen_failed, accept_failed, stopped, connecting,
//	            dial_failed, asking, connected, waiting, changed, disconnected, forgotten,
//	            enqueued, appended, updated, withdrawn, marked, typing, disk_trouble,
//	            disk_damaged, change_refused, compared, indexed, invite, invite_ended,
//	            code_checked, overloaded, transferred; of confab find: found; of confab doctor: finding
//	time        RFC 3339, UTC, milliseconds
//	addr        host:port that is listened on or dialled; of disk_trouble the host whose
//	            disk it is, absent of our own
//	addrs       listening, which comes again when they change: every host:port that others
//	            can dial; found: every one at which the server was found, the likeliest, which
//	            is addr, first
//	known       found: whether the data folder has met the server before; name and short_key
//	            are then what it is called there
//	peer        {id, addr, kind, name, encoding, guessed}; kind: undecided, plain, browser,
//	            tls, member. guessed, where it is so: the encoding is a guess. half_closed,
//	            likewise: a plain one says nothing more, and takes what is written.
//	            Of members also identity (hex), trust (none, unverified, verified,
//	            changed_key), short_key (the beginning of the identity, to be shown beside
//	            a name that could be taken for another's), came (at a server, how it was let in:
//	            host, link, code, all), here, asking, host (this member hosts) and server (the id of
//	            the server through which it is reached); in_room: a plain guest in the
//	            members' room, or a room in which one is
//	talk        of a message, of typing and of marked: the id of the peer whose talk it is,
//	            0 for everyone's at a server; for a client that is the server's id
//	layer       finding: network, name, route, neighbour, firewall, port, program, version,
//	            key, search, visitors; they come in this order, those that matter; state is
//	            then passed, failed, unsure or skipped, and addr absent of this machine
//	trouble     finding: what is wrong, or to be known, by the names in package
//	            confab/transport/doctor; certainty is seen or likely, facts are
//	            [{kind, text}], step is what to do next and command the line to type for it
//	seq         appended, updated: the number in that talk, from 1. In a talk of members it
//	            is that of the host's log, in every run, as tail -since takes it; edits,
//	            deletions and reactions have numbers that nothing is told of. Notices have
//	            none there, but for message_damaged and for guest_let_in and guest_let_out,
//	            which have an id, and the guest's name, as messages do
//	era         beside seq: the life of the host's log, where it is not the first that the
//	            data folder has met; the host began a new one, and numbers begin at 1 again.
//	            tail -since takes both as ERA.SEQ, with the same data folder
//	id          of a message of members: its name for ever, in hex
//	message     incoming, outgoing, notice
//	text        the text, without the newline that ended it
//	raw         the bytes in base64, when they are not exactly those of text
//	from, name  of a message of members: who said it, and what they were called. Names
//	            have no controls and nothing without ink; short_key as of a peer
//	state       outgoing: queued, written (the operating system has it), stored (the host
//	            has it on disk), failed, unkept (our own disk takes nothing: an updated
//	            tells that it is queued, or failed at the end)
//	recipients  outgoing to everyone: to how many; reached: how many it was written to;
//	            replaced: how many of them got question marks for what their encoding lacks
//	reply_to    {id, seq, era, name, short_key, by_guest, text, own, deleted} of the message it answers
//	edited, deleted, by_guest   true where it is so
//	reactions   [{text, count, mine}]
//	file        {name, size, files, folder, width, height}: what the message offers, to be had
//	            by its id. size in bytes; files is how many a folder has; of a picture its
//	            width and height. text is the name where nothing else was said
//	transfer    transferred, of the message id of talk: {state, active, bytes, of, path, reader,
//	            has, again, skipped, copy, from_copy, way, whole}. state: offered (ours), wanted (it comes, or waits for
//	            fault to pass), paused, received (whole, verified and on the disk at path),
//	            not_received (for fault), dropped (stopped; of ours not offered, for fault); of
//	            a file to a plain peer sending, sent (written, as of a message) and not_sent.
//	            active while bytes move; bytes so many of all are verified here, or went to
//	            reader, the id of a peer, who has all of it, verified, where has is true.
//	            again: how often it was begun again, since its author changed it; skipped:
//	            links and devices in our folder, which are not sent. copy, of ours: how far the
//	            host's copy is: coming, kept (verified and on its disk), off, over-quota,
//	            no-room or failed. from_copy: it comes from the host's copy. way, once it
//	            moves: direct (between the two members), host (handed on by it) or copy.
//	            whole: the hash over all of it, once it is known; two people who have the same
//	            have the same bytes. With a reader, paused, not_received (for fault) and
//	            dropped are what that member says of its own end
//	notice      encoding_changed, line_mode (encoding then says which, and guessed whether
//	            that is a guess; an updated follows of each message that reads otherwise),
//	            half_closed, invited (from and name came by the invitation), proved (they
//	            have its code, and are verified), guest_let_in, guest_let_out, guest_unheard (once, until the disk
//	            takes something again), renamed (from, name and was: the name before),
//	            member_misfit, history_begins (what was said before we were let in is not
//	            ours to see), history_gap, new_era, copy_misfit, message_damaged, save_began and
//	            save_ended (what the plain peer sends goes to the file text; file has its size
//	            so far, and fault says why it ended where nobody asked for it). Of
//	            change_refused guest_let_in: the guest name was not let in
//	retry       waiting: when the next attempt is made
//	marks       marked: {got, read, seen, last}, as seq, all of the era (as above) of last;
//	            unshared, up to where nobody else may read, so that got and read do not count;
//	            and news, which is how many messages of others were not seen
//	words       compared: {english, chinese}, twelve each
//	indexing    indexed: {done, total}, how far the history that an earlier version wrote
//	            can be searched
//	link        invite: the whole invitation, which lets in whoever has it; web is the address
//	            in it without the secret, code what can be typed instead (absent if there is
//	            none), expires as time, many true where it is for more than one. Of
//	            invite_ended fault says why: absent after /invite off. The same link comes
//	            again with another code after three wrong guesses. Of code_checked, which
//	            answers -code and /code, fault is absent where the code was right.
//	            Without -json a terminal also shows the link as a QR
//	fault       what went wrong, as transport.Fault names it; error: one line of detail
//	damage      disk_damaged, at the start and later: {messages, talks, bits, changes, renewed,
//	            missing, aside}. How many messages cannot be read, of which talks [{identity,
//	            name, room, own, messages}] (identity of the other one, or of the host of a room;
//	            own: this side hosts it); how many bits were put right; how many of the newest
//	            changes are gone; whether the history of the own server is not the one of before;
//	            whether the whole history is gone; and where the damaged file is now, if a new
//	            one took its place
//	lost        resync: how many events were dropped because stdout was too slow
//	more        accept_failed and disconnected: how many others of the kind there were lately
//
// An event is told once: copies that transport keeps in a second talk (of a
// broadcast, of a notice) and steps between queued and written are left out.
package term

package words

// termEn is the English of the terminal.
var termEn = &Terminal{
	Usage: `Confab: talk on the local network.

  confab                          open the window; without a display, serve
  confab serve [flags]            run a server here; what you type goes to everyone
  confab chat ADDR [flags]        connect to a server and talk
  confab send ADDR [flags] TEXT…  send one message; with -file PATH a file or folder
  confab tail ADDR [flags]        print what is said at a server
  confab find                     find the servers on the local networks
  confab doctor [ADDR]            find out why there is no connection, or nobody comes
  confab install                  open links (confab://…) and invitations with Confab
  confab LINK                     open the window with such a link
  confab version                  print the version
  confab help COMMAND             say more about a command

ADDR is host:port, such as 192.168.1.5:8899, [fe80::1%eth0]:8899 or laptop:8899, or the
whole link of an invitation, which lets you in at once and tells you who the host is.
Exit codes: 0 done, 1 failed (stderr says why), 2 the command line is wrong.
`,
	Commands: map[string]string{
		"serve": `confab serve [-addr ADDR] [-name NAME] [-data DIR] [-open] [-history]
             [-hidden] [-plain=false] [-downloads DIR] [-save DIR] [-save-max SIZE]
             [-keep SIZE] [-keep-member SIZE] [-keep-age TIME] [-encoding E] [-json] [-v]

Runs a server until it is interrupted (Ctrl-C). Confabs come as members: encrypted,
let in once by you (/accept, /invite), and nothing that is said gets lost. Guests come
with nc, telnet or any program that speaks plain TCP. What you type goes to everyone;
type /help for the commands. /quit ends the server, the end of the input does not. If a
line of a pipe was not said or not understood, the exit code is 1 at the end.

  -addr ADDR     where to listen: host:port, or a port alone (default :8899).
                 0 takes any free port
  -name NAME     what this side is called; members see it
  -data DIR      the folder with your identity, what was said, and the settings
                 (default: the window's). One program at a time can use it
  -open          let every Confab in without asking
  -history       show who is let in also what was said before; otherwise what is said
                 from then on (/history yes or no changes it)
  -hidden        do not let confab find see this server
  -plain=false   do not let plain TCP guests in
  -downloads DIR the folder with the builds of Confab that browsers may download, such
                 as confab.apk or confab.exe (default: downloads beside the program, if
                 there is one); this program is offered too, and "" offers nothing
  -save DIR      take by itself into this folder what members offer to everyone or to
                 you; nothing there is written over
  -save-max SIZE how large one of these may be, such as 500M or 2G (default 1G)
  -keep SIZE     keep copies of what members offer, up to so much in all, such as 10G: who
                 was away gets it from here when its sender has gone. Without it nothing is
                 kept, and what was kept is removed
  -keep-member SIZE
                 how much of that one member may use (default: a quarter)
  -keep-age TIME how long a copy is kept, such as 72h (default 720h, 30 days; 0: as long as
                 its message)
  -encoding E    what plain guests write, such as UTF-8, Windows-1251 or Shift_JIS;
                 otherwise it is guessed from what they say
  -json          print one JSON object per event (see the documentation of ui/term)
  -v             say on stderr why connections are refused and end; never what is said
`,
		"chat": `confab chat ADDR [-code N] [-save DIR] [-name NAME] [-data DIR] [-forget] [-plain]
            [-encoding E] [-json] [-v]

Connects to a server, encrypted; the first time its host must let you in, unless ADDR is
an invitation or you have the code that the host shows. Prints what comes and sends each
line you type; /help lists commands. In a pipe, where nobody can type another one, a code
that the host does not take ends it, unless the host is verified and lets you in without.
When the connection breaks it is made again, and what you type meanwhile is kept. /quit
or the end of the input (Ctrl-D) ends when the host has everything, or says how much is
kept for the next time. After a pipe, an empty one too, it also prints what waited at
the host, stays until nothing came for half a second, 5 s at most, and succeeds; a host
that was met before and is away is waited for, 30 s at most, and then it fails. At an
address where no host was met yet it fails as soon as it cannot connect.

  -code N        the 6 digits that the host shows: they let you in, and verify both sides
  -save DIR      fetch into this folder what others offer from now on, and what you missed;
                 nothing there is written over
  -name NAME     what this side is called; members see it
  -data DIR      the folder with your identity, what was said, and the settings
                 (default: the window's). One program at a time can use it
  -forget        remove the key that was met at ADDR before: only if you know why it
                 changed
  -plain         plain TCP: anyone on this network can read and change it. Refused where
                 a Confab was met before, without -forget. There, /encoding E chooses the
                 encoding and /encoding shows it; /send PATH writes the bytes of a file,
                 /send -rate RATE PATH at a rate such as 960 (bytes a second) or
                 9600baud, and /send off stops it; /save PATH saves what comes as it
                 comes into a new file, until /save off. Every other line is sent as it is
  -encoding E    with -plain: what the server writes; otherwise it is guessed
  -json          print one JSON object per event
  -v             say on stderr why a connection is refused or ends; never what is said
`,
		"send": `confab send ADDR [-to PEER] [-code N] [-timeout TIME] [-name NAME] [-data DIR]
            [-plain] [-encoding E] [-json] [-v] TEXT…
confab send ADDR -file PATH… [-strip] [-queued] [-to PEER] [flags] [-- TEXT…]
confab send -plain ADDR -file PATH… [-rate RATE] [flags] [-- TEXT…]

Sends the words of TEXT as one message; - reads it from the input. Succeeds when the
host has it on disk; otherwise says whether it is kept and goes out at the next
connection with the same folder. Put -- before a text that begins with a dash.

With -file it offers files and folders, and stays until they were received: by PEER, or by
everybody in the room who began to fetch them, one at least. Succeeds only when they have
all of it, verified, on their disk. What was broken off goes on when the same command is
run again. Symbolic links in a folder are not followed; stderr says how many there are.
Files go byte by byte, pictures too; of one that tells where it was taken stderr says so.
With -plain it writes the bytes of the files as they are, and nothing around them.

  -file PATH…    the file or folder to send; more paths may follow, up to the next flag or
                 to --. TEXT is said with the first one that is
                 offered anew, otherwise by itself
  -strip         with -file: pictures go without what they tell of place, time and camera,
                 their pixels as they are. One of which nothing can be taken out is a
                 failure; pictures within a folder go as they are
  -rate RATE     with -plain and -file: bytes a second at most, such as 960 or 64K, or the
                 rate of a serial line, such as 9600baud (default: what is taken)
  -queued        with -file: stay only until the host has all of it, verified, on its disk,
                 from where the others get it. A failure where the host keeps no copies
  -to PEER       send to one member only: a name, or the beginning of a name or of an
                 identity
  -code N        the 6 digits that the host shows: they let you in, and verify both sides.
                 One that the host does not take is a failure, unless the host is verified
                 and lets you in without
  -timeout TIME  how long to try, waiting to be let in included, such as 5s or 2m
                 (default 30s); with -file how long to wait until somebody begins to fetch,
                 or goes on: it does not limit what is under way
  -name NAME     what this side is called; members see it
  -data DIR      the folder with your identity and the outbox (default: the window's).
                 One program at a time can use it
  -plain         plain TCP: anyone on this network can read and change it. Succeeds when
                 the system took all of it and the connection was closed in order;
                 nothing can tell whether anyone read it
  -encoding E    with -plain: what the server reads and writes, such as Windows-1251;
                 otherwise UTF-8
  -json          print one JSON object per event
  -v             say on stderr why a connection is refused or ends; never what is said
`,
		"tail": `confab tail ADDR [-since [ERA.]SEQ] [-save DIR] [-code N] [-name NAME] [-data DIR]
            [-plain] [-encoding E] [-json] [-v]

Connects to a server and prints what is said there, to everyone and to you alone (with
an arrow), until you interrupt it (Ctrl-C). The first time its host must let you in.

  -since SEQ     begin with this message of everyone's talk, 0 for all that is kept;
                 with -json each message has its number as seq. If it has an era too,
                 because the host's log began anew: ERA.SEQ
  -save DIR      fetch into this folder what others offer from now on, and what you missed;
                 nothing there is written over
  -code N        the 6 digits that the host shows: they let you in, and verify both sides.
                 One that the host does not take is a failure, unless the host is verified
                 and lets you in without
  -name NAME     what this side is called; members see it
  -data DIR      the folder with your identity and what was said (default: the window's).
                 One program at a time can use it
  -plain         plain TCP: anyone on this network can read and change it
  -encoding E    with -plain: what the server writes; otherwise it is guessed
  -json          print one JSON object per event
  -v             say on stderr why a connection is refused or ends; never what is said
`,
		"find": `confab find [-timeout TIME] [-sweep [NETWORK…]] [-data DIR] [-json] [ADDR…]

Searches the networks of this machine for servers of Confab, and prints a line for each:
the address to connect to, whether it was met before and what it is called, and its other
addresses. That it was met before is proved only when you connect. Fails if there is none.

ADDR is asked too: host:port, or :PORT for a port beside 8899, in case a firewall lets
only that one through; or the link of an invitation. Whoever listens learns no name and no
key, but at which ports, and at which addresses nearby, you met servers before.

  -timeout TIME  how long to search, such as 10s (default 3s, with -sweep 5s, with
                 networks until all addresses were asked)
  -sweep         ask the addresses of the local networks one by one as well, 254 of each;
                 or by TCP those of other networks, such as 10.88.0.0/24,10.88.1.0/24, of
                 at most 1024 addresses (/22) each
  -data DIR      the folder with the servers that were met (default: the window's).
                 Another program may be using it
  -json          print one JSON object per server
`,
		"doctor": `confab doctor [-timeout TIME] [-data DIR] [-json] [ADDR]

Looks for what is between this machine and the server at ADDR, from the network to the
key, a line for each layer: ✓ in order, ✗ fails, ? not sure, – not looked at, since a
layer before it fails or for the reason on the line, · not looked at in time. Below stands
the one next step. Fails if a layer does, or if the time was too short.

ADDR is host:port, or the link of an invitation. Without it, or with :PORT, the doctor
looks at this machine: whether a server here listens, whether the firewall lets others
reach it, and whether any have. It changes nothing, and no host hears of it: neither a
name nor your key is told.

  -timeout TIME  how long to look, such as 5s (default 12s; it takes less where it can)
  -data DIR      the folder with the servers that were met (default: the window's).
                 Another program may be using it
  -json          print one JSON object per layer
`,
		"install": `confab install [-remove]

Puts Confab into your menu of programs and has your desktop open links to a Confab
(confab://…) with it, as the page of a host has them: a desktop entry and icons on Linux,
keys below HKEY_CURRENT_USER on Windows. For you alone, and without root. Do it again
after you moved the program. A link never connects by itself: the window asks.

  -remove        take away what was written; the program and what was said stay
`,
		"version": `confab version

Prints the version.
`,
	},
	SlashHelp: `What you type goes to everyone. A line that begins with / is a command:
  /to N TEXT       say TEXT to number N only
  /send PATH       offer a file or folder to everyone; /sendto N PATH to number N only.
                   With -strip before PATH a picture goes without its place and camera.
                   To a plain guest the bytes of a file are written as they are, with
                   /sendto N -rate RATE PATH at a rate: 960 (bytes a second) or 9600baud
  /save N PATH     save what plain guest N sends, as it comes, into a new file; /save N off
  /files           list what is offered, and how far each is
  /get N [DIR]     fetch number N of these, or the one of that name, into DIR (otherwise
                   into that of -save, or here); /pause N and /get N interrupt and go on,
                   /stop N ends it and removes what has come
  /who             list who is here and who the members are
  /accept N        let in the Confab that asks; /decline N turns it away
  /invite          make a link, its QR to scan and a code of 6 digits that let one
                   Confab in without asking, for ten minutes; /invite all lets in all
                   who have one of them, /invite off ends it
  /history yes     who is let in from now on also sees what was said before; /history no
                   what is said from then on; /history says which
  /verify N        show twelve words to compare; /verify N yes or no says the result
  /remove N        take a membership back; /block N keeps a member or guest out
  /blocked         list who is kept out; /unblock ENTRY takes one back
  /letin N         say what letting a plain guest into the members' room means;
                   /letin N yes does it, /letout N ends it
  /kick N          disconnect guest N
  /encoding N E    read and write plain guest N in the encoding E, such as
                   Windows-1251; /encoding N shows which it is
  /quit            end the server
  /help            this list
  //TEXT           send a line that begins with /`,
	ChatHelp: `What you type goes to everyone. A line that begins with / is a command:
  /to N TEXT       say TEXT to member N only
  /send PATH       offer a file or folder to everyone; /sendto N PATH to member N only.
                   With -strip before PATH a picture goes without its place and camera
  /files           list what is offered, and how far each is
  /get N [DIR]     fetch number N of these, or the one of that name, into DIR (otherwise
                   into that of -save, or here); /pause N and /get N interrupt and go on,
                   /stop N ends it and removes what has come
  /who             list the members
  /code N          the 6 digits that the host shows: lets you in, and verifies both sides
  /verify N        show twelve words to compare; /verify N yes or no says the result
  /quit            end when the host has everything, or say how much is kept
  /help            this list
  //TEXT           send a line that begins with /`,

	AddressMissing:      "Say which server: an address such as 192.168.1.5:8899, or the link of an invitation.",
	NameUnseen:          "Nothing of that name can be seen. Choose one with letters after -name.",
	TextMissing:         "Say what to send; - reads it from the input.",
	unknownCommand:      "Confab has no command “{name}”. “confab help” lists them.",
	unknownFlag:         "There is no flag {flag}. Put -- before words that begin with a dash.",
	helpHint:            "“confab help {command}” explains it.",
	flagNeedsValue:      "The flag -{flag} needs a value.",
	noFolder:            "The flag -{flag} needs a folder that exists, and {path} is none. Create it, or name another one.",
	flagValueInvalid:    "The flag -{flag} does not take “{value}”.",
	excess:              "“{arg}” is one argument too many.",
	ToNeedsSecure:       "The flag -to needs members, and plain TCP has none. Leave out -plain.",
	EncodingNeedsPlain:  "The flag -encoding is for plain TCP; between Confabs it is not needed. Add -plain, or leave it out.",
	EncodingNeedsGuests: "The flag -encoding is for plain guests, and -plain=false lets none in. Leave out one of the two.",
	unknownEncoding:     "There is no encoding “{name}”. There are:",
	readAgain:           "{name} (read again)",
	guessHintServe:      "/encoding {n} E chooses another", GuessHintChat: "/encoding E or the flag -encoding chooses another",

	SinceNeedsSecure: "The flag -since needs a server that keeps what is said, and plain TCP keeps nothing. Leave out -plain.",

	TypeHint:     "Type a line and press Enter to send it. Ctrl-D (on Windows Ctrl-Z and Enter) ends.",
	CommandsHint: "/help lists the commands.",
	ServeHint:    "Type a line and press Enter to send it to everyone. /invite lets somebody in, /help lists the commands, /quit ends the server.",
	Here:         "Here:",
	unknownSlash: "There is no command /{name}. /help lists them; // sends a line that begins with /.",
	noSuchGuest:  "Nobody for whom this can be done has the number “{number}”. /who lists the numbers.",

	lost:            "{n} lines were not printed: the output was too slow for them",
	serverClosed:    "{name} closed the connection",
	notSent:         "“{text}” was not sent: {why}",
	unsent:          "Messages that were not sent: {n}.",
	outputFailed:    "The output could not be written: {err}.",
	inputFailed:     "The input could not be read: {err}.",
	noGraphics:      "There is a display, but nothing can be drawn on it: neither EGL nor Vulkan works here ({err}). Install or repair the graphics driver. Confab serves in the terminal instead.",
	NoWindowForLink: "There is no display to open a window on, so the link was not opened. In a terminal: confab chat LINK",
	NoDisplay:       "There is no display to open a window on; Confab serves in the terminal instead.",
	Interrupted:     "Interrupted before the message was sent. It is not kept.",

	InterruptedAsking: "Interrupted before the host let you in. The message was not sent and is not kept: ask the person there, then send it again.",
	InterruptedKept:   "Interrupted before the host had the message. It is kept in the data folder and goes out with the next command or window that connects to this host.",

	homeInUse:       "Another Confab is using the folder {addr}. Close it, or choose another folder with -data.",
	homeUnwritable:  "The folder {addr} cannot be written. Check its permissions, or choose another folder with -data.",
	homeNewer:       "A newer Confab wrote the folder {addr}. Update this one, or choose another folder with -data.",
	homeFull:        "There is no room left on the disk with the folder {addr}. Make room, or choose another folder with -data.",
	historyDamaged:  "The history in {addr} is damaged and could not be put aside. Move its folder journal away, or choose another folder with -data.",
	identityDamaged: "The file {addr} with your identity is damaged. Put a copy of it back, or choose another folder with -data.",

	mustLetIn:       "Connected to {name}; the host must let you in. Waiting.",
	waiting:         "Next attempt in {n} s.",
	connectionLost:  "Connection lost: {why}.",
	forgetHint:      "If you know why it changed: confab chat -forget {addr} removes the old key.",
	plainForgetHint: "If you know that a plain TCP program is there now: confab chat -plain -forget {addr} removes the old key.",
	PlainHint:       "Add -plain for a plain TCP program: anyone on this network can read and change what is said.",

	kept:     "Kept in the data folder for the next connection: {n}.",
	lateKept: "The host did not have the message after {n} s. It is kept in the data folder and goes out with the next command or window that connects to this host.",
	late:     "The message could not be sent within {n} s, and it is not kept.",

	LeftAsking: "The host had not let you in yet, so nothing was said.",

	notLetIn: "The host did not let you in within {n} s. The message was not sent and is not kept: ask the person there, then send it again.",

	moreAsk1:      "1 more asks to be let in: /who lists all",
	moreAskN:      "{n} more ask to be let in: /who lists all",
	asks:          "{name} asks to be let in: /accept {n} or /decline {n}. {sees}",
	compare:       "Compare these words with {name}, face to face or by phone; then type /verify {n} yes, or no if they differ:",
	verified:      "{name} is verified",
	nameAmbiguous: "“{name}” may be several members. Use more of the name, or the beginning of the identity:",
	noSuchMember:  "No member there is called “{name}”.",
	answers:       "(↩ {name}: “{text}”)",
	InRoom:        "in the room, not encrypted",
	answerYesNo:   "Answer with yes or no: {command} yes.",
	DiskWell:      "The disk takes what is said again.",
	hostWell:      "The disk of the host at {addr} takes what is said again.",

	hostStuck: "The host at {addr} is there and keeps nothing: its disk may be full. Ask the person there to make room.",

	NotMet:    "(not met before)",
	NoNetwork: "This machine is on no network. Connect it to the network that the server is on, then search again.",
	met:       "{name} (met before)",

	FindPortTaken: "Another program on this machine keeps UDP port 8899 to itself, so servers that announce themselves may not have been heard. Close that program and search again (on Linux, “ss -ulpn” names it).",

	swept:          "Addresses asked: {n} of {of}",
	foundNothing:   "No server was found within {time}. Is one running on this network, and not hidden? Some networks hold back what goes to many machines: try “confab find -sweep”, with :PORT behind it for a server at another port than 8899, or “confab find -sweep 10.88.0.0/24” with the network of a server behind a router or a VPN. Otherwise connect by the address that the server shows.",
	SubnetsNothing: "No address of these networks is that of a Confab server. Does one run there, at port 8899 or at the :PORT behind the networks, and do the routers and the firewall there let TCP through? Hidden servers are found by those who met them.",
	subnetsCut:     "No server was found within {time}, and not all addresses of these networks were asked. Leave -timeout out, or give it more.",
	subnetInvalid:  "“{value}” is nothing to sweep: write networks of IPv4 with their length, such as 10.88.0.0/24, of at most 1024 addresses (/22), and at most {most} of them.",
	sweptNothing:   "No server was found within {time}, and none of the addresses nearby answered. Is one running on this network, and not hidden? A server at another port than 8899 is found by “confab find -sweep :PORT”. A firewall there must let UDP through on the port, and a guest network may keep machines apart. A server behind a router or a VPN is found by “confab find -sweep 10.88.0.0/24”, with its network. Otherwise connect by the address that the server shows.",

	HistoryIndexed: "All older messages can be searched now.",

	letInAsk: "{name} will get what everyone says from then on, without encryption: anyone on this network can read along, and every member is told. To let it in, type /letin {n} yes",

	inviteOne:             "Whoever opens this link in Confab first is let in without asking, until {time}. Give it to one person:",
	inviteMany:            "Everyone who opens this link in Confab is let in without asking, until {time}, or until you type /invite off:",
	inviteCode:            "Or tell them this code: {code}. Whoever types it (confab chat {addr} -code {code}, or /code {code} while waiting) is let in too, and you are verified to each other.",
	InviteOnlyHere:        "Only programs on this computer can use it, because the server listens at an address of this computer alone. Start it with the port alone, as in confab serve -addr :8899.",
	InviteNoLink:          "The link leads to this computer alone, because the server has no address on a network that a browser can open. Whoever shares a network with it may find it with confab find, which prints ADDR, or in a window under Nearby, and type the code. For the link, connect to Wi-Fi or plug in a cable: a new one is printed then.",
	qrTooWide:             "The QR of the link needs a terminal of {n} columns: make this one wider and type /invite again.",
	codeChanged:           "Three guesses at the code were wrong. The code is {code} now, and for 30 seconds none is taken.",
	codeRight:             "{name} has the same code: you are verified to each other.",
	CodeNeedsSecure:       "A code is for an encrypted connection. Leave out -plain.",
	InviteWrong:           "Type /invite for one Confab, /invite all for everyone who has the link, or /invite off.",
	InviteUsed:            "The invitation was used, and is over.",
	InviteExpired:         "The time of the invitation is over. /invite makes a new one.",
	InviteClosed:          "The invitation is closed; nobody else comes in by it.",
	InvitationNeedsSecure: "An invitation is for an encrypted connection. Leave out -plain.",

	letInWaits: "The disk takes nothing for now. {name} is let into the room as soon as it does.",

	fileNobody:      "Nobody fetched {name} within {n} s, so nothing was sent. Ask somebody there to fetch it (/get in confab chat, or -save), then run the command again.",
	fileNobodyTo:    "{who} did not fetch {name} within {n} s, so nothing was sent. Ask them to fetch it (/get in confab chat, or -save), then run the command again.",
	fileBroke:       "{who} has {have} of {name} ({size}), and nothing moved for {n} s. Run the command again: it goes on with the rest.",
	fileStopped:     "Ended before {name} was received. Run the command again: what has arrived already is not sent twice.",
	fileSkipped:     "{name}: links, devices and the like in it that are not sent: {n}.",
	fileAgain:       "{name} waited to be fetched since an earlier run; that goes on, and it is not offered twice.",
	fileOffer:       "{name} ({size}) is offered.",
	fileOfferFolder: "The folder {name} ({size}, files: {files}) is offered.",
	fileGet:         "/get {n} fetches it.",
	fileTail:        "With -save DIR it would be fetched.",
	fileTooLarge:    "It is larger than -save-max, so it does not come by itself.",
	fileOfferedAs:   "{name} is offered, as number {n}",
	fileComes:       "{name} is coming ({size})",
	fileHere:        "{name} is here, whole and verified: {path}",
	fileFailed:      "{name} did not come. {why}",
	fileWaits:       "{name} waits. {why}",
	filePaused:      "{name} is paused; /get {n} goes on with it",
	fileDropped:     "{name} was stopped, and what had come of it was removed",
	fileProgress:    "{name}: {have} of {size}",
	fileFetches:     "{who} is fetching {name}",
	fileGoesOn:      "{who} goes on fetching {name}",
	fileHas:         "{who} has {name}, whole and verified",
	FileMissing:     "Say which one: a number or a name from /files.",
	FileNone:        "Nothing is offered here yet. /send PATH offers a file or folder.",
	FilesHere:       "Files and folders:",
	FilePathMissing: "Say what to offer: the path of a file or folder.",
	FileOwn:         "That one is your own: it is read where it lies.",
	FileFlagUnread:  "A -file needs the path of a file or folder; put -- before a text behind it.",

	FileStateOffered: "to be fetched", FileStateOwn: "your own", FileStateQueued: "waits", FileStatePaused: "paused",
	FileStateDropped: "stopped", FileStateFailed: "did not come", fileStateHere: "here: {path}", fileStateComes: "{percent} % has come",
	fileUnknown:  "Nothing of the name or number “{name}” is offered here. /files lists what is.",
	fileLeft:     "{time} left",
	SaveNeedsMax: "The flag -save-max is for what -save takes. Add -save DIR, or leave it out.",

	SaveNeedsSecure: "Nothing is offered over plain TCP. Leave out -save; in the talk, /save PATH keeps what comes.",
	RateNeedsFile:   "The flag -rate is for a -file that goes over plain TCP. Add -file and -plain, or leave it out.",
	rateInvalid:     "“{rate}” is no rate. Type bytes a second, such as 960 or 64K, or the rate of a serial line, such as 9600baud.",
	SavePathMissing: "Say where to: /save and the path of a file that is to be made.",
	SavePlainOnly:   "Only what a plain guest sends can be saved like this.",
	SavesNothing:    "Nothing is being saved.",
	rawSent:         "{name} was written ({size})",
	rawNotSent:      "{name} did not go whole: {have} of {size} was written. {why}",
	rawStopped:      "{name} was stopped after {have} of {size}",
	KeepNeeded:      "The flags -keep-member and -keep-age are for what -keep keeps. Add -keep SIZE, or leave them out.",
	StripNeedsFile:  "The flag -strip is for pictures that go to a Confab with -file. Add -file PATH, or leave it out: over plain TCP the bytes go as they are.",
	stripFailed:     "{name} is not sent: what it tells of place, time and camera could not be taken out. Without -strip it goes as it is.",
	located1:        "{names} tells where it was taken, and goes as it is; -strip takes that out.",
	locatedN:        "{names} tell where they were taken, and go as they are; -strip takes that out.",
	QueuedNeedsFile: "The flag -queued is for files. Add -file PATH, or leave it out: a text is always kept by the host.",
	NothingKept:     "This host keeps no copies of files. Leave out -queued and stay until it was received, or ask the host to start with -keep.",
	fileNotKept:     "The host keeps no copy of {name}. {why}",
	fileNotKeptYet:  "After {n} s the host did not have all of {name}, and nothing moved. Run the same command again: it goes on with what the host has.",
	fileKept:        "The host has {name}, whole and verified",
	CopyOff:         "It keeps none any more.",
	CopyOverQuota:   "It is more than the host keeps, of one member or in all. Send something smaller, or without -queued.",
	CopyNoRoom:      "The host's disk has no room for it.",
	CopyFailed:      "It did not get there as it was sent. Send it again.",
	FileStateKept:   "kept at the host",
}

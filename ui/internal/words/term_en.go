package words

// termEn is the English of the terminal.
var termEn = &Terminal{
	Usage: `Confab: talk on the local network.

  confab                          open the window; without a display, serve
  confab serve [flags]            run a server here; what you type goes to everyone
  confab chat ADDR -plain         connect to a server and talk
  confab send ADDR -plain TEXT…   send one message
  confab tail ADDR -plain         print what a server says
  confab version                  print the version
  confab help COMMAND             say more about a command

ADDR is host:port, such as 192.168.1.5:8899, [fe80::1%eth0]:8899 or laptop:8899.
Exit codes: 0 done, 1 failed (stderr says why), 2 the command line is wrong.
`,
	Commands: map[string]string{
		"serve": `confab serve [-addr ADDR] [-name NAME] [-data DIR] [-plain=false] [-json]

Runs a server until it is interrupted (Ctrl-C). Guests come with nc, telnet, Confab
or any program that speaks plain TCP. What you type goes to everyone; type /help
for the commands. The end of the input does not end the server.

  -addr ADDR     where to listen: host:port, or a port alone (default :8899).
                 0 takes any free port
  -name NAME     what this side is called in what is printed; guests do not see it
  -data DIR      take name and language from the settings in this folder
  -plain=false   do not let plain TCP guests in
  -json          print one JSON object per event (see the documentation of ui/term)
`,
		"chat": `confab chat ADDR -plain [-name NAME] [-data DIR] [-json]

Connects to a server, prints what comes and sends each line you type; empty lines
are not sent. Ends with the input (Ctrl-D), when everything typed has been written.
After a pipe it stays half a second for an answer.

  -plain         accept plain TCP: anyone on this network can read and change it
  -name NAME     what this side is called in what is printed; the server does not see it
  -data DIR      take name and language from the settings in this folder
  -json          print one JSON object per event
`,
		"send": `confab send ADDR -plain [-json] TEXT…

Sends the words of TEXT as one message; - reads it from the input. Succeeds when the
operating system took all of it and the connection was closed in order. Plain TCP
cannot tell whether anyone read it. Put -- before a text that begins with a dash.

  -plain         accept plain TCP: anyone on this network can read and change it
  -json          print one JSON object per event
`,
		"tail": `confab tail ADDR -plain [-json]

Connects to a server and prints what it says, until you interrupt it (Ctrl-C) or the
server ends.

  -plain         accept plain TCP: anyone on this network can read and change it
  -json          print one JSON object per event
`,
		"version": `confab version

Prints the version.
`,
	},
	SlashHelp: `What you type goes to everyone. A line that begins with / is a command:
  /to N TEXT   say TEXT to guest N only
  /who         list who is here
  /kick N      disconnect guest N
  /help        this list
  //TEXT       send a line that begins with /`,

	AddressMissing:   "Say which server: an address such as 192.168.1.5:8899.",
	TextMissing:      "Say what to send; - reads it from the input.",
	unknownCommand:   "Confab has no command “{name}”. “confab help” lists them.",
	unknownFlag:      "There is no flag {flag}. Put -- before words that begin with a dash.",
	flagNeedsValue:   "The flag -{flag} needs a value.",
	flagValueInvalid: "The flag -{flag} does not take “{value}”.",
	excess:           "“{arg}” is one argument too many.",
	PlainOnly:        "This version speaks plain TCP only. Add -plain to accept that anyone on this network can read and change what is said.",

	TypeHint:     "Type a line and press Enter to send it. Ctrl-D (on Windows Ctrl-Z and Enter) ends.",
	Here:         "Here:",
	unknownSlash: "There is no command /{name}. /help lists them; // sends a line that begins with /.",
	noSuchGuest:  "No guest here has the number “{number}”. /who lists them.",

	lost:         "{n} lines were not printed: the output was too slow for them",
	serverClosed: "{name} closed the connection",
	notSent:      "“{text}” was not sent: {why}",
	unsent:       "Messages that were not sent: {n}.",
	outputFailed: "The output could not be written: {err}.",
	inputFailed:  "The input could not be read: {err}.",
	NoDisplay:    "There is no display to open a window on; Confab serves in the terminal instead.",
	Interrupted:  "Interrupted before the message was sent.",
}

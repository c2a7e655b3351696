package words

import "strconv"

// Terminal is what only the terminal commands say, in one language. Fields in
// lower case are sentences with values in them; methods fill those in.
type Terminal struct {
	// Usage is `confab help`; Commands is the usage of each command. Both end
	// with a newline.
	Usage    string
	Commands map[string]string
	// SlashHelp is what /help lists in serve.
	SlashHelp string

	// What is wrong with a command line.
	AddressMissing, TextMissing                                           string
	unknownCommand, unknownFlag, flagNeedsValue, flagValueInvalid, excess string
	// PlainOnly asks for -plain.
	PlainOnly string

	// TypeHint is told when a conversation begins.
	TypeHint string
	// Here heads the list of /who.
	Here                      string
	unknownSlash, noSuchGuest string

	lost, serverClosed, notSent, unsent string
	outputFailed, inputFailed           string
	// NoDisplay says why there is no window, and what is done instead.
	NoDisplay string
	// Interrupted is told when send was ended before it had sent.
	Interrupted string
}

// Terminal is what the terminal commands say in the language of w.
func (w *Words) Terminal() *Terminal {
	if w.Lang == Chinese {
		return termZh
	}
	return termEn
}

// UnknownCommand says that there is no such command.
func (t *Terminal) UnknownCommand(name string) string { return fill(t.unknownCommand, "name", name) }

// UnknownFlag says that a command has no such flag.
func (t *Terminal) UnknownFlag(flag string) string { return fill(t.unknownFlag, "flag", flag) }

// FlagNeedsValue says that nothing follows a flag.
func (t *Terminal) FlagNeedsValue(flag string) string { return fill(t.flagNeedsValue, "flag", flag) }

// FlagValueInvalid says that a flag does not take that value.
func (t *Terminal) FlagValueInvalid(flag, value string) string {
	return fill(t.flagValueInvalid, "flag", flag, "value", value)
}

// Excess says that a command does not take a further argument.
func (t *Terminal) Excess(arg string) string { return fill(t.excess, "arg", arg) }

// UnknownSlash says that serve has no such command.
func (t *Terminal) UnknownSlash(name string) string { return fill(t.unknownSlash, "name", name) }

// NoSuchGuest says that nobody here has that number.
func (t *Terminal) NoSuchGuest(number string) string { return fill(t.noSuchGuest, "number", number) }

// Lost says that n events were not printed; 0 means that nobody counted.
func (t *Terminal) Lost(n int) string { return fill(t.lost, "n", or(positive(n), "?")) }

// ServerClosed says that the server ended the connection in order.
func (t *Terminal) ServerClosed(name string) string { return fill(t.serverClosed, "name", name) }

// NotSent says which message was not sent; why is a sentence.
func (t *Terminal) NotSent(text, why string) string {
	return fill(t.notSent, "text", text, "why", why)
}

// Unsent says how many messages were not written when the talk ended.
func (t *Terminal) Unsent(n int) string { return fill(t.unsent, "n", strconv.Itoa(n)) }

// OutputFailed says that stdout could not be written.
func (t *Terminal) OutputFailed(err error) string { return fill(t.outputFailed, "err", err.Error()) }

// InputFailed says that stdin could not be read.
func (t *Terminal) InputFailed(err error) string { return fill(t.inputFailed, "err", err.Error()) }

func positive(n int) string {
	if n <= 0 {
		return ""
	}
	return strconv.Itoa(n)
}

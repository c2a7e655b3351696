package words

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"time"

	"confab/transport"
	"confab/ui/internal/visible"
)

// Terminal is what only the terminal commands say, in one language. Fields in
// lower case are sentences with values in them; methods fill those in.
type Terminal struct {
	// Usage is `confab help`; Commands is the usage of each command. Both end
	// with a newline.
	Usage    string
	Commands map[string]string
	// SlashHelp is what /help lists in serve, ChatHelp in chat.
	SlashHelp, ChatHelp string

	// What is wrong with a command line.
	AddressMissing, TextMissing, NameUnseen                               string
	unknownCommand, unknownFlag, flagNeedsValue, flagValueInvalid, excess string
	noFolder, helpHint                                                    string
	// ToNeedsSecure and SinceNeedsSecure say which flags -plain rules out.
	ToNeedsSecure, SinceNeedsSecure string
	// EncodingNeedsPlain says that -encoding is for plain TCP, EncodingNeedsGuests
	// that no plain guests come.
	EncodingNeedsPlain, EncodingNeedsGuests string
	unknownEncoding, readAgain              string
	// How to choose another encoding than the one guessed.
	guessHintServe, GuessHintChat string

	// TypeHint is told a person when a conversation begins, CommandsHint where it has
	// commands, too, and ServeHint when a server does.
	TypeHint, CommandsHint, ServeHint string
	// Here heads the list of /who.
	Here                      string
	unknownSlash, noSuchGuest string

	lost, serverClosed, notSent, unsent string
	outputFailed, inputFailed           string
	// NoDisplay says why there is no window, and what is done instead.
	NoDisplay  string
	noGraphics string
	// NoWindowForLink says that a link needs a window, and what else to do with it.
	NoWindowForLink string
	// Interrupted is told when send was ended before it had sent, InterruptedAsking
	// when the host had not let us in yet, InterruptedKept when the message is on
	// disk here and goes out later.
	Interrupted, InterruptedAsking, InterruptedKept string

	// Why the data folder cannot be used.
	homeInUse, homeUnwritable, homeNewer, homeFull, identityDamaged string
	historyDamaged                                                  string
	// On the way to a host.
	mustLetIn, connectionLost, waiting, forgetHint, plainForgetHint string
	// PlainHint says how to reach what is no Confab.
	PlainHint string
	// What became of messages.
	kept, lateKept, late, notLetIn string
	// Members.
	asks, moreAsk1, moreAskN, compare, verified, nameAmbiguous, noSuchMember, answers string
	letInAsk, letInWaits                                                              string
	// Invitations. InviteWrong says what /invite takes; InviteUsed, InviteExpired and
	// InviteClosed how one ended. InviteOnlyHere and InviteNoLink say why a link leads to
	// this computer alone, and what works.
	inviteOne, inviteMany                                string
	inviteCode, codeChanged, codeRight, qrTooWide        string
	InviteWrong, InviteUsed, InviteExpired, InviteClosed string
	InviteOnlyHere, InviteNoLink                         string
	// InvitationNeedsSecure says that -plain and an invitation rule each other out.
	InvitationNeedsSecure string
	// LeftAsking says that a pipe ended with /quit before the host let us in.
	LeftAsking string
	// CodeNeedsSecure likewise of a code.
	CodeNeedsSecure string
	// InRoom marks a plain guest in the room.
	InRoom      string
	answerYesNo string
	// DiskWell ends what DiskFull and its like began.
	DiskWell string
	hostWell string
	// hostStuck is why what waits did not go out though the host is there.
	hostStuck string

	// NotMet is said of a server that was found and is not known; NoNetwork says that
	// there is nowhere to search, FindPortTaken that another program has the UDP port of
	// searching for itself.
	NotMet, NoNetwork, FindPortTaken string
	met, foundNothing, sweptNothing  string
	swept                            string
	// SubnetsNothing says that no address of the networks given was that of a server.
	SubnetsNothing            string
	subnetsCut, subnetInvalid string

	// Files. FileNobody, FileBroke and FileStopped say why send did not bring a file to
	// somebody; the others tell of what is offered and how far it is.
	fileNobody, fileNobodyTo, fileBroke, fileStopped, fileSkipped, fileAgain          string
	fileOffer, fileOfferFolder, fileGet, fileTail, fileTooLarge, fileOfferedAs        string
	fileComes, fileHere, fileFailed, fileWaits, filePaused, fileDropped, fileProgress string
	fileFetches, fileHas, fileGoesOn                                                  string
	// FileMissing says what /get and its like take, FileNone that nothing is offered,
	// FilesHere heads the list of /files, FilePathMissing says what /send takes, FileOwn
	// that something is our own.
	FileMissing, FileNone, FilesHere, FilePathMissing, FileOwn, FileFlagUnread string
	// How far something is, in the list of /files.
	FileStateOffered, FileStateOwn, FileStateQueued, FileStatePaused, FileStateFailed, FileStateDropped string
	fileStateHere, fileStateComes                                                                       string
	fileUnknown, fileLeft                                                                               string
	// SaveNeedsMax says that -save-max needs -save, SaveNeedsSecure that -save is for no plain
	// connection.
	SaveNeedsMax, SaveNeedsSecure string
	// RateNeedsFile says that -rate needs -file and -plain,
	// SavePathMissing what /save takes, and SavePlainOnly and SavesNothing why it does nothing.
	RateNeedsFile, SavePathMissing, SavePlainOnly, SavesNothing string
	rawSent, rawNotSent, rawStopped, rateInvalid                string
	// StripNeedsFile says that -strip needs -file between Confabs.
	StripNeedsFile                  string
	stripFailed, located1, locatedN string
	// KeepNeeded says that the other flags of -keep need it, QueuedNeedsFile that -queued
	// needs -file, NothingKept that the host keeps nothing.
	KeepNeeded, QueuedNeedsFile, NothingKept                      string
	fileNotKept, fileNotKeptYet, fileKept                         string
	CopyOff, CopyOverQuota, CopyNoRoom, CopyFailed, FileStateKept string

	// HistoryIndexed ends what Words.StillIndexing began.
	HistoryIndexed string
}

// Terminal is what the terminal commands say in the language of w.
func (w *Words) Terminal() *Terminal {
	if w.Lang == Chinese {
		return termZh
	}
	return termEn
}

// Met says of a server that was found what it is called here.
func (t *Terminal) Met(name string) string { return fill(t.met, "name", name) }

// FoundNothing says that no server was found in that time, and what to try next.
func (t *Terminal) FoundNothing(in time.Duration) string {
	return fill(t.foundNothing, "time", in.String())
}

// Swept says how many addresses a sweep has asked, and of how many.
func (t *Terminal) Swept(asked, of int) string {
	return fill(t.swept, "n", strconv.Itoa(asked), "of", strconv.Itoa(of))
}

// SweptNothing is FoundNothing after a sweep.
func (t *Terminal) SweptNothing(in time.Duration) string {
	return fill(t.sweptNothing, "time", in.String())
}

// SubnetsCut says that no server was found before all addresses were asked.
func (t *Terminal) SubnetsCut(in time.Duration) string {
	return fill(t.subnetsCut, "time", in.String())
}

// SubnetInvalid says that what was typed are no networks whose addresses can be asked, of
// which there may be so many.
func (t *Terminal) SubnetInvalid(typed string, most int) string {
	return fill(t.subnetInvalid, "value", typed, "most", strconv.Itoa(most))
}

// UnknownEncoding says that there is no such encoding, and which there are.
func (t *Terminal) UnknownEncoding(name string) string {
	var known []string
	for _, e := range transport.Encodings() {
		known = append(known, e.String())
	}
	return fill(t.unknownEncoding, "name", name) + " " + strings.Join(known, " ")
}

// ReadAgain is the head of a message that reads otherwise now than it was printed.
func (t *Terminal) ReadAgain(name string) string { return fill(t.readAgain, "name", name) }

// GuessHintServe says how to choose the encoding of the guest of a number.
func (t *Terminal) GuessHintServe(number uint64) string {
	return fill(t.guessHintServe, "n", strconv.FormatUint(number, 10))
}

// UnknownCommand says that there is no such command.
func (t *Terminal) UnknownCommand(name string) string { return fill(t.unknownCommand, "name", name) }

// UnknownFlag says that a command has no such flag.
func (t *Terminal) UnknownFlag(flag string) string { return fill(t.unknownFlag, "flag", flag) }

// HelpHint says how to read more about a command.
func (t *Terminal) HelpHint(command string) string { return fill(t.helpHint, "command", command) }

// FlagNeedsValue says that nothing follows a flag.
func (t *Terminal) FlagNeedsValue(flag string) string { return fill(t.flagNeedsValue, "flag", flag) }

// NoFolder says that a flag names a folder that does not exist.
func (t *Terminal) NoFolder(flag, path string) string {
	return fill(t.noFolder, "flag", flag, "path", path)
}

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

// NoGraphics says why nothing can be drawn in a window, and that Confab serves in
// the terminal instead.
func (t *Terminal) NoGraphics(why error) string { return fill(t.noGraphics, "err", why.Error()) }

// OutputFailed says that stdout could not be written.
func (t *Terminal) OutputFailed(err error) string { return fill(t.outputFailed, "err", err.Error()) }

// InputFailed says that stdin could not be read.
func (t *Terminal) InputFailed(err error) string { return fill(t.inputFailed, "err", err.Error()) }

// longestPath is how many characters of a path are told. A path that is cut
// leads nowhere, so it is beyond what systems take.
const longestPath = 5000

// Home says what is wrong with the data folder, and which flag helps. Errors for
// which no flag helps are in the words of w.
func (t *Terminal) Home(err error, w *Words) string {
	sentences := map[transport.Fault]string{
		transport.HomeInUse: t.homeInUse, transport.HomeUnwritable: t.homeUnwritable,
		transport.HomeNewer: t.homeNewer, transport.DiskFull: t.homeFull,
		transport.IdentityDamaged: t.identityDamaged,
		transport.HistoryDamaged:  t.historyDamaged,
	}
	var e *transport.Error
	if errors.As(err, &e) && sentences[e.Fault] != "" {
		return strings.Replace(sentences[e.Fault], "{addr}", visible.Line(e.Addr, longestPath), 1)
	}
	return w.Error(err)
}

// HostWell says that the disk of the host at addr takes again what is said.
func (t *Terminal) HostWell(addr string) string { return fill(t.hostWell, "addr", addr) }

// Stuck says why what waits for a host that is there did not go out, when nothing is
// tried any more: the host's disk took nothing, or our own, which err says. Errors of
// our own are in the words of w.
func (t *Terminal) Stuck(err error, w *Words) string {
	var e *transport.Error
	if errors.As(err, &e) && e.Fault == transport.HostFailed {
		return fill(t.hostStuck, "addr", e.Addr)
	}
	return w.Error(err)
}

// MustLetIn says that the host name has to let us in.
func (t *Terminal) MustLetIn(name string) string { return fill(t.mustLetIn, "name", name) }

// ConnectionLost says why a connection broke; why is without a full stop.
func (t *Terminal) ConnectionLost(why string) string { return fill(t.connectionLost, "why", why) }

// Waiting says when a connection is tried again.
func (t *Terminal) Waiting(seconds int) string {
	return fill(t.waiting, "n", strconv.Itoa(seconds))
}

// ForgetHint says how to accept a changed key.
func (t *Terminal) ForgetHint(addr string) string { return fill(t.forgetHint, "addr", addr) }

// PlainForgetHint says how to reach over plain TCP what once was a Confab.
func (t *Terminal) PlainForgetHint(addr string) string { return fill(t.plainForgetHint, "addr", addr) }

// Kept says how many messages wait on disk for the next connection.
func (t *Terminal) Kept(n int) string { return fill(t.kept, "n", strconv.Itoa(n)) }

// LateKept says that a message did not reach the host in time, and is kept.
func (t *Terminal) LateKept(after time.Duration) string {
	return fill(t.lateKept, "n", seconds(after))
}

// Late says that a message could not be sent in time, and is not kept.
func (t *Terminal) Late(after time.Duration) string { return fill(t.late, "n", seconds(after)) }

// NotLetIn says that the host did not decide in time, so nothing is kept.
func (t *Terminal) NotLetIn(after time.Duration) string {
	return fill(t.notLetIn, "n", seconds(after))
}

// seconds is d in seconds, with as few digits as say something.
func seconds(d time.Duration) string {
	return strconv.FormatFloat(math.Round(d.Seconds()*1000)/1000, 'f', -1, 64)
}

// Asks says who asks to be let in, how to answer, and what they see then.
func (t *Terminal) Asks(name string, number uint64, sees string) string {
	return fill(t.asks, "name", name, "n", strconv.FormatUint(number, 10), "sees", sees)
}

// MoreAsk says how many requests to join there are besides the printed ones.
func (t *Terminal) MoreAsk(n int) string { return plural(n, t.moreAsk1, t.moreAskN) }

// Compare comes before the words to compare.
func (t *Terminal) Compare(name string, number uint64) string {
	return fill(t.compare, "name", name, "n", strconv.FormatUint(number, 10))
}

// Verified says that the words were compared.
func (t *Terminal) Verified(name string) string { return fill(t.verified, "name", name) }

// NameAmbiguous says that several members may be meant, and which.
func (t *Terminal) NameAmbiguous(name string, members []string) string {
	return fill(t.nameAmbiguous, "name", name) + "\n  " + strings.Join(members, "\n  ")
}

// LetInAsk says what it means to let a plain guest in, and what to type.
func (t *Terminal) LetInAsk(name string, n uint64) string {
	return fill(t.letInAsk, "name", name, "n", strconv.FormatUint(n, 10))
}

// AnswerYesNo asks for an answer behind a command.
func (t *Terminal) AnswerYesNo(command string) string {
	return fill(t.answerYesNo, "command", command)
}

// LetInWaits says that a plain guest is not in the room before the disk works.
func (t *Terminal) LetInWaits(name string) string { return fill(t.letInWaits, "name", name) }

// Invite says that an invitation is open until a time of day, and for whom; its link
// follows.
func (t *Terminal) Invite(many bool, until string) string {
	if many {
		return fill(t.inviteMany, "time", until)
	}
	return fill(t.inviteOne, "time", until)
}

// InviteCode says what the code of an invitation is, and how to come by it at an address.
func (t *Terminal) InviteCode(code, addr string) string {
	return fill(t.inviteCode, "code", code, "addr", addr)
}

// QRTooWide says how many columns the terminal must have for a QR.
func (t *Terminal) QRTooWide(columns int) string {
	return fill(t.qrTooWide, "n", strconv.Itoa(columns))
}

// CodeChanged says what the code is after too many wrong guesses.
func (t *Terminal) CodeChanged(code string) string { return fill(t.codeChanged, "code", code) }

// CodeRight says that the host has the code that was typed.
func (t *Terminal) CodeRight(name string) string { return fill(t.codeRight, "name", name) }

// NoSuchMember says that no member is called so.
func (t *Terminal) NoSuchMember(name string) string { return fill(t.noSuchMember, "name", name) }

// Answers marks a message that answers another one.
func (t *Terminal) Answers(name, text string) string {
	if name == "" {
		return "(↩ " + text + ")"
	}
	return fill(t.answers, "name", name, "text", text)
}

func positive(n int) string {
	if n <= 0 {
		return ""
	}
	return strconv.Itoa(n)
}

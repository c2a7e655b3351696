package words

import (
	"errors"
	"strconv"

	"confab/transport"
)

// Lock says in words what is known of who a peer is.
func (w *Words) Lock(t transport.Trust) string {
	switch t {
	case transport.Verified:
		return w.LockVerified
	case transport.Unverified:
		return w.LockUnverified
	case transport.ChangedKey:
		return w.LockChanged
	}
	return w.NotEncrypted
}

// GuestNamed is a plain guest among members, whose name nothing proves.
func (w *Words) GuestNamed(name string) string { return fill(w.guestNamed, "name", name) }

// ReconnectingIn counts down to the next attempt.
func (w *Words) ReconnectingIn(seconds int) string {
	if seconds <= 0 {
		return w.Reconnecting
	}
	return fill(w.reconnectingIn, "n", strconv.Itoa(seconds))
}

// Broke says in few words why the connection with a server that was reached
// before ended, or was not made again: the next step is not the reader's.
func (w *Words) Broke(f transport.Fault, name string, err error) string {
	switch f {
	case transport.Refused, transport.Unreachable, transport.TimedOut, transport.HostNotFound, transport.NoHandshake:
		return w.Unreached
	}
	if reason, known := w.reasons[f]; known && f != transport.Unknown {
		return fill(reason, "name", or(name, w.thisPeer))
	}
	return w.Fault(f, name, err)
}

// Home says what is wrong with the data folder: why there is none, or that its
// history was set aside.
func (w *Words) Home(err error) string {
	var e *transport.Error
	if errors.As(err, &e) && e.Fault == transport.DiskFull {
		return fillTo(longestPath, w.homeFull, "addr", or(e.Addr, w.thatAddress))
	}
	return w.Error(err)
}

// HomeTaken says that a Confab without a window has the data folder, or one that does not
// answer.
func (w *Words) HomeTaken(dir string, silent bool) string {
	if silent {
		return fillTo(longestPath, w.homeOfSilent, "addr", dir)
	}
	return fillTo(longestPath, w.homeOfCommand, "addr", dir)
}

// LinkAsks says whom a link that came from elsewhere leads to; later, that there is a
// connection first.
func (w *Words) LinkAsks(addr string, later bool) string {
	if later {
		return fill(w.linkAsksLater, "addr", addr)
	}
	return fill(w.linkAsks, "addr", addr)
}

// InvitationOf says whom the link of an invitation leads to, and of one that a page has
// handed on that it proves nobody.
func (w *Words) InvitationOf(addr string, passed bool) string {
	if passed {
		return fill(w.passedInvitationOf, "addr", addr)
	}
	return fill(w.invitationOf, "addr", addr)
}

// LinkUnusable says why a link that was opened is of no use.
func (w *Words) LinkUnusable(why string) string {
	return fillTo(longestPath, w.linkUnusable, "why", why)
}

// StartsApart says why no other start of the program finds this one.
func (w *Words) StartsApart(err error) string {
	return fillTo(longestPath, w.startsApart, "err", err.Error())
}

// RemoveKeyAsk warns before the key of a server is forgotten.
func (w *Words) RemoveKeyAsk(addr string) string { return fill(w.removeKeyAsk, "addr", addr) }

// KnownElsewhere says after the sentence on a changed key that the server which is known is
// found at another address, and what the button forgets.
func (w *Words) KnownElsewhere(other, addr string) string {
	return fill(w.knownElsewhere, "other", other, "addr", addr)
}

// AsksToJoin tells, where the list of people is not in view, who asks.
func (w *Words) AsksToJoin(name string) string { return fill(w.asksToJoin, "name", name) }

// MoreAsk says how many requests to join there are besides the listed ones.
func (w *Words) MoreAsk(n int) string { return plural(n, w.moreAsk1, w.moreAskN) }

// AcceptName and DeclineName describe the two answers to a screen reader.
func (w *Words) AcceptName(name string) string { return fill(w.askAccept, "name", name) }

// DeclineName says whom the button declines.
func (w *Words) DeclineName(name string) string { return fill(w.askDecline, "name", name) }

// VerifyWith heads the words to compare.
func (w *Words) VerifyWith(name string) string { return fill(w.verifyWith, "name", name) }

// longestLink is how much of a link fits into the menu of a phone.
const longestLink = 36

// OpenLink offers to open the address of a web page.
func (w *Words) OpenLink(link string) string { return fillTo(longestLink, w.openLink, "link", link) }

// CopyLink offers to copy it, where nothing can open it.
func (w *Words) CopyLink(link string) string { return fillTo(longestLink, w.copyLink, "link", link) }

// WordsDiffer warns after two people found that their words are not the same.
func (w *Words) WordsDiffer(name string) string { return fill(w.wordsDiffer, "name", name) }

// RemoveWho asks whether to take a membership back.
func (w *Words) RemoveWho(name string) string { return fill(w.removeWho, "name", name) }

// BlockWho is RemoveWho for good.
func (w *Words) BlockWho(name string) string { return fill(w.blockWho, "name", name) }

// LetInWho asks whether to let a plain guest into the room.
func (w *Words) LetInWho(name string) string { return fill(w.letInWho, "name", name) }

// GuestsInRoom marks a room that guests without encryption take part in.
func (w *Words) GuestsInRoom(n int) string { return plural(n, w.guestsInRoom1, w.guestsInRoomN) }

// AlsoToGuests says how many hear the host who are not in the room.
func (w *Words) AlsoToGuests(n int) string { return plural(n, w.alsoToGuest1, w.alsoToGuestN) }

// ToGuests is the tag of what was said to members and plain guests: to how many
// of the guests it is written.
func (w *Words) ToGuests(reached, guests int) string {
	if reached == guests {
		return plural(guests, w.toGuest1, w.toGuestN)
	}
	return fill(w.toGuestsOf, "n", strconv.Itoa(reached), "of", strconv.Itoa(guests))
}

// ReplyingTo heads what a message that is being written answers.
func (w *Words) ReplyingTo(name string) string { return fill(w.replyingTo, "name", name) }

// Reaction describes a reaction and how many had it.
func (w *Words) Reaction(text string, n int, mine bool) string {
	if mine {
		return fill(w.reactionMine, "text", text, "n", strconv.Itoa(n))
	}
	return fill(w.reaction, "text", text, "n", strconv.Itoa(n))
}

// Typing says who is writing; it is empty for nobody.
func (w *Words) Typing(names ...string) string {
	switch len(names) {
	case 0:
		return ""
	case 1:
		return fill(w.typingOne, "name", names[0])
	case 2:
		return fill(w.typingTwo, "name", names[0], "other", names[1])
	}
	return w.TypingMany
}

// HitOf says which hit of a search is shown.
func (w *Words) HitOf(n, of int) string {
	return fill(w.hitOf, "n", strconv.Itoa(n), "of", strconv.Itoa(of))
}

// StillIndexing says how far the messages of an earlier version can be searched.
func (w *Words) StillIndexing(n, of uint64) string {
	return fill(w.stillIndexing, "n", grouped(n), "of", grouped(of))
}

// grouped is a number with a comma before every three digits, as both languages
// write it.
func grouped(n uint64) string {
	s := strconv.FormatUint(n, 10)
	for at := len(s) - 3; at > 0; at -= 3 {
		s = s[:at] + "," + s[at:]
	}
	return s
}

// Exported says where a talk was written to.
func (w *Words) Exported(path string) string { return fillTo(longestPath, w.exported, "path", path) }

// ExportFailed says why it could not be written. The sentence of err ends it.
func (w *Words) ExportFailed(err error) string { return fill(w.exportFailed, "why", w.Error(err)) }

// Fingerprint is the words to compare in the language of w, or in the other one,
// for a person who talks to somebody whose window speaks that.
func (w *Words) Fingerprint(f transport.Fingerprint, other bool) [12]string {
	if (w.Lang == Chinese) != other {
		return f.Chinese
	}
	return f.English
}

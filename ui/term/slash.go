package term

import (
	"fmt"
	"strings"

	"confab/transport"
)

// take does what one line typed into serve asks for: a command when it begins
// with one slash, otherwise text for everyone. It returns whether that ends the server.
func (h *host) take(line string) (quit bool) {
	if text, ok := strings.CutPrefix(line, "//"); ok {
		h.sendTo(transport.Everyone, "/"+text)
		return false
	}
	if !strings.HasPrefix(line, "/") {
		h.sendTo(transport.Everyone, line)
		return false
	}
	name, rest, _ := strings.Cut(line[1:], " ")
	number, answer, _ := strings.Cut(strings.TrimSpace(rest), " ")
	switch name {
	case "quit":
		return true
	case "to":
		// The text stays as it was typed, blanks and all.
		number, text, _ := strings.Cut(rest, " ")
		h.with(number, addressable, func(p transport.Peer) {
			if text == "" {
				h.complain(h.Words.Fault(transport.MessageEmpty, "", nil))
				return
			}
			h.sendTo(p.Talk(), text)
		})
	case "kick":
		h.with(number, here, func(p transport.Peer) { h.server.Disconnect(p.ID) })
	case "accept":
		h.with(number, asks, func(p transport.Peer) { h.server.Accept(p.ID) })
	case "decline":
		h.with(number, asks, func(p transport.Peer) { h.server.Decline(p.ID) })
	case "history":
		h.shareHistory(number)
	case "remove":
		h.with(number, member, func(p transport.Peer) { h.server.Remove(p.ID) })
	case "block":
		h.with(number, anyone, func(p transport.Peer) { h.server.Block(p.ID) })
	case "blocked":
		h.blocked()
	case "unblock":
		h.server.Unblock(number)
		h.blocked()
	case "invite":
		h.invite(number)
	case "verify":
		h.with(number, member, func(p transport.Peer) {
			if !verify(h.server, p, answer) {
				h.complain(h.say.AnswerYesNo("/verify " + number))
			}
		})
	case "letin":
		h.with(number, plainGuest, func(p transport.Peer) { h.letIn(p, answer) })
	case "letout":
		h.with(number, plainGuest, func(p transport.Peer) { h.server.LetIn(p.ID, false) })
	case "encoding":
		h.with(number, plainTalk, func(p transport.Peer) {
			switch said, ok := h.chooseEncoding(h.server, p, answer); {
			case !ok:
				h.complain(said)
			case said != "":
				h.reply(said)
			}
		})
	case "sendto":
		number, path := cutWord(rest)
		h.with(number, addressable, func(p transport.Peer) {
			if member(p) {
				h.files().send(p.Talk(), path)
			} else {
				h.files().sendRaw(p.Talk(), path)
			}
		})
	case "save":
		number, path := cutWord(rest)
		h.with(number, here, func(p transport.Peer) {
			if wrong := h.save(h.server, p, path); wrong != "" {
				h.complain(wrong)
			}
		})
	case "who":
		h.who()
	case "help":
		h.reply(h.say.SlashHelp)
	default:
		if !h.files().command(name, rest, transport.Everyone) {
			h.complain(h.say.UnknownSlash(name))
		}
	}
	return false
}

// files is where files are offered and fetched.
func (h *host) files() *fileDesk {
	return &fileDesk{runner: h.runner, offers: h.offers, reply: h.reply, complain: h.complain,
		post: func(to transport.TalkID, d transport.Draft) error { return h.flow.post(h.server, to, d) }}
}

// invite opens an invitation, for all or for one, or ends it.
func (h *host) invite(whom string) {
	switch whom {
	case "", "all":
		h.server.Invite(whom == "all")
	case "off":
		h.server.EndInvite()
	default:
		h.complain(h.say.InviteWrong)
	}
}

// shareHistory has those who are let in from now on see what was said before, or not,
// as answered, and says what they see.
func (h *host) shareHistory(answer string) {
	yes, understood := answered(answer)
	switch {
	case understood:
		h.shares.Store(yes)
		h.server.ShareHistory(yes)
	case answer != "":
		h.complain(h.say.AnswerYesNo("/history"))
		return
	}
	h.reply(h.Words.WillSee(h.shares.Load()))
}

// with does something with the peer of the number typed; without one that
// suits it says so.
func (h *host) with(number string, suits func(transport.Peer) bool, do func(transport.Peer)) {
	if p, ok := numbered(h.server.Peers(), number, suits); ok {
		do(p)
		return
	}
	h.complain(h.say.NoSuchGuest(number))
}

// who lists who is here, who asks, and the members who are away.
func (h *host) who() { h.reply(h.roster(h.server.Peers(), true, true)) }

// blocked lists whom the host does not let in.
func (h *host) blocked() {
	list := h.server.Blocked()
	if len(list) == 0 {
		h.reply(h.Words.NoneBlocked)
		return
	}
	h.reply(h.Words.BlockedPeople + ":\n  " + strings.Join(list, "\n  "))
}

// numbered is the peer with a number as typed that suits.
func numbered(peers []transport.Peer, number string, suits func(transport.Peer) bool) (transport.Peer, bool) {
	id, err := transport.ParsePeerID(number)
	for _, p := range peers {
		if err == nil && p.ID == id && suits(p) {
			return p, true
		}
	}
	return transport.Peer{}, false
}

func anyone(transport.Peer) bool       { return true }
func here(p transport.Peer) bool       { return p.Here }
func asks(p transport.Peer) bool       { return p.Asking }
func member(p transport.Peer) bool     { return p.Kind == transport.Member && !p.Asking }
func plainGuest(p transport.Peer) bool { return p.Here && p.Kind == transport.Plain }

// plainTalk says whether p is a plain guest, also one who left.
func plainTalk(p transport.Peer) bool { return p.Kind == transport.Plain }

// addressable says whether p can be written to: a member who is away too.
func addressable(p transport.Peer) bool { return p.Here && !p.Asking || member(p) }

// letIn says what it means to let a plain guest in, and does it when the person has
// answered with yes.
func (h *host) letIn(p transport.Peer, answer string) {
	who := (&lines{words: h.Words, say: h.say, host: true}).peer(p)
	switch yes, understood := answered(answer); {
	case yes:
		if h.stuck.Load() && !p.InRoom { // before what the server may say of it
			h.reply(h.say.LetInWaits(who))
		}
		h.server.LetIn(p.ID, true)
	case answer == "":
		h.reply(h.say.LetInAsk(who, uint64(p.ID)))
	case !understood:
		h.complain(h.say.AnswerYesNo(fmt.Sprintf("/letin %d", p.ID)))
	}
}

// answered is what an answer to a question says, if it is one.
func answered(answer string) (yes, understood bool) {
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case "yes", "y", "是":
		return true, true
	case "no", "n", "否":
		return false, true
	}
	return false, false
}

// verifier is the half of a server or client that compares words.
type verifier interface {
	Verify(id transport.PeerID, ok bool)
	Words(id transport.PeerID)
}

// verify asks for the words to compare with p, or takes the answer of the
// person who compared them. It returns whether it understood the answer.
func verify(v verifier, p transport.Peer, answer string) bool {
	if strings.TrimSpace(answer) == "" {
		v.Words(p.ID)
		return true
	}
	ok, understood := answered(answer)
	if understood {
		v.Verify(p.ID, ok)
	}
	return understood
}

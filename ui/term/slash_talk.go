package term

import (
	"strings"

	"confab/transport"
)

// take does what one line typed into chat asks for: a command when it begins
// with one slash, otherwise text for the room of all. It returns whether that ends the
// input: what follows a /to without words in a pipe is meant for somebody, and not for all.
func (t *talk) take(line string) (leave bool) {
	if text, ok := strings.CutPrefix(line, "//"); ok {
		t.sayAll("/" + text)
		return false
	}
	if !strings.HasPrefix(line, "/") {
		t.sayAll(line)
		return false
	}
	name, rest, _ := strings.Cut(line[1:], " ")
	switch name {
	case "quit":
		return true
	case "to":
		number, text, _ := strings.Cut(rest, " ")
		t.with(number, addressable, func(p transport.Peer) {
			if text == "" {
				t.complain(t.Words.Fault(transport.MessageEmpty, "", nil))
				return
			}
			t.sendTo(p.Talk(), text)
		})
		return text == "" && !t.Typed
	case "verify":
		number, answer, _ := strings.Cut(strings.TrimSpace(rest), " ")
		t.with(number, member, func(p transport.Peer) {
			if !verify(t.link.client, p, answer) {
				t.complain(t.say.AnswerYesNo("/verify " + number))
			}
		})
	case "code":
		t.link.giveCode(func() { t.link.client.EnterCode(rest) })
	case "sendto":
		number, path := cutWord(rest)
		t.with(number, member, func(p transport.Peer) { t.files().send(p.Talk(), path) })
	case "who":
		now, _ := t.link.stands()
		list := t.roster(t.members(), false, now == online)
		if t.link.serverPeer().MoreMembers {
			list += "\n  " + t.Words.MoreMembers
		}
		t.reply(list)
	case "help":
		t.reply(t.say.ChatHelp)
	default:
		room, _ := t.link.room()
		if !t.files().command(name, rest, room) {
			t.complain(t.say.UnknownSlash(name))
		}
	}
	return false
}

// files is where files are offered and fetched.
func (t *talk) files() *fileDesk {
	return &fileDesk{runner: t.runner, offers: t.link.offers, reply: t.reply, complain: t.complain,
		post: func(to transport.TalkID, d transport.Draft) error { return t.link.post(t.link.client, to, d) }}
}

// with does something with the member of the number typed; without one that
// suits it says so.
func (t *talk) with(number string, suits func(transport.Peer) bool, do func(transport.Peer)) {
	if p, ok := numbered(t.members(), number, suits); ok {
		do(p)
		return
	}
	t.complain(t.say.NoSuchGuest(number))
}

// members are the others in the room of all.
func (t *talk) members() []transport.Peer { return t.link.members() }

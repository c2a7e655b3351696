package term

import (
	"fmt"
	"strconv"
	"strings"

	"confab/transport"
)

// take does what one line typed into serve asks for: a command when it begins
// with one slash, otherwise text for everyone.
func (h *host) take(line string) {
	if text, ok := strings.CutPrefix(line, "//"); ok {
		h.sendTo(transport.Everyone, "/"+text)
		return
	}
	if !strings.HasPrefix(line, "/") {
		h.sendTo(transport.Everyone, line)
		return
	}
	name, rest, _ := strings.Cut(line[1:], " ")
	switch name {
	case "to":
		number, text, _ := strings.Cut(rest, " ")
		if p, ok := h.guest(number); !ok {
			return
		} else if text == "" {
			h.complain(h.Words.Fault(transport.MessageEmpty, "", nil))
		} else {
			h.sendTo(p.ID, text)
		}
	case "kick":
		if p, ok := h.guest(strings.TrimSpace(rest)); ok {
			h.server.Disconnect(p.ID)
		}
	case "who":
		h.who()
	case "help":
		h.reply(h.say.SlashHelp)
	default:
		h.complain(h.say.UnknownSlash(name))
	}
}

// guest is the peer of the number typed; without one that is here it says so.
func (h *host) guest(number string) (transport.Peer, bool) {
	id, err := strconv.ParseUint(number, 10, 64)
	for _, p := range h.server.Peers() {
		if err == nil && p.Here && p.ID == transport.PeerID(id) {
			return p, true
		}
	}
	h.complain(h.say.NoSuchGuest(number))
	return transport.Peer{}, false
}

// who lists who is here.
func (h *host) who() {
	l := lines{host: true}
	var b strings.Builder
	for _, p := range h.server.Peers() {
		if p.Here {
			fmt.Fprintf(&b, "\n  %s  %s", l.peer(p), p.Since.Format("15:04:05"))
		}
	}
	if b.Len() == 0 {
		h.reply(h.Words.NobodyYet)
		return
	}
	h.reply(h.say.Here + b.String())
}

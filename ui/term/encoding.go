package term

import (
	"fmt"
	"strings"

	"confab/transport"
)

// encodingFlag is the flag that says what plain peers write.
const encodingFlag = "encoding"

// encoding defines the flag on c.
func (c *command) encoding() *string { return c.String(encodingFlag, "", "") }

// parseEncoding takes the value of the flag: nil when it was not given. Where plain
// is false it is a usage error, which says why. With done, the command ends with code.
func (c *command) parseEncoding(value string, plain bool, why string) (enc *transport.Encoding, code int, done bool) {
	if value == "" {
		return nil, 0, false
	}
	e, err := transport.ParseEncoding(value)
	switch {
	case err != nil:
		return nil, c.usage(c.r.say.UnknownEncoding(value)), true
	case !plain:
		return nil, c.usage(why), true
	}
	return &e, 0, false
}

// encoder is the half of a server or client that reads plain peers.
type encoder interface {
	SetEncoding(id transport.PeerID, e transport.Encoding)
}

// chooseEncoding does what /encoding asks for, with the name of an encoding or
// without one, and returns the line to print; empty where an event says it.
func (r *runner) chooseEncoding(in encoder, p transport.Peer, name string) (line string, ok bool) {
	if name = strings.TrimSpace(name); name == "" {
		return r.encodingNow(p), true
	}
	e, err := transport.ParseEncoding(name)
	if err != nil {
		return r.say.UnknownEncoding(name), false
	}
	in.SetEncoding(p.ID, e)
	return "", true
}

// encodingNow says which encoding p has, and which others are likely.
func (r *runner) encodingNow(p transport.Peer) string {
	line := r.Words.EncodingNow(p.Encoding)
	if !p.Guessed {
		return line
	}
	line = fmt.Sprintf("%s (?", line)
	for _, e := range p.Likely {
		if e != transport.UTF8 {
			line += " " + e.String()
		}
	}
	return line + ")"
}

// rereads is how many of the newest messages of a talk are printed again when they
// read otherwise in another encoding.
const rereads = 20

// heard notes the newest message of a plain talk.
func (l *lines) heard(ev transport.Event) {
	if l.newest == nil {
		l.newest = map[transport.PeerID]uint64{}
	}
	l.newest[ev.Peer.ID] = ev.Message().Seq
}

// readAgain is a message of a plain talk that reads otherwise than it was printed.
func (l *lines) readAgain(ev transport.Event) string {
	m := ev.Message()
	if m.Seq+rereads <= l.newest[ev.Peer.ID] {
		return ""
	}
	return l.line(m.Time, l.say.ReadAgain(l.peer(ev.Peer))+": "+m.Text)
}

// encodingChanged is the notice of that, with what to do about a guess.
func (l *lines) encodingChanged(ev transport.Event) string {
	sentence := l.words.Notice(ev.Message(), l.peer(ev.Peer))
	switch {
	case !ev.Message().Guessed:
	case l.host:
		sentence += "; " + l.say.GuessHintServe(uint64(ev.Peer.ID))
	default:
		sentence += "; " + l.say.GuessHintChat
	}
	return l.line(ev.Time, sentence)
}

// replaced says of a message to everyone to how many question marks went.
func (l *lines) replaced(m transport.Message) string {
	if m.Replaced == 0 {
		return ""
	}
	return " (" + l.words.Replaced(m.Replaced) + ")"
}

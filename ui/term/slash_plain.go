package term

import (
	"path/filepath"
	"strings"

	"confab/transport"
)

// The commands of a plain talk besides /encoding.
const (
	sendCommand = "/send"
	saveCommand = "/save"
	// endWord ends what one of the two has begun.
	endWord = "off"
)

// saver is the half of a server or client that saves what plain peers send.
type saver interface {
	Save(talk transport.TalkID, path string) error
	StopSaving(talk transport.TalkID)
}

// save does what /save asks for in the talk with p, and returns what is wrong with that.
func (r *runner) save(in saver, p transport.Peer, path string) (wrong string) {
	path = strings.TrimSpace(path)
	switch {
	case p.Kind == transport.Member:
		return r.say.SavePlainOnly
	case path == endWord && !p.Saving:
		return r.say.SavesNothing
	case path == endWord:
		in.StopSaving(p.Talk())
		return ""
	case path == "":
		return r.say.SavePathMissing
	}
	whole, err := filepath.Abs(path)
	if err == nil {
		err = in.Save(p.Talk(), whole)
	}
	if err != nil {
		return r.Words.Error(err)
	}
	return ""
}

// rawDraft is the draft of a file for a plain peer that was typed as [-rate RATE] PATH, or
// what is wrong with that.
func (r *runner) rawDraft(typed string) (d transport.Draft, wrong string) {
	rate, path, bad := cutRate(typed)
	switch path = strings.TrimSpace(path); {
	case bad != "":
		return d, r.say.RateInvalid(bad)
	case path == "":
		return d, r.say.FilePathMissing
	}
	whole, err := filepath.Abs(path)
	if err != nil {
		return d, r.Words.Error(err)
	}
	return transport.Draft{Attach: &transport.Attachment{Path: whole, Rate: rate}}, ""
}

// plainCommand cuts a command and what follows it off a line of a plain talk.
func plainCommand(line, command string) (rest string, is bool) {
	rest, is = strings.CutPrefix(line, command)
	return rest, is && (rest == "" || rest[0] == ' ')
}

// sendRaw does what /send asks for in a plain talk, and returns what is wrong with that.
func (r *runner) sendRaw(l *link, server transport.PeerID, typed string) (wrong string) {
	if strings.TrimSpace(typed) == endWord {
		for _, t := range l.client.Transfers() {
			l.client.Abandon(server.Talk(), t.ID)
		}
		return ""
	}
	d, wrong := r.rawDraft(typed)
	if wrong != "" {
		return wrong
	}
	if err := l.post(l.client, server.Talk(), d); err != nil {
		return r.Words.Error(err)
	}
	return ""
}

package term

import (
	"fmt"
	"path/filepath"
	"strings"

	"confab/transport"
	"confab/ui/internal/visible"
	"confab/ui/internal/words"
)

// cutWord is the first word of a line, and the rest of it.
func cutWord(line string) (word, rest string) {
	word, rest, _ = strings.Cut(strings.TrimSpace(line), " ")
	return word, strings.TrimSpace(rest)
}

// fileDesk is where files are offered and fetched from by typing, in serve and in chat.
type fileDesk struct {
	*runner
	*offers
	// post offers something, and reply and complain answer the person.
	post            func(to transport.TalkID, d transport.Draft) error
	reply, complain func(sentence string)
}

// command does what /send, /files, /get, /pause and /stop ask for; all is the talk of all.
// It reports whether the command was one of these.
func (d *fileDesk) command(name, rest string, all transport.TalkID) bool {
	switch name {
	case "send":
		d.send(all, rest)
	case "files":
		d.tell()
	case "get":
		d.with(rest, func(o offer, folder string) {
			dir, err := d.folder(folder)
			if err != nil {
				d.complain(d.Words.Fault(transport.Unknown, "", err))
				return
			}
			d.in.Fetch(o.talk, o.id, dir)
		})
	case "pause":
		d.with(rest, func(o offer, _ string) { d.in.Pause(o.talk, o.id) })
	case "stop":
		d.with(rest, func(o offer, _ string) { d.in.Abandon(o.talk, o.id) })
	default:
		return false
	}
	return true
}

// send offers a file or folder in a talk, with -strip before its path without what a picture
// tells of place, time and camera.
func (d *fileDesk) send(to transport.TalkID, typed string) {
	path := strings.TrimSpace(typed)
	word, rest := cutWord(path)
	strip := word == "-"+stripFlag
	if strip {
		path = rest
	}
	if path == "" {
		d.complain(d.say.FilePathMissing)
		return
	}
	whole, err := filepath.Abs(path)
	if err == nil && strip {
		var sentence string
		if whole, sentence = d.stripped(whole); sentence != "" {
			d.complain(sentence)
			return
		}
	}
	if err == nil {
		err = d.post(to, transport.Draft{Attach: attachment(whole)})
	}
	if err != nil {
		d.complain(d.Words.Error(err))
		return
	}
	if names := located([]string{whole}); len(names) > 0 {
		d.reply(d.say.Located(names, d.Words))
	}
}

// sendRaw writes a file to a plain guest.
func (d *fileDesk) sendRaw(to transport.TalkID, typed string) {
	draft, wrong := d.rawDraft(typed)
	if wrong == "" {
		if err := d.post(to, draft); err != nil {
			wrong = d.Words.Error(err)
		}
	}
	if wrong != "" {
		d.complain(wrong)
	}
}

// with does something with the offer that was typed; without one it says so.
func (d *fileDesk) with(typed string, do func(o offer, rest string)) {
	typed = strings.TrimSpace(typed)
	o, rest, ok := d.named(typed)
	switch {
	case typed == "":
		d.complain(d.say.FileMissing)
	case !ok:
		d.complain(d.say.FileUnknown(typed))
	case o.own() && !o.raw:
		d.complain(d.say.FileOwn)
	default:
		do(o, rest)
	}
}

// tell lists what is offered.
func (d *fileDesk) tell() {
	all := d.all()
	if len(all) == 0 {
		d.reply(d.say.FileNone)
		return
	}
	var b strings.Builder
	b.WriteString(d.say.FilesHere)
	for _, o := range all {
		from := ""
		if !o.own() {
			from = "  " + visible.Line(o.from, nameRunes)
		}
		what := d.say.FileOffer(o.file)
		if o.raw {
			what = fmt.Sprintf("%s (%s)", o.file.Name, words.Size(o.file.Size))
		}
		fmt.Fprintf(&b, "\n  %d  %s%s  %s", o.number, visible.Line(what, 2*nameRunes+64), from, d.far(o))
	}
	d.reply(b.String())
}

// far is how far an offer has come.
func (d *fileDesk) far(o offer) string {
	switch t := o.last; {
	case o.raw:
		return d.wrote(t)
	case o.own():
		if o.last.Copy == transport.CopyKept {
			return d.say.FileStateKept
		}
		return d.say.FileStateOwn
	case t.State == transport.Received:
		return d.say.FileStateHere(t.Path)
	case t.State == transport.NotReceived:
		return d.say.FileStateFailed + ": " + d.Words.Fault(t.Fault, t.Path, nil)
	case t.State == transport.Paused && t.Of > 0:
		return fmt.Sprintf("%s · %d %%", d.say.FileStatePaused, percent(t.Bytes, t.Of))
	case t.State == transport.Paused:
		return d.say.FileStatePaused
	case t.State == transport.Wanted && (t.Active || t.Bytes > 0):
		return d.say.FileStateComes(percent(t.Bytes, t.Of))
	case t.State == transport.Wanted:
		return d.say.FileStateQueued
	}
	return d.say.FileStateOffered
}

// wrote is how far a file to a plain guest is.
func (d *fileDesk) wrote(t transport.Transfer) string {
	switch t.State {
	case transport.Sent:
		return d.Words.Written
	case transport.NotSent:
		return d.Words.NotSent
	case transport.Dropped:
		return d.say.FileStateDropped
	case transport.Paused:
		return d.say.FileStatePaused
	}
	return d.Words.RawWent(t.Bytes, t.Of)
}

// percent is how much of a whole a part is, at most 100; nothing of nothing is all of it.
func percent(part, whole int64) int {
	if whole <= 0 || part >= whole {
		return 100
	}
	return int(float64(max(part, 0)) / float64(whole) * 100)
}

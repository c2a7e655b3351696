package words

import (
	"strconv"
	"strings"

	"confab/transport"
)

// Halt is a member that does not fetch just now what we offer: a Transfer with a Reader, and
// what that is called.
type Halt struct {
	Name  string
	State transport.TransferState // Paused, NotReceived or Dropped
	Fault transport.Fault
}

// halt is what a member does, and what to do about it.
func (t *TransferWords) halt(h Halt) (says, do string) {
	switch h.State {
	case transport.Paused:
		return t.haltPaused, t.haltPausedDo
	case transport.Dropped:
		return t.haltStopped, t.haltStoppedDo
	}
	switch h.Fault {
	case transport.DiskFull:
		return t.haltFull, t.haltFullDo
	case transport.FileGone, transport.FileUnreadable, transport.FileChanging:
		return t.haltUnread, t.haltUnreadDo
	case transport.FileBroken:
		return t.haltBroken, t.haltBrokenDo
	}
	return t.haltUnsaved, t.haltUnsavedDo
}

// Halted says why one member does not fetch what we offer, and what to do.
func (w *Words) Halted(h Halt) string {
	says, do := w.Transfers().halt(h)
	return w.Sentences(fill(says+w.stop(), "name", h.Name), fill(do, "name", h.Name))
}

// stop ends a sentence.
func (w *Words) stop() string {
	if w.Lang == Chinese {
		return "。"
	}
	return "."
}

// haltsSaid is how many members HaltedOf names.
const haltsSaid = 2

// HaltedOf says in one line how many of all who fetch something of ours have it, and why
// some of them, one at least, do not.
func (w *Words) HaltedOf(have, all int, halts []Halt) string {
	t := w.Transfers()
	var parts []string
	if have > 0 {
		parts = append(parts, fill(t.haltHave, "have", strconv.Itoa(have), "all", strconv.Itoa(all)))
	}
	for _, h := range halts[:min(len(halts), haltsSaid)] {
		says, _ := t.halt(h)
		parts = append(parts, fill(says, "name", h.Name))
	}
	if n := len(halts) - haltsSaid; n > 0 {
		parts = append(parts, fill(t.haltMore, "n", strconv.Itoa(n)))
	}
	return strings.Join(parts, t.haltBetween)
}

package widget

import (
	"io"
	"strings"
	"time"

	"gioui.org/io/clipboard"
	"gioui.org/io/event"
	"gioui.org/io/transfer"
	"gioui.org/layout"
	"gioui.org/op"
)

// Clipboard is another way to the clipboard than Gio's, which on X11 never
// answers when there is no text. Its methods do not block.
type Clipboard interface {
	// Read asks for the text that was copied, or with primary for what was
	// selected last. Answers has the outcome, under the same id.
	Read(id uint64, primary bool)
	// Answers appends what has come since the call before.
	Answers(to []PasteAnswer) []PasteAnswer
	// Select offers what was just selected to the middle button elsewhere.
	Select(text string)
}

// PasteAnswer is the outcome of a Clipboard.Read.
type PasteAnswer struct {
	ID   uint64
	Text string
	// Trouble says why there is no text, or that not all of it is there.
	Trouble PasteTrouble
}

// FileClipboard finds what of the clipboard is no text: files, and pictures, of which it
// makes files. Its methods do not block.
type FileClipboard interface {
	// ReadFiles looks. FileAnswers has the outcome, under the same id.
	ReadFiles(id uint64)
	// FileAnswers appends what has come since the call before.
	FileAnswers(to []FileAnswer) []FileAnswer
}

// FileAnswer is the outcome of a FileClipboard.ReadFiles: absolute paths, or none where there
// may be text instead.
type FileAnswer struct {
	ID    uint64
	Paths []string
}

// PasteTrouble is why a paste was not done, or not wholly.
type PasteTrouble uint8

// The troubles of a paste.
const (
	// PasteEmpty: there is no text to paste.
	PasteEmpty PasteTrouble = iota + 1
	// PasteSilent: the program that owns the clipboard does not answer.
	PasteSilent
	// PasteCut: a field has no room for all of it. A Composer says so itself.
	PasteCut
)

// pastePatience is how long Gio's clipboard may take, on systems where it has no
// answer when there is no text. On Wayland it answers within 5 s.
const pastePatience = 6 * time.Second

// PasteBytes is how much of a paste is looked at: more than any input takes.
const PasteBytes = 1 << 20

// Inputs holds the pastes and the menu that all text inputs of a window share.
// Put it into Theme.Inputs, and call Update once in each frame, before that of
// any input. The zero value pastes from Gio's clipboard.
type Inputs struct {
	// Clipboard, where set, is asked in the place of Gio's.
	Clipboard Clipboard
	// Files, where set, is asked first when a Composer takes files.
	Files FileClipboard

	pastes   []*paste
	answers  []PasteAnswer
	found    []FileAnswer
	lastID   uint64
	frame    uint64
	troubles []PasteTrouble
	// shown are the inputs laid out in this frame, and wasShown in the one before.
	shown, wasShown []*TextInput
	// menu is the input whose menu is wanted or shown.
	menu                  *TextInput
	menuWanted, menuByKey bool
}

// paste is one that was asked for and has no answer yet. It is its own tag, of
// one read only: Gio leaves a tag waiting whose read was not answered.
type paste struct {
	id    uint64
	input *TextInput
	// place is the input's when it asked.
	place uint64
	until time.Time
}

// request asks for text to be pasted into an input.
func (s *Inputs) request(gtx layout.Context, in *TextInput, primary bool) {
	if primary && s.Clipboard == nil {
		return // there is no such selection
	}
	s.lastID++
	p := &paste{id: s.lastID, input: in, place: in.place}
	s.pastes = append(s.pastes, p)
	if in.takesFiles && s.Files != nil && !primary {
		s.Files.ReadFiles(p.id)
		return
	}
	s.requestText(gtx, p, primary)
}

// requestText asks for the text of a paste.
func (s *Inputs) requestText(gtx layout.Context, p *paste, primary bool) {
	if s.Clipboard != nil {
		s.Clipboard.Read(p.id, primary)
		return
	}
	p.until = gtx.Now.Add(pastePatience)
	// The answer may come before the next frame, and only a tag that is known by
	// then gets it.
	s.fromGio(gtx, p)
	gtx.Execute(clipboard.ReadCmd{Tag: p})
}

// Update hands arrived answers to the inputs that requested them. An answer for an
// input that is not shown any more, or is used for something else, is dropped.
func (s *Inputs) Update(gtx layout.Context) {
	if s.Clipboard != nil {
		s.answers = s.Clipboard.Answers(s.answers[:0])
		for _, a := range s.answers {
			s.answer(a)
		}
		clear(s.answers)
	}
	if s.Files != nil {
		s.found = s.Files.FileAnswers(s.found[:0])
		for _, a := range s.found {
			s.foundFiles(gtx, a)
		}
		clear(s.found)
	}
	for i := 0; i < len(s.pastes); {
		if p := s.pastes[i]; p.until.IsZero() || !s.fromGio(gtx, p) {
			i++
		}
	}
	s.frame++
	s.wasShown = append(s.wasShown[:0], s.shown...)
	s.shown = s.shown[:0]
}

// fromGio takes the answer of Gio's clipboard to p, and reports whether p is
// answered: also when its time is over.
func (s *Inputs) fromGio(gtx layout.Context, p *paste) bool {
	event.Op(gtx.Ops, p)
	for {
		ev, ok := gtx.Event(transfer.TargetFilter{Target: p, Type: "application/text"})
		if !ok {
			break
		}
		if e, ok := ev.(transfer.DataEvent); ok {
			s.answer(PasteAnswer{ID: p.id, Text: content(e)})
			return true
		}
	}
	if gtx.Now.Before(p.until) {
		gtx.Execute(op.InvalidateCmd{At: p.until})
		return false
	}
	s.answer(PasteAnswer{ID: p.id, Trouble: PasteEmpty})
	return true
}

// content reads what came of the clipboard; nothing, where that fails.
func content(e transfer.DataEvent) string {
	r := e.Open()
	defer r.Close()
	raw, err := io.ReadAll(io.LimitReader(r, PasteBytes))
	if err != nil {
		return ""
	}
	return strings.ToValidUTF8(string(raw), "")
}

// wanted reports whether the input of a paste is shown, and still used for the same.
func (s *Inputs) wanted(p *paste) bool { return p.place == p.input.place && p.input.laid == s.frame }

// foundFiles takes the files of a paste, or asks for its text where there are none.
func (s *Inputs) foundFiles(gtx layout.Context, a FileAnswer) {
	for i, p := range s.pastes {
		switch {
		case p.id != a.ID:
			continue
		case len(a.Paths) == 0 && s.wanted(p):
			s.requestText(gtx, p, false)
			return
		case s.wanted(p):
			p.input.files = append(p.input.files, a.Paths...)
		}
		s.pastes = append(s.pastes[:i], s.pastes[i+1:]...)
		return
	}
}

func (s *Inputs) answer(a PasteAnswer) {
	for i, p := range s.pastes {
		if p.id != a.ID {
			continue
		}
		s.pastes = append(s.pastes[:i], s.pastes[i+1:]...)
		if !s.wanted(p) {
			return
		}
		if a.Text == "" && a.Trouble == 0 {
			a.Trouble = PasteEmpty
		}
		if a.Text == "" {
			s.troubles = append(s.troubles, a.Trouble)
			return
		}
		p.input.pasted = append(p.input.pasted, a.Text)
		return
	}
}

// Trouble returns the next trouble of a paste that was not reported yet, until ok
// is false.
func (s *Inputs) Trouble() (t PasteTrouble, ok bool) {
	if len(s.troubles) == 0 {
		return 0, false
	}
	t = s.troubles[0]
	s.troubles = s.troubles[1:]
	return t, true
}

// Writing reports whether one of the inputs has the keyboard.
func (s *Inputs) Writing(gtx layout.Context) bool {
	for _, in := range s.wasShown {
		if gtx.Focused(&in.Editor) {
			return true
		}
	}
	return false
}

// Menu returns the input on which a menu was asked for, by the secondary button, a
// long press, or with byKey a key. Open one, at the Anchor if not by a key, and call
// CloseMenu after it.
func (s *Inputs) Menu() (in *TextInput, byKey, ok bool) {
	ok, s.menuWanted = s.menuWanted, false
	return s.menu, s.menuByKey, ok
}

// CloseMenu gives the keyboard back to the input whose menu was shown.
func (s *Inputs) CloseMenu(gtx layout.Context) {
	if s.menu == nil {
		return
	}
	s.menu.restore()
	s.menu.Focus(gtx)
	s.menu = nil
}

// selected offers a selection to other programs.
func (s *Inputs) selected(text string) {
	if s.Clipboard != nil && text != "" {
		s.Clipboard.Select(text)
	}
}

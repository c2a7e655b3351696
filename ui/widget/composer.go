package widget

import (
	"image"
	"strings"
	"unicode/utf8"

	"gioui.org/gesture"
	"gioui.org/io/pointer"
	"gioui.org/io/semantic"
	"gioui.org/layout"
	"gioui.org/op"
	"gioui.org/op/clip"
	"gioui.org/unit"
	giowidget "gioui.org/widget"
)

// Composer is the state of where a message is written. The zero value is
// empty, and Enter makes a new line in it.
type Composer struct {
	// Submit makes Enter send and Shift-Enter a new line. For desktops: an
	// input method's text would be cut at its first new line.
	Submit bool
	// Laden says that something is sent also without text: files, as an AttachBar shows them.
	Laden bool
	// TakesFiles has files and pictures be pasted too, as ComposerFiles.
	TakesFiles bool

	input TextInput
	send  Clickable
	// attach is the button before it.
	attach Clickable
	click  gesture.Click
	// sayable tells that there is more than white space, found out when the
	// text changes and not every frame.
	sayable bool
	// head and tail are what TakeTyping has set aside.
	aside      bool
	head, tail string
	// overfull says that ComposerOverfull is still to be told.
	overfull bool
	// told says that ComposerFiles was returned, and TakeFiles not called since.
	told bool
}

// ComposerEvent is what happened in a composer.
type ComposerEvent uint8

// The events of a composer.
const (
	// ComposerChanged: the text is another; a draft may be kept.
	ComposerChanged ComposerEvent = iota + 1
	// ComposerSubmitted: the text is to be sent. It stays until SetText("").
	ComposerSubmitted
	// ComposerOverfull: more was put in than there is room for, and what fits
	// stays. Behind the ComposerChanged that comes of it.
	ComposerOverfull
	// ComposerFiles: files were pasted, which TakeFiles returns.
	ComposerFiles
	// ComposerAttach: the button that attaches files was clicked.
	ComposerAttach
)

// ComposerBytes is how much a composer takes: the longest message. Every key
// would lay out much more than that anew.
const ComposerBytes = 64 << 10

// Update reads input and returns the next event, until ok is false.
func (c *Composer) Update(gtx layout.Context) (ev ComposerEvent, ok bool) {
	c.ready()
	for {
		e, ok := c.click.Update(gtx.Source)
		if !ok {
			break
		}
		if e.Kind == gesture.KindPress && !gtx.Focused(&c.input.Editor) {
			c.Focus(gtx)
		}
	}
	if c.overfull {
		c.overfull = false
		return ComposerOverfull, true
	}
	for {
		e, ok := c.input.Update(gtx)
		if !ok {
			c.putBack() // nothing was typed
			break
		}
		switch e.(type) {
		case giowidget.ChangeEvent:
			c.putBack()
			c.cut()
			c.look()
			return ComposerChanged, true
		case giowidget.SubmitEvent:
			if c.look(); c.sends() {
				return ComposerSubmitted, true
			}
		}
	}
	if len(c.input.files) > 0 && !c.told {
		c.told = true
		return ComposerFiles, true
	}
	if c.attach.Clicked(gtx) {
		return ComposerAttach, true
	}
	// With nothing to send the button is laid out disabled.
	if c.send.Clicked(EnabledIf(gtx, c.sends())) {
		return ComposerSubmitted, true
	}
	return 0, false
}

// ready sets the editor up. One rune more than fits tells that something was cut.
func (c *Composer) ready() {
	c.input.Editor.Submit, c.input.Editor.MaxLen = c.Submit, ComposerBytes+1
	c.input.takesFiles = c.TakesFiles
}

// cut takes away, before the caret, what there is no room for.
func (c *Composer) cut() {
	text := c.input.Editor.Text()
	if len(text) <= ComposerBytes {
		return
	}
	c.overfull = true
	caret, _ := c.input.Editor.Selection()
	runes := []rune(text)
	to := min(caret, len(runes))
	from := to
	for over := len(text) - ComposerBytes; over > 0 && from > 0; from-- {
		over -= utf8.RuneLen(runes[from-1])
	}
	c.replace(string(runes[:from])+string(runes[to:]), from)
}

func (c *Composer) look() { c.sayable = strings.TrimSpace(c.input.Editor.Text()) != "" }

// TakeFiles returns the paths of the files that were pasted, once. Call it at ComposerFiles.
func (c *Composer) TakeFiles() (paths []string) {
	paths, c.input.files, c.told = c.input.files, nil, false
	return paths
}

// sends reports whether there is something to send.
func (c *Composer) sends() bool { return c.sayable || c.Laden }

// Text returns what is written.
func (c *Composer) Text() string { return c.input.Editor.Text() }

// SetText replaces what is written and puts the caret at its end. A paste that
// was asked for before is dropped: it was meant for another text.
func (c *Composer) SetText(s string) {
	c.input.moveOn()
	c.Next(s)
}

// Next puts the text of the next message in the place of the one that was sent. A
// paste that was asked for before comes into it.
func (c *Composer) Next(s string) {
	c.replace(s, utf8.RuneCountInString(s))
	c.look()
}

// replace puts s, with the caret before rune number caret, into a new editor
// in the place of the one before, which keeps all that was ever in it for undo.
// The keyboard goes by the place.
func (c *Composer) replace(s string, caret int) {
	c.input.Editor = giowidget.Editor{}
	c.ready()
	if len(s) > ComposerBytes {
		s = strings.ToValidUTF8(s[:ComposerBytes], "")
	}
	c.input.Editor.SetText(s)
	c.input.Editor.SetCaret(caret, caret)
}

// Beside makes s what the composer's keys copy while nothing is selected in it.
func (c *Composer) Beside(s Selection) { c.input.beside = s }

// ClearSelection ends the selection in the composer.
func (c *Composer) ClearSelection() { c.input.Editor.ClearSelection() }

// Focus gives the keyboard to the composer.
func (c *Composer) Focus(gtx layout.Context) { c.input.Focus(gtx) }

// Focused reports whether the composer has the keyboard.
func (c *Composer) Focused(gtx layout.Context) bool { return gtx.Focused(&c.input.Editor) }

// ComposerStyle draws a Composer in a bar. In a disabled context it says Hint
// and takes nothing.
type ComposerStyle struct {
	// Label is what a screen reader calls the text.
	Label string
	// Hint stands in the empty composer; where it is disabled, let it say why.
	Hint string
	// Send describes the button.
	Send string
	// Attach describes the button that attaches files; without it there is none.
	Attach string
	// Mode is a word such as "HEX" on a tag before the text. Optional.
	Mode string

	th    *Theme
	state *Composer
}

// Compose returns the style of a composer.
func Compose(th *Theme, state *Composer, label, hint, send string) ComposerStyle {
	return ComposerStyle{Label: label, Hint: hint, Send: send, th: th, state: state}
}

// composerLines is how many lines it grows to before it scrolls.
const composerLines = 6

// Layout draws the bar over the whole width, as high as the text needs.
func (s ComposerStyle) Layout(gtx layout.Context) layout.Dimensions {
	th, c := s.th, s.state
	for {
		// A page that has called Update has seen these events already.
		if _, ok := c.Update(gtx); !ok {
			break
		}
	}
	width, pad := gtx.Constraints.Max.X, gtx.Dp(Space2)
	touch := gtx.Dp(Touch)
	m := op.Record(gtx.Ops)

	room := width - 2*pad - touch - gtx.Dp(Space1)
	if s.Attach != "" {
		room -= touch
	}
	box, boxCall := record(loose(gtx, room), s.box)
	height := box.Size.Y + 2*pad
	place(gtx, image.Pt(pad, pad), boxCall)

	if s.Attach != "" {
		t := op.Offset(image.Pt(width-pad-2*touch, height-pad-touch+gtx.Dp(1))).Push(gtx.Ops)
		IconButton(th, &c.attach, IconAttach, s.Attach).Layout(loose(gtx, touch))
		t.Pop()
	}
	button := IconButton(th, &c.send, IconSend, s.Send)
	button.Color, button.Ground = th.TextMuted, th.Field
	ready := c.sends() && gtx.Enabled()
	if ready {
		button.Color, button.Ground = th.OnAccent, th.Accent
	}
	t := op.Offset(image.Pt(width-pad-touch, height-pad-touch+gtx.Dp(1))).Push(gtx.Ops)
	button.Layout(EnabledIf(loose(gtx, touch), ready))
	t.Pop()

	content := m.Stop()
	defer clip.Rect{Max: image.Pt(width, height)}.Push(gtx.Ops).Pop()
	fill(gtx, th.Surface, image.Rect(0, 0, width, height), 0)
	fill(gtx, th.Divider, image.Rect(0, 0, width, max(1, gtx.Dp(1))), 0)
	content.Add(gtx.Ops)
	return size(width, height)
}

// box draws the rounded field with the tag of the mode in it.
func (s ComposerStyle) box(gtx layout.Context) layout.Dimensions {
	th, c, width := s.th, s.state, gtx.Constraints.Max.X
	left, right := gtx.Dp(18), width-gtx.Dp(14)
	const padY unit.Dp = 12
	var tag layout.Dimensions
	var tagCall op.CallOp
	if s.Mode != "" {
		tag, tagCall = record(gtx, Tag(th, Information, s.Mode).Layout)
		left = gtx.Dp(14) + tag.Size.X + gtx.Dp(Space2)
	}
	inner := loose(gtx, right-left)
	inner.Constraints.Min.X = inner.Constraints.Max.X
	line := gtx.Sp(TextBody * lineHeight)
	inner.Constraints.Max.Y = line*composerLines + line/2
	d, call := record(inner, editor(th, &c.input.Editor, s.Hint, gtx.Enabled()).Layout)

	height := max(gtx.Dp(Touch), d.Size.Y+2*gtx.Dp(padY))
	rect, r := image.Rect(0, 0, width, height), gtx.Dp(24)
	defer clip.Rect(rect).Push(gtx.Ops).Pop()
	c.click.Add(gtx.Ops)
	c.input.add(gtx, th)
	// What it is called stands in an area of its own: see control.
	defer clip.Rect(rect).Push(gtx.Ops).Pop()
	semantic.Editor.Add(gtx.Ops)
	semantic.LabelOp(s.Label).Add(gtx.Ops)
	semantic.EnabledOp(gtx.Enabled()).Add(gtx.Ops)
	if gtx.Enabled() {
		pointer.CursorText.Add(gtx.Ops)
	}
	fill(gtx, th.Field, rect, r)
	if gtx.Focused(&c.input.Editor) {
		outline(gtx, th.AccentText, rect, r, max(1, gtx.Dp(1)))
	}
	if s.Mode != "" {
		place(gtx, image.Pt(gtx.Dp(14), centered(gtx.Dp(Touch), tag.Size.Y)), tagCall)
	}
	at := image.Pt(left, centered(height, d.Size.Y))
	c.input.origin = at
	place(gtx, at, call)
	return layout.Dimensions{Size: rect.Max}
}

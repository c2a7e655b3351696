package ui

import (
	"cmp"
	"context"
	"errors"
	"image"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"gioui.org/layout"

	"confab/ui/internal/address"
	"confab/ui/internal/capture"
	"confab/ui/internal/qr"
	"confab/ui/internal/words"
	"confab/ui/model"
	"confab/ui/widget"
)

// scanSource is where a code is looked for.
type scanSource uint8

const (
	scanScreen scanSource = iota
	scanClipboard
	scanFile
)

// scanOrder has a code looked for.
type scanOrder struct {
	from scanSource
	path string // of the file
}

// scanned is what a code says, or why there is none.
type scanned struct {
	from scanSource
	text string
	err  error
}

// end gives the model what was found.
func (r scanned) end(m *model.Model) {
	if r.err != nil {
		m.ScanFailed(func(w *words.Words) string { return scanTrouble(w, r.from, r.err) })
		return
	}
	m.Scanned(r.text)
}

// scanPatience is how long a desktop may take to ask the person, and the person to answer.
const scanPatience = 2 * time.Minute

// scanner looks for codes in goroutines of their own, until ctx is done, and hands what
// it found to done.
func scanner(ctx context.Context, done func(scanned)) func(scanOrder) {
	return func(o scanOrder) {
		go func() {
			ctx, cancel := context.WithTimeout(ctx, scanPatience)
			defer cancel()
			r := scanned{from: o.from}
			var img image.Image
			switch o.from {
			case scanScreen:
				img, r.err = capture.Screen(ctx)
			case scanClipboard:
				img, r.err = capture.Clipboard(ctx)
			case scanFile:
				img, r.err = capture.File(typedPath(o.path))
			}
			if r.err == nil {
				r.text, r.err = readCode(img)
			}
			done(r)
		}()
	}
}

// errSeveral is of a picture with several invitations: which one is meant only the person
// knows.
var errSeveral = errors.New("several invitations")

// readCode reads the code in a picture, of several the one of an invitation.
func readCode(img image.Image) (string, error) {
	texts, err := qr.DecodeAll(img)
	if err != nil {
		return "", err
	}
	invitation := ""
	for _, text := range texts {
		switch link := address.Invitation(text); {
		case link == "" || link == invitation:
		case invitation != "":
			return "", errSeveral
		default:
			invitation = link
		}
	}
	return cmp.Or(invitation, texts[0]), nil
}

// typedPath is the path that a person typed, or pasted as file managers copy it.
func typedPath(typed string) string {
	path := strings.Trim(strings.TrimSpace(typed), `"'`)
	if uri, err := url.Parse(path); err == nil && uri.Scheme == "file" && uri.Host == "" {
		path = filepath.FromSlash(uri.Path)
	}
	if home, err := os.UserHomeDir(); err == nil {
		if rest, ok := strings.CutPrefix(path, "~"); ok {
			path = filepath.Join(home, rest)
		} else if path != "" && !filepath.IsAbs(path) {
			path = filepath.Join(home, path)
		}
	}
	return path
}

// scanTrouble says why no code was read, and what to do.
func scanTrouble(w *words.Words, from scanSource, err error) string {
	switch {
	case errors.Is(err, errSeveral):
		return w.SeveralInvitations
	case errors.Is(err, qr.ErrNone) && from == scanScreen:
		return w.NoCodeOnScreen
	case errors.Is(err, qr.ErrNone):
		return w.NoCodeInPicture
	case errors.Is(err, qr.ErrSize), errors.Is(err, capture.ErrSize):
		return w.PictureTooLarge
	case errors.Is(err, capture.ErrRefused):
		return w.ScreenRefused
	case errors.Is(err, capture.ErrUnsupported) && from == scanScreen:
		return w.ScreenUnsupported
	case errors.Is(err, capture.ErrUnsupported):
		return w.ClipboardUnsupported
	case errors.Is(err, capture.ErrNone) && from == scanClipboard:
		return w.NoPictureCopied
	case errors.Is(err, capture.ErrNone):
		return w.PictureUnknown
	}
	return w.PictureUnreadable(err)
}

// scanButton has a code scanned for the address field: by the phone's camera, or from the
// screen of a desktop, which has a menu of other ways beside it.
type scanButton struct {
	button, others widget.Clickable
	file           widget.Dialog
}

// update reads the presses; turned is when the button came to its place.
func (b *scanButton) update(gtx layout.Context, s *screen, turned time.Time) {
	for widget.ClickedAtRest(gtx, &b.button, turned) {
		if s.scanCode != nil {
			s.scanCode()
		} else {
			s.scanFrom(scanOrder{from: scanScreen})
		}
	}
	for widget.ClickedAtRest(gtx, &b.others, turned) {
		w := s.words()
		items := []widget.MenuItem{
			{ID: int(scanClipboard), Text: w.ScanClipboard, Icon: widget.IconPaste},
			{ID: int(scanFile), Text: w.ScanFile, Icon: widget.IconPicture},
		}
		s.menu.open(s, items, func(_ layout.Context, chosen int) {
			if scanSource(chosen) == scanFile {
				b.file.Field.SelectAll()
				b.file.Open()
				return
			}
			s.scanFrom(scanOrder{from: scanClipboard})
		})
	}
}

// scanFrom has a code looked for, if none is and it could be joined.
func (s *screen) scanFrom(o scanOrder) {
	if s.model.BeginScan() {
		s.scan(o)
	}
}

// layout draws the button, while an address could be typed too.
func (b *scanButton) layout(gtx layout.Context, s *screen) layout.Dimensions {
	if s.scan == nil && s.scanCode == nil || !s.model.Client.CanConnect() {
		return layout.Dimensions{}
	}
	w, busy := s.words(), s.model.Scanning()
	style := widget.Button(s.th, &b.button, widget.Outlined, w.ScanCode)
	style.Icon, style.Wide = widget.IconScan, true
	if s.scanCode == nil {
		style.Text = w.ScanScreen
	}
	if busy {
		style.Text = w.Scanning
	}
	return layout.Inset{Top: widget.Space2}.Layout(gtx, func(gtx layout.Context) layout.Dimensions {
		gtx = widget.EnabledIf(gtx, gtx.Enabled() && !busy)
		children := []layout.FlexChild{layout.Flexed(1, style.Layout)}
		if s.scanCode == nil {
			children = append(children, rigid(widget.IconButton(s.th, &b.others, widget.IconMore, w.ScanOthers).Layout))
		}
		return layout.Flex{Alignment: layout.Middle}.Layout(gtx, children...)
	})
}

// updateFile reads the answer of the dialog that asks for a file.
func (b *scanButton) updateFile(gtx layout.Context, s *screen) {
	for {
		ev, ok := b.file.Update(gtx)
		if !ok {
			break
		}
		if path := b.file.Field.Text(); ev == widget.DialogConfirmed && strings.TrimSpace(path) != "" {
			b.file.Close()
			s.scanFrom(scanOrder{from: scanFile, path: path})
		}
	}
}

func (b *scanButton) layoutFile(gtx layout.Context, s *screen) {
	if !b.file.Opened() {
		return
	}
	w := s.words()
	d := widget.Ask(s.th, &b.file, w.ScanFileTitle, w.ScanFileText, w.Scan, w.Cancel)
	d.FieldLabel = w.PictureFile
	d.Layout(gtx)
}

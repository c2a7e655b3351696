package ui

import (
	"image"
	"strings"
	"time"

	"gioui.org/f32"
	"gioui.org/io/key"
	"gioui.org/layout"
	"gioui.org/op"
	"gioui.org/op/paint"
	"gioui.org/text"

	"confab/transport"
	"confab/ui/model"
	"confab/ui/widget"
)

// pictureView shows a picture of the open talk over the whole window.
type pictureView struct {
	open bool
	id   transport.MessageID // of the picture that zoom is of

	zoom           widget.Zoom
	back, in, out  widget.Clickable
	next, previous widget.Clickable
	actions        [widget.MaxFileButton + 1]widget.Clickable
	offered        []model.FileAction // in the last frame
	moved          time.Time          // when offered became others
	last           paint.ImageOp      // what was drawn last, of lastID
	lastID         transport.MessageID
}

// show opens the view of the picture of a message in the open talk.
func (v *pictureView) show(s *screen, id transport.MessageID) {
	v.open = true
	s.model.ViewPicture(id)
}

func (v *pictureView) close(s *screen) {
	v.open, v.id, v.last = false, transport.MessageID{}, paint.ImageOp{}
	s.model.LeavePicture()
}

// row is the message that is shown, nil if it is not there any more.
func (v *pictureView) row(s *screen) *model.Row {
	row := s.model.ViewedPicture()
	if row != nil && row.ID != v.id {
		v.id = row.ID
		v.zoom.Reset()
	}
	return row
}

// update turns input into intents.
func (v *pictureView) update(gtx layout.Context, s *screen) {
	if !v.open {
		return
	}
	row := v.row(s)
	if row == nil {
		v.close(s)
		return
	}
	for {
		ev, ok := v.zoom.Update(gtx)
		if !ok {
			break
		}
		if ev == widget.ZoomNext {
			s.model.TurnPicture(1)
		} else {
			s.model.TurnPicture(-1)
		}
	}
	for v.in.Clicked(gtx) {
		v.zoom.In()
	}
	for v.out.Clicked(gtx) {
		v.zoom.Out()
	}
	for v.next.Clicked(gtx) {
		s.model.TurnPicture(1)
	}
	for v.previous.Clicked(gtx) {
		s.model.TurnPicture(-1)
	}
	for _, a := range v.offered {
		for widget.ClickedAtRest(gtx, &v.actions[a], v.moved) {
			s.actOnFile(row.Local, a)
		}
	}
	for {
		ev, ok := gtx.Event(key.Filter{Name: key.NameEscape}, key.Filter{Name: key.NameBack},
			key.Filter{Name: "S", Required: key.ModShortcut})
		if !ok {
			break
		}
		switch e, ok := ev.(key.Event); {
		case !ok || e.State != key.Press:
		case e.Name != "S":
			v.close(s)
		case !row.Pending:
			s.model.ActOnFile(row.Local, model.SaveFile)
		}
	}
	for v.back.Clicked(gtx) {
		v.close(s)
	}
}

// layout draws the picture with a bar above and one below.
func (v *pictureView) layout(gtx layout.Context, s *screen) {
	if !v.open {
		return
	}
	row := v.row(s)
	if row == nil {
		return // the next frame closes it
	}
	gtx.Constraints = layout.Exact(gtx.Constraints.Max)
	widget.Ground(gtx, s.th.Background, func(gtx layout.Context) layout.Dimensions {
		return column(gtx,
			rigid(func(gtx layout.Context) layout.Dimensions { return v.layoutHead(gtx, s, row) }),
			layout.Flexed(1, func(gtx layout.Context) layout.Dimensions { return v.layoutPicture(gtx, s, row) }),
			rigid(func(gtx layout.Context) layout.Dimensions { return v.layoutFoot(gtx, s, row) }),
		)
	})
}

// layoutHead says which picture it is, and has the way back and what makes it larger.
func (v *pictureView) layoutHead(gtx layout.Context, s *screen, row *model.Row) layout.Dimensions {
	w, p := s.words(), row.File.Picture
	about := strings.Join([]string{row.Name, row.Time, w.PictureSize(p.Width, p.Height), row.File.Size}, " · ")
	return widget.Bar(gtx, s.th, func(gtx layout.Context) layout.Dimensions {
		return layout.Flex{Alignment: layout.Middle}.Layout(gtx,
			rigid(widget.IconButton(s.th, &v.back, widget.IconBack, w.Back).Layout),
			layout.Flexed(1, func(gtx layout.Context) layout.Dimensions {
				return layout.Flex{Axis: layout.Vertical}.Layout(gtx,
					rigid(widget.Title(s.th, row.File.Name).Layout),
					rigid(oneLine(widget.Muted(s.th, about)).Layout),
				)
			}),
			rigid(func(gtx layout.Context) layout.Dimensions {
				return widget.IconButton(s.th, &v.out, widget.IconZoomOut, w.ZoomOut).Layout(widget.EnabledIf(gtx, v.zoom.CanOut()))
			}),
			rigid(func(gtx layout.Context) layout.Dimensions {
				return widget.IconButton(s.th, &v.in, widget.IconZoomIn, w.ZoomIn).Layout(widget.EnabledIf(gtx, v.zoom.CanIn()))
			}),
		)
	})
}

func oneLine(l widget.LabelStyle) widget.LabelStyle {
	l.MaxLines = 1
	return l
}

// layoutPicture draws the picture: from the preview, from the file in the size of the window,
// and enlarged from all of the file.
func (v *pictureView) layoutPicture(gtx layout.Context, s *screen, row *model.Row) layout.Dimensions {
	p := row.File.Picture
	pixels := image.Pt(p.Width, p.Height)
	source := s.shownPicture(p)
	fit := widget.FitPicture(gtx, pixels, gtx.Constraints.Max)
	return v.zoom.Layout(gtx, pixels, row.File.Name, func(gtx layout.Context, at, size f32.Point) {
		img, ok := source.Image(fit)
		if v.zoom.Scale() > 1 {
			if large, there := source.large(); there {
				img, ok = large, true
			}
		}
		if ok {
			v.last, v.lastID = *img, v.id
		} else if v.lastID != v.id {
			return
		}
		widget.DrawPictureIn(gtx, &v.last, at, size, image.Rectangle{Max: gtx.Constraints.Max})
	})
}

// layoutFoot says how far the picture is, and has what can be done about it, between the
// ways to the pictures beside.
func (v *pictureView) layoutFoot(gtx layout.Context, s *screen, row *model.Row) layout.Dimensions {
	w := s.words()
	next, _, _ := s.model.PictureTurn(1)
	previous, _, _ := s.model.PictureTurn(-1)
	v.follow(gtx, row)
	return widget.Foot(gtx, s.th, func(gtx layout.Context) layout.Dimensions {
		return layout.Flex{Alignment: layout.Middle}.Layout(gtx,
			rigid(func(gtx layout.Context) layout.Dimensions {
				return widget.IconButton(s.th, &v.previous, widget.IconPrevious, w.PreviousPicture).Layout(widget.EnabledIf(gtx, previous))
			}),
			layout.Flexed(1, func(gtx layout.Context) layout.Dimensions {
				return layout.Center.Layout(gtx, func(gtx layout.Context) layout.Dimensions { return v.layoutActions(gtx, s, row) })
			}),
			rigid(func(gtx layout.Context) layout.Dimensions {
				return widget.IconButton(s.th, &v.next, widget.IconNext, w.NextPicture).Layout(widget.EnabledIf(gtx, next))
			}),
		)
	})
}

// turned says that another picture is looked for, or that there is none.
func (v *pictureView) turned(s *screen) string {
	w := s.words().Transfers()
	_, lookingBack, first := s.model.PictureTurn(-1)
	_, lookingOn, last := s.model.PictureTurn(1)
	switch {
	case lookingBack:
		return w.PicturesBack
	case lookingOn:
		return w.PicturesOn
	case first:
		return w.PictureFirst
	case last:
		return w.PictureLast
	}
	return ""
}

// follow takes up what can be done.
func (v *pictureView) follow(gtx layout.Context, row *model.Row) {
	var now []model.FileAction
	if !row.Pending {
		now = row.File.Actions
	}
	same := len(now) == len(v.offered)
	for i := 0; same && i < len(now); i++ {
		same = now[i] == v.offered[i]
	}
	if !same {
		v.offered, v.moved = append(v.offered[:0:0], now...), gtx.Now
	}
}

func (v *pictureView) layoutActions(gtx layout.Context, s *screen, row *model.Row) layout.Dimensions {
	w, f := s.words(), row.File
	told := widget.Muted(s.th, strings.Join(f.Lines, " "))
	switch {
	case f.Unshown != "":
		told.Text, told.Color = f.Unshown, s.th.DangerText
	case f.State == model.FileFailed:
		told.Color = s.th.DangerText
	case f.State == model.FileHere:
		told.Text = ""
	case f.State == model.FileOffered:
		told.Text = w.PictureNotHere
	}
	if turn := v.turned(s); turn != "" {
		told.Text, told.Color = turn, s.th.TextMuted
	}
	told.Alignment, told.MaxLines = text.Middle, 4
	var buttons []layout.Widget
	for _, a := range v.offered {
		buttons = append(buttons, widget.Button(s.th, &v.actions[a], widget.TextOnly, fileAction(a, w)).Layout)
	}
	return layout.Flex{Axis: layout.Vertical, Alignment: layout.Middle}.Layout(gtx,
		rigid(func(gtx layout.Context) layout.Dimensions {
			if told.Text == "" {
				return layout.Dimensions{}
			}
			return layout.Inset{Top: widget.Space2}.Layout(gtx, told.Layout)
		}),
		rigid(func(gtx layout.Context) layout.Dimensions { return widget.Wrap(gtx, buttons...) }),
	)
}

// layoutUnder lays a page out, and does not draw it while a picture covers it.
func (s *screen) layoutUnder(gtx layout.Context, page layout.Widget) layout.Dimensions {
	if !s.viewer.open {
		return page(gtx)
	}
	m := op.Record(gtx.Ops)
	defer m.Stop()
	return page(gtx)
}

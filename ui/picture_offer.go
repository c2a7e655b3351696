package ui

import (
	"image"
	"path/filepath"

	"gioui.org/layout"
	"gioui.org/op"
	"gioui.org/unit"

	"confab/transport"
	"confab/ui/internal/visible"
	"confab/ui/model"
	"confab/ui/widget"
)

// pictureOfferDialog asks how pictures are to be sent.
type pictureOfferDialog struct {
	dialog widget.Dialog
	asFile widget.Switch
	of     *model.PictureOffer
}

// How much of the pictures is shown.
const (
	offeredShown         = 4
	offeredHigh  unit.Dp = 112
	offeredName          = 40 // characters
)

func (d *pictureOfferDialog) update(gtx layout.Context, s *screen) {
	if o := s.model.PictureOffer(); o != d.of {
		d.of, d.asFile.Value = o, false
		if d.dialog.Close(); o != nil {
			d.dialog.Open()
		}
	}
	d.asFile.Update(gtx)
	for {
		ev, ok := d.dialog.Update(gtx)
		if !ok {
			return
		}
		if d.of = nil; ev == widget.DialogConfirmed {
			d.dialog.Close()
			s.model.OfferPictures(d.asFile.Value)
		} else {
			s.model.DropPictures()
		}
	}
}

func (d *pictureOfferDialog) layout(gtx layout.Context, s *screen) {
	if !d.dialog.Opened() || d.of == nil {
		return
	}
	w, all := s.words(), d.of.Pictures()
	var kept []string
	for _, f := range all {
		if f.Cleaned == "" {
			kept = append(kept, visible.Line(filepath.Base(f.Draft.Attach.Path), offeredName))
		}
	}
	text := ""
	if len(kept) > 0 {
		text = w.PictureKept(kept)
	}
	style := widget.Ask(s.th, &d.dialog, w.SendPictures(len(all)), text, w.Send, w.Cancel)
	style.Extra = func(gtx layout.Context) layout.Dimensions {
		return layout.Flex{Axis: layout.Vertical}.Layout(gtx,
			rigid(func(gtx layout.Context) layout.Dimensions { return d.layoutPictures(gtx, s, all) }),
			rigid(func(gtx layout.Context) layout.Dimensions {
				if d.of.Cleanable() == 0 {
					return layout.Dimensions{}
				}
				return widget.SwitchRow(s.th, &d.asFile, w.PictureAsFile, w.PictureAsFileHint).Layout(gtx)
			}),
		)
	}
	style.Layout(gtx)
}

// layoutPictures draws the first of the pictures beside each other, in one height.
func (d *pictureOfferDialog) layoutPictures(gtx layout.Context, s *screen, all []model.Prepared) layout.Dimensions {
	gap, full := gtx.Dp(widget.Space2), gtx.Constraints.Max.X
	var shown []*transport.Attachment
	wide := 0.0 // of all of them, as high as one pixel
	for _, f := range all {
		if a := f.Draft.Attach; len(a.Preview) > 0 && len(shown) < offeredShown {
			shown = append(shown, a)
			wide += float64(a.Width) / float64(a.Height)
		}
	}
	if len(shown) == 0 || s.pictures == nil {
		return layout.Dimensions{}
	}
	high := min(gtx.Dp(offeredHigh), int(float64(full-gap*(len(shown)-1))/wide))
	x := 0
	for _, a := range shown {
		size := image.Pt(max(high*a.Width/a.Height, 1), max(high, 1))
		if e := s.pictures.get(pictureKey{previewPicture, string(a.Preview), size}); e.ready {
			t := op.Offset(image.Pt(x, 0)).Push(gtx.Ops)
			widget.DrawPicture(gtx, &e.op, image.Rectangle{Max: size})
			t.Pop()
		}
		x += size.X + gap
	}
	return layout.Dimensions{Size: image.Pt(full, high+gap)}
}

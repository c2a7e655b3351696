package ui

import (
	"image"

	"gioui.org/layout"
	"gioui.org/op"
	"gioui.org/unit"

	"confab/ui/model"
	"confab/ui/widget"
)

// pictureOfferDialog asks whether pictures are to be sent out of which nothing can be taken.
type pictureOfferDialog struct {
	dialog widget.Dialog
	of     *model.PictureOffer
}

// How much of the pictures is shown.
const (
	offeredShown         = 4
	offeredHigh  unit.Dp = 112
)

func (d *pictureOfferDialog) update(gtx layout.Context, s *screen) {
	if o := s.model.PictureOffer(); o != d.of {
		d.of = o
		if d.dialog.Close(); o != nil {
			d.dialog.Open()
		}
	}
	for {
		ev, ok := d.dialog.Update(gtx)
		if !ok {
			return
		}
		if d.of = nil; ev == widget.DialogConfirmed {
			d.dialog.Close()
			s.model.OfferPictures()
		} else {
			s.model.DropPictures()
		}
	}
}

func (d *pictureOfferDialog) layout(gtx layout.Context, s *screen) {
	if !d.dialog.Opened() || d.of == nil {
		return
	}
	w, all := s.words(), d.of.Pictures
	names := make([]string, len(all))
	for i, a := range all {
		names[i] = a.Name
	}
	style := widget.Ask(s.th, &d.dialog, w.SendPictures(len(all)), w.PictureKept(names), w.Send, w.Cancel)
	style.Extra = func(gtx layout.Context) layout.Dimensions { return d.layoutPictures(gtx, s, all) }
	style.Layout(gtx)
}

// layoutPictures draws the first of the pictures beside each other, in one height.
func (d *pictureOfferDialog) layoutPictures(gtx layout.Context, s *screen, all []model.Attached) layout.Dimensions {
	gap, full := gtx.Dp(widget.Space2), gtx.Constraints.Max.X
	var shown []model.Attached
	wide := 0.0 // of all of them, as high as one pixel
	for _, a := range all {
		if a.Preview != "" && len(shown) < offeredShown {
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
		if e := s.pictures.get(pictureKey{previewPicture, a.Preview, size}); e.ready {
			t := op.Offset(image.Pt(x, 0)).Push(gtx.Ops)
			widget.DrawPicture(gtx, &e.op, image.Rectangle{Max: size})
			t.Pop()
		}
		x += size.X + gap
	}
	return layout.Dimensions{Size: image.Pt(full, high+gap)}
}

package ui

import (
	"strconv"
	"strings"

	"gioui.org/layout"

	"confab/ui/model"
	"confab/ui/widget"
)

// lineRates are the usual rates of serial lines, in baud.
var lineRates = []int{9600, 115200}

// The items of the menu of rates before those of lineRates.
const (
	rateFull = iota
	rateOwn
	rateLine
)

// ask asks how fast a file is to go to a plain peer, and then for the file.
func (d *rateDialog) ask(s *screen, to model.AttachTo) {
	w := s.words()
	items := []widget.MenuItem{{ID: rateFull, Text: w.RateFull, Icon: widget.IconFile}}
	for i, baud := range lineRates {
		items = append(items, widget.MenuItem{ID: rateLine + i, Text: w.RateBaud(baud), Icon: widget.IconFile})
	}
	items = append(items, widget.MenuItem{ID: rateOwn, Text: w.RateOwn, Icon: widget.IconEdit})
	s.menu.open(s, items, func(_ layout.Context, chosen int) {
		switch chosen {
		case rateFull:
			s.conversation.attach.choose(s, to.At(0))
		case rateOwn:
			d.to, d.bad = to, false
			d.Field.SelectAll()
			d.Open()
		default:
			s.conversation.attach.choose(s, to.At(lineRates[chosen-rateLine]/10))
		}
	})
}

// rateDialog asks for a rate in bytes a second.
type rateDialog struct {
	widget.Dialog
	to  model.AttachTo
	bad bool // what was typed is none
}

func (d *rateDialog) update(gtx layout.Context, s *screen) {
	for {
		ev, ok := d.Update(gtx)
		if !ok {
			return
		}
		if ev != widget.DialogConfirmed {
			continue
		}
		rate, err := strconv.ParseInt(strings.TrimSpace(d.Field.Text()), 10, 32)
		if d.bad = err != nil || rate < 1; !d.bad {
			d.Close()
			s.conversation.attach.choose(s, d.to.At(int(rate)))
		}
	}
}

func (d *rateDialog) layout(gtx layout.Context, s *screen) {
	if !d.Opened() {
		return
	}
	w := s.words()
	style := widget.Ask(s.th, &d.Dialog, w.RateTitle, "", w.OK, w.Cancel)
	style.FieldLabel = w.RateField
	if d.bad {
		style.FieldError = w.RateBad
	}
	style.Layout(gtx)
}

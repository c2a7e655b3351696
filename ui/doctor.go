package ui

import (
	"context"
	"image"
	"net/netip"

	"gioui.org/layout"
	"gioui.org/op"
	"gioui.org/unit"

	"confab/transport"
	"confab/transport/doctor"
	"confab/ui/internal/words"
	"confab/ui/model"
	"confab/ui/widget"
)

// examined is what the doctor found so far in the look of a number.
type examined struct {
	number int
	found  doctor.Diagnosis
	done   bool
}

// examinedSoFar is called by the goroutine of a look.
func (b *mail) examinedSoFar(e examined) {
	b.mu.Lock()
	b.examined = &e
	b.mu.Unlock()
	b.wake()
}

// diagnoser looks in a goroutine of its own, with what only this program knows of the
// server here and of those that were met.
func diagnoser(server *transport.Server, client *transport.Client, interfaces func() ([]netip.Addr, error), tell func(examined)) model.Diagnoser {
	return func(ctx context.Context, o doctor.Options, number int) {
		go func() {
			o.Interfaces, o.Known = interfaces, client.Known()
			if o.Server != nil {
				here := *o.Server
				here.Reached = server.Reached()
				o.Server = &here
			}
			o.Changed = func(d doctor.Diagnosis) { tell(examined{number, d, false}) }
			d, _ := doctor.Diagnose(ctx, o) // the address was dialled: it is one
			tell(examined{number, d, true})
		}()
	}
}

// findOut is the button that opens the page of the doctor.
func findOut(gtx layout.Context, s *screen, state *widget.Clickable, text string) layout.Dimensions {
	// Its words, not the room around them, begin where those above do.
	room := gtx.Dp(widget.Space3)
	gtx.Constraints.Min.X, gtx.Constraints.Max.X = 0, gtx.Constraints.Max.X+room
	defer op.Offset(image.Pt(-room, 0)).Push(gtx.Ops).Pop()
	return widget.Button(s.th, state, widget.TextOnly, text).Layout(gtx)
}

// doctorPage shows what the doctor found, in the place of the conversation.
type doctorPage struct {
	list                     layout.List
	back, again, copy, typed widget.Clickable
}

// shown says that the page is open on the open tab.
func (p *doctorPage) shown(s *screen) bool {
	_, open := s.model.Examination()
	return open
}

func (p *doctorPage) update(gtx layout.Context, s *screen) {
	e, _ := s.model.Examination()
	d := s.words().Doctor()
	for p.again.Clicked(gtx) {
		s.model.ExamineAgain()
	}
	for p.copy.Clicked(gtx) {
		s.copyText(gtx, d.Report(e.Found))
	}
	for p.typed.Clicked(gtx) {
		s.copyText(gtx, words.Command(e.Found))
	}
	for p.back.Clicked(gtx) {
		p.leave(s)
	}
}

// leave is what Back does.
func (p *doctorPage) leave(s *screen) { s.model.CloseExamination() }

func (p *doctorPage) scrolled() *layout.List { return &p.list }

func (p *doctorPage) about(s *screen) string {
	e, _ := s.model.Examination()
	return e.Found.Addr
}

func (p *doctorPage) layout(gtx layout.Context, s *screen) layout.Dimensions {
	e, _ := s.model.Examination()
	w, d := s.words(), s.words().Doctor()
	p.list.Axis = layout.Vertical
	rows := []layout.Widget{
		func(gtx layout.Context) layout.Dimensions {
			return layout.Inset{Top: widget.Space3}.Layout(gtx, widget.Label(s.th, d.About(e.Found.Addr)).Layout)
		},
		func(gtx layout.Context) layout.Dimensions { return widget.Muted(s.th, d.LookedAt(e.At)).Layout(gtx) },
		func(gtx layout.Context) layout.Dimensions { return p.layoutAdvice(gtx, s, e) },
	}
	for _, f := range e.Found.Findings {
		rows = append(rows, func(gtx layout.Context) layout.Dimensions { return layoutFinding(gtx, s, e.Found, f) })
	}
	rows = append(rows, func(gtx layout.Context) layout.Dimensions { return p.layoutButtons(gtx, s, e) })
	return column(gtx,
		rigid(func(gtx layout.Context) layout.Dimensions {
			return widget.Bar(gtx, s.th, func(gtx layout.Context) layout.Dimensions {
				return layout.Flex{Alignment: layout.Middle}.Layout(gtx,
					rigid(widget.IconButton(s.th, &p.back, widget.IconBack, w.Back).Layout),
					layout.Flexed(1, widget.Title(s.th, d.Title).Layout),
				)
			})
		}),
		layout.Flexed(1, func(gtx layout.Context) layout.Dimensions {
			return p.list.Layout(gtx, len(rows), func(gtx layout.Context, i int) layout.Dimensions {
				return layout.N.Layout(gtx, func(gtx layout.Context) layout.Dimensions {
					const widest unit.Dp = 640
					gtx.Constraints.Max.X = min(gtx.Constraints.Max.X, gtx.Dp(widest))
					gtx.Constraints.Min.X = gtx.Constraints.Max.X
					return widget.Inset(widget.Space1, widget.Space4).Layout(gtx, rows[i])
				})
			})
		}),
	)
}

// layoutAdvice is the one next step, in the colour of how things are.
func (p *doctorPage) layoutAdvice(gtx layout.Context, s *screen, e model.Examination) layout.Dimensions {
	d := s.words().Doctor()
	_, failed := e.Found.Trouble()
	if e.Looking && !failed {
		return widget.Muted(s.th, d.Looking).Layout(gtx)
	}
	tone := widget.Positive
	if failed {
		tone = widget.Negative
	}
	return layout.Flex{Axis: layout.Vertical}.Layout(gtx,
		rigid(widget.Advice(s.th, tone, d.Advice(e.Found)).Layout),
		rigid(func(gtx layout.Context) layout.Dimensions {
			if words.Command(e.Found) == "" {
				return layout.Dimensions{}
			}
			gtx.Constraints.Min.X = 0
			button := widget.Button(s.th, &p.typed, widget.TextOnly, d.CopyCommand)
			button.Icon = widget.IconCopy
			return button.Layout(gtx)
		}),
	)
}

func (p *doctorPage) layoutButtons(gtx layout.Context, s *screen, e model.Examination) layout.Dimensions {
	d := s.words().Doctor()
	again := widget.Button(s.th, &p.again, widget.Outlined, d.Again)
	copied := widget.Button(s.th, &p.copy, widget.Outlined, d.CopyReport)
	copied.Icon = widget.IconCopy
	again.Wide, copied.Wide = true, true
	settled := func(button widget.ButtonStyle) layout.FlexChild {
		return rigid(func(gtx layout.Context) layout.Dimensions {
			return button.Layout(widget.EnabledIf(gtx, gtx.Enabled() && !e.Looking))
		})
	}
	return layout.Flex{Axis: layout.Vertical}.Layout(gtx,
		gap(widget.Space2),
		settled(again),
		gap(widget.Space2),
		settled(copied),
		gap(widget.Space4),
	)
}

// layoutFinding is a layer: its state, its name, what was found, and what was looked at.
func layoutFinding(gtx layout.Context, s *screen, of doctor.Diagnosis, f doctor.Finding) layout.Dimensions {
	d := s.words().Doctor()
	row := widget.Check(s.th, stateOf(f.State), d.State(f.State), d.Layer(f.Layer))
	row.Text, row.Detail = d.What(f), d.Facts(f)
	switch f.State {
	case doctor.Pending:
		row.Icon = widget.IconClock
	case doctor.Skipped:
		row.Icon = widget.IconMinimize
	}
	if hint := d.Hint(of, f); hint != "" {
		row.Text += "\n" + hint
	}
	return row.Layout(gtx)
}

// stateOf is how the state of a layer is drawn.
func stateOf(s doctor.State) widget.Tone {
	switch s {
	case doctor.Passed:
		return widget.Positive
	case doctor.Failed:
		return widget.Negative
	case doctor.Unsure:
		return widget.Caution
	}
	return widget.Neutral
}

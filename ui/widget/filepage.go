package widget

import (
	"gioui.org/io/semantic"
	"gioui.org/layout"
	"gioui.org/op/clip"
)

// FileCard is the state of a File on a card of its own, outside of a message. The zero value
// is ready.
type FileCard struct {
	state rowState
}

// Clicked returns the ID of a button that was clicked, until ok is false.
func (c *FileCard) Clicked(gtx layout.Context) (id int, ok bool) {
	if c.state.file == nil {
		return 0, false
	}
	return c.state.file.clicked(gtx)
}

// FileCardStyle draws a File on a card.
type FileCardStyle struct {
	File *File

	th    *Theme
	state *FileCard
}

// FileCardOf returns the style of a card. The file has a Name.
func FileCardOf(th *Theme, state *FileCard, file *File) FileCardStyle {
	return FileCardStyle{File: file, th: th, state: state}
}

// Layout draws the card over the whole width, as high as it needs to be.
func (c FileCardStyle) Layout(gtx layout.Context) layout.Dimensions {
	card := Card(c.th)
	card.Padding = Space3
	return card.Layout(gtx, func(gtx layout.Context) layout.Dimensions {
		talk := TranscriptStyle{th: c.th}
		taken, call := record(gtx, func(gtx layout.Context) layout.Dimensions {
			d, _, _ := talk.file(gtx, &Row{File: c.File}, &c.state.state, c.th.Text, c.th.TextMuted)
			return layout.Dimensions{Size: d}
		})
		defer clip.Rect{Max: taken.Size}.Push(gtx.Ops).Pop()
		semantic.LabelOp(c.File.Spoken).Add(gtx.Ops)
		call.Add(gtx.Ops)
		return taken
	})
}

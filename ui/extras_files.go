package ui

import (
	"image"
	"slices"

	"gioui.org/layout"

	"confab/transport"
	"confab/ui/internal/words"
	"confab/ui/model"
	"confab/ui/widget"
)

// manyPictures is from how many pictures on there is a switch for all of them.
const manyPictures = 2

// updatePictures takes how the pictures that wait above the composer are to be sent.
func (x *extras) updatePictures(gtx layout.Context, s *screen) {
	m := s.model
	for {
		path, ok := x.files.Ticked(gtx)
		if !ok {
			break
		}
		waiting := m.Attached()
		if i := slices.IndexFunc(waiting, func(a model.Attached) bool { return a.Path == path }); i >= 0 {
			m.SetAsFile(path, !waiting[i].AsFile)
		}
	}
	if x.asFile.Update(gtx) {
		m.SetAllAsFile(x.asFile.Value)
	}
}

// layoutFiles is what waits to be sent with the next message.
func (x *extras) layoutFiles(gtx layout.Context, s *screen) layout.Dimensions {
	t := s.words().Transfers()
	attached := s.model.Attached()
	items := make([]widget.AttachItem, len(attached))
	for i := range attached {
		items[i] = s.attachItem(&attached[i], t)
	}
	return layout.Flex{Axis: layout.Vertical}.Layout(gtx,
		rigid(func(gtx layout.Context) layout.Dimensions { return x.layoutAllPictures(gtx, s, t) }),
		rigid(widget.AttachList(s.th, &x.files, t.Attached, items).Layout),
	)
}

// layoutAllPictures is the switch for all pictures, where there are some.
func (x *extras) layoutAllPictures(gtx layout.Context, s *screen, t *words.TransferWords) layout.Dimensions {
	all, asFiles := s.model.CleanablePictures()
	if all < manyPictures {
		return layout.Dimensions{}
	}
	x.asFile.Value = asFiles == all
	return widget.Foot(gtx, s.th, func(gtx layout.Context) layout.Dimensions {
		row := widget.SwitchRow(s.th, &x.asFile, t.AllAsFiles, t.AllAsFilesHint)
		return widget.Inset(0, widget.Space4).Layout(gtx, row.Layout)
	})
}

// attachItem is how a file that waits is shown.
func (s *screen) attachItem(a *model.Attached, t *words.TransferWords) widget.AttachItem {
	it := widget.AttachItem{Key: a.Path, Name: a.Name, Detail: a.Size, Icon: widget.IconFile, Remove: t.Remove(a.Name)}
	if a.Folder {
		it.Icon, it.Detail = widget.IconFolder, t.Folder
	}
	if !a.Picture {
		return it
	}
	it.Icon = widget.IconPicture
	told := t.PictureKept
	if a.Cleanable {
		it.Mark, it.MarkSpoken, it.Marked = t.AsFile, t.AsFileOf(a.Name), a.AsFile
		if told = t.PictureCleaned; a.AsFile {
			told = t.PictureAsIs
		}
	}
	it.Detail += " · " + told
	if a.Preview != "" {
		it.Picture, it.Pixels = &shownPicture{pictures: s.pictures, preview: a.Preview, failed: unshownPreview}, image.Pt(a.Width, a.Height)
	}
	return it
}

// unshownPreview takes that a preview that was made here cannot be shown: its icon stays.
func unshownPreview(transport.MessageID, string, bool) {}

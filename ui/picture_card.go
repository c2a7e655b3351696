package ui

import (
	"image"

	"confab/ui/internal/words"
	"confab/ui/model"
	"confab/ui/widget"
)

// showPicture has the card of a file show the picture that it is. What can be done about one
// that is here is done where it is shown large.
func showPicture(card *widget.File, f *model.File, w *words.Words, shown func(*model.Picture) *shownPicture) {
	if f.Unshown != "" {
		card.Lines, card.Trouble = []string{f.Unshown}, true
	}
	if f.Picture == nil || shown == nil {
		return
	}
	card.Picture = &widget.FilePicture{Size: image.Pt(f.Picture.Width, f.Picture.Height), Source: shown(f.Picture),
		Spoken: w.FileButton(w.OpenPicture, f.Name)}
	switch {
	case f.Unshown != "":
	case f.State == model.FileHere:
		card.Lines, card.Buttons = nil, nil
	case f.State == model.FileOwn:
		card.Buttons = nil
	case f.State != model.FileFailed:
		card.Picture.Over = true
	}
}

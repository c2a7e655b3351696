package words

// longestCode is how much of what a code says is shown.
const longestCode = 80

// OtherCode says what stands in a code that is no invitation: text from anybody.
func (w *Words) OtherCode(text string) string { return fillTo(longestCode, w.otherCode, "text", text) }

// PictureUnreadable says why a picture could not be read. The sentence of err ends it.
func (w *Words) PictureUnreadable(err error) string {
	return fill(w.pictureUnreadable, "why", w.Error(err))
}

package words

import "strconv"

// SendPictures asks whether so many pictures are to be sent as they are.
func (w *Words) SendPictures(n int) string { return plural(n, w.sendPictures1, w.sendPicturesN) }

// PictureKept says of which pictures, by their names, nothing can be taken out.
func (w *Words) PictureKept(names []string) string {
	sentence := w.pictureKept1
	if len(names) > 1 {
		sentence = w.pictureKeptN
	}
	return fill(sentence, "names", w.names(names))
}

// PictureSize is how many pixels a picture has.
func (w *Words) PictureSize(width, height int) string {
	return strconv.Itoa(width) + " × " + strconv.Itoa(height)
}

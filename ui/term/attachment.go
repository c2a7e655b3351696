package term

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"

	"confab/transport"
	"confab/ui/internal/cleaned"
	"confab/ui/internal/picture"
	"confab/ui/internal/visible"
)

// stripFlag has pictures go without what they tell of place, time and camera.
const stripFlag = "strip"

// attachment is what a message says of the file or folder at a path: of a picture also how
// it looks, so that those who get the message see it before the whole is there.
func attachment(path string) *transport.Attachment {
	a := &transport.Attachment{Path: path}
	if d, is := picture.Describe(context.Background(), path); is {
		a.Width, a.Height, a.Preview = d.Width, d.Height, d.Preview
	}
	return a
}

// pictureCopies makes copies of pictures without what they tell of place, time and camera, in
// the data folder, as the window does.
type pictureCopies struct {
	folder *cleaned.Folder
	home   *transport.Home
	swept  bool // what is offered no more was removed
}

func newPictureCopies(dir string, home *transport.Home) *pictureCopies {
	return &pictureCopies{folder: cleaned.New(filepath.Join(dir, "pictures")), home: home}
}

// of returns the path of the copy of a picture, and of anything else its own. It fails where
// nothing can be taken out of a picture.
func (c *pictureCopies) of(path string) (string, error) {
	if !c.swept {
		c.swept = true
		if c.home != nil {
			if offered, err := c.home.Offers(context.Background()); err == nil {
				_ = c.folder.Sweep(offered) // what stays is removed another time
			}
		}
	}
	copied, err := c.folder.Keep(path)
	if errors.Is(err, picture.ErrNotPicture) {
		return path, nil
	}
	return copied, err
}

// stripped is of for a file that somebody named; a sentence says why there is no copy.
func (r *runner) stripped(path string) (copied, sentence string) {
	copied, err := r.copies.of(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", r.Words.Fault(transport.FileUnread, path, nil)
	case err != nil:
		return "", r.say.StripFailed(visible.Line(filepath.Base(path), fileNameRunes))
	}
	return copied, ""
}

// located are the names of the pictures among some files that say where they were taken.
func located(paths []string) (names []string) {
	for _, path := range paths {
		if picture.Located(path) {
			names = append(names, visible.Line(filepath.Base(path), fileNameRunes))
		}
	}
	return names
}

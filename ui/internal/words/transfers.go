package words

import "strconv"

// TransferWords are the words about files on this side: what waits to be sent, and the page
// of all transfers.
type TransferWords struct {
	// Attached is what a screen reader calls the list above the composer.
	Attached     string
	Folder       string
	removeFile   string
	attachedMany string
	// AsFile stands at a picture that is sent as it is, AllAsFiles at the switch for all. What
	// is said of a picture: PictureCleaned that its place and camera are taken out,
	// PictureAsIs that they are not, PictureKept that they cannot be.
	AsFile, AllAsFiles, AllAsFilesHint       string
	PictureCleaned, PictureAsIs, PictureKept string
	asFileOf                                 string
	// PicturesBack and PicturesOn say that earlier and later pictures are looked for,
	// PictureFirst and PictureLast that there are none.
	PicturesBack, PicturesOn, PictureFirst, PictureLast string

	// Drop stands where files can be dropped.
	Drop   string
	dropIn string

	// Program marks what may act when it is opened.
	Program, Open string
	openFailed    string
	// GoesOn stands at a file of which a part is here, until the rest comes.
	GoesOn string
	// unsavedFull says that the disk here has no room for a file.
	unsavedFull string
	// CopyWhole copies the hash over all of a file.
	CopyWhole string

	// The page of all transfers.
	Title, Clear, None, NoneText string
	began                        string

	// What receivers say of what they do not fetch, and what to do about it: see Halted.
	haltPaused, haltStopped, haltFull, haltUnsaved, haltUnread, haltBroken             string
	haltPausedDo, haltStoppedDo, haltFullDo, haltUnsavedDo, haltUnreadDo, haltBrokenDo string
	haltHave, haltBetween, haltMore                                                    string
}

// Transfers are the words about files on this side.
func (w *Words) Transfers() *TransferWords {
	if w.Lang == Chinese {
		return &transfersZh
	}
	return &transfersEn
}

// Remove describes the button that has a file not be sent.
func (t *TransferWords) Remove(name string) string { return fill(t.removeFile, "name", name) }

// AsFileOf describes the box at a picture that has it sent as it is.
func (t *TransferWords) AsFileOf(name string) string { return fill(t.asFileOf, "name", name) }

// AttachedMany says that no more than so many files wait at a time.
func (t *TransferWords) AttachedMany(most int) string {
	return fill(t.attachedMany, "n", strconv.Itoa(most))
}

// OpenFailed says that a file could not be opened.
func (t *TransferWords) OpenFailed(path string) string {
	return fillTo(longestPath, t.openFailed, "path", path)
}

// DropIn says in which talk files are dropped.
func (t *TransferWords) DropIn(talk string) string { return fill(t.dropIn, "talk", talk) }

// Began says in which talk a transfer is, where that is known, and when it began.
func (t *TransferWords) Began(talk, when string) string {
	if talk == "" {
		return when
	}
	return fill(t.began, "talk", talk, "when", when)
}

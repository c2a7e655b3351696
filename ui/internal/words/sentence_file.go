package words

import (
	"strconv"
	"strings"
	"time"

	"confab/transport"
)

// FileSize is how large it is what a message offers, and of a folder how many files it has.
func (w *Words) FileSize(f *transport.File) string {
	if !f.Folder {
		return Size(f.Size)
	}
	return plural(f.Files, w.fileCount1, w.fileCountN) + " · " + Size(f.Size)
}

// FileButton describes to a screen reader the button that does something about a file.
func (w *Words) FileButton(do, name string) string {
	return fill(w.fileButton, "do", do, "name", name)
}

// FileComing says how much of a file has come, how fast in bytes a second, and if that is
// sure how long the rest takes.
func (w *Words) FileComing(percent int, speed int64, left time.Duration, sure bool) string {
	line := fill(w.fileComing, "percent", strconv.Itoa(percent), "speed", Running(speed))
	if speed <= 0 {
		line = Percent(percent)
	}
	if sure {
		line += " · " + w.fileLeft(left)
	}
	return line
}

// fileLeft says a time in its largest unit, rounded up.
func (w *Words) fileLeft(d time.Duration) string {
	in := func(unit time.Duration) int { return int((d + unit - 1) / unit) }
	switch {
	case in(time.Second) < 100:
		return fill(w.fileLeftSeconds, "n", strconv.Itoa(in(time.Second)))
	case in(time.Minute) < 100:
		return fill(w.fileLeftMinutes, "n", strconv.Itoa(in(time.Minute)))
	}
	return fill(w.fileLeftHours, "n", strconv.Itoa(in(time.Hour)))
}

// FilePaused says how much has come of what is paused.
func (w *Words) FilePaused(percent int) string {
	return fill(w.filePaused, "percent", strconv.Itoa(percent))
}

// FileSaved says where a file is.
func (w *Words) FileSaved(path string) string { return fillTo(longestPath, w.fileSaved, "path", path) }

// FileUnsaved says why a file was not saved, and what to do: path is where it was to be.
func (w *Words) FileUnsaved(f transport.Fault, path string) string {
	if f == transport.DiskFull {
		return w.Transfers().unsavedFull
	}
	return w.Fault(f, path, nil)
}

// ShowFileFailed says that a file could not be shown in its folder.
func (w *Words) ShowFileFailed(path string) string {
	return fillTo(longestPath, w.showFileFailed, "path", path)
}

// FileHave says who has a file of ours: the names of one at least.
func (w *Words) FileHave(names []string) string {
	if len(names) == 1 {
		return fill(w.fileHave1, "name", names[0])
	}
	return fill(w.fileHaveN, "n", strconv.Itoa(len(names)))
}

// FileRead says who is receiving a file of ours, and how much the first of them has.
func (w *Words) FileRead(names []string, percent int) string {
	if len(names) == 1 {
		return fill(w.fileRead1, "name", names[0], "percent", strconv.Itoa(percent))
	}
	return fill(w.fileReadN, "n", strconv.Itoa(len(names)))
}

// FileWaitsFor says for whom a file waits.
func (w *Words) FileWaitsFor(name string) string { return fill(w.fileWaitsFor, "name", name) }

// FileStraight says that a file comes from that member itself.
func (w *Words) FileStraight(name string) string { return fill(w.fileStraight, "name", name) }

// FileSkipped says how much in a folder of ours is not offered.
func (w *Words) FileSkipped(n int) string { return fill(w.fileSkipped, "n", strconv.Itoa(n)) }

// KeepUpTo is the choice to keep copies of so many bytes.
func (w *Words) KeepUpTo(bytes int64) string { return fill(w.keepUpTo, "size", Size(bytes)) }

// AcceptUpTo is the choice to save files of at most so many bytes.
func (w *Words) AcceptUpTo(bytes int64) string { return fill(w.fileAccept, "size", Size(bytes)) }

// FileNotTaken says that a phone has no app for a file, or that it is not there any more.
func (w *Words) FileNotTaken(name string) string { return fill(w.fileNotTaken, "name", name) }

// FileNotShared says that a file could not be handed to another app.
func (w *Words) FileNotShared(name string) string { return fill(w.fileNotShared, "name", name) }

// SharedCount asks whether so many files that another app shares are to be attached.
func (w *Words) SharedCount(n int) string { return plural(n, w.sharedCount1, w.sharedCountN) }

// SharedWaiting says that so many files, which another app shares, wait.
func (w *Words) SharedWaiting(n int) string { return plural(n, w.sharedWaits1, w.sharedWaitsN) }

// SharedNames names the first of them, and says how many more there are.
func (w *Words) SharedNames(names []string, more int) string {
	list := strings.Join(names, ", ")
	if more == 0 {
		return list
	}
	return fillTo(len(list), w.sharedMore, "names", list, "n", strconv.Itoa(more))
}

package words

import (
	"strconv"
	"strings"
	"time"

	"confab/transport"
)

// longestName is how many characters of a file's name are told.
const longestName = 120

// Size is a number of bytes with its unit, in steps of 1024: “3.2 MiB”, “25 MiB”.
func Size(bytes int64) string {
	number, unit, _ := strings.Cut(Running(bytes), " ")
	return strings.TrimSuffix(number, ".0") + " " + unit
}

// Running is Size of what changes all the time, and should not become shorter and longer
// with that: “3.0 MiB”.
func Running(bytes int64) string {
	if bytes < 1<<10 {
		return strconv.FormatInt(max(bytes, 0), 10) + " B"
	}
	unit, of := 0, float64(bytes)/(1<<10)
	units := [...]string{"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"}
	for of >= 1023.95 && unit < len(units)-1 {
		unit, of = unit+1, of/(1<<10)
	}
	digits := 1
	if of >= 99.95 {
		digits = 0
	}
	return strconv.FormatFloat(of, 'f', digits, 64) + " " + units[unit]
}

// fileFill fills in values that may be as long as names and paths are.
func fileFill(sentence string, values ...string) string {
	return fillTo(longestPath, sentence, values...)
}

// FileNobody says that nobody, or not the member who was to, fetched what was offered.
func (t *Terminal) FileNobody(name, who string, after time.Duration) string {
	if who != "" {
		return fileFill(t.fileNobodyTo, "name", name, "who", who, "n", seconds(after))
	}
	return fileFill(t.fileNobody, "name", name, "n", seconds(after))
}

// FileBroke says how much of something a member has that does not go on.
func (t *Terminal) FileBroke(name, who string, have, size int64, after time.Duration) string {
	return fileFill(t.fileBroke, "name", name, "who", who, "have", Size(have), "size", Size(size), "n", seconds(after))
}

// FileStopped says that send was ended before something was received.
func (t *Terminal) FileStopped(name string) string { return fileFill(t.fileStopped, "name", name) }

// FileSkipped says how much in a folder is neither a file nor a folder.
func (t *Terminal) FileSkipped(name string, n int) string {
	return fileFill(t.fileSkipped, "name", name, "n", strconv.Itoa(n))
}

// FileNotKept says that the host keeps no copy of something; why is a sentence.
func (t *Terminal) FileNotKept(name, why string) string {
	return fileFill(t.fileNotKept, "name", name, "why", why)
}

// WhyNotKept is why the host keeps no copy.
func (t *Terminal) WhyNotKept(s transport.CopyState) string {
	switch s {
	case transport.CopyOff:
		return t.CopyOff
	case transport.CopyOverQuota:
		return t.CopyOverQuota
	case transport.CopyNoRoom:
		return t.CopyNoRoom
	}
	return t.CopyFailed
}

// FileNotKeptYet says that the host has not got all of something.
func (t *Terminal) FileNotKeptYet(name string, after time.Duration) string {
	return fileFill(t.fileNotKeptYet, "name", name, "n", seconds(after))
}

// FileKept says that the host has all of something.
func (t *Terminal) FileKept(name string) string { return fillTo(longestName, t.fileKept, "name", name) }

// FileAgain says that an offer of an earlier run goes on.
func (t *Terminal) FileAgain(name string) string { return fileFill(t.fileAgain, "name", name) }

// FileOffer says what a message offers.
func (t *Terminal) FileOffer(f transport.File) string {
	if f.Folder {
		return fillTo(longestName, t.fileOfferFolder, "name", f.Name, "size", Size(f.Size), "files", strconv.Itoa(f.Files))
	}
	return fillTo(longestName, t.fileOffer, "name", f.Name, "size", Size(f.Size))
}

// FileGet says how to get what is offered: by its number, or where that is 0, as nothing
// can be typed, by a flag.
func (t *Terminal) FileGet(number int) string {
	if number == 0 {
		return t.fileTail
	}
	return fill(t.fileGet, "n", strconv.Itoa(number))
}

// FileTooLarge says that something is not taken by itself.
func (t *Terminal) FileTooLarge() string { return t.fileTooLarge }

// FileOfferedAs says that something of ours is offered, and its number.
func (t *Terminal) FileOfferedAs(name string, number int) string {
	return fillTo(longestName, t.fileOfferedAs, "name", name, "n", strconv.Itoa(number))
}

// FileComes says that something has begun to come.
func (t *Terminal) FileComes(name string, size int64) string {
	return fillTo(longestName, t.fileComes, "name", name, "size", Size(size))
}

// FileHere says where something is that has come.
func (t *Terminal) FileHere(name, path string) string {
	return fileFill(t.fileHere, "name", name, "path", path)
}

// FileFailed says that something did not come; why is a sentence.
func (t *Terminal) FileFailed(name, why string) string {
	return fileFill(t.fileFailed, "name", name, "why", why)
}

// FileWaits says that something waits; why is a sentence.
func (t *Terminal) FileWaits(name, why string) string {
	return fileFill(t.fileWaits, "name", name, "why", why)
}

// FilePaused says that something is paused, and how it goes on.
func (t *Terminal) FilePaused(name string, number int) string {
	return fillTo(longestName, t.filePaused, "name", name, "n", strconv.Itoa(number))
}

// FileDropped says that something was stopped.
func (t *Terminal) FileDropped(name string) string {
	return fillTo(longestName, t.fileDropped, "name", name)
}

// FileProgress says how much has gone of what is sent.
func (t *Terminal) FileProgress(name string, have, size int64) string {
	return fillTo(longestName, t.fileProgress, "name", name, "have", Running(have), "size", Size(size))
}

// FileFetches says that a member has begun to fetch something of ours.
func (t *Terminal) FileFetches(who, name string) string {
	return fillTo(longestName, t.fileFetches, "who", who, "name", name)
}

// FileGoesOn says that a member goes on with something of ours.
func (t *Terminal) FileGoesOn(who, name string) string {
	return fillTo(longestName, t.fileGoesOn, "who", who, "name", name)
}

// FileHas says that a member has received something of ours.
func (t *Terminal) FileHas(who, name string) string {
	return fillTo(longestName, t.fileHas, "who", who, "name", name)
}

// FileUnknown says that nothing of that name or number is offered.
func (t *Terminal) FileUnknown(name string) string { return fill(t.fileUnknown, "name", name) }

// FileStateHere says where something is, in a list.
func (t *Terminal) FileStateHere(path string) string {
	return fileFill(t.fileStateHere, "path", path)
}

// FileStateComes says how much of something has come, in a list.
func (t *Terminal) FileStateComes(percent int) string {
	return fill(t.fileStateComes, "percent", strconv.Itoa(percent))
}

// RawSent says that all of a file was written to a plain peer.
func (t *Terminal) RawSent(name string, size int64) string {
	return fillTo(longestName, t.rawSent, "name", name, "size", Size(size))
}

// RawNotSent says how much of a file was written to a plain peer; why is a sentence.
func (t *Terminal) RawNotSent(name string, have, size int64, why string) string {
	return fileFill(t.rawNotSent, "name", name, "have", Size(have), "size", Size(size), "why", why)
}

// RawStopped says where a file to a plain peer was stopped.
func (t *Terminal) RawStopped(name string, have, size int64) string {
	return fillTo(longestName, t.rawStopped, "name", name, "have", Size(have), "size", Size(size))
}

// RateInvalid says that what was typed is no rate, and what is.
func (t *Terminal) RateInvalid(typed string) string { return fill(t.rateInvalid, "rate", typed) }

// StripFailed says that a picture is not sent, as nothing could be taken out of it.
func (t *Terminal) StripFailed(name string) string {
	return fillTo(longestName, t.stripFailed, "name", name)
}

// Located says which pictures that are sent tell where they were taken.
func (t *Terminal) Located(names []string, w *Words) string {
	sentence := t.located1
	if len(names) > 1 {
		sentence = t.locatedN
	}
	return fill(sentence, "names", w.names(names))
}

// FileLeft says how much time something still takes.
func (t *Terminal) FileLeft(d time.Duration) string {
	return fill(t.fileLeft, "time", d.Round(time.Second).String())
}

// Percent is a share of a hundred.
func Percent(n int) string { return strconv.Itoa(n) + " %" }

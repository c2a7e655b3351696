package files

import (
	"fmt"
	"runtime"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"confab/transport/unseen"
)

// System is whose rules names follow.
type System uint8

const (
	// Here is the system that the program runs on.
	Here System = iota
	Linux
	Windows
	Darwin
	// Android has the shared storage in mind, which refuses what Windows does and does not
	// tell letters of both cases apart.
	Android
)

const (
	maxName      = 255     // bytes, or UTF-16 units on Windows and macOS
	maxNameInput = 4 << 10 // bytes that are looked at
	maxSpaces    = 3       // in a row: an extension must not hide behind them
	maxExtension = 16      // bytes of what is kept when a name is cut
	noName       = "file"
)

// local is the system that the program runs on.
func local() System {
	switch runtime.GOOS {
	case "windows":
		return Windows
	case "darwin", "ios":
		return Darwin
	case "android":
		return Android
	}
	return Linux
}

// in is s, or for Here the system whose rules hold in a folder: that of a disk of
// Windows, if it is one.
func (s System) in(dir string) System {
	switch {
	case s != Here:
		return s
	case local() == Linux && foreignDisk(dir):
		return Windows
	}
	return local()
}

// folds reports whether names that differ in case or normalisation alone are the same.
func (s System) folds() bool { return s != Linux }

// strict reports whether the characters are forbidden that Windows forbids.
func (s System) strict() bool { return s == Windows || s == Android }

// SafeName returns name as it may stand in a folder of the system: one component,
// without controls and what has no ink, without characters and names that the system
// refuses or means something else by, and not too long; the extension stays. It is
// "file" when nothing is left. SafeName of what it returned changes nothing.
func SafeName(name string, system System) string {
	if system == Here {
		system = local()
	}
	name = cutBytes(name, maxNameInput)
	for range 8 { // what is left out can bring together what belongs together
		next := trim(shorten(reserve(trim(sift(name, system), system), system), system, 0), system)
		if next == name && next != "" {
			return name
		}
		name = next
	}
	name = trim(shorten(reserve(trim(plain(name), system), system), system, 0), system)
	if name == "" {
		return noName
	}
	return name
}

// rootName is SafeName for what stands in the folder of downloads itself: it is not
// hidden, so that nobody receives a file without seeing it.
func rootName(name string, system System) string {
	name = SafeName(name, system)
	if hidden, ok := strings.CutPrefix(name, "."); ok {
		name = SafeName("_"+hidden, system)
	}
	return name
}

// sift leaves out, or writes as "_", what a name must not have.
func sift(name string, system System) string {
	var b strings.Builder
	spaces := 0
	for i, r := range name {
		switch {
		case unicode.IsSpace(r) && !unicode.IsControl(r) && !unicode.In(r, unicode.Zl, unicode.Zp):
			if spaces++; spaces <= maxSpaces {
				b.WriteRune(r)
			}
			continue
		case r == utf8.RuneError, r == '/', r == '\\',
			system.strict() && strings.ContainsRune(`<>:"|?*`, r), system == Darwin && r == ':':
			r = '_'
		case unicode.IsControl(r), unicode.In(r, unicode.Zl, unicode.Zp, unicode.Bidi_Control, unicode.Noncharacter_Code_Point), unseen.Hidden(name, i):
			continue
		}
		spaces = 0
		b.WriteRune(r)
	}
	return b.String()
}

// plain is name in ASCII.
func plain(name string) string {
	return strings.Map(func(r rune) rune {
		if r > '~' {
			return '_'
		}
		return r
	}, name)
}

// trim takes away what a system drops or hides at the ends of a name.
func trim(name string, system System) string {
	name = strings.TrimFunc(name, unicode.IsSpace)
	if system.strict() {
		name = strings.TrimRightFunc(name, func(r rune) bool { return r == '.' || unicode.IsSpace(r) })
	}
	if name == "." || name == ".." {
		return ""
	}
	return name
}

// reserve puts a "_" before the names of devices of Windows, which they are with any
// extension.
func reserve(name string, system System) string {
	if system != Windows {
		return name
	}
	device, _, _ := strings.Cut(name, ".")
	device = strings.ToUpper(strings.TrimRight(device, " "))
	switch device {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$":
		return "_" + name
	}
	for _, port := range []string{"COM", "LPT"} {
		number, ok := strings.CutPrefix(device, port)
		if ok && utf8.RuneCountInString(number) == 1 && strings.Contains("0123456789¹²³", number) {
			return "_" + name
		}
	}
	return name
}

// width is how long a system takes s for.
func width(s string, system System) int {
	if system != Windows && system != Darwin {
		return len(s)
	}
	n := 0
	for _, r := range s {
		n += max(1, utf16.RuneLen(r))
	}
	return n
}

// shorten cuts name before its extension, so that so much can be added to it.
func shorten(name string, system System, added int) string {
	most := maxName - added
	if width(name, system) <= most {
		return name
	}
	stem, extension := split(name)
	most -= width(extension, system)
	end, wide := 0, 0
	for i, r := range stem {
		if wide += width(string(r), system); wide > most {
			break
		}
		end = i + utf8.RuneLen(r)
	}
	for end > 0 && end < len(stem) && !boundary(stem, end) {
		_, n := utf8.DecodeLastRuneInString(stem[:end])
		end -= n
	}
	return stem[:end] + extension
}

// split cuts name before its extension, both parts of ".tar.gz" among it.
func split(name string) (stem, extension string) {
	dot := strings.LastIndexByte(name, '.')
	if dot <= 0 || len(name)-dot > maxExtension || strings.ContainsFunc(name[dot:], unicode.IsSpace) {
		return name, ""
	}
	if stem, ok := strings.CutSuffix(name[:dot], ".tar"); ok && stem != "" {
		dot = len(stem)
	}
	return name[:dot], name[dot:]
}

// boundary reports whether no character that people see is cut at s[i].
func boundary(s string, i int) bool {
	next, _ := utf8.DecodeRuneInString(s[i:])
	last, _ := utf8.DecodeLastRuneInString(s[:i])
	const joiner = '\u200d'
	flags := func(r rune) bool { return 0x1f1e6 <= r && r <= 0x1f1ff }
	if flags(next) && flags(last) {
		count := 0
		for before := s[:i]; ; count++ {
			r, n := utf8.DecodeLastRuneInString(before)
			if !flags(r) {
				break
			}
			before = before[:len(before)-n]
		}
		return count%2 == 0
	}
	modifier := 0x1f3fb <= next && next <= 0x1f3ff
	return !unicode.Is(unicode.M, next) && !unseen.Ignorable(next) && !modifier && last != joiner
}

// numbered is the n-th name to try: "name (2).txt", for a folder "name (2)".
func numbered(name string, n int, folder bool, system System) string {
	if n < 2 {
		return name
	}
	number := fmt.Sprintf(" (%d)", n)
	name = shorten(name, system, len(number))
	if folder {
		return name + number
	}
	stem, extension := split(name)
	return stem + number + extension
}

// cutBytes is at most so many bytes of s, whole characters only.
func cutBytes(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most]
}

package web

import (
	"slices"
	"strings"
)

// system is what a build of Confab runs on; the zero value is none that is known.
type system uint8

const (
	unknownSystem system = iota
	android
	windows
	linux
	macOS
)

// systemNames are the same in every language.
var systemNames = [...]string{android: "Android", windows: "Windows", linux: "Linux", macOS: "macOS"}

// build is what the name of a file says of a build of Confab.
type build struct {
	system system
	// processor is one of processors; empty where the name has none.
	processor string
	mediaType string
}

// suffixes are the kinds of files that builds come as. Where one runs on a single system,
// it has that; otherwise the name must have it.
var suffixes = []struct {
	suffix    string
	system    system
	mediaType string
}{
	{".apk", android, "application/vnd.android.package-archive"},
	{".exe", windows, "application/vnd.microsoft.portable-executable"},
	{".msi", windows, "application/x-msi"},
	{".dmg", macOS, "application/x-apple-diskimage"},
	{".pkg", macOS, "application/octet-stream"},
	{".deb", linux, "application/vnd.debian.binary-package"},
	{".rpm", linux, "application/x-rpm"},
	{".appimage", linux, "application/vnd.appimage"},
	{".zip", unknownSystem, "application/zip"},
	{".tar.gz", unknownSystem, "application/gzip"},
	{".tgz", unknownSystem, "application/gzip"},
	{".tar.xz", unknownSystem, "application/x-xz"},
}

const (
	programName = "confab"
	// maxNameBytes bounds the name of a build.
	maxNameBytes = 100
	nameChars    = "abcdefghijklmnopqrstuvwxyz0123456789-_.+~"
)

var systemWords = map[string]system{
	"android": android, "windows": windows, "win64": windows, "linux": linux, "macos": macOS, "darwin": macOS,
}

// processors are the words for kinds of processors in the names of builds, and what each
// is shown as; see the texts.
var processors = map[string]string{
	"amd64": "amd64", "x64": "amd64", "arm64": "arm64", "aarch64": "arm64", "armeabi": "arm", "armhf": "arm", "universal": "universal",
}

// buildOf returns what a file is by its name, of which the builds of this program begin
// with its name: confab.apk, confab-arm64-v8a.apk, confab.exe, confab_1.2-1_amd64.deb,
// confab-linux-amd64. A program without a suffix whose name has no system, as the build
// for the machine at hand is, has unknownSystem: its first bytes tell.
func buildOf(name string) (b build, ok bool) {
	lower := strings.ToLower(name)
	rest, ours := strings.CutPrefix(lower, programName)
	if !ours || len(name) > maxNameBytes || strings.Trim(lower, nameChars) != "" || rest != "" && !strings.ContainsRune("-_.", rune(rest[0])) {
		return build{}, false
	}
	words := strings.FieldsFunc(strings.ReplaceAll(rest, "x86_64", "amd64"), func(r rune) bool { return strings.ContainsRune("-_.", r) })
	for _, word := range words {
		if s := systemWords[word]; s != unknownSystem {
			b.system = s
		}
		if p := processors[word]; p != "" {
			b.processor = p
		}
	}
	for _, s := range suffixes {
		if strings.HasSuffix(rest, s.suffix) {
			b.mediaType = s.mediaType
			if s.system != unknownSystem {
				b.system = s.system
			}
			return b, b.system != unknownSystem
		}
	}
	b.mediaType = "application/octet-stream"
	if rest == "" {
		return b, true
	}
	// What ends otherwise is no program: confab-linux-amd64.sha256, confab-linux.log.
	last := words[max(len(words)-1, 0):]
	ends := slices.ContainsFunc(last, func(w string) bool { return systemWords[w] != unknownSystem || processors[w] != "" })
	return b, ends && (b.system == linux || b.system == macOS)
}

// rank orders the builds for one system: what runs on the most of its machines is first.
func (b build) rank() int {
	order := []string{"universal", "", "amd64", "arm64", "arm"}
	if b.system == android || b.system == macOS {
		order = []string{"universal", "", "arm64", "arm", "amd64"}
	}
	return slices.Index(order, b.processor)
}

// programBytes are the first bytes of a program that tell what it runs on.
const programBytes = 20

// elfProcessors are the values of e_machine in the header of an ELF file.
var elfProcessors = map[byte]string{40: "arm", 62: "amd64", 183: "arm64"}

// systemOf returns the system of a program by its first bytes, and on Linux its processor
// if that is known.
func systemOf(first []byte) (s system, processor string) {
	switch {
	case len(first) < 4:
	case string(first[:4]) == "\x7fELF":
		if len(first) >= programBytes && first[5] == 1 && first[19] == 0 { // little endian
			processor = elfProcessors[first[18]]
		}
		return linux, processor
	case string(first[:2]) == "MZ":
		return windows, ""
	case string(first[:4]) == "\xcf\xfa\xed\xfe", string(first[:4]) == "\xca\xfe\xba\xbe":
		return macOS, ""
	}
	return unknownSystem, ""
}

// processorOfBrowser returns the processor that a browser says it runs on, empty where it
// does not: on macOS all say Intel, and on Android few say any.
func processorOfBrowser(userAgent string) string {
	for _, known := range [][2]string{
		{"aarch64", "arm64"}, {"arm64", "arm64"}, {"ARM64", "arm64"}, {"armv", "arm"}, {"x86_64", "amd64"}, {"x64", "amd64"}, {"amd64", "amd64"},
	} {
		if strings.Contains(userAgent, known[0]) {
			return known[1]
		}
	}
	return ""
}

// runsOn reports whether a build runs on a system with a processor, empty: it is not
// known. Phones whose browser says nothing are of the kind that most are.
func (b build) runsOn(s system, processor string) bool {
	return b.system == s && (b.processor == "" || b.processor == "universal" || b.processor == processor || s == android && processor == "")
}

// isApple reports whether a browser says that it runs on an iPhone or iPad.
func isApple(userAgent string) bool {
	return strings.Contains(userAgent, "iPhone") || strings.Contains(userAgent, "iPad") || strings.Contains(userAgent, "iPod")
}

// systemOfBrowser returns the system that a browser says it runs on.
func systemOfBrowser(userAgent string) system {
	if isApple(userAgent) { // "like Mac OS X"
		return unknownSystem
	}
	for _, known := range []struct {
		word   string
		system system
	}{{"Android", android}, {"Windows", windows}, {"Mac OS X", macOS}, {"Linux", linux}} {
		if strings.Contains(userAgent, known.word) {
			return known.system
		}
	}
	return unknownSystem
}

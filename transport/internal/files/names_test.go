package files

import (
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"confab/transport/unseen"
)

var systems = map[string]System{"linux": Linux, "windows": Windows, "darwin": Darwin, "android": Android}

func TestSafeName(t *testing.T) {
	long := strings.Repeat("é", 300)
	for in, want := range map[string]map[string]string{ // "" is for the systems that are not listed
		"report.pdf":                {"": "report.pdf"},
		"报告 (最终).txt":               {"": "报告 (最终).txt"},
		"a b  c.txt":                {"": "a b  c.txt"},
		".gitignore":                {"": ".gitignore"},
		"...":                       {"": "file", "linux": "...", "darwin": "..."},
		"":                          {"": "file"},
		" ":                         {"": "file"},
		".":                         {"": "file"},
		"..":                        {"": "file"},
		".. ":                       {"": "file"},
		"../../etc/passwd":          {"": ".._.._etc_passwd"},
		`..\..\boot.ini`:            {"": `.._.._boot.ini`},
		"/etc/passwd":               {"": "_etc_passwd"},
		`C:\x`:                      {"": "C__x", "linux": "C:_x"},
		"a:b":                       {"": "a_b", "linux": "a:b"},
		"x.txt:Zone.Identifier":     {"": "x.txt_Zone.Identifier", "linux": "x.txt:Zone.Identifier"},
		`<>:"|?*`:                   {"": "_______", "linux": `<>:"|?*`, "darwin": `<>_"|?*`},
		"CON":                       {"": "CON", "windows": "_CON"},
		"con.txt":                   {"": "con.txt", "windows": "_con.txt"},
		"Con.Air.1997.nfo":          {"": "Con.Air.1997.nfo", "windows": "_Con.Air.1997.nfo"},
		"nul .txt":                  {"": "nul .txt", "windows": "_nul .txt"},
		"AUX.":                      {"": "AUX.", "windows": "_AUX", "android": "AUX"},
		"COM1":                      {"": "COM1", "windows": "_COM1"},
		"com¹.log":                  {"": "com¹.log", "windows": "_com¹.log"},
		"LPT³":                      {"": "LPT³", "windows": "_LPT³"},
		"COM12":                     {"": "COM12"},
		"COM":                       {"": "COM"},
		"CONIN$":                    {"": "CONIN$", "windows": "_CONIN$"},
		"PRN\u200b":                 {"": "PRN", "windows": "_PRN"},
		"console.log":               {"": "console.log"},
		"dot.":                      {"": "dot.", "windows": "dot", "android": "dot"},
		"dots. . ":                  {"": "dots. .", "windows": "dots", "android": "dots"},
		" spaces ":                  {"": "spaces"},
		"\u3000wide\u00a0":          {"": "wide"},
		"a\x00b":                    {"": "ab"},
		"a\r\nb\tc\x7f\u0085d":      {"": "abcd"},
		"\x1b[31mred":               {"": "[31mred"},
		"photo\u202egpj.exe":        {"": "photogpj.exe"},
		"\u2066a\u2069\u200e\u061c": {"": "a"},
		"a\u200bb\u2060c\ufeffd":    {"": "abcd"},
		"\u3164":                    {"": "file"},
		"a\u2028b\u2029c":           {"": "abc"},
		"bad\xff\xfeutf":            {"": "bad__utf"},
		"\ud7ff\ufffe\ufdd0x":       {"": "\ud7ffx"},
		"image.jpg" + strings.Repeat(" ", 200) + ".exe": {"": "image.jpg   .exe"},
		"👩🏽\u200d🚀 ❤\ufe0f.png":                         {"": "👩🏽\u200d🚀 ❤\ufe0f.png"},
		"می\u200cخواهم.txt":                             {"": "می\u200cخواهم.txt"},
		"cafe\u0301":                                    {"": "cafe\u0301"},
		strings.Repeat("a", 300) + ".txt":               {"": strings.Repeat("a", 251) + ".txt"},
		strings.Repeat("a", 300) + ".tar.gz":            {"": strings.Repeat("a", 248) + ".tar.gz"},
		strings.Repeat("a", 300):                        {"": strings.Repeat("a", 255)},
		"a." + strings.Repeat("b", 300):                 {"": "a." + strings.Repeat("b", 253)},
		long + ".txt":                                   {"": strings.Repeat("é", 125) + ".txt", "windows": strings.Repeat("é", 251) + ".txt", "darwin": strings.Repeat("é", 251) + ".txt"},
		strings.Repeat("🚀", 200):                        {"": strings.Repeat("🚀", 63), "windows": strings.Repeat("🚀", 127), "darwin": strings.Repeat("🚀", 127)},
		strings.Repeat("x", 250) + "👩\u200d🚀👩\u200d🚀":   {"": strings.Repeat("x", 250), "windows": strings.Repeat("x", 250) + "👩\u200d🚀", "darwin": strings.Repeat("x", 250) + "👩\u200d🚀"},
		strings.Repeat("x", 246) + "🇨🇳🇨🇳":               {"": strings.Repeat("x", 246) + "🇨🇳", "windows": strings.Repeat("x", 246) + "🇨🇳🇨🇳", "darwin": strings.Repeat("x", 246) + "🇨🇳🇨🇳"},
		strings.Repeat("x", 254) + "e\u0301":            {"": strings.Repeat("x", 254)},
	} {
		for label, system := range systems {
			expected, ok := want[label]
			if !ok {
				expected = want[""]
			}
			if got := SafeName(in, system); got != expected {
				t.Errorf("%s: %+q is %+q, not %+q", label, in, got, expected)
			}
		}
	}
	if got := SafeName("a", Here); got != "a" {
		t.Error(got)
	}
	t.Run("what stands in the folder of downloads is not hidden", func(t *testing.T) {
		for in, want := range map[string]string{".bashrc": "_bashrc", "..": "file", "...": "_..", "a.b": "a.b"} {
			if got := rootName(in, Linux); got != want {
				t.Errorf("%q is %q", in, got)
			}
		}
	})
}

func FuzzSafeName(f *testing.F) {
	for _, s := range []string{"a", "CON", "..", "a\u202eb", "x.tar.gz", strings.Repeat("🇨🇳", 99), "\u1160\u1160", "a\u00ad\u200d.", "CO\u200bN.", "\x80", " . . "} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		for label, system := range systems {
			got := SafeName(name, system)
			if again := SafeName(got, system); again != got {
				t.Errorf("%s: %+q is %+q is %+q", label, name, got, again)
			}
			if got == "" || got == "." || got == ".." || !utf8.ValidString(got) {
				t.Errorf("%s: %+q is %+q", label, name, got)
			}
			for i, r := range got {
				if r == '/' || r == '\\' || unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || unseen.Hidden(got, i) {
					t.Errorf("%s: %+q keeps %U", label, got, r)
				}
			}
			if long := len(utf16.Encode([]rune(got))); long > 255 || (system == Linux || system == Android) && len(got) > 255 {
				t.Errorf("%s: %+q is %d long", label, got, len(got))
			}
			if system.strict() && (strings.ContainsAny(got, `<>:"|?*`) || strings.HasSuffix(got, ".") || strings.HasSuffix(got, " ")) {
				t.Errorf("%s: %+q", label, got)
			}
			if n := numbered(got, 1234, len(name)%2 == 0, system); width(n, system) > maxName || !strings.Contains(n, " (1234)") {
				t.Errorf("%s: numbered it is %+q", label, n)
			}
			if root := rootName(name, system); strings.HasPrefix(root, ".") || SafeName(root, system) != root {
				t.Errorf("%s: at the top it is %+q", label, root)
			}
		}
	})
}

func TestNamesThatCollide(t *testing.T) {
	file := func(paths ...string) *Tree {
		t.Helper()
		entries := []Entry{{Path: "t", Folder: true}}
		for _, p := range paths {
			name, folder := strings.CutSuffix(p, "/")
			entries = append(entries, Entry{Path: "t/" + name, Folder: folder})
		}
		tree, err := ParseTree(encodeTree(entries))
		must(t, err)
		return tree
	}
	for _, tc := range []struct {
		name   string
		paths  []string
		system System
		want   string
	}{
		{"nothing collides", []string{"A", "a", "b"}, Linux, ""},
		{"case on Windows", []string{"README", "Readme", "readme.txt"}, Windows, "Readme=Readme (2)"},
		{"case on macOS", []string{"A.txt", "a.txt"}, Darwin, "a.txt=a (2).txt"},
		{"case on Android", []string{"Ä", "ä"}, Android, "ä=ä (2)"},
		{"sharp s", []string{"STRASSE", "straße"}, Windows, "straße=straße (2)"},
		{"normalisation", []string{"e\u0301", "\u00e9"}, Darwin, "\u00e9=\u00e9 (2)"},
		{"normalisation counts on Linux", []string{"e\u0301", "\u00e9"}, Linux, ""},
		{"what is left out", []string{"a", "a\u200b", "a\u200c"}, Linux, "a\u200b=a (2)|a\u200c=a (3)"},
		{"the number is taken", []string{"A", "a", "a (2)"}, Windows, "a=a (3)"},
		{"folders", []string{"D.x/", "D.x/f", "d.x/", "d.x/f"}, Windows, "d.x=d.x (2)"},
		{"only in one folder", []string{"a/", "a/X", "b/", "b/x"}, Windows, ""},
		{"a device and what it becomes", []string{"CON", "_CON"}, Windows, "CON=_CON (2)"},
		{"what is unchanged has first choice", []string{"a:", "a?", "a_"}, Windows, "a:=a_ (2)|a?=a_ (3)"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			tree := file(tc.paths...)
			changed := diskNames(tree, tc.system)
			var got []string
			for i := range tree.Len() {
				if name, ok := changed[int32(i)]; ok {
					got = append(got, strings.TrimPrefix(tree.Entry(i).Path, "t/")+"="+name)
				}
			}
			if strings.Join(got, "|") != tc.want {
				t.Errorf("%q", got)
			}
			checkNames(t, tree, tc.system)
		})
	}
	t.Run("a hundred thousand that are the same", func(t *testing.T) {
		entries := []Entry{{Path: "t", Folder: true}}
		marks := []rune{'\u200b', '\u200c', '\u200d', '\u200e', '\u200f', '\u202a', '\u202b', '\u202c', '\u202d', '\u202e'}
		for i := range 100_000 {
			name := "t/a"
			for n := 100_000; n > 0; n /= 10 {
				name += string(marks[i/n%10])
			}
			entries = append(entries, Entry{Path: name})
		}
		tree, err := ParseTree(encodeTree(entries))
		must(t, err)
		checkNames(t, tree, Linux)
	})
	t.Run("on the disk they are files of their own", func(t *testing.T) {
		raw := file("A", "D/", "D/x", "a", "d/", "d/x").raw
		at := newPlace(t)
		p, err := Create(at.state, at.downloads, Head{Chunk: MinChunk, Tree: raw, Version: Version(raw)}, PartOptions{System: Windows})
		must(t, err)
		defer p.Close()
		path, err := p.Finish([32]byte(NewWhole(Version(raw)).Sum(nil)))
		must(t, err)
		if got := strings.Join(append(names(t, path), names(t, filepath.Join(path, "d (2)"))...), "|"); got != "A|D|a (2)|d (2)|x" {
			t.Error(got)
		}
	})
}

func TestNamesThatAreOneForTheDisk(t *testing.T) {
	dir, at := t.TempDir(), newPlace(t)
	plant(t, dir, map[string][]byte{"top/a": {}, "top/b": {}, "top/c/d": {}, "top/c/e": {}})
	out := send(t, scanned(t, filepath.Join(dir, "top")))
	p := at.create(t, out.Snapshot)
	p.files.names[1] = "b" // as on a disk that has two names for one that diskNames does not know of
	if _, err := p.Finish(out.whole); err == nil {
		t.Error("it is finished")
	}
}

func TestExecutable(t *testing.T) {
	for what, names := range map[string]string{
		"Windows":         "setup.exe SETUP.EXE old.com saver.scr x.pif panel.cpl a.msi a.msix a.appx run.bat run.cmd a.ps1 a.vbs a.vbe a.js a.jse a.wsf a.wsh a.hta a.reg a.inf b.lnk k.url a.scf a.chm a.msc a.dll disk.iso disk.img disk.vhdx office.rdp",
		"macOS":           "Mail.app g.command a.tool a.terminal a.workflow a.scpt a.pkg h.dmg a.saver a.prefPane a.fileloc a.inetloc a.webloc n.mobileconfig",
		"Linux":           "c.desktop run.sh d.AppImage a.run a.deb a.rpm a.flatpakref a.snap",
		"phones":          "f.apk f.apks f.xapk f.ipa f.hap",
		"any system":      "e.jar e.jnlp m.py m.pyw m.pl m.rb a.crx a.xpi",
		"office programs": "l.docm l.xlsm l.pptm l.xll l.accdb l.slk",
		"disguises":       "x.pdf.scr 报告.pdf.exe photo.jpg.desktop .bat i.exe. j.exe...",
	} {
		for _, name := range append(strings.Fields(names), strings.Fields(names)[0]+" ") {
			if !Executable(name, 0o644) {
				t.Errorf("%s: %q is harmless", what, name)
			}
		}
	}
	for what, names := range map[string]string{
		"data":      "firmware.bin dump.BIN memory.hex result.out trace.pcap a.dat a.csv a.log a.tmp notes.txt config.ini a.xml a.json a.yaml",
		"documents": "report.pdf 报告.docx a.xlsx a.pptx a.odt a.md index.html drawing.svg plan.dwg board.kicad_pcb",
		"pictures":  "photo.jpg photo.jpeg a.png a.gif a.webp a.heic film.mp4 sound.mp3",
		"archives":  "x.tar.gz a.zip a.7z a.rar a.cab a.war",
		"source":    "main.go main.c main.rs Makefile",
		"the rest":  "server.crt confab.service exe a.exe.txt . ..",
	} {
		for _, name := range strings.Fields(names) {
			if Executable(name, 0o644) {
				t.Errorf("%s: %q acts", what, name)
			}
		}
	}
	if Executable("", 0o644) || !Executable("plain", 0o755) || Executable("folder", fs.ModeDir|0o755) {
		t.Error("the mode is not looked at")
	}
}

func TestFree(t *testing.T) {
	dir := t.TempDir()
	if free, err := Free(dir); err != nil || free <= 0 {
		t.Error(free, err)
	}
	if _, err := Free(filepath.Join(dir, "nowhere")); err == nil {
		t.Error("there is room nowhere")
	}
}

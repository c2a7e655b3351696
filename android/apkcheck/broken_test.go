//go:build apk

package main

import (
	"archive/zip"
	"bytes"
	"debug/elf"
	"encoding/binary"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"confab/android/internal/toolchain"
)

// The rules are held against the real APK for arm64, and against what becomes of
// it when one thing is changed.

const (
	realAPK = "builds/android/confab-arm64-v8a.apk"
	libgio  = "lib/arm64-v8a/libgio.so"
)

// edits change the entries that they name.
type edits map[string]func(t *testing.T, b []byte) []byte

// broken has, for each rule, what must be refused.
var broken = map[string]map[string]func(t *testing.T, real []byte) []byte{
	"it is signed with the schemes 2 and 3, and whole": {
		"unsigned": edits{}.apply,
		"changed after it was signed": func(_ *testing.T, real []byte) []byte {
			changed := bytes.Clone(real)
			changed[10] ^= 1 // the first entry's time
			return changed
		},
		"signed with scheme 2 only": resigned("--v3-signing-enabled", "false"),
	},
	"what is stored is aligned, and the table of resources is stored": {
		"unaligned":        shifted,
		"table compressed": compressed,
	},
	"the manifest says what it must": {
		"another permission": edits{"AndroidManifest.xml": inUTF16("POST_NOTIFICATIONS", "READ_CONTACTS_TOO!")}.apply,
		"another package":    edits{"AndroidManifest.xml": inUTF16("chat.confab", "chat.confax")}.apply,
	},
	"every component that the manifest names is in the dex file": {
		"a class that is missing": edits{"classes.dex": replaced("Lchat/confab/TalkActivity;", "Lchat/confab/TalkActivitz;")}.apply,
	},
	"each library is for the ABI that its folder names": {
		"a library for x86-64": edits{libgio: func(_ *testing.T, b []byte) []byte {
			binary.LittleEndian.PutUint16(b[18:], uint16(elf.EM_X86_64))
			return b
		}}.apply,
	},
	"each library is called libgio.so and needs only Android's own": {
		"another name":    edits{libgio: replaced("\x00libgio.so\x00", "\x00libgia.so\x00")}.apply,
		"another library": edits{libgio: replaced("\x00libEGL.so\x00", "\x00libssl.so\x00")}.apply,
	},
	"each library imports only names of the lists in ndk/stubs": {
		"an import that older phones lack": edits{libgio: replaced("\x00eglSwapBuffers\x00", "\x00memfd_create_x\x00")}.apply,
	},
	"no library has thread-local storage, which Android 9 and older cannot load": {
		"a TLS segment": edits{libgio: segments(func(p segment) {
			if p.is(elf.PT_GNU_STACK) {
				p.set32(0, uint32(elf.PT_TLS))
			}
		})}.apply,
	},
	"no library has text relocations, or memory to write and to execute": {
		"writable code": edits{libgio: segments(func(p segment) {
			if p.is(elf.PT_LOAD) && p.u32(4)&uint32(elf.PF_X) != 0 {
				p.set32(4, uint32(elf.PF_R|elf.PF_W|elf.PF_X))
			}
		})}.apply,
		"an executable stack": edits{libgio: segments(func(p segment) {
			if p.is(elf.PT_GNU_STACK) {
				p.set32(4, uint32(elf.PF_R|elf.PF_W|elf.PF_X))
			}
		})}.apply,
		"text relocations": edits{libgio: func(t *testing.T, b []byte) []byte {
			return segments(func(p segment) {
				if p.is(elf.PT_DYNAMIC) {
					for at := p.u64(8); at < p.u64(8)+p.u64(32); at += 16 {
						if binary.LittleEndian.Uint64(b[at:]) == uint64(elf.DT_GNU_HASH) {
							binary.LittleEndian.PutUint64(b[at:], uint64(elf.DT_TEXTREL))
						}
					}
				}
			})(t, b)
		}}.apply,
	},
	"every segment is aligned to 16 KiB, and none shares a page with what is made read-only": {
		"segments for pages of 4 KiB": edits{libgio: segments(func(p segment) {
			if p.is(elf.PT_LOAD) {
				p.set64(48, 4096)
			}
		})}.apply,
		"data on a page that becomes read-only": edits{libgio: segments(func(p segment) {
			if p.is(elf.PT_GNU_RELRO) {
				p.set64(40, p.u64(40)+16<<10) // into the next segment, wherever that begins
			}
		})}.apply,
	},
	"no library has symbols for a debugger": {
		"a table of symbols": edits{libgio: func(_ *testing.T, b []byte) []byte {
			const size = 64 // of a section header; the first of all is empty
			second := binary.LittleEndian.Uint64(b[40:]) + size
			binary.LittleEndian.PutUint32(b[second+4:], uint32(elf.SHT_SYMTAB))
			return b
		}}.apply,
	},
	"the dex file has nothing that Android 7 cannot run": {
		"a lambda": edits{"classes.dex": func(t *testing.T, _ []byte) []byte { return lambda(t) }}.apply,
		"a later format": edits{"classes.dex": func(_ *testing.T, b []byte) []byte {
			copy(b[4:], "039")
			return b
		}}.apply,
	},
	"every native method is exported by each library, and nothing else is for Java": {
		"a native method that is missing": edits{libgio: replaced("Java_org_gioui_Gio_runGoMain\x00", "Jbva_org_gioui_Gio_runGoMain\x00")}.apply,
		"an export that nobody declares":  edits{libgio: replaced("Java_org_gioui_Gio_runGoMain\x00", "Java_org_gioui_Gio_runGoMaim\x00")}.apply,
	},
	"every method that Go looks up exists": {
		"a method of the bridge with another name": edits{"classes.dex": replaced("askToNotify\x00", "askToNotifz\x00")}.apply,
		"a method of Gio with another name":        edits{"classes.dex": replaced("getFontScale\x00", "getFontScalf\x00")}.apply,
		"a class that is missing":                  edits{"classes.dex": replaced("Lchat/confab/Bridge;", "Lchat/confab/Bridgf;")}.apply,
	},
	"the APK for arm64 is not too heavy": {
		"heavy": func(_ *testing.T, real []byte) []byte {
			return append(make([]byte, maxARM64), real...)
		},
	},
}

func TestRules(t *testing.T) {
	t.Chdir("../..")
	work, err := filepath.Abs("build/android")
	if err != nil {
		t.Fatal(err)
	}
	tools, err := toolchain.Find(work)
	if err != nil {
		t.Fatal(err)
	}
	o, err := readOutside(tools)
	if err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(realAPK)
	if err != nil {
		t.Fatalf("%v: make apk builds it", err)
	}
	whole, err := read(content)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rules {
		t.Run("the APK that was built: "+r.sentence, func(t *testing.T) {
			if breaches, err := r.check(whole, o); err != nil || len(breaches) > 0 {
				t.Errorf("%v, %q", err, breaches)
			}
		})
		if len(broken[r.sentence]) == 0 {
			t.Errorf("nothing tests that an APK is refused of which this is not true: %s", r.sentence)
		}
		for name, spoil := range broken[r.sentence] {
			t.Run("refused: "+name, func(t *testing.T) {
				a, err := read(spoil(t, content))
				if err != nil {
					t.Fatal(err)
				}
				breaches, err := r.check(a, o)
				if err != nil {
					t.Fatal(err)
				}
				if len(breaches) == 0 {
					t.Error("it is not refused")
				}
				t.Logf("%.300q", breaches)
			})
		}
	}
	if len(broken) != len(rules) {
		t.Errorf("%d rules have broken APKs, and there are %d rules", len(broken), len(rules))
	}
}

func TestContentDigest(t *testing.T) {
	t.Chdir("../..")
	content, err := os.ReadFile(realAPK)
	if err != nil {
		t.Fatal(err)
	}
	digest := func(b []byte) [32]byte {
		d, err := contentDigest(b)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	t.Run("another key changes the file and not the digest", func(t *testing.T) {
		other := resigned()(t, content)
		if bytes.Equal(other, content) {
			t.Fatal("the other key made the same file")
		}
		if digest(other) != digest(content) {
			t.Error("the digest differs")
		}
	})
	t.Run("another library changes the digest", func(t *testing.T) {
		changed := edits{libgio: replaced("libgio.so", "libgia.so")}.apply(t, content)
		if digest(resigned()(t, changed)) == digest(content) {
			t.Error("the digest is the same")
		}
	})
}

// apply writes the entries anew, which also loses the signature. What was stored
// is stored again, at a place that is a multiple of four.
func (e edits) apply(t *testing.T, real []byte) []byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(real), int64(len(real)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range r.File {
		inside, err := readEntry(f)
		if err != nil {
			t.Fatal(err)
		}
		if edit := e[f.Name]; edit != nil {
			before := bytes.Clone(inside)
			if inside = edit(t, inside); bytes.Equal(before, inside) {
				t.Fatalf("%s is as before", f.Name)
			}
		}
		h := &zip.FileHeader{Name: f.Name, Method: f.Method}
		if f.Method == zip.Store {
			if err := w.Flush(); err != nil {
				t.Fatal(err)
			}
			h.Extra = make([]byte, 4+(4-(out.Len()+30+len(f.Name)+4)%4)%4)
			h.Extra[2] = byte(len(h.Extra) - 4)
		}
		to, err := w.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := to.Write(inside); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// compressed packs everything, the table of resources too.
func compressed(t *testing.T, real []byte) []byte {
	t.Helper()
	whole, err := read(real)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range whole.zip.File {
		inside, err := readEntry(f)
		if err != nil {
			t.Fatal(err)
		}
		to, err := w.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := to.Write(inside); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// shifted puts one byte before a zip file, which may begin with anything.
func shifted(_ *testing.T, real []byte) []byte { return append([]byte{0}, real...) }

// resigned signs with a key of its own.
func resigned(options ...string) func(*testing.T, []byte) []byte {
	return func(t *testing.T, real []byte) []byte {
		t.Helper()
		dir := t.TempDir()
		apk, store := filepath.Join(dir, "a.apk"), filepath.Join(dir, "k.p12")
		if err := os.WriteFile(apk, real, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := toolchain.Run(nil, "keytool", "-genkeypair", "-keystore", store, "-storepass", "no secret",
			"-alias", "a", "-keyalg", "EC", "-dname", "CN=test", "-validity", "100"); err != nil {
			t.Fatal(err)
		}
		args := append([]string{"sign", "--ks", store, "--ks-pass", "pass:no secret", "--min-sdk-version", "24",
			"--v1-signing-enabled", "false"}, options...)
		if err := toolchain.Run(nil, "apksigner", append(args, apk)...); err != nil {
			t.Fatal(err)
		}
		signed, err := os.ReadFile(apk)
		if err != nil {
			t.Fatal(err)
		}
		return signed
	}
}

func replaced(from, to string) func(*testing.T, []byte) []byte {
	return func(t *testing.T, b []byte) []byte {
		if len(from) != len(to) {
			t.Fatalf("%q and %q have different lengths", from, to)
		}
		return bytes.ReplaceAll(b, []byte(from), []byte(to))
	}
}

// inUTF16 is replaced for the strings of a compiled manifest.
func inUTF16(from, to string) func(*testing.T, []byte) []byte {
	wide := func(s string) string {
		var b strings.Builder
		for _, u := range utf16.Encode([]rune(s)) {
			b.WriteByte(byte(u))
			b.WriteByte(byte(u >> 8))
		}
		return b.String()
	}
	return func(t *testing.T, b []byte) []byte {
		return replaced(from, to)(t, replaced(wide(from), wide(to))(t, b))
	}
}

// segment is a program header of a 64-bit ELF file.
type segment struct{ b []byte }

func (p segment) u32(at int) uint32         { return binary.LittleEndian.Uint32(p.b[at:]) }
func (p segment) u64(at int) uint64         { return binary.LittleEndian.Uint64(p.b[at:]) }
func (p segment) set32(at int, v uint32)    { binary.LittleEndian.PutUint32(p.b[at:], v) }
func (p segment) set64(at int, v uint64)    { binary.LittleEndian.PutUint64(p.b[at:], v) }
func (p segment) is(kind elf.ProgType) bool { return p.u32(0) == uint32(kind) }

func segments(edit func(segment)) func(*testing.T, []byte) []byte {
	return func(_ *testing.T, b []byte) []byte {
		at, n := binary.LittleEndian.Uint64(b[32:]), binary.LittleEndian.Uint16(b[56:])
		for i := range uint64(n) {
			edit(segment{b[at+56*i : at+56*(i+1)]})
		}
		return b
	}
}

// lambda is a dex file with a lambda, as it is made when nobody says that old
// phones must run it.
func lambda(t *testing.T) []byte {
	t.Helper()
	dir := t.TempDir()
	source := filepath.Join(dir, "L.java")
	if err := os.WriteFile(source, []byte("class L { Runnable r = () -> {}; }"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := toolchain.Run(nil, "javac", "--release", "8", "-Xlint:-options", "-d", dir, source); err != nil {
		t.Fatal(err)
	}
	dx, err := filepath.Glob("build/android/jars/dalvik-dx-*.jar")
	if err != nil || len(dx) == 0 {
		t.Fatalf("no dx: %v", err)
	}
	dex := filepath.Join(dir, "classes.dex")
	cmd := exec.Command("java", "-cp", dx[0], "com.android.dx.command.Main", "--dex", "--min-sdk-version=26", "--output="+dex, filepath.Join(dir, "L.class"))
	cmd.Args[len(cmd.Args)-1] = "L.class"
	cmd.Args[2], err = filepath.Abs(dx[0])
	if err != nil {
		t.Fatal(err)
	}
	cmd.Dir = dir
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	content, err := os.ReadFile(dex)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

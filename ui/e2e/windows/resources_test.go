//go:build exe || wine

package windows

import (
	"debug/pe"
	"encoding/binary"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"
)

// root is the root of the module, from the folder of this package.
const root = "../../.."

// windowsProgram is what `make windows` makes, below root.
var windowsProgram = filepath.Join("builds", "windows", "confab.exe")

// The numbers of the resource types, from winuser.h.
const (
	resourceIcon      = 3
	resourceGroupIcon = 14
	resourceVersion   = 16
	resourceManifest  = 24
)

func TestWindowsProgram(t *testing.T) {
	t.Chdir(root)
	f, err := pe.Open(windowsProgram)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	resources := readResources(t, f)

	t.Run("it is a 64-bit program of the GUI subsystem, so no console opens behind the window", func(t *testing.T) {
		header, ok := f.OptionalHeader.(*pe.OptionalHeader64)
		if !ok {
			t.Fatalf("the optional header is a %T", f.OptionalHeader)
		}
		if f.Machine != pe.IMAGE_FILE_MACHINE_AMD64 || header.Subsystem != pe.IMAGE_SUBSYSTEM_WINDOWS_GUI {
			t.Errorf("machine %#x, subsystem %d", f.Machine, header.Subsystem)
		}
	})
	t.Run("it has its icon in several sizes", func(t *testing.T) {
		if len(resources[resourceGroupIcon]) != 1 || len(resources[resourceIcon]) < 4 {
			t.Errorf("%d icons of %d pictures", len(resources[resourceGroupIcon]), len(resources[resourceIcon]))
		}
	})
	t.Run("its manifest asks for sharp text, UTF-8, long paths and no privileges", func(t *testing.T) {
		if len(resources[resourceManifest]) != 1 {
			t.Fatalf("%d manifests", len(resources[resourceManifest]))
		}
		manifest := string(resources[resourceManifest][0])
		for _, want := range []string{
			">PerMonitorV2,PerMonitor</dpiAwareness>", ">UTF-8</activeCodePage>", ">true</longPathAware>",
			`level="asInvoker"`, "{8e0f7a12-bfb3-4fe8-b9a5-48fd50a15a9a}",
		} {
			if !strings.Contains(manifest, want) {
				t.Errorf("it lacks %s: %s", want, manifest)
			}
		}
	})
	t.Run("its properties tell the version that git tells", func(t *testing.T) {
		if len(resources[resourceVersion]) != 1 {
			t.Fatalf("%d versions", len(resources[resourceVersion]))
		}
		info := resources[resourceVersion][0]
		want := builtVersion(t)
		for _, key := range []string{"FileVersion", "ProductVersion"} {
			if got := versionString(t, info, key); got != want {
				t.Errorf("%s is %q, want %q", key, got, want)
			}
		}
	})
}

// builtVersion is what a build of this tree calls itself.
func builtVersion(t *testing.T) string {
	t.Helper()
	out, err := exec.Command("sh", ".ci/version").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

// readResources returns the resources by type.
func readResources(t *testing.T, f *pe.File) map[uint32][][]byte {
	t.Helper()
	section := f.Section(".rsrc")
	if section == nil {
		t.Fatal("there are no resources")
	}
	data, err := section.Data()
	if err != nil {
		t.Fatal(err)
	}
	// A directory is 16 bytes and then 8 for each entry; the top bit of an
	// entry's offset says that it is another directory.
	const directory = 1 << 31
	found := map[uint32][][]byte{}
	var walk func(offset, kind uint32, depth int)
	walk = func(offset, kind uint32, depth int) {
		if depth > 3 {
			t.Fatal("the resources are nested too deep")
		}
		names := binary.LittleEndian.Uint16(data[offset+12:])
		ids := binary.LittleEndian.Uint16(data[offset+14:])
		for i := range uint32(names) + uint32(ids) {
			entry := data[offset+16+8*i:]
			id, to := binary.LittleEndian.Uint32(entry), binary.LittleEndian.Uint32(entry[4:])
			if depth == 0 {
				kind = id
			}
			if to&directory != 0 {
				walk(to&^directory, kind, depth+1)
				continue
			}
			start := binary.LittleEndian.Uint32(data[to:]) - section.VirtualAddress
			size := binary.LittleEndian.Uint32(data[to+4:])
			found[kind] = append(found[kind], data[start:start+size])
		}
	}
	walk(0, 0, 0)
	return found
}

// versionString finds a value of the StringTable in a VS_VERSIONINFO: the key in
// UTF-16, NULs up to a multiple of four bytes, the value, NUL.
func versionString(t *testing.T, info []byte, key string) string {
	t.Helper()
	units := make([]uint16, len(info)/2)
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(info[2*i:])
	}
	text := string(utf16.Decode(units))
	_, after, ok := strings.Cut(text, key+"\x00")
	if !ok {
		t.Fatalf("there is no %s", key)
	}
	value, _, _ := strings.Cut(strings.TrimLeft(after, "\x00"), "\x00")
	return value
}

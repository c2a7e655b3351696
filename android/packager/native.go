package main

import (
	"path/filepath"
	"strings"

	"confab/android/internal/toolchain"
)

// file is something for the APK: its name in there, and where it is now.
type file struct{ name, path string }

// buildLibrary builds the program as the library that Gio's Java loads. Without
// Vulkan, whose headers and loader older phones lack; with the C library's
// resolver, because Android has no resolv.conf that Go's could read.
func buildLibrary(compiler, work string, a toolchain.ABI, v version) (file, error) {
	path := filepath.Join(work, a.Name, "libgio.so")
	env := []string{"GOOS=android", "GOARCH=" + a.GOARCH, "GOARM=7", "CGO_ENABLED=1", "CC=" + compiler}
	ldflags := []string{
		"-s", "-w", // no symbols: they are not in panics and weigh a third
		"-buildid=", // else the folder of the compiler would be told by it
		"-X main.version=" + v.name,
		"-X gioui.org/app.ID=" + appID,
		"-extldflags '-Wl,-soname,libgio.so -Wl,-z,max-page-size=16384 -Wl,--build-id=none'",
	}
	err := toolchain.Run(env, "go", "build", "-trimpath", "-buildvcs=false", "-tags", "novulkan",
		"-buildmode=c-shared", "-ldflags", strings.Join(ldflags, " "), "-o", path, ".")
	return file{"lib/" + a.Name + "/libgio.so", path}, err
}

package toolchain

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Headers of Debian packages: /usr/include path to that in the NDK.
var debianHeaders = map[string]string{
	"android/nativehelper/jni.h":          "jni.h",
	"android/android/native_window_jni.h": "android/native_window_jni.h",
	"android/android/asset_manager.h":     "android/asset_manager.h",
	"android/android/configuration.h":     "android/configuration.h",
	"android/android/keycodes.h":          "android/keycodes.h",
	"android/android/input.h":             "android/input.h",
	"android/android/looper.h":            "android/looper.h",
	"android/android/log.h":               "android/log.h",
	"EGL/egl.h":                           "EGL/egl.h",
	"EGL/eglext.h":                        "EGL/eglext.h",
	"EGL/eglplatform.h":                   "EGL/eglplatform.h",
	"KHR/khrplatform.h":                   "KHR/khrplatform.h",
}

// makeNDK makes what of an NDK is needed, from Debian's clang and lld and the
// headers and symbol lists in android/ndk, and returns the folder of the
// compilers. Each target has a script of its own that needs nothing from the
// environment, because Go's build cache does not see what a script reads there.
func makeNDK(dir string) (string, error) {
	clang, lld, err := findClang()
	if err != nil {
		return "", err
	}
	if err := os.RemoveAll(dir); err != nil {
		return "", err
	}
	bin, include := filepath.Join(dir, "bin"), filepath.Join(dir, "sysroot", "usr", "include")
	if err := os.MkdirAll(bin, 0o755); err != nil {
		return "", err
	}
	if err := os.CopyFS(include, os.DirFS("android/ndk/include")); err != nil {
		return "", err
	}
	for from, to := range debianHeaders {
		content, err := os.ReadFile(filepath.Join("/usr/include", from))
		if err != nil {
			return "", fmt.Errorf("copying a header (.ci/packages android installs them): %w", err)
		}
		if err := writeFile(filepath.Join(include, to), content, 0o644); err != nil {
			return "", err
		}
	}
	for _, a := range ABIs {
		lib := filepath.Join(dir, "sysroot", "usr", "lib", a.Target)
		if err := makeStubs(clang, lld, lib, a); err != nil {
			return "", err
		}
		if err := writeFile(Compiler(bin, a), wrapper(clang, dir, lib, a), 0o755); err != nil {
			return "", err
		}
		if err := checkABI(bin, a); err != nil {
			return "", err
		}
	}
	return bin, nil
}

// checkABI compiles what says how Android's C library is laid out.
func checkABI(bin string, a ABI) error {
	if err := Run(nil, Compiler(bin, a), "-fsyntax-only", "-Wall", "-Werror", "android/ndk/abi_check.c"); err != nil {
		return fmt.Errorf("holding the headers to Android's ABI for %s: %w", a.Name, err)
	}
	return nil
}

// wrapper is the script that is the compiler for one ABI. There are no crt
// objects (-nostdlib), a symbol that no stub has is an error (-z defs), pages may
// have 16 KiB, and arm64 code asks no library for its atomics.
func wrapper(clang, dir, lib string, a ABI) []byte {
	arch := ""
	if a.GOARCH == "arm64" {
		arch = " -mno-outline-atomics"
	}
	return fmt.Appendf(nil, `#!/bin/sh
exec %s --target=%s%d --sysroot="%s" -fuse-ld=lld -nostdlib%s \
	-Wno-unused-command-line-argument -Wl,-z,max-page-size=16384 -Wl,-z,defs -Wl,-z,noexecstack \
	-Wl,--hash-style=both "$@" -L"%s" -ldl -lc
`, clang, a.Target, MinSDK, filepath.Join(dir, "sysroot"), arch, lib)
}

// makeStubs links a library for each list in android/ndk/stubs: the names that a
// program may take from Android, and nothing behind them.
func makeStubs(clang, lld, lib string, a ABI) error {
	lists, err := filepath.Glob("android/ndk/stubs/*.txt")
	if err != nil {
		return err
	}
	for _, list := range lists {
		name := strings.TrimSuffix(filepath.Base(list), ".txt")
		if strings.Contains(name, ".") {
			continue // what one architecture has besides
		}
		symbols, err := os.ReadFile(list)
		if err != nil {
			return err
		}
		more, err := os.ReadFile(fmt.Sprintf("android/ndk/stubs/%s.%s.txt", name, a.GOARCH))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		source := filepath.Join(lib, name+".s")
		if err := writeFile(source, stub(string(symbols)+string(more)), 0o644); err != nil {
			return err
		}
		object := filepath.Join(lib, name+".o")
		if err := Run(nil, clang, fmt.Sprintf("--target=%s%d", a.Target, MinSDK), "-c", source, "-o", object); err != nil {
			return err
		}
		if err := Run(nil, lld, "-shared", "-soname", name+".so", "--hash-style=both",
			"-z", "max-page-size=16384", "-o", filepath.Join(lib, name+".so"), object); err != nil {
			return err
		}
	}
	return nil
}

// stub is assembler that defines each name of a list: functions, and data where
// the name is followed by "object".
func stub(list string) []byte {
	var s []byte
	for line := range strings.Lines(list) {
		fields := strings.Fields(line)
		switch {
		case len(fields) == 0 || fields[0] == "#":
		case len(fields) == 2 && fields[1] == "object":
			s = fmt.Appendf(s, ".data\n.balign 8\n.globl %[1]s\n.type %[1]s,%%object\n.size %[1]s,8\n%[1]s:\n.zero 8\n", fields[0])
		default:
			s = fmt.Appendf(s, ".text\n.globl %[1]s\n.type %[1]s,%%function\n.size %[1]s,4\n%[1]s:\n.zero 4\n", fields[0])
		}
	}
	return s
}

// findClang is the newest clang that has its linker beside it.
func findClang() (clang, lld string, err error) {
	for v := 22; v >= 16; v-- {
		clang, lld = fmt.Sprintf("clang-%d", v), fmt.Sprintf("ld.lld-%d", v)
		if installed(clang) && installed(lld) {
			return clang, lld, nil
		}
	}
	return "", "", errors.New("clang and lld of version 16 or later are missing: .ci/packages android installs them")
}

func installed(program string) bool {
	_, err := exec.LookPath(program)
	return err == nil
}

// writeFile makes the folders that are missing, too.
func writeFile(name string, content []byte, mode fs.FileMode) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return os.WriteFile(name, content, mode)
}

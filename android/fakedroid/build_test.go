//go:build fakedroid

package fakedroid

import (
	"archive/zip"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
)

// apk is what the packager makes of the tree.
const apk = "../../builds/android/confab-arm64-v8a.apk"

// built is where everything is that the tests run; TestMain makes and removes it.
var built string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		var err error
		if built, err = os.MkdirTemp("", "fakedroid"); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(built)
		return m.Run()
	}())
}

// program is confab for this machine.
var program = sync.OnceValues(func() (string, error) {
	path := filepath.Join(built, "confab")
	return path, run("go", "build", "-buildvcs=false", "-o", path, "../..")
})

var builds = map[bool]func() (string, error){
	false: sync.OnceValues(func() (string, error) { return around("new") }),
	true:  sync.OnceValues(func() (string, error) { return around("old", "-DOLD") }),
}

// root is the Debian for arm64 that root.sh unpacks.
var root = sync.OnceValues(func() (string, error) {
	dir, err := filepath.Abs("../../build/android/arm64")
	if err != nil {
		return "", err
	}
	return dir, run("./root.sh", dir)
})

func build(t *testing.T, old bool) (rootDir, bin string) {
	t.Helper()
	rootDir, err := root()
	if err == nil {
		bin, err = builds[old]()
	}
	if err != nil {
		t.Fatal(err)
	}
	return rootDir, bin
}

// around makes the driver and the libraries around libgio.so, which it takes out
// of the APK.
func around(name string, flags ...string) (string, error) {
	root, err := root()
	if err != nil {
		return "", err
	}
	bin := filepath.Join(built, name)
	if err := os.Mkdir(bin, 0o755); err != nil {
		return "", err
	}
	if err := extract(filepath.Join(bin, "libgio.so")); err != nil {
		return "", err
	}
	cc := append([]string{"clang-19", "--target=aarch64-linux-gnu", "--sysroot=" + root, "-fuse-ld=lld-19", "-O1", "-g",
		"-Wall", "-Wno-unused-parameter", "-Ic", "-I/usr/include/android/nativehelper"}, flags...)
	if err := run(append(cc, "-o", filepath.Join(bin, "droid"), "c/droid.c", "c/java.c")...); err != nil {
		return "", err
	}
	for library, source := range map[string]string{"libc": "c/bionic.c", "libEGL": "c/egl.c", "libandroid": "c/window.c", "liblog": "c/log.c",
		// What libdl.so has on Android is in glibc itself.
		"libdl": os.DevNull} {
		args := append(cc[:len(cc):len(cc)], "-shared", "-fPIC", "-Wl,-soname,"+library+".so", "-o", filepath.Join(bin, library+".so"))
		if err := run(append(args, "-xc", source)...); err != nil {
			return "", err
		}
	}
	if err := run("clang-19", "-fuse-ld=lld-19", "-Wall", "-shared", "-fPIC", "-o", filepath.Join(bin, "kernel.so"), "c/kernel.c"); err != nil {
		return "", err
	}
	return bin, os.Symlink(filepath.Join(root, "usr/lib/aarch64-linux-gnu/libGLESv2.so.2"), filepath.Join(bin, "libGLESv2.so"))
}

func extract(to string) error {
	r, err := zip.OpenReader(apk)
	if err != nil {
		return fmt.Errorf("%w: make apk builds it", err)
	}
	defer r.Close()
	f, err := r.Open("lib/arm64-v8a/libgio.so")
	if err != nil {
		return err
	}
	defer f.Close()
	content, err := io.ReadAll(f)
	if err != nil {
		return err
	}
	return os.WriteFile(to, content, 0o755)
}

func run(args ...string) error {
	if runtime.GOOS != "linux" {
		return fmt.Errorf("qemu-user is for Linux only")
	}
	if said, err := exec.Command(args[0], args[1:]...).CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", args[0], err, said)
	}
	return nil
}

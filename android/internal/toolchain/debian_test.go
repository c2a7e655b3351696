//go:build apk

package toolchain

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// ndk makes the NDK, in another folder than the packager does.
func ndk(t *testing.T) string {
	t.Helper()
	t.Chdir("../../..")
	t.Setenv("ANDROID_NDK_ROOT", "")
	dir := t.TempDir()
	if _, err := makeNDK(dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestNDK(t *testing.T) {
	dir := ndk(t)
	bin := filepath.Join(dir, "bin")
	t.Run("a header that differs from Android's is refused for every ABI", func(t *testing.T) {
		for file, change := range map[string][2]string{
			"signal.h": {"#define SA_ONSTACK 0x08000000", "#define SA_ONSTACK 0x04000000"},
			"netdb.h":  {"EAI_NONAME 8", "EAI_NONAME 9"},
		} {
			path := filepath.Join(dir, "sysroot/usr/include", file)
			whole, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			changed := strings.Replace(string(whole), change[0], change[1], 1)
			if changed == string(whole) {
				t.Fatalf("%s has no %q", file, change[0])
			}
			if err := os.WriteFile(path, []byte(changed), 0o600); err != nil {
				t.Fatal(err)
			}
			for _, a := range ABIs {
				if err := checkABI(bin, a); err == nil {
					t.Errorf("%s: %s is not refused", a.Name, change[1])
				}
			}
			if err := os.WriteFile(path, whole, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	})
	t.Run("a name that Android does not have is an error of the linker", func(t *testing.T) {
		source := filepath.Join(t.TempDir(), "a.c")
		for name, fine := range map[string]bool{"getenv": true, "secure_getenv": false} {
			code := "char *" + name + "(const char *); char *f(void) { return " + name + "(\"A\"); }"
			if err := os.WriteFile(source, []byte(code), 0o600); err != nil {
				t.Fatal(err)
			}
			for _, a := range ABIs {
				err := Run(nil, Compiler(bin, a), "-shared", "-fPIC", "-o", source+".so", source)
				if (err == nil) != fine {
					t.Errorf("%s: linking against %s: %v", a.Name, name, err)
				}
			}
		}
	})
}

func TestDex(t *testing.T) {
	t.Chdir("../../..")
	work, err := filepath.Abs("build/android")
	if err != nil {
		t.Fatal(err)
	}
	tools, err := debianTools(work)
	if err != nil {
		t.Fatal(err)
	}
	for body, fine := range map[string]bool{
		"new Runnable() { public void run() {} }": true,
		"() -> {}":   false,
		"System::gc": false,
	} {
		dir := t.TempDir()
		source, archive := filepath.Join(dir, "A.java"), filepath.Join(dir, "a.jar")
		if err := os.WriteFile(source, []byte("class A { Runnable r = "+body+"; }"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := Run(nil, "javac", "--release", "8", "-Xlint:-options", source); err != nil {
			t.Fatal(err)
		}
		if err := Run(nil, "jar", "--create", "--file", archive, "-C", dir, "."); err != nil {
			t.Fatal(err)
		}
		if err := tools.Dex(archive, dir); (err == nil) != fine {
			t.Errorf("%s: %v", body, err)
		}
	}
}

package toolchain

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestNewest(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"android-9", "android-34", "android-28"} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	got, err := newest(filepath.Join(dir, "android-*"))
	if err != nil || filepath.Base(got) != "android-34" {
		t.Errorf("got %s, %v", got, err)
	}
	if got, err := newest(filepath.Join(dir, "ios-*")); err == nil {
		t.Errorf("nothing is found as %s", got)
	}
}

func TestFind(t *testing.T) {
	t.Run("an SDK that is named is used, its newest tools with its newest platform", func(t *testing.T) {
		sdk := t.TempDir()
		for _, dir := range []string{"build-tools/33.0.1", "build-tools/34.0.0", "platforms/android-33", "platforms/android-34"} {
			if err := os.MkdirAll(filepath.Join(sdk, dir), 0o755); err != nil {
				t.Fatal(err)
			}
		}
		t.Setenv("ANDROID_HOME", sdk)
		tools, err := Find(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		if tools.AAPT2 != filepath.Join(sdk, "build-tools/34.0.0/aapt2") || tools.AndroidJar != filepath.Join(sdk, "platforms/android-34/android.jar") {
			t.Errorf("got %+v", tools)
		}
		if dex := strings.Join(tools.dexer("a.jar", "out"), " "); !strings.Contains(dex, "--min-api 24") || !strings.HasSuffix(dex, "--output out a.jar") {
			t.Errorf("the dexer is called as %s", dex)
		}
	})
	t.Run("an SDK with nothing in it is an error", func(t *testing.T) {
		t.Setenv("ANDROID_HOME", t.TempDir())
		if tools, err := Find(t.TempDir()); err == nil {
			t.Errorf("got %+v", tools)
		}
	})
	t.Run("an NDK that is named is used", func(t *testing.T) {
		ndk := t.TempDir()
		bin := filepath.Join(ndk, "toolchains/llvm/prebuilt/linux-x86_64/bin")
		if err := os.MkdirAll(bin, 0o755); err != nil {
			t.Fatal(err)
		}
		t.Setenv("ANDROID_NDK_ROOT", ndk)
		got, err := Compilers(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		if cc := Compiler(got, ABIs[1]); cc != filepath.Join(bin, "armv7a-linux-androideabi24-clang") {
			t.Errorf("the compiler is %s", cc)
		}
	})
}

func TestStub(t *testing.T) {
	got := string(stub("# a comment\nmalloc\n\nstderr object\n"))
	for _, want := range []string{".text\n.globl malloc\n", ".type malloc,%function", ".data\n.balign 8\n.globl stderr\n", ".type stderr,%object"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in %q", want, got)
		}
	}
	if strings.Contains(got, "comment") {
		t.Errorf("the comment became a name: %q", got)
	}
}

func TestWhole(t *testing.T) {
	dir := t.TempDir()
	j := jar{"org.example", "a", "1", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}
	if err := os.Mkdir(filepath.Join(dir, "jars"), 0o755); err != nil {
		t.Fatal(err)
	}
	for content, fine := range map[string]bool{"abc": true, "abd": false, "": false} {
		if err := os.WriteFile(j.file(dir), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := j.whole(j.file(dir)); (err == nil) != fine {
			t.Errorf("a jar with %q: %v", content, err)
		}
	}
}

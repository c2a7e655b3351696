//go:build java

package android

import (
	"cmp"
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"confab/android/internal/toolchain"
)

// TestJava runs the bytecode that goes into the APK on Android's own classes, those
// of the versions that javatest/robolectric.properties names, with Robolectric.
// What it tells Go is then read by what reads it on a phone.
func TestJava(t *testing.T) {
	t.Chdir("..")
	work, err := filepath.Abs("build/android")
	if err != nil {
		t.Fatal(err)
	}
	robolectric, err := toolchain.FindRobolectric(work)
	if err != nil {
		t.Fatal(err)
	}
	if err := toolchain.Run(nil, "go", "run", "./android/packager", "-classes", "-work", work); err != nil {
		t.Fatal(err)
	}
	dir, told := t.TempDir(), t.TempDir()
	compileTests(t, robolectric, work, dir)

	tests, err := filepath.Glob("android/javatest/chat/confab/*Test.java")
	if err != nil || len(tests) == 0 {
		t.Fatalf("no tests: %v", err)
	}
	args := []string{
		"-cp", classPath(robolectric, work, dir),
		// Everything is there already: Robolectric need not ask anybody.
		"-Drobolectric.offline=true", "-Drobolectric.dependency.dir=" + robolectric.Androids,
		"-Drobolectric.usePreinstrumentedJars=false",
		"-Dconfab.vectors=android/testdata/told.txt", "-Dconfab.told=" + told,
		"org.junit.runner.JUnitCore",
	}
	for _, file := range tests {
		args = append(args, "chat.confab."+strings.TrimSuffix(filepath.Base(file), ".java"))
	}
	said, err := exec.Command("java", args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	count := regexp.MustCompile(`(?m)^OK \((\d+) tests\)$`).FindSubmatch(said)
	if count == nil {
		t.Fatalf("how many tests ran is not said:\n%s", said)
	}
	t.Logf("%s tests of Java", count[1])

	for _, sdk := range versions(t) {
		t.Run("Go reads the interfaces that Java lists as it sees them itself, Android "+sdk, func(t *testing.T) {
			list, err := os.ReadFile(filepath.Join(told, "interfaces-"+sdk+".txt"))
			if err != nil {
				t.Fatal(err) // no test ran at this version
			}
			got, err := parseInterfaces(string(list))
			if err != nil {
				t.Fatal(err)
			}
			if want := ownInterfaces(t); normal(got) != normal(want) {
				t.Errorf("Java has\n%s\nGo has\n%s", normal(got), normal(want))
			}
		})
	}
}

// versions are the API levels that the tests run at.
func versions(t *testing.T) []string {
	t.Helper()
	properties, err := os.ReadFile("android/javatest/robolectric.properties")
	if err != nil {
		t.Fatal(err)
	}
	line := regexp.MustCompile(`(?m)^sdk=(.+)$`).FindSubmatch(properties)
	if line == nil {
		t.Fatal("robolectric.properties names no versions")
	}
	all := strings.Split(string(line[1]), ",")
	for _, end := range []int{toolchain.MinSDK, toolchain.TargetSDK} {
		if !slices.Contains(all, strconv.Itoa(end)) {
			t.Errorf("nothing runs at %d", end)
		}
	}
	return all
}

// compileTests compiles the tests into dir and says there where the app is.
func compileTests(t *testing.T, r toolchain.Robolectric, work, dir string) {
	t.Helper()
	args := []string{"-encoding", "UTF-8", "-nowarn", "-cp", classPath(r, work, dir), "-d", dir}
	err := filepath.WalkDir("android/javatest", func(path string, _ os.DirEntry, err error) error {
		if filepath.Ext(path) == ".java" {
			args = append(args, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := toolchain.Run(nil, "javac", args...); err != nil {
		t.Fatal(err)
	}
	properties, err := os.ReadFile("android/javatest/robolectric.properties")
	if err != nil {
		t.Fatal(err)
	}
	app := fmt.Sprintf("android_resource_apk=%s\nandroid_merged_manifest=%s\nandroid_custom_package=chat.confab\n",
		filepath.Join(work, "base.apk"), "android/AndroidManifest.xml")
	for name, content := range map[string][]byte{
		"robolectric.properties":                   properties,
		"com/android/tools/test_config.properties": []byte(app),
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func classPath(r toolchain.Robolectric, work, dir string) string {
	return strings.Join(slices.Concat([]string{dir, filepath.Join(work, "classes.jar")}, r.ClassPath, []string{r.AndroidJar}),
		string(filepath.ListSeparator))
}

// ownInterfaces is what Go finds here without Java.
func ownInterfaces(t *testing.T) []Interface {
	t.Helper()
	found, err := net.Interfaces()
	if err != nil {
		t.Fatal(err)
	}
	var all []Interface
	for _, n := range found {
		i := Interface{Index: n.Index, MTU: n.MTU, Name: n.Name, Flags: n.Flags}
		addrs, err := n.Addrs()
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range addrs {
			i.Addrs = append(i.Addrs, netip.MustParsePrefix(a.String()))
		}
		all = append(all, i)
	}
	return all
}

// normal writes a list in one order, without what Java leaves out: interfaces that
// are down and have no address, whether a cable is in, and broadcasting without IPv4.
func normal(list []Interface) string {
	list = slices.DeleteFunc(slices.Clone(list), func(i Interface) bool { return len(i.Addrs) == 0 })
	slices.SortFunc(list, func(a, b Interface) int { return cmp.Compare(a.Index, b.Index) })
	var out strings.Builder
	for _, i := range list {
		addrs := slices.Clone(i.Addrs)
		slices.SortFunc(addrs, netip.Prefix.Compare)
		flags := i.Flags &^ net.FlagRunning
		if !slices.ContainsFunc(addrs, func(p netip.Prefix) bool { return p.Addr().Is4() }) {
			flags &^= net.FlagBroadcast
		}
		fmt.Fprintln(&out, i.Index, i.MTU, i.Name, flags, addrs)
	}
	return out.String()
}

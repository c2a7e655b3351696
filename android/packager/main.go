package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

const (
	appID = "chat.confab"
	// minSDK is Android 7.0, the first whose linker and C library Go and Gio need
	// nothing special for; targetSDK is Android 14.
	minSDK    = 24
	targetSDK = 34
)

// abi is a processor and calling convention that Android knows.
type abi struct {
	name   string // Android's
	goarch string
	target string // clang's, without the API level
}

var abis = []abi{
	{"arm64-v8a", "arm64", "aarch64-linux-android"},
	{"armeabi-v7a", "arm", "armv7a-linux-androideabi"},
	{"x86_64", "amd64", "x86_64-linux-android"},
}

func main() {
	names := flag.String("abis", "arm64-v8a,armeabi-v7a,x86_64", "the ABIs to build for")
	out := flag.String("out", "builds/android", "the folder of the finished APKs")
	work := flag.String("work", "build/android", "the folder of everything on the way")
	flag.Parse()
	if err := run(strings.Split(*names, ","), *out, *work); err != nil {
		fmt.Fprintln(os.Stderr, "packager:", err)
		os.Exit(1)
	}
}

func run(names []string, out, work string) error {
	var wanted []abi
	for _, name := range names {
		i := slices.IndexFunc(abis, func(a abi) bool { return a.name == name })
		if i < 0 {
			return fmt.Errorf("there is no ABI %q", name)
		}
		wanted = append(wanted, abis[i])
	}
	work, err := filepath.Abs(work)
	if err != nil {
		return err
	}
	for _, dir := range []string{out, work} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
	}
	tools, err := findToolchain(work)
	if err != nil {
		return err
	}
	version, err := readVersion()
	if err != nil {
		return err
	}
	base, rJava, err := linkResources(tools, work, version)
	if err != nil {
		return err
	}
	dex, err := compileJava(tools, work, rJava)
	if err != nil {
		return err
	}
	libraries := make([]file, len(wanted))
	for i, a := range wanted {
		if libraries[i], err = buildLibrary(tools, work, a, version); err != nil {
			return err
		}
	}
	key, err := findKey()
	if err != nil {
		return err
	}
	pack := func(name string, libraries []file) error {
		unsigned := filepath.Join(work, name+".unsigned")
		if err := assemble(base, unsigned, append([]file{{"classes.dex", dex}}, libraries...)); err != nil {
			return err
		}
		apk := filepath.Join(out, name+".apk")
		if err := sign(tools, key, unsigned, apk); err != nil {
			return err
		}
		return weigh(os.Stdout, apk)
	}
	for i, a := range wanted {
		if err := pack("confab-"+a.name, libraries[i:i+1]); err != nil {
			return err
		}
	}
	if len(wanted) == len(abis) {
		return pack("confab", libraries)
	}
	return nil
}

// command runs a tool and gives its output with its error only.
func command(env []string, name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), env...)
	if said, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("running %s: %w\n%s", filepath.Base(name), err, said)
	}
	return nil
}

// output runs a tool and returns what it printed, without the last newline.
func output(env []string, name string, args ...string) (string, error) {
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), env...)
	cmd.Stderr = os.Stderr
	said, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("running %s: %w", filepath.Base(name), err)
	}
	return strings.TrimSpace(string(said)), nil
}

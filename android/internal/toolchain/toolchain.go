package toolchain

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// MinSDK is Android 7.0, the first whose linker and C library Go and Gio need
// nothing special for. TargetSDK is Android 14.
const (
	MinSDK    = 24
	TargetSDK = 34
)

// ABI is a processor and calling convention that Android knows.
type ABI struct {
	Name   string // Android's
	GOARCH string
	Target string // clang's, without the API level
}

// ABIs are those that the program is built for.
var ABIs = []ABI{
	{"arm64-v8a", "arm64", "aarch64-linux-android"},
	{"armeabi-v7a", "arm", "armv7a-linux-androideabi"},
	{"x86_64", "amd64", "x86_64-linux-android"},
}

// Toolchain is where the tools are.
type Toolchain struct {
	// AAPT2 and APKSigner are programs.
	AAPT2, APKSigner string
	// Framework has Android's resources, AndroidJar its classes.
	Framework, AndroidJar string
	// dexer is the command that makes a dex file out of a jar.
	dexer func(jar, dir string) []string
}

// Find takes the official tools where they are named, and Debian's otherwise.
// What has to be fetched is kept in the folder work.
func Find(work string) (Toolchain, error) {
	if sdk := os.Getenv("ANDROID_HOME"); sdk != "" {
		return sdkTools(sdk)
	}
	return debianTools(work)
}

// Dex makes classes.dex in the folder dir of the classes in a jar.
func (t Toolchain) Dex(jar, dir string) error {
	args := t.dexer(jar, dir)
	return Run(nil, args[0], args[1:]...)
}

// Compilers is the folder of the C compilers: those of the NDK where one is named
// or the SDK has one, and otherwise of one that is made in the folder work.
func Compilers(work string) (string, error) {
	ndk := os.Getenv("ANDROID_NDK_ROOT")
	if sdk := os.Getenv("ANDROID_HOME"); ndk == "" && sdk != "" {
		ndk, _ = newest(filepath.Join(sdk, "ndk", "*"))
	}
	if ndk != "" {
		return ndkCompilers(ndk)
	}
	return makeNDK(filepath.Join(work, "ndk"))
}

// Compiler is the C compiler for an ABI, in the folder that Compilers returned.
func Compiler(compilers string, a ABI) string {
	return filepath.Join(compilers, fmt.Sprintf("%s%d-clang", a.Target, MinSDK))
}

// Run runs a tool with more in its environment, and gives what it said only with
// its error.
func Run(env []string, name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), env...)
	if said, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("running %s: %w\n%s", filepath.Base(name), err, said)
	}
	return nil
}

// Output runs a tool and returns what it printed, without the last newline.
func Output(env []string, name string, args ...string) (string, error) {
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), env...)
	cmd.Stderr = os.Stderr
	said, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("running %s: %w", filepath.Base(name), err)
	}
	return strings.TrimSpace(string(said)), nil
}

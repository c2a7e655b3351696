//go:build e2e

package e2e

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// patience bounds every wait of these tests; none waits so long when it passes.
const patience = 2 * time.Minute

var update = flag.Bool("update", false, "rewrite the golden pictures")

// confab is the program under test, built once by TestMain.
var confab string

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(testMain(m))
}

func testMain(m *testing.M) int {
	if confab = os.Getenv(built); confab != "" {
		defer os.RemoveAll(filepath.Dir(confab))
		return m.Run()
	}
	dir, err := os.MkdirTemp("", "confab-e2e")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	// One of the tests runs it as another user.
	if err := os.Chmod(dir, 0o755); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	confab = filepath.Join(dir, "confab")
	// Built as make builds it: with the patched Gio.
	gio, err := filepath.Abs(filepath.Join("..", "..", "builds", "gio"))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	work := "GOWORK=" + filepath.Join(gio, "go.work")
	for _, build := range []*exec.Cmd{
		exec.Command("env", "GOWORK=off", "go", "run", "confab/ui/internal/giopatch", "-out", gio),
		exec.Command("go", "build", "-ldflags", "-X main.version=v1.2.3-test", "-o", confab, "confab"),
	} {
		build.Env = append(os.Environ(), work)
		if out, err := build.CombinedOutput(); err != nil {
			fmt.Fprintf(os.Stderr, "building confab: %v\n%s", err, out)
			return 1
		}
	}
	return runOwnNet(m)
}

// eventually asks until answer is true, and fails the test with what when it
// is not in time.
func eventually(t testing.TB, what string, answer func() bool) {
	t.Helper()
	if !within(patience, answer) {
		t.Fatalf("waited %v in vain until %s", patience, what)
	}
}

// within asks until answer is true or the time is over.
func within(limit time.Duration, answer func() bool) bool {
	deadline := time.Now().Add(limit)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		if answer() {
			return true
		}
		if !time.Now().Before(deadline) {
			return false
		}
		<-tick.C
	}
}

// insist does something, again and again, until answer is true: what takes keys
// and clicks between the test and the program may lose one. It fails the test
// with what when that is not in time.
func insist(t testing.TB, what string, answer func() bool, do func()) {
	t.Helper()
	const times = 8
	for range times {
		do()
		if within(patience/times, answer) {
			return
		}
	}
	t.Fatalf("tried %d times in %v in vain until %s", times, patience, what)
}

// tool is the path of a program that these tests need.
func tool(t testing.TB, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatalf("%v (.ci/packages test installs it on Debian)", err)
	}
	return path
}

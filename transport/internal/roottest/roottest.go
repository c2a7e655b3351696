package roottest

import (
	"os"
	"os/exec"
	"slices"
	"testing"
)

// Prefix returns what stands before a command that root must run: nothing, or sudo where
// it asks for no password. The test needs the command ip of iproute2, too. Without
// either the test ends here, skipped or, in CI, failed.
func Prefix(t testing.TB) []string {
	t.Helper()
	prefix, missing := prefix()
	switch {
	case missing == "":
		return slices.Clip(prefix)
	case os.Getenv("CI") == "true":
		t.Fatalf("this test makes networks of its own, which needs %s", missing)
	}
	t.Skipf("not run: this test makes networks of its own, which needs %s", missing)
	return nil
}

// prefix returns what stands before a command of root, or what is missing for that.
func prefix() (prefix []string, missing string) {
	if _, err := exec.LookPath("ip"); err != nil {
		return nil, "the command ip of iproute2"
	}
	if os.Geteuid() == 0 {
		return nil, ""
	}
	prefix = []string{"sudo", "-n"}
	if exec.Command(prefix[0], append(prefix[1:], "true")...).Run() != nil {
		return nil, "root, or sudo without a password"
	}
	return prefix, ""
}

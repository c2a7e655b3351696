package roottest

import (
	"fmt"
	"os/exec"
	"testing"
)

// recorded is a test that notes how it was ended.
type recorded struct {
	testing.TB
	ended string
}

func (r *recorded) Helper() {}

func (r *recorded) Fatalf(format string, args ...any) {
	r.ended = "failed: " + fmt.Sprintf(format, args...)
	panic(r)
}

func (r *recorded) Skipf(format string, args ...any) {
	r.ended = "skipped: " + fmt.Sprintf(format, args...)
	panic(r)
}

// ended is how a test ends that asks for a prefix.
func ended(t *testing.T) string {
	r := &recorded{TB: t}
	func() {
		defer func() {
			if p := recover(); p != nil && p != any(r) {
				panic(p)
			}
		}()
		Prefix(r)
	}()
	return r.ended
}

func TestPrefix(t *testing.T) {
	const lacks = "this test makes networks of its own, which needs the command ip of iproute2"
	t.Run("a test that lacks something is skipped, and fails in CI", func(t *testing.T) {
		t.Setenv("PATH", t.TempDir())
		for ci, want := range map[string]string{"": "skipped: not run: " + lacks, "true": "failed: " + lacks} {
			t.Setenv("CI", ci)
			if got := ended(t); got != want {
				t.Errorf("with CI=%q it is %q", ci, got)
			}
		}
	})
	t.Run("what it returns makes a command root's", func(t *testing.T) {
		argv := append(Prefix(t), "id", "-u")
		out, err := exec.Command(argv[0], argv[1:]...).Output()
		if err != nil || string(out) != "0\n" {
			t.Errorf("%q prints %q, %v", argv, out, err)
		}
	})
}

package chaos

import (
	"fmt"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"confab/transport/internal/failpoint"
	"confab/transport/internal/program"
)

// patience bounds a wait for something that takes a moment; none lasts so long
// when it passes.
const patience = time.Minute

// process and report are of the program under test.
type (
	process = program.Process
	report  = program.Report
)

// patch is program.Patch, in one line of a table.
type patch struct{ file, old, new string }

// programVariable names a program to test in place of the one built from this
// tree: how TestMutants has the other tests run against a broken one.
const programVariable = "CONFAB_CHAOS_PROGRAM"

// scratch is removed when the tests end.
var scratch string

func TestMain(m *testing.M) { os.Exit(testMain(m)) }

func testMain(m *testing.M) int {
	dir, err := os.MkdirTemp("", "confab-chaos")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	// Others must pass through it to a folder of theirs.
	if err := os.Chmod(dir, 0o755); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	scratch = dir
	return m.Run()
}

// mortal has the program open its data folder with package failpoint.
var mortal = []patch{
	{"transport/internal/core/home.go", `openHome(dir, store.Options{})`, `openHome(dir, failpoint.Options())`},
	{"transport/internal/core/home.go", `"confab/transport/internal/secure"`,
		`"confab/transport/internal/failpoint"` + "\n\t" + `"confab/transport/internal/secure"`},
}

func exported(patches []patch) (all []program.Patch) {
	for _, p := range patches {
		all = append(all, program.Patch{File: p.file, Old: p.old, New: p.new})
	}
	return all
}

// underTest returns the path of the program under test, built once.
func underTest(t testing.TB) string {
	t.Helper()
	if given := os.Getenv(programVariable); given != "" {
		return given
	}
	path, err := builtOnce()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

var builtOnce = sync.OnceValues(func() (string, error) {
	if long {
		return program.Build(scratch, "confab", exported(mortal))
	}
	return program.Build(scratch, "confab", append(exported(mortal), program.Headless...))
})

// start runs the program under test with its input open, dying at a fail-point
// if one is given, and ends it with the test.
func start(t testing.TB, failAt string, args ...string) *process {
	t.Helper()
	p, err := launch(exec.Command(underTest(t), args...), failAt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Kill)
	return p
}

func launch(cmd *exec.Cmd, failAt string) (*process, error) {
	return program.Launch(cmd, failpoint.Variable+"="+failAt)
}

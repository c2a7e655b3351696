package chaos

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

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

// patch replaces a piece of a source file, given below the root of the module,
// that must be there exactly once; an empty one is the whole file.
type patch struct{ file, old, new string }

// mortal has the program open its data folder with package failpoint.
var mortal = []patch{
	{"transport/home.go", `openHome(dir, store.Options{})`, `openHome(dir, failpoint.Options())`},
	{"transport/home.go", `"confab/transport/internal/secure"`,
		`"confab/transport/internal/failpoint"` + "\n\t" + `"confab/transport/internal/secure"`},
}

// headless takes the window out of the program, which no command of these tests
// opens: it builds in a moment then, and without a C compiler.
var headless = patch{file: "window.go", new: `package main

import (
	"context"

	"confab/ui/term"
)

func window(ctx context.Context, env term.Env) int { return term.NoDisplay(ctx, env) }
`}

// program returns the path of the program under test, built once.
func program(t testing.TB) string {
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
		return build(scratch, "confab", mortal)
	}
	return build(scratch, "confab", append(mortal, headless))
})

// build builds the program from this tree with patches into dir, and returns its
// path. The tree itself is not touched.
func build(dir, name string, patches []patch) (string, error) {
	return goTo(dir, name, patches, "confab", "build", "-ldflags", "-X main.version=chaos")
}

// goTo has the go command make an executable of a package with patches.
func goTo(dir, name string, patches []patch, pkg string, args ...string) (path string, err error) {
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		return "", err
	}
	list, err := overlay(root, dir, name, patches)
	if err != nil {
		return "", err
	}
	path = filepath.Join(dir, name+".exe")
	cmd := exec.Command("go", append(args, "-buildvcs=false", "-overlay", list, "-o", path, pkg)...)
	cmd.Dir = root
	if text, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building %s: %w\n%s", pkg, err, text)
	}
	return path, nil
}

// overlay writes the patched files into dir, and the list of them that
// go build -overlay reads.
func overlay(root, dir, name string, patches []patch) (list string, err error) {
	sources := map[string]string{}
	for _, p := range patches {
		path := filepath.Join(root, filepath.FromSlash(p.file))
		if _, read := sources[path]; !read {
			b, err := os.ReadFile(path)
			if err != nil {
				return "", err
			}
			sources[path] = string(b)
		}
		if p.old == "" {
			sources[path] = p.new
			continue
		}
		if n := strings.Count(sources[path], p.old); n != 1 {
			return "", fmt.Errorf("what is to be replaced stands %d times in %s: %s", n, p.file, p.old)
		}
		sources[path] = strings.Replace(sources[path], p.old, p.new, 1)
	}
	replace := map[string]string{}
	for path, source := range sources {
		replace[path] = filepath.Join(dir, fmt.Sprintf("%s-%d-%s", name, len(replace), filepath.Base(path)))
		if err := os.WriteFile(replace[path], []byte(source), 0o600); err != nil {
			return "", err
		}
	}
	b, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	list = filepath.Join(dir, name+".json")
	return list, os.WriteFile(list, b, 0o600)
}

func TestBuild(t *testing.T) {
	dir := t.TempDir()
	for _, p := range []patch{
		{"transport/home.go", "this stands nowhere", ""},
		{"transport/home.go", "Home", ""},
	} {
		if _, err := build(dir, "wrong", []patch{p}); err == nil || !strings.Contains(err.Error(), "times in transport/home.go") {
			t.Errorf("a patch that does not fit %q exactly once: %v", p.old, err)
		}
	}
}

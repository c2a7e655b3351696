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
// that must be there exactly once.
type patch struct{ file, old, new string }

// mortal has the program open its data folder with package failpoint.
var mortal = []patch{
	{"transport/home.go", `openHome(dir, store.Options{})`, `openHome(dir, failpoint.Options())`},
	{"transport/home.go", `"confab/transport/internal/secure"`,
		`"confab/transport/internal/failpoint"` + "\n\t" + `"confab/transport/internal/secure"`},
}

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

var builtOnce = sync.OnceValues(func() (string, error) { return build(scratch, "confab", mortal) })

// build builds the program from this tree with patches into dir, and returns its
// path. The tree itself is not touched.
func build(dir, name string, patches []patch) (string, error) {
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		return "", err
	}
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
		if n := strings.Count(sources[path], p.old); n != 1 {
			return "", fmt.Errorf("what is to be replaced stands %d times in %s: %s", n, p.file, p.old)
		}
		sources[path] = strings.Replace(sources[path], p.old, p.new, 1)
	}
	overlay := struct{ Replace map[string]string }{map[string]string{}}
	for path, source := range sources {
		overlay.Replace[path] = filepath.Join(dir, fmt.Sprintf("%s-%d-%s", name, len(overlay.Replace), filepath.Base(path)))
		if err := os.WriteFile(overlay.Replace[path], []byte(source), 0o600); err != nil {
			return "", err
		}
	}
	list, err := json.Marshal(overlay)
	if err != nil {
		return "", err
	}
	overlayPath, out := filepath.Join(dir, name+".json"), filepath.Join(dir, name+".exe")
	if err := os.WriteFile(overlayPath, list, 0o600); err != nil {
		return "", err
	}
	cmd := exec.Command("go", "build", "-buildvcs=false", "-ldflags", "-X main.version=chaos", "-overlay", overlayPath, "-o", out, "confab")
	cmd.Dir = root
	if text, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building confab: %w\n%s", err, text)
	}
	return out, nil
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

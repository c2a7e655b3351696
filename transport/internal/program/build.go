package program

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Patch replaces a piece of a source file, given below the root of the module,
// that must be there exactly once.
type Patch struct{ File, Old, New string }

// Headless takes the window out of the program, which no command of these tests
// opens: it builds in a moment then, and without a C compiler.
var Headless = []Patch{
	{File: "main.go", Old: "\t\"confab/ui\"\n"},
	{File: "main.go", Old: "ui.IsLink(args[0])", New: "false"},
	{File: "main.go", Old: "ui.Run(ctx, ui.Config{Version: version, Link: link, Stderr: env.Stderr, WithoutWindow: without})", New: "without(nil, false)"},
}

// Build builds the program from this tree with patches into dir, and returns its
// path. The tree itself is not touched.
func Build(dir, name string, patches []Patch) (string, error) {
	return Go(dir, name, patches, "confab", "build", "-ldflags", "-X main.version=test")
}

// Go has the go command make an executable of a package with patches.
func Go(dir, name string, patches []Patch, pkg string, args ...string) (path string, err error) {
	root, err := Root()
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

// Root returns the folder of the module's source, for a test that runs in it.
func Root() (string, error) {
	mod, err := exec.Command("go", "env", "GOMOD").Output()
	if err != nil {
		return "", fmt.Errorf("looking for the module: %w", err)
	}
	return filepath.Dir(strings.TrimSpace(string(mod))), nil
}

// overlay writes the patched files into dir, and the list of them that
// go build -overlay reads.
func overlay(root, dir, name string, patches []Patch) (list string, err error) {
	sources := map[string]string{}
	for _, p := range patches {
		path := filepath.Join(root, filepath.FromSlash(p.File))
		if _, read := sources[path]; !read {
			b, err := os.ReadFile(path)
			if err != nil {
				return "", err
			}
			sources[path] = string(b)
		}
		if n := strings.Count(sources[path], p.Old); n != 1 {
			return "", fmt.Errorf("what is to be replaced stands %d times in %s: %s", n, p.File, p.Old)
		}
		sources[path] = strings.Replace(sources[path], p.Old, p.New, 1)
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

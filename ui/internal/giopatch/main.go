package main

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// The module that the edits are for.
const (
	gioModule  = "gioui.org"
	gioVersion = "v0.10.3"
)

func main() {
	out := flag.String("out", "", "folder for the patched module and go.work")
	flag.Parse()
	if *out == "" || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(*out); err != nil {
		fmt.Fprintln(os.Stderr, "giopatch:", err)
		os.Exit(1)
	}
}

// run writes the workspace of the module in the current folder, or above it.
func run(out string) error {
	if err := os.Setenv("GOWORK", "off"); err != nil { // what out may hold already
		return err
	}
	root, err := ask("list", "-m", "-f", "{{.Dir}}")
	if err != nil {
		return err
	}
	if _, err := ask("mod", "download", gioModule); err != nil {
		return err
	}
	pinned, err := ask("list", "-m", "-f", "{{.Version}} {{.Dir}}", gioModule)
	if err != nil {
		return err
	}
	version, src, _ := strings.Cut(pinned, " ")
	if version != gioVersion {
		return fmt.Errorf("go.mod has %s %s, the edits are for %s: look at each of them again", gioModule, version, gioVersion)
	}
	goVersion, err := ask("list", "-m", "-f", "{{.GoVersion}}")
	if err != nil {
		return err
	}
	if out, err = filepath.Abs(out); err != nil {
		return err
	}
	module := filepath.Join(out, gioModule)
	if err := patchModule(src, module, edits()); err != nil {
		return err
	}
	work := fmt.Sprintf("go %s\n\nuse %q\n\nreplace %s %s => %q\n", goVersion, root, gioModule, gioVersion, module)
	return writeChanged(filepath.Join(out, "go.work"), []byte(work))
}

// ask runs the go command and returns what it prints.
func ask(args ...string) (string, error) {
	cmd := exec.Command("go", args...)
	cmd.Stderr = os.Stderr
	raw, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("running go %s: %w", strings.Join(args, " "), err)
	}
	return strings.TrimSpace(string(raw)), nil
}

// patchModule copies the module from one folder to another, with the edits
// applied. A file is only written if its content changed, so that nothing is
// compiled again without need.
func patchModule(from, to string, all []edit) error {
	patched := map[string]string{} // path below from, to content
	for _, e := range all {
		text, ok := patched[e.file]
		if !ok {
			raw, err := os.ReadFile(filepath.Join(from, filepath.FromSlash(e.file)))
			if err != nil {
				return fmt.Errorf("reading what is to be patched: %w", err)
			}
			text = string(raw)
		}
		var err error
		if patched[e.file], err = e.apply(text); err != nil {
			return err
		}
	}
	return fs.WalkDir(os.DirFS(from), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content := []byte(patched[name])
		if len(content) == 0 {
			if content, err = os.ReadFile(filepath.Join(from, filepath.FromSlash(name))); err != nil {
				return err
			}
		}
		return writeChanged(filepath.Join(to, filepath.FromSlash(name)), content)
	})
}

// writeChanged writes a file, and the folders above it, if its content is
// another. It is renamed into place: another build may be reading it.
func writeChanged(path string, content []byte) error {
	if was, err := os.ReadFile(path); err == nil && string(was) == string(content) {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	unfinished := fmt.Sprintf("%s.%d", path, os.Getpid())
	if err := os.WriteFile(unfinished, content, 0o644); err != nil {
		return err
	}
	return os.Rename(unfinished, path)
}
